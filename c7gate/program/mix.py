"""Whether a figure moved, or only what it is made of: strata, standardised to the mix before (Simpson's paradox)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from c7gate.model.impact import MergedChange
from c7gate.model.named_tuple import NamedTuple


class Stratum(NamedTuple):
    """Changes of one kind (a repository and a size), and the days they took together."""

    changes: int
    days: Fraction


class Mix(NamedTuple):
    """Mean days a change: before, after, and after with the mix of before.

    `shifted` says that the plain and the standardised comparison disagree in direction.
    """

    before: Fraction
    crude: Fraction
    standardised: Fraction
    shifted: bool


def kind_of(repository: str, size: str) -> str:
    """One name of a kind: its size follows the last slash."""
    return f"{repository}/{size}"


def strata(changes: Iterable[MergedChange]) -> Mapping[str, Stratum]:
    """The changes by kind; those that do not tell size and days are left out."""
    found: dict[str, Stratum] = defaultdict(lambda: Stratum(0, Fraction(0)))
    for change in changes:
        if change.days is not None and change.size:
            kind = kind_of(change.repository, change.size)
            found[kind] = Stratum(found[kind].changes + 1, found[kind].days + Fraction(change.days))
    return dict(found)


def mixed(before: Mapping[str, Stratum], after: Mapping[str, Stratum]) -> Mix | None:
    """Compare two mixes; None where a side is empty, or a stratum of before has nothing after to stand for it."""
    if not any(line.changes for line in before.values()) or not any(line.changes for line in after.values()):
        return None
    weights = {name: line.changes for name, line in before.items() if line.changes}
    if any(not after.get(name, Stratum(0, Fraction(0))).changes for name in weights):
        return None
    total = sum(weights.values())
    first, crude = _mean(before), _mean(after)
    standardised = (
        sum((weights[name] * after[name].days / after[name].changes for name in weights), Fraction(0)) / total
    )
    return Mix(first, crude, standardised, (crude - first) * (standardised - first) < 0)


def _mean(kinds: Mapping[str, Stratum]) -> Fraction:
    days = sum((line.days for line in kinds.values()), Fraction(0))
    return days / sum(line.changes for line in kinds.values())
