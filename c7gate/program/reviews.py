"""How often changes are sent back in review, before and after (S-107)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from statistics import median

from c7gate.program.answer import Answer, Outcome, cut, span
from c7gate.program.change import falling
from c7gate.program.facts import Facts
from c7gate.program.rates import Side, Week, ratio, ratio_interval
from c7gate.program.targets import Target
from c7gate.program.velocity import merged_between
from c7gate.program.windows import Windows, windows

METRIC = "review_cycles"


def review_cycles(facts: Facts, target: Target) -> Answer:
    """The ratio of mean rounds; what nobody reviewed is counted apart, for fewer reviews are no better ones."""
    found = windows(facts, METRIC)
    before, after = _sides(facts, found)
    value, interval = ratio(before, after), ratio_interval(before, after, facts.confidence)
    answer = target.answer(
        value=cut(value, 2, 1) if value is not None else "",
        unit="x",
        numerator=after.events,
        denominator=before.events,
        interval=interval,
        shown_interval=span(interval, 2, 1),
        n=int(after.exposure),
        window=found.days,
        note=_note(facts, found),
        caveats=found.caveats,
        through=facts.measurements.through.date() if facts.measurements else None,
    )
    lacks = (*found.lacks, *_uncounted(found, before, after))
    if lacks or value is None or interval is None:
        return answer._replace(outcome=Outcome.INSUFFICIENT, lacks=lacks)
    outcome = falling(reached=False, interval=interval, asked=None)
    return answer._replace(outcome=outcome).withheld(len(facts.participants), facts.least_group)


def _sides(facts: Facts, found: Windows) -> tuple[Side, Side]:
    before = tuple(
        Week(week.review_rounds, Fraction(week.reviewed))
        for week in found.before
        if week.review_rounds is not None and week.reviewed is not None
    )
    return Side(before), Side(tuple(_week(facts, monday) for monday in found.after))


def _week(facts: Facts, monday: date) -> Week:
    rounds = _rounds(facts, monday, monday + timedelta(days=6))[0]
    return Week(sum(rounds), Fraction(len(rounds)))


def _rounds(facts: Facts, first: date, last: date) -> tuple[list[int], int]:
    """The rounds of every reviewed change, and how many changes nobody reviewed."""
    changes = tuple(merged_between(facts.measurements, first, last))
    rounds = [change.review_rounds for change in changes if change.review_rounds is not None]
    return rounds, len(changes) - len(rounds)


def _note(facts: Facts, found: Windows) -> str:
    rounds, without = _rounds(facts, *found.days) if found.days else ([], 0)
    if not rounds:
        return ""
    once = sum(count <= 1 for count in rounds)
    return f"median {median(rounds):g}, {once}/{len(rounds)} with at most one round; {without} without review"


def _uncounted(found: Windows, before: Side, after: Side) -> Iterator[str]:
    if found.before and not before.events:
        yield "the baseline counts no rounds of review"
    elif found.after and not after.events:
        yield "no round of review after"
