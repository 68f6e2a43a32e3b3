"""The problems of one file in the order a person reads them."""

from __future__ import annotations

from collections.abc import Iterable

from c7gate.model.finding import Problem

MAX_PROBLEMS = 50
"""How many problems of one file are reported; hostile files hold thousands."""


def listed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by position, each once; beyond `MAX_PROBLEMS` the last one says how many were left out."""
    found = sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.column))
    if len(found) <= MAX_PROBLEMS:
        return tuple(found)
    last = found[MAX_PROBLEMS - 1]
    left_out = len(found) - MAX_PROBLEMS + 1
    rest = Problem(
        last.rule,
        f"{left_out} or more further problems in this file are not shown",
        "mend the ones above and look again",
        last.line,
        last.column,
    )
    return (*found[: MAX_PROBLEMS - 1], rest)
