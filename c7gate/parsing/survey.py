"""Survey waves as values: counts of answers, and never so few that they tell of somebody (S-142)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7gate.model.document import Document
from c7gate.model.record import Survey
from c7gate.parsing.periods import period_days

FEWEST_ANSWERS = 5
"""Below this a wave's answers are not kept at all, whatever policy says of showing them."""


def survey(value: Mapping[str, Any]) -> Survey:
    """A wave, from data that its schema accepts."""
    return Survey(
        period=value["period"],
        invited=value["invited"],
        histogram={int(answer): count for answer, count in value.get("histogram", {}).items()},
        suppressed=value.get("suppressed", False),
        themes=tuple(value.get("themes", ())),
    )


def survey_nonsense(document: Document) -> Iterator[tuple[str, str, str]]:
    """What no schema can say of a wave: the key it stands at, what is wrong, what to write (S-142)."""
    value = document.value
    if period_days(value["period"]) is None:
        yield "period", f'no calendar has "{value["period"]}"', "write a period such as 2025-W35"
    counts, suppressed = value.get("histogram"), "suppressed" in value
    if (counts is None) != suppressed:
        yield "period", "a wave has a histogram or is suppressed, and not both", "write one of the two"
    answers = sum(counts.values()) if counts else 0
    if counts and answers > value["invited"]:
        message = f"{answers} answers of {value['invited']} who were asked"
        yield "histogram", message, "correct histogram or invited"
    if counts and answers < FEWEST_ANSWERS:
        message = f"{answers} answers are too few to keep"
        yield (
            "histogram",
            message,
            f"write suppressed: true in its place; {FEWEST_ANSWERS} answers are needed",
        )
