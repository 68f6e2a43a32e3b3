"""Baselines, judgements and measurements as values, from data that their schemas accept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from c7gate.model.document import Document
from c7gate.model.errors import UsageError
from c7gate.model.finding import Problem
from c7gate.model.impact import (
    Baseline,
    BaselineStratum,
    BaselineWeek,
    Bug,
    Judgement,
    Measurements,
    MergedChange,
)
from c7gate.model.policy import Policy
from c7gate.parsing.dates import to_instant
from c7gate.parsing.periods import period_days
from c7gate.parsing.schema import validate

_COUNTS = ("features", "changes", "library_bugs", "other_bugs", "reviewed", "review_rounds", "failures")
MOST_BYTES = 64 << 20


def baseline_of(policy: Policy) -> Baseline:
    """The frozen baseline of a policy; without weeks where none was frozen. Weeks that no calendar has are left out."""
    value = policy.values["success"]["baseline"]
    weeks = (
        BaselineWeek(days[0], Decimal(line["dev_days"]), **{key: line.get(key) for key in _COUNTS})
        for line in value["weeks"]
        if (days := period_days(line["week"]))
    )
    return Baseline(
        frozen_at=date.fromisoformat(value["frozen_at"]) if "frozen_at" in value else None,
        weeks=tuple(sorted({week.first: week for week in weeks}.values())),
        strata=tuple(
            BaselineStratum(line.get("repository", ""), line["size"], line["changes"], Decimal(line["days"]))
            for line in value["strata"]
        ),
    )


def judgements_of(policy: Policy) -> tuple[Judgement, ...]:
    """What people judged, oldest first."""
    lines = policy.values["success"]["judgements"]
    found = (
        Judgement(
            line["metric"], date.fromisoformat(line["at"]), line["by"], line["rating"], line.get("note", "")
        )
        for line in lines
    )
    return tuple(sorted(found, key=lambda line: (line.at, line.metric, line.by)))


def parse_measurements(data: bytes, path: str, schema: Mapping[str, Any]) -> Measurements:
    """An export as values.

    Raises:
        UsageError: it is no JSON, or not of the form that `schemas/measurements.schema.json` describes.
    """
    if len(data) > MOST_BYTES:
        raise _wrong(
            path, f"larger than {MOST_BYTES >> 20} MiB", "export only the changes since the program began"
        )
    try:
        value = json.loads(data, parse_float=Decimal, parse_constant=_not_finite)
    except (ValueError, RecursionError) as error:
        raise _wrong(path, f"no JSON: {error}", "export it again") from None
    problems = validate(Document(path, value), schema, rule="")
    for problem in problems or tuple(_unsound(value)):
        raise _wrong(path, problem.message, problem.help)
    return Measurements(
        source=value["source"],
        through=datetime.fromisoformat(value["through"]),
        digest=hashlib.sha256(data).hexdigest(),
        changes=tuple(map(_change, value.get("changes", ()))),
        timed=tuple(
            (Decimal(line["before_minutes"]), Decimal(line["after_minutes"]))
            for line in value.get("timed_tasks", ())
        ),
        since=datetime.fromisoformat(value["since"]) if "since" in value else None,
    )


def _not_finite(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _unsound(value: Mapping[str, Any]) -> Iterator[Problem]:
    """Instants that are none, and changes counted twice."""
    seen: set[str] = set()
    instants = [value[key] for key in ("since", "through") if key in value]
    for line in value.get("changes", ()):
        instants += [line["merged_at"], *(bug["found_at"] for bug in line.get("bugs", ()))]
        if line["id"] in seen:
            yield Problem("", f'the change "{line["id"]}" stands in it twice', "export each change once")
        seen.add(line["id"])
    for text in instants:
        if to_instant(text) is None:
            yield Problem("", f'"{text}" is no instant', "write one such as 2025-09-01T09:00:00Z")


def _change(line: Mapping[str, Any]) -> MergedChange:
    return MergedChange(
        id=line["id"],
        merged_at=datetime.fromisoformat(line["merged_at"]),
        kind=line["kind"],
        repository=line.get("repository", ""),
        size=line.get("size", ""),
        days=Decimal(line["days"]) if "days" in line else None,
        review_rounds=line.get("review_rounds"),
        bugs=tuple(
            Bug(datetime.fromisoformat(bug["found_at"]), bug["library"]) for bug in line.get("bugs", ())
        ),
    )


def _wrong(path: str, message: str, help_: str) -> UsageError:
    return UsageError(f"{path}: {message}", help=help_)
