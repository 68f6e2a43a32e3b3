"""A dashboard for a machine; the page is drawn from these same values (S-030)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from c7gate.model.alert import Alert
from c7gate.model.explanation import Gate3Explanation
from c7gate.model.gates import GateStanding
from c7gate.model.record import Person
from c7gate.model.scoring import Day, truncated_percent
from c7gate.program.answer import cut
from c7gate.program.board import Audience, Board, Library, Track
from c7gate.program.standing import GroupStanding
from c7gate.program.trend import Week
from c7gate.rendering.alerts import MessageFacts, because
from c7gate.rendering.answers import answer_view, day
from c7gate.rendering.days import glyph
from c7gate.rendering.json_text import Json
from c7gate.rendering.me import standing_view

Own = tuple[str, Gate3Explanation, tuple[str, ...], tuple[GateStanding, ...]]
"""A developer's role, gate 3, the coordinators to ask, and the gates."""


def dashboard_view(
    board: Board, told: MessageFacts, through: datetime | None, own: Own | None, *, version: str
) -> Json:
    """All of it as plain values; `through` is the newest commit's time (aware). Null is what is withheld."""
    facts = board.facts
    people = board.audience is Audience.COORDINATOR
    return {
        "schema_version": 1,
        "tool": {"name": "c7gate", "version": version},
        "as_of": _machine(facts.as_of),
        "trusted": {"ref": facts.trusted.ref, "oid": facts.trusted.oid},
        "audience": board.audience.value,
        "minimum_group": facts.least_group,
        "freshness": _freshness(board, through),
        "groups": [_group(board, group) for group in board.groups],
        "success": {
            "declared": board.success.declared,
            "open": board.success.open,
            "criteria": [
                {"id": target.id, **answer_view(answer)} for target, answer in board.success.criteria
            ],
        },
        "roster": len(facts.roster) if board.funnel is not None else None,
        "funnel": [item._asdict() for item in board.funnel] if board.funnel is not None else None,
        "burn_up": _burn_up(board),
        "days": [
            {
                "date": str(item.date),
                "active": item.active,
                "counted": item.counted,
                "look_ups": item.look_ups,
            }
            for item in board.days
        ],
        "trend": [_week(week) for week in board.trend],
        "people": [_track(board, track) for track in board.tracks] if people else None,
        "libraries": [_library(item) for item in board.libraries],
        "alert_weeks": [{"monday": str(item.monday), "people": item.people} for item in board.weeks],
        "alerts": [_alert(alert, told) for alert in board.alerts],
        "metrics": [answer_view(answer) for answer in board.metrics],
        "own": _own(own, board.own, told) if own else None,
    }


def _freshness(board: Board, through: datetime | None) -> Json:
    hours = int(board.facts.policy.values["success"]["monitoring_stale_hours"])
    stale = through is None or board.facts.as_of - through > timedelta(hours=hours)
    return {"through": _machine(through) if through else None, "stale": stale, "stale_after_hours": hours}


def _group(board: Board, group: GroupStanding) -> Json:
    shown = board.audience is Audience.COORDINATOR or len(group.people) >= board.facts.least_group
    people = len(group.people) if shown else None
    return {"id": group.id, "day": group.day, "days": group.of, "people": people}


def _burn_up(board: Board) -> list[Json] | None:
    if board.burn_up is None:
        return None
    return [
        {
            "date": str(item.date),
            "certified": item.certified,
            "planned": cut(item.planned, 1),
            "works": item.works,
        }
        for item in board.burn_up
    ]


def _week(week: Week) -> Json:
    adoption, consistency = week.adoption, week.consistency
    return {
        "monday": str(week.monday),
        "adoption": {
            "adopters": adoption.part,
            "eligible": adoption.whole,
            "percent": truncated_percent(*adoption, 1) or None,
        }
        if adoption
        else None,
        "consistency": {
            "active": consistency.part,
            "counted": consistency.whole,
            "percent": truncated_percent(*consistency, 1) or None,
        }
        if consistency
        else None,
        "certified": week.certified,
    }


def _library(item: Library) -> Json:
    return {**item.use._asdict(), "helpful": item.helpful, "rated": item.rated}


def _track(board: Board, track: Track) -> Json:
    one = track.standing
    return {
        "login": track.person.login,
        "standing": one.bucket.value if one else None,
        "passed": one.passed if one else None,
        "because": [*(alert.because for alert in one.alerts), *one.because] if one else [],
        **_strip(track.person, track.days, board),
    }


def _strip(person: Person, days: Sequence[Day], board: Board | None = None) -> Json:
    """The days as one text, a sign of `rendering/days.py` for each; on a board, completed ones only."""
    shown = [item for item in days if board is None or item.date < board.facts.today]
    return {
        "first": day(shown[0].date if shown else None),
        "days": "".join(glyph(person, item) for item in shown),
    }


def _alert(alert: Alert, told: MessageFacts) -> Json:
    return {
        "key": alert.key,
        "severity": alert.severity.value,
        "developer": alert.developer or None,
        "cohort": alert.cohort or None,
        "because": because(alert, told),
        "since": str(alert.since),
        "raised_at": _machine(alert.raised_at),
        "ended_at": _machine(alert.ended_at) if alert.ended_at else None,
        "state": alert.state.value,
    }


def _own(own: Own, alerts: Sequence[Alert], told: MessageFacts) -> Json:
    role, found, coordinators, gates = own
    return {
        **standing_view(role, found, coordinators, gates),
        **_strip(found.person, found.consistency.days),
        "alerts": [_alert(alert, told) for alert in alerts],
    }


def _machine(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
