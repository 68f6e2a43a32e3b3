"""Comparing with a threshold of policy: exact, and nowhere else for the gates that are not computed (principle 6)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal

from c7gate.model.gates import CriterionPolicy

_OPERATORS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
    "<=": operator.le,
    "<": operator.lt,
}


def holds(criterion: CriterionPolicy, have: Decimal | int) -> bool:
    """Whether `have` meets the criterion's threshold, compared as decimals: 84.99 is below 85 (S-054, S-071)."""
    return _OPERATORS[criterion.op](Decimal(have), criterion.threshold)


def needed(criterion: CriterionPolicy) -> str:
    """The threshold as a person reads it, such as `>= 85`."""
    return f"{criterion.op} {criterion.threshold}"
