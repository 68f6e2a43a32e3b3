"""How it was before, frozen out of an export: a line for every week, and the mix of what was merged (S-105, S-134)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from c7gate.model.impact import Measurements, MergedChange
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.record import Person
from c7gate.program.mix import strata
from c7gate.program.velocity import merged_between
from c7gate.scoring.tracked import expected_days

_SUNDAY = timedelta(days=6)
_WEEK = timedelta(days=7)
_FAILED = ("revert", "hotfix")


class Frozen(NamedTuple):
    """The value of `baseline` in `policies/success.yaml`, or `lacks`: why there can be none, and how to go on."""

    value: Mapping[str, Any]
    lacks: tuple[str, str] | None = None


def frozen(export: Measurements, people: Iterable[Person], policy: Policy, today: date) -> Frozen:
    """The last whole weeks before the program that the export tells of.

    They end as many days before the start as policy says, so that what the announcement stirs up is in none of them.
    A week's developer days are those on which `people` were to work, by their own calendars, whenever they enrolled.
    """
    lacks = _lacks(export, policy, today)
    if lacks:
        return Frozen({}, lacks)
    team = [one._replace(enrolled_at=None, exit_on=None, partial_first_day=False) for one in people]
    if not team:
        return Frozen(
            {}, ("nobody has a record, so no week has developer days", "c7gate add enrolment writes one")
        )
    measurement = policy.values["success"]["measurement"]
    last, weeks = _last_day(export, policy), measurement["baseline_weeks"]
    mondays = tuple(_mondays(export, last))[:weeks][::-1]
    if len(mondays) < measurement["min_baseline_weeks"]:
        return Frozen({}, _too_few(export, len(mondays), last, policy))
    followed = _known(export) - timedelta(days=measurement["bug_follow_up_days"])
    value = {
        "frozen_at": today,
        "source": f"{export.source}, SHA-256 {export.digest}",
        "weeks": [_week(export, team, monday, measurement, followed) for monday in mondays],
    }
    merged = merged_between(export, mondays[0], mondays[-1] + _SUNDAY, "feature")
    return Frozen(value | {key: lines for key, lines in [("strata", _strata(merged))] if lines})


def _lacks(export: Measurements, policy: Policy, today: date) -> tuple[str, str] | None:
    start, there = policy.start, policy.values["success"]["baseline"]
    if there["weeks"] or "frozen_at" in there:
        when = f" on {there['frozen_at']}" if "frozen_at" in there else ""
        return f"a baseline was frozen{when} already", "it stays as it is: what is frozen is not frozen again"
    if start is None:
        return "the program has no start, so nothing is before it", "write start in policies/program.yaml"
    if today > start:
        return (
            f"the program began on {start}; a baseline is frozen before that",
            "what is only looked up afterwards could be chosen to fit",
        )
    if export.since is None:
        return (
            "the export does not say since when it is complete",
            'add "since" with an instant, such as "2025-05-01T00:00:00Z"',
        )
    return None


def _known(export: Measurements) -> date:
    """The last UTC date of which everything is in the export."""
    return export.through.astimezone(UTC).date() - timedelta(days=1)


def _last_day(export: Measurements, policy: Policy) -> date:
    """The last day that a week of the baseline may end on."""
    gap = policy.values["success"]["measurement"]["baseline_gap_days"]
    return min(_known(export), (policy.start or date.max) - timedelta(days=gap + 1))


def _mondays(export: Measurements, last: date) -> Iterator[date]:
    """The Mondays of the whole weeks that end by `last` and begin in the export, latest first."""
    monday = last - _SUNDAY
    monday -= timedelta(days=monday.weekday())
    while export.since and datetime.combine(monday, time(), UTC) >= export.since:
        yield monday
        monday -= _WEEK


def _too_few(export: Measurements, weeks: int, last: date, policy: Policy) -> tuple[str, str]:
    needed = policy.values["success"]["measurement"]["min_baseline_weeks"]
    since = export.since.astimezone(UTC).date() if export.since else None
    return (
        f"the export holds {weeks} whole weeks from {since} to {last}, and a baseline needs {needed}",
        "export more weeks before the program",
    )


def _week(
    export: Measurements,
    team: Iterable[Person],
    monday: date,
    measurement: Mapping[str, Any],
    followed: date,
) -> Mapping[str, Any]:
    """One week's line; what the export does not count stands in none, for it is not zero."""
    year, week, _ = monday.isocalendar()
    changes = tuple(merged_between(export, monday, monday + _SUNDAY))
    line: dict[str, Any] = {
        "week": f"{year}-W{week:02}",
        "dev_days": sum(expected_days(one, monday, monday + _SUNDAY) for one in team),
        "features": sum(change.kind == "feature" for change in changes),
        "changes": len(changes),
    }
    if monday + _SUNDAY <= followed and any(change.bugs for change in export.changes):
        limit = timedelta(days=measurement["bug_follow_up_days"])
        bugs = [
            bug.library
            for change in changes
            for bug in change.bugs
            if bug.found_at - change.merged_at <= limit
        ]
        line |= {"library_bugs": sum(bugs), "other_bugs": len(bugs) - sum(bugs)}
    if any(change.review_rounds is not None for change in export.changes):
        rounds = [change.review_rounds for change in changes if change.review_rounds is not None]
        line |= {"reviewed": len(rounds), "review_rounds": sum(rounds)}
    return line | {"failures": sum(change.kind in _FAILED for change in changes)}


def _strata(changes: Iterable[MergedChange]) -> list[Mapping[str, Any]]:
    """The features by repository and size, sorted."""
    lines: list[Mapping[str, Any]] = []
    for kind, found in sorted(strata(changes).items()):
        repository, _, size = kind.rpartition("/")
        named = {"repository": repository} if repository else {}
        days = Decimal(found.days.numerator) / found.days.denominator  # exact: a sum of decimals
        lines.append({**named, "size": size, "changes": found.changes, "days": days})
    return lines
