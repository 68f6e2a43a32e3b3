"""One change claims no more days than it may without proof of when they were.

What it checks:
    The days on which the change's commits of one person have references, where no first-seen record proves any:
    at most `gate3.evidence.max_unverified_days`. With more, none of them counts.

Why:
    Two weeks of days can be typed in one evening; many days that come into view at once look the same (T09, T58).

Example:
    Ten commits dated on ten days, pushed in one pull request.

How to fix:
    Open smaller changes sooner, or let `c7gate collect` see each push: what was first seen in time counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.judging.uncounted import uncounted_of
from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import Location

CODE = "C7C007"
NAME = "too-many-days"


def judge(snapshot: Snapshot) -> Outcome:
    """A finding a person, at the earliest of the commits, with the numbers."""
    return guarded(tuple(_found(snapshot)))


def _found(snapshot: Snapshot) -> Iterator[Found]:
    for login, items in uncounted_of(snapshot, NAME).items():
        first, last = (pick(items, key=lambda item: (item.at, item.ref)) for pick in (min, max))
        yield Found(
            message=f"{len(items)} commits dated {first.at:%Y-%m-%d} to {last.at:%Y-%m-%d} earn {login} nothing: "
            f"{first.because}",
            help="open smaller changes sooner, or collect evidence after each push",
            location=Location.in_commit(first.ref),
            developer=login,
        )
