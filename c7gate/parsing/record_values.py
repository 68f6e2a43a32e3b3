"""Data that a schema has accepted, as the values of the model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from c7gate.model.record import (
    Assessment,
    Attempt,
    Away,
    AwayType,
    Blocker,
    Ceremony,
    Cohort,
    Commitment,
    Developer,
    Excused,
    Intervention,
    Member,
    PeerReview,
    Revocation,
    Share,
    SignOff,
    Submission,
    Usage,
    UseCase,
    Waiver,
    Zone,
)
from c7gate.parsing.dates import to_date, to_instant

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def developer(value: Mapping[str, Any]) -> Developer:
    """A person's own record, from data that its schema accepts."""
    return Developer(
        login=value["login"],
        identities=tuple(value["identities"]),
        role=value.get("role", ""),
        cohort=value.get("cohort", ""),
        enrolled_at=to_date(value.get("enrolled_at", "")),
        enrolled_instant=to_instant(value.get("enrolled_at", "")),
        zones=_zones(value.get("timezone", ())),
        work_week=_work_week(value),
        away=tuple(
            Away(date.fromisoformat(line["from"]), date.fromisoformat(line["to"]), AwayType(line["type"]))
            for line in value.get("away", ())
        ),
        shares=tuple(
            Share(date.fromisoformat(line["date"]), line["kind"], line["ref"], line.get("audience", ""))
            for line in value.get("shares", ())
        ),
        usage=tuple(
            Usage(
                at=datetime.fromisoformat(line["at"]),
                kind=line["kind"],
                library=line["library"],
                topic=line.get("topic", ""),
                outcome=line.get("outcome", ""),
            )
            for line in value.get("usage", ())
        ),
        use_cases=tuple(
            UseCase(line["title"], line["library"], line.get("link", ""))
            for line in value.get("use_cases", ())
        ),
        exercises=tuple(
            Submission(line["id"], tuple(line["evidence"]), _optional_date(line, "submitted"))
            for line in value.get("exercises", ())
        ),
        commitment=_commitment(value.get("commitment")),
        blockers=tuple(map(_blocker, value.get("blockers", ()))),
    )


def _blocker(line: Mapping[str, str]) -> Blocker:
    closed = _moment(line["closed"]) if "closed" in line else None
    return Blocker(line["id"], _moment(line["opened"]), closed, line["summary"], line["owner"])


def _moment(text: str) -> datetime | date:
    return to_date(text) or datetime.fromisoformat(text)


def _commitment(line: Mapping[str, str] | None) -> Commitment | None:
    return Commitment(date.fromisoformat(line["date"]), line["statement"]) if line else None


def _zones(written: Any) -> tuple[Zone, ...]:
    if isinstance(written, str):
        return (Zone(None, written),)
    return tuple(Zone(date.fromisoformat(line["from"]), line["tz"]) for line in written)


def _work_week(value: Mapping[str, Any]) -> frozenset[int] | None:
    return frozenset(map(WEEK.index, value["work_week"])) if "work_week" in value else None


def assessment(value: Mapping[str, Any]) -> Assessment:
    """The assessors' file about one person, from data that its schema accepts."""
    return Assessment(
        login=value["login"],
        reviews=tuple(
            PeerReview(
                exercise=line["exercise"],
                reviewer=line["reviewer"],
                verdict=line["verdict"],
                at=datetime.fromisoformat(line["at"]),
                ref=line.get("ref", ""),
            )
            for line in value.get("reviews", ())
        ),
        excused=tuple(
            Excused(date.fromisoformat(line["from"]), date.fromisoformat(line["to"]), line["by"])
            for line in value.get("excused", ())
        ),
        signoffs=tuple(
            SignOff(line["id"], line["gate"], line["by"], datetime.fromisoformat(line["at"]))
            for line in value.get("signoffs", ())
        ),
        attempts=tuple(map(_attempt, value.get("attempts", ()))),
        waivers=tuple(map(_waiver, value.get("waivers", ()))),
        revocations=tuple(
            Revocation(line["id"], line["signoff"], line["by"], datetime.fromisoformat(line["at"]))
            for line in value.get("revocations", ())
        ),
        interventions=tuple(map(_intervention, value.get("interventions", ()))),
    )


def _intervention(line: Mapping[str, str]) -> Intervention:
    return Intervention(
        alert=line["alert"],
        action=line["action"],
        by=line["by"],
        at=datetime.fromisoformat(line["at"]),
        outcome=line.get("outcome", ""),
        plan_ref=line.get("plan_ref", ""),
        until=datetime.fromisoformat(line["until"]) if "until" in line else None,
        reason=line.get("reason", ""),
    )


def _attempt(line: Mapping[str, Any]) -> Attempt:
    return Attempt(
        id=line["id"],
        gate=line["gate"],
        date=date.fromisoformat(line["date"]),
        assessor=line["assessor"],
        scores={name: Decimal(score) for name, score in line.get("scores", {}).items()},
        rubric=dict(line.get("rubric", {})),
        policy_version=str(line.get("policy_version", "")),
        exercise_versions={name: str(item) for name, item in line.get("exercise_versions", {}).items()},
        supersedes=line.get("supersedes", ""),
        note=line.get("note", ""),
    )


def _waiver(line: Mapping[str, Any]) -> Waiver:
    return Waiver(
        gate=line.get("gate", 0),
        criterion=line.get("criterion", ""),
        rule=line.get("rule", ""),
        reason=line["reason"],
        approver=line["approver"],
        expires=date.fromisoformat(line["expires"]),
        id=line.get("id", ""),
    )


def cohort(value: Mapping[str, Any]) -> Cohort:
    """A cohort, from data that its schema accepts."""
    return Cohort(
        id=value["id"],
        start=date.fromisoformat(value["start_date"]),
        roster=tuple(
            Member(
                line["login"], _optional_date(line, "from"), _optional_date(line, "to"), line.get("exit", "")
            )
            for line in value.get("roster", ())
        ),
        calendar=value.get("calendar", ""),
        frozen_at=_optional_date(value, "frozen_at"),
        mentors=tuple(value.get("mentors", ())),
        ceremony=_ceremony(value.get("ceremony")),
    )


def _ceremony(line: Mapping[str, Any] | None) -> Ceremony | None:
    return Ceremony(date.fromisoformat(line["date"]), frozenset(line["attendees"])) if line else None


def _optional_date(value: Mapping[str, Any], key: str) -> date | None:
    return date.fromisoformat(value[key]) if key in value else None
