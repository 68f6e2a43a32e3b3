"""Which reviews of the program are due: daily at first, weekly from then on, one of its own each quarter (S-144, S-186)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.parsing.impact import judgements_of
from c7gate.program.checks import approvals
from c7gate.program.courses import Course
from c7gate.program.facts import Facts
from c7gate.program.periods import quarter_after
from c7gate.program.targets import metrics

_JUDGEMENT = "judgement"


class Review(NamedTuple):
    """Something that people owe the program by a day, and where they write it down."""

    what: str
    due: date
    where: str


def reviews(facts: Facts) -> Iterator[Review]:
    """The quarterly ones: of the program as a whole, and of what only people can judge.

    Each is due by the end of the quarter after the one in which it was last held, or in which the program began.
    """
    start = facts.policy.start
    if start is None or facts.today < start:
        return
    held = [date.fromisoformat(line["at"]) for line in approvals(facts) if line["kind"] == "review"]
    due = quarter_after(max([start, *held]))
    yield Review("quarterly program review", due, "approvals of policies/program.yaml, kind: review")
    for target in metrics(facts.policy):
        if target.scope == _JUDGEMENT:
            judged = (line.at for line in judgements_of(facts.policy) if line.metric == target.metric)
            due = quarter_after(max([start, *(at for at in judged if at <= facts.today)]))
            yield Review(f"judgement of {target.title}", due, "judgements of policies/success.yaml")


def reviewed_daily(policy: Policy, found: Iterable[Course], day: date) -> bool:
    """Whether somebody is in the days that are reviewed daily on `day` (S-185)."""
    until = policy.values["program"]["review_cadence"]["until_day"]
    return any(0 <= (day - course.plan.start).days < until for course in found)


def overdue(facts: Facts) -> tuple[Review, ...]:
    """Those whose day has passed."""
    return tuple(review for review in reviews(facts) if review.due < facts.today)
