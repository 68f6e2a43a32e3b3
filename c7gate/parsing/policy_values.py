"""A policy's merged data as typed values. The data was validated and checked before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from c7gate.model.document import Pointer
from c7gate.model.finding import Severity
from c7gate.model.library import Library
from c7gate.model.policy import (
    Gate3Policy,
    Origin,
    Policy,
    ReferencePolicy,
    RulePolicy,
    SigningKey,
)
from c7gate.model.record import Zone

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def policy_of(values: Mapping[str, Any], origins: Mapping[Pointer, Origin]) -> Policy:
    """The policy whose merged data by stem is `values`."""
    program = values["program"]
    return Policy(
        preset=program["preset"],
        values=values,
        origins=origins,
        start=_date(program.get("start")),
        coordinators=tuple(program["coordinators"]),
        assessors=tuple(program["assessors"]),
        signing_keys=tuple(map(_signing_key, program["signing_keys"])),
        forge_keys=tuple(program["forge_keys"]),
        zones=_zones(program["people"]["timezone"]),
        work_week=frozenset(map(WEEKDAYS.index, program["people"]["work_week"])),
        rules={name: _rule(rule) for name, rule in program["rules"].items()},
        reference=_reference(values["references"]["reference"]),
        libraries=tuple(_library(*item) for item in values["references"]["libraries"].items()),
        gate3=_gate3(values["gates"]["gate3"]),
        protected=tuple(program["protected"]),
        bots=tuple(program["bots"]),
        clock_tolerance_minutes=program["clock_tolerance_minutes"],
        calendars={
            name: frozenset(_days_off(calendar))
            for name, calendar in values["calendars"]["calendars"].items()
        },
        outages=frozenset(
            date.fromisoformat(day["date"])
            for calendar in values["calendars"]["calendars"].values()
            for day in calendar.get("outages", ())
        ),
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _rule(rule: Mapping[str, str]) -> RulePolicy:
    return RulePolicy(Severity(rule["severity"]), _date(rule.get("enforce_from")))


def _signing_key(key: Mapping[str, str]) -> SigningKey:
    return SigningKey(
        login=key["login"],
        key=key["key"],
        since=_date(key.get("from")),
        until=_date(key.get("until")),
        fingerprint=key.get("fingerprint", "").replace(" ", "").upper(),
    )


def _zones(timezone: str | list[dict[str, str]]) -> tuple[Zone, ...]:
    """The zones in the order of their dates; a bare name holds from the beginning."""
    if isinstance(timezone, str):
        return (Zone(None, timezone),)
    return tuple(Zone(_date(entry.get("from")), entry["tz"]) for entry in timezone)


def _reference(reference: Mapping[str, Any]) -> ReferencePolicy:
    return ReferencePolicy(
        who=reference["who"],
        when=reference["when"],
        hook=reference["hook"],
        paths=tuple(reference["paths"]),
        exclude=tuple(reference["exclude"]),
        counts=tuple(reference["counts"]),
        placeholders=tuple(reference["placeholders"]),
    )


def _library(name: str, library: Mapping[str, Any]) -> Library:
    return Library(
        name=name,
        title=library["title"],
        aliases=tuple(library.get("aliases", ())),
        focus=library.get("focus", ""),
        fallback=tuple(library["fallback"]),
        imports={language: tuple(names) for language, names in library.get("imports", {}).items()},
        manifests={registry: tuple(names) for registry, names in library.get("manifests", {}).items()},
    )


def _gate3(gate3: Mapping[str, Any]) -> Gate3Policy:
    window, evidence = gate3["window"], gate3["evidence"]
    return Gate3Policy(
        enforce=gate3["enforce"],
        threshold_percent=gate3["threshold_percent"],
        min_calendar_days=window["min_calendar_days"],
        min_counted_days=window["min_counted_days"],
        max_calendar_days=window["max_calendar_days"],
        tracking_start_day=gate3["tracking_start_day"],
        active_kinds=tuple(gate3["active_day"]["kinds"]),
        min_distinct_references=gate3["min_distinct_references"],
        min_reviews=gate3["reviews"]["min"],
        min_shares=gate3["shares"]["min"],
        late_log_working_days=gate3["late_log_working_days"],
        excused_max_per_window=gate3["excused_max_per_window"],
        day_attribution=gate3["day_attribution"],
        require_first_seen=evidence["require_first_seen"],
        max_unverified_days=evidence["max_unverified_days"],
        grace_working_days=evidence["grace_working_days"],
        first_seen_tolerance_minutes=evidence["clock_tolerance_minutes"],
        decimals=gate3["display"]["decimals"],
    )


def _days_off(calendar: Mapping[str, Any]) -> Iterator[date]:
    """Every date on which the calendar expects nobody: holidays, shutdowns, outages (S-124)."""
    for day in (*calendar.get("holidays", ()), *calendar.get("outages", ())):
        yield date.fromisoformat(day["date"])
    for shutdown in calendar.get("shutdowns", ()):
        first, last = date.fromisoformat(shutdown["from"]), date.fromisoformat(shutdown["to"])
        yield from (first + timedelta(days) for days in range((last - first).days + 1))
