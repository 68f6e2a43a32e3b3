"""Library bugs by merged change, before and after, against what training cannot have caused (S-106, S-135)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from c7gate.model.named_tuple import NamedTuple
from c7gate.program.answer import Answer, Outcome, cut, rounded_to, span
from c7gate.program.change import falling, shortfall
from c7gate.program.facts import Facts
from c7gate.program.intervals import rounded
from c7gate.program.rates import Side, Week, ratio, ratio_interval, ratio_of_ratios
from c7gate.program.targets import Target
from c7gate.program.velocity import merged_between
from c7gate.program.windows import Windows, windows
from c7gate.scoring.thresholds import meets

METRIC = "bugs"
_IMPROVED = frozenset((Outcome.TARGET_DEMONSTRATED, Outcome.MEASURABLE_IMPROVEMENT))
_BLIND = "which bugs are a library's is decided by people, who must not know when each was made"


class Bugs(NamedTuple):
    """Bugs and merged changes of the weeks before and after: those of libraries, and all others."""

    library: tuple[Side, Side]
    other: tuple[Side, Side]


def bug_sides(facts: Facts, found: Windows, follow_up_days: int) -> Bugs:
    """Every change is followed equally long, so that the latest weeks do not look clean only for being young."""
    counted = [week for week in found.before if week.changes is not None and week.library_bugs is not None]
    library = Side(tuple(Week(week.library_bugs or 0, Fraction(week.changes or 0)) for week in counted))
    controlled = [week for week in counted if week.other_bugs is not None]
    other = Side(tuple(Week(week.other_bugs or 0, Fraction(week.changes or 0)) for week in controlled))
    after = [_after(facts, monday, follow_up_days) for monday in found.after]
    return Bugs(
        (library, Side(tuple(week for week, _ in after))), (other, Side(tuple(week for _, week in after)))
    )


def _after(facts: Facts, monday: date, follow_up_days: int) -> tuple[Week, Week]:
    changes = tuple(merged_between(facts.measurements, monday, monday + timedelta(days=6)))
    limit = timedelta(days=follow_up_days)
    known = [bug for change in changes for bug in change.bugs if bug.found_at - change.merged_at <= limit]
    library, exposure = sum(bug.library for bug in known), Fraction(len(changes))
    return Week(library, exposure), Week(len(known) - library, exposure)


def bugs(facts: Facts, target: Target) -> Answer:
    """The ratio of rates. An improvement that other bugs show as well is not attributable to training."""
    follow_up = facts.policy.values["success"]["measurement"]["bug_follow_up_days"]
    found = windows(facts, METRIC, follow_up_days=follow_up)
    sides = bug_sides(facts, found, follow_up)
    before, after = sides.library
    value, interval = ratio(before, after), ratio_interval(before, after, facts.confidence)
    asked = 1 - Fraction(target.need) / 100
    answer = target.answer(
        value=cut(value, 2, asked) if value is not None else "",
        unit="x",
        numerator=after.events,
        denominator=before.events,
        interval=interval,
        shown_interval=span(interval, 2, 1),
        n=int(after.exposure),
        window=found.days,
        note=_note(before, after),
        caveats=(*found.caveats, _BLIND, *_control(facts, sides)),
        through=facts.measurements.through.date() if facts.measurements else None,
    )
    lacks = (*found.lacks, *_uncounted(found, sides))
    if lacks or value is None or interval is None:
        return answer._replace(outcome=Outcome.INSUFFICIENT, lacks=lacks)
    outcome = falling(reached=meets("<=", value, asked), interval=interval, asked=asked)
    if outcome in _IMPROVED and _moved_as_well(facts, sides):
        outcome = Outcome.NOT_ATTRIBUTABLE
    note = answer.note + shortfall(outcome, f"x{cut(asked, 2)}")
    return answer._replace(outcome=outcome, note=note).withheld(len(facts.participants), facts.least_group)


def _note(before: Side, after: Side) -> str:
    if not before.weeks or not after.weeks:
        return ""
    changes = f"{int(after.exposure)} vs {int(before.exposure)} changes"
    return f"{after.events} vs {before.events} library bugs, {changes}"


def _moved_as_well(facts: Facts, sides: Bugs) -> bool:
    """Whether library bugs cannot be told to have fallen more than the others; False where nobody counted those."""
    found = ratio_of_ratios(sides.library, sides.other, facts.confidence)
    return found is not None and (found[1].high is None or not meets("<", found[1].high, 1))


def _control(facts: Facts, sides: Bugs) -> Iterator[str]:
    found, others = ratio_of_ratios(sides.library, sides.other, facts.confidence), ratio(*sides.other)
    if found is None or others is None:
        yield "no negative control: other bugs are not counted on both sides"
        return
    value, interval = found
    yield (
        f"negative control: other bugs x{rounded_to(rounded(float(others)), 2)}; "
        f"library against other bugs x{rounded_to(rounded(float(value)), 2)} {span(interval, 2, 1)}"
    )


def _uncounted(found: Windows, sides: Bugs) -> Iterator[str]:
    if found.before and not sides.library[0].weeks:
        yield "the baseline counts no library bugs and changes"
    elif found.before and not sides.library[0].events:
        yield "no library bug before: there is nothing to become fewer"
    elif found.after and not sides.library[1].events:
        yield "no library bug after: too few to say how sure that is"
