"""Data that a schema has accepted, as the values of the model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from c7gate.model.record import (
    Assessment,
    Away,
    AwayType,
    Cohort,
    Developer,
    Excused,
    Member,
    PeerReview,
    Share,
    SignOff,
    Usage,
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
    )


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
    )


def _optional_date(value: Mapping[str, Any], key: str) -> date | None:
    return date.fromisoformat(value[key]) if key in value else None
