"""Files of policy cases as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from c7gate.model.document import Document, Pointer
from c7gate.model.finding import Location, Problem
from c7gate.model.policy_case import ASSESSOR, SUBJECT, PolicyCase
from c7gate.model.record import Attempt, Developer, RecordKind
from c7gate.model.verdict import Verdict
from c7gate.parsing.dates import to_date, to_instant
from c7gate.parsing.record import parse_record
from c7gate.parsing.schema import validate

RULE = "case-invalid"
_OWN = {"login": SUBJECT, "identities": [f"{SUBJECT}@example.com"]}


def parse_cases(
    document: Document, schema: Mapping[str, Any], record_schema: Mapping[str, Any]
) -> tuple[tuple[PolicyCase, ...], tuple[Problem, ...]]:
    """The cases of a file in their order, or none of them with anything wrong; and what is wrong.

    Args:
        document: the file as read.
        schema: the schema of a file of cases.
        record_schema: the schema of a person's own record.
    """
    problems = document.problems or validate(document, schema, rule=RULE)
    if problems:
        return (), problems
    found: list[PolicyCase] = []
    wrong: list[Problem] = []
    for name, value in document.value["cases"].items():
        developer, faults = _developer(
            document, ("cases", name, "record"), value.get("record", {}), record_schema
        )
        wrong += [*faults, *_filled_in(document, name, value)]
        found.append(_case(document, name, value, developer or Developer(SUBJECT)))
    return (() if wrong else tuple(found)), tuple(wrong)


def _developer(
    document: Document, pointer: Pointer, record: Mapping[str, Any], schema: Mapping[str, Any]
) -> tuple[Developer | None, tuple[Problem, ...]]:
    """The record of a case, judged as a person's own record is, at the places where it stands."""
    depth = len(pointer)
    part = Document(
        f"{SUBJECT}.yaml",
        {**record, **_OWN},
        {place[depth:]: at for place, at in document.values.items() if place[:depth] == pointer},
        {place[depth:]: at for place, at in document.keys.items() if place[:depth] == pointer},
    )
    value, problems = parse_record(RecordKind.DEVELOPER, part, schema)
    return (value if isinstance(value, Developer) else None), problems


def _filled_in(document: Document, name: str, value: Mapping[str, Any]) -> Iterator[Problem]:
    for key in _OWN:
        pointer = ("cases", name, "record", key)
        if key in value.get("record", {}):
            place = document.key_position(pointer)
            yield Problem(RULE, f"{key} is filled in", "leave it out: a case is nobody's", *place)


def _case(document: Document, name: str, value: Mapping[str, Any], developer: Developer) -> PolicyCase:
    gate, expect = value["gate"], value["expect"]
    return PolicyCase(
        name=name,
        gate=gate,
        as_of=_instant(value["as_of"]),
        location=Location.in_file(document.path, *document.key_position(("cases", name))),
        developer=developer,
        attempts=tuple(_attempt(gate, *item) for item in enumerate(value.get("attempts", ()), 1)),
        reviewed=tuple(value.get("reviewed", ())),
        waived=tuple(value.get("waived", ())),
        merged=value.get("merged", 0),
        ceremony=value.get("ceremony", False),
        active=tuple(date.fromisoformat(day) for day in value.get("active", ())),
        reviews=value.get("reviews", 0),
        shares=value.get("shares", 0),
        verdict=Verdict(expect["verdict"]) if "verdict" in expect else None,
        criteria={key: Verdict(word) for key, word in expect.get("criteria", {}).items()},
    )


def _attempt(gate: int, number: int, line: Mapping[str, Any]) -> Attempt:
    return Attempt(
        id=f"attempt-{number}",
        gate=gate,
        date=date.fromisoformat(line["date"]),
        assessor=ASSESSOR,
        scores={name: Decimal(score) for name, score in line.get("scores", {}).items()},
        rubric=dict(line.get("rubric", {})),
    )


def _instant(text: str) -> datetime:
    """The instant, or the end of the day in UTC."""
    day = to_date(text)
    found = datetime.combine(day, time(23, 59, 59), UTC) if day else to_instant(text)
    if found is None:
        raise ValueError(text)
    return found
