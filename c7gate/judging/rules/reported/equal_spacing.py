"""A person's commits are not spaced like those of a timer.

What it checks:
    Of each author whose gate 3 is scored: whether five or more commits that count, of the dates a window can hold,
    bear one time of day on as many dates, or follow each other after one span of an hour or more, to within five
    seconds.

Why:
    A job that commits on a schedule uses nothing and learns nothing. People are not so punctual; but a note is all
    that a pattern is worth, for it proves nothing (T56).

Example:
    Commits on Monday to Friday, each dated 10:00:00.

How to fix:
    Nothing is asked, and nothing is lost. If a job made them, let it commit under a login of its own, listed as one
    of the `bots` in `program.yaml`.
"""

from __future__ import annotations

from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import Severity

CODE = "C7C011"
NAME = "equal-spacing"


def judge(snapshot: Snapshot) -> Outcome:
    """A note a person, with the numbers."""
    return guarded(
        tuple(
            Found(
                message=f"{login}'s {because}: a timer is as punctual, a person hardly",
                help="nothing is asked; work of a scheduled job belongs to a login of its own, listed under bots",
                developer=login,
                most=Severity.NOTE,
            )
            for login, because in sorted(snapshot.timed.items())
        )
    )
