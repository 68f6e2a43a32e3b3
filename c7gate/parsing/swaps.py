"""Swapped days come in pairs: each day worked instead of another stands near the one that was not worked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from c7gate.model.document import Document
from c7gate.model.finding import Problem

_RULE = "record-invalid"
_NEAR = timedelta(days=14)
_LONGEST = timedelta(days=30)
_OTHER = {"swap-on": "swap-off", "swap-off": "swap-on"}

Day = tuple[date, int]
"""A swapped date, and the line of `away` that names it."""


def unpaired_swaps(document: Document) -> Iterator[Problem]:
    """A problem for each line of `away` with a swapped day that has no counterpart within 14 days (model, 2.2)."""
    lines = document.value.get("away", ())
    alone = _alone(_days(lines, "swap-on"), _days(lines, "swap-off"))
    for index in sorted({index for _, index in alone}):
        kind = lines[index]["type"]
        day = min(day for day, at in alone if at == index)
        message = f"{kind} of {day} has no {_OTHER[kind]} within {_NEAR.days} days"
        help_ = f"add the {_OTHER[kind]} day it was exchanged for, or write type: leave"
        line, column = document.position(("away", index, "type"))
        yield Problem(_RULE, message, help_, line, column)


def _days(lines: list[Mapping[str, str]], kind: str) -> list[Day]:
    """The dates of one kind, in order; of a span longer than a month only the ends, which no pair could match."""
    return sorted(
        (day, index)
        for index, line in enumerate(lines)
        if line["type"] == kind
        for day in _span(date.fromisoformat(line["from"]), date.fromisoformat(line["to"]))
    )


def _span(first: date, last: date) -> Iterator[date]:
    if last - first > _LONGEST:
        yield from (first, last)
        return
    yield from (first + timedelta(days) for days in range((last - first).days + 1))


def _alone(on: list[Day], off: list[Day]) -> list[Day]:
    """The days that stay without a counterpart when each is given the first that is near enough."""
    alone: list[Day] = []
    ons, offs = on[::-1], off[::-1]
    while ons and offs:
        gap = ons[-1][0] - offs[-1][0]
        if abs(gap) <= _NEAR:
            ons.pop()
            offs.pop()
        else:
            alone.append(ons.pop() if gap < timedelta(0) else offs.pop())
    return [*alone, *ons, *offs]
