"""Comparing with a threshold of policy: exact, and nowhere else for the gates that are not computed (principle 6)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from c7gate.model.gates import CriterionPolicy

_OPERATORS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
    "<=": operator.le,
    "<": operator.lt,
}


def meets(op: str, have: Fraction | Decimal | int, need: Fraction | Decimal | int) -> bool:
    """Whether a figure meets a target, compared as fractions: 90.00 does not exceed 90 (S-194, S-195, S-197)."""
    return _OPERATORS[op](Fraction(have), Fraction(need))


def holds(criterion: CriterionPolicy, have: Decimal | int) -> bool:
    """Whether `have` meets the criterion's threshold: 84.99 is below 85 (S-054, S-071)."""
    return meets(criterion.op, have, criterion.threshold)


def needed(criterion: CriterionPolicy) -> str:
    """The threshold as a person reads it, such as `>= 85`."""
    return f"{criterion.op} {criterion.threshold}"
