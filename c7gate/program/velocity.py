"""Merged feature changes by developer week, before and after (S-105, S-134, S-196)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from fractions import Fraction

from c7gate.model.impact import Measurements, MergedChange
from c7gate.parsing.impact import baseline_of
from c7gate.program.answer import Answer, Outcome, cut, span
from c7gate.program.change import rising, shortfall
from c7gate.program.facts import Facts
from c7gate.program.intervals import Interval
from c7gate.program.mix import Mix, Stratum, kind_of, mixed, strata
from c7gate.program.rates import Side, Week, events_needed, ratio, ratio_interval
from c7gate.program.targets import Target
from c7gate.program.windows import Windows, developer_weeks, weeks_of_days, windows

METRIC = "velocity"
_NO_CONTROL = "no control group: what else changed meanwhile is in the figure as well"
_WORST = "regression to the mean, if the program began after bad weeks"


def merged_between(
    measurements: Measurements | None, first: date, last: date, *kinds: str
) -> Iterator[MergedChange]:
    """The changes merged on these UTC dates, both included; of all kinds but bots' where none is named."""
    for change in measurements.changes if measurements else ():
        wanted = change.kind in kinds if kinds else change.kind != "bot"
        if wanted and first <= change.merged_at.astimezone(UTC).date() <= last:
            yield change


def velocity_sides(facts: Facts, found: Windows) -> tuple[Side, Side]:
    """Features and developer weeks of every week before and after; weeks without a merge are weeks, too."""
    before = tuple(
        Week(week.features, weeks_of_days(week.dev_days))
        for week in found.before
        if week.features is not None
    )
    after = tuple(Week(_features(facts, monday), developer_weeks(facts, monday)) for monday in found.after)
    return Side(before), Side(after)


def _features(facts: Facts, monday: date) -> int:
    return sum(1 for _ in merged_between(facts.measurements, monday, monday + timedelta(days=6), "feature"))


def velocity_mix(facts: Facts, found: Windows) -> Mix | None:
    """Days a feature took, like compared with like; None where either side does not tell sizes and days."""
    before = {
        kind_of(line.repository, line.size): Stratum(line.changes, Fraction(line.days))
        for line in baseline_of(facts.policy).strata
    }
    after = merged_between(facts.measurements, *found.days, "feature") if found.days else ()
    return mixed(before, strata(after))


def velocity(facts: Facts, target: Target) -> Answer:
    """The ratio of rates with its interval.

    As a criterion (the metric is the interval's lower bound) it is met or not demonstrated; as a metric in percent it is
    said how the ratio stands to the target. Numerator and denominator are the merges after and before.
    """
    found = windows(facts, METRIC)
    before, after = velocity_sides(facts, found)
    value, interval = ratio(before, after), ratio_interval(before, after, facts.confidence)
    mix = velocity_mix(facts, found)
    asked = _asked(target)
    answer = target.answer(
        value=cut(value, 2, asked) if value is not None else "",
        unit="x",
        numerator=after.events,
        denominator=before.events,
        interval=interval,
        shown_interval=span(interval, 2, 1),
        n=after.events,
        window=found.days,
        note=f"{after.events} vs {before.events} merges" if value is not None else "",
        caveats=tuple(_caveats(facts, found, (before, after), mix)),
        through=facts.measurements.through.date() if facts.measurements else None,
    )
    lacks = (*found.lacks, *_few(facts, before, after), *_early(facts, target))
    if lacks or value is None or interval is None:
        return answer._replace(outcome=Outcome.INSUFFICIENT, lacks=lacks)
    outcome = Outcome.MIX_SHIFT if mix and mix.shifted else _outcome(target, value, interval)
    said = "" if _is_criterion(target) else shortfall(outcome, f"x{cut(asked, 2)}")
    return answer._replace(outcome=outcome, note=answer.note + said).withheld(
        len(facts.participants), facts.least_group, keep_verdict=_is_criterion(target)
    )


def _asked(target: Target) -> Fraction:
    """The ratio that is asked for: of a criterion its own, of a metric in percent better so many percent more."""
    return Fraction(target.need) if _is_criterion(target) else 1 + Fraction(target.need) / 100


def _is_criterion(target: Target) -> bool:
    return target.metric.endswith("_low")


def _outcome(target: Target, value: Fraction, interval: Interval) -> Outcome:
    if _is_criterion(target):
        return Outcome.MET if target.is_met(interval.low) else Outcome.NOT_DEMONSTRATED
    return rising(value, interval, _asked(target))


def _few(facts: Facts, before: Side, after: Side) -> Iterator[str]:
    least = facts.policy.values["success"]["measurement"]["min_events"]
    for name, side in (("before", before), ("after", after)):
        if side.weeks and side.events < least:
            yield f"{side.events} of {least} merges {name}"


def _early(facts: Facts, target: Target) -> Iterator[str]:
    first = facts.day(target.not_before_day)
    if first and facts.today < first:
        yield f"not judged before day {target.not_before_day}, {first}"


def _caveats(facts: Facts, found: Windows, sides: tuple[Side, Side], mix: Mix | None) -> Iterator[str]:
    yield from found.caveats
    yield _NO_CONTROL
    yield _WORST
    if all(side.events for side in sides):
        weeks = " vs ".join(cut(side.exposure, 1) for side in reversed(sides))
        yield f"exposure {weeks} developer weeks"
    before, after = events_needed(Fraction(5, 4), facts.confidence)
    yield f"with equal exposure, {before} merges before and {after} after would show that a true x1.25 is no chance"
    if mix:
        days = f"days a feature: {cut(mix.before, 2)} before, {cut(mix.crude, 2)} after"
        yield f"{'MIX-SHIFT: ' if mix.shifted else ''}{days}, {cut(mix.standardised, 2)} with the mix of before"
    first, last = facts.policy.start or date.min, facts.today
    for line in facts.policy.values["success"]["annotations"]:
        if str(first) <= line["at"] <= str(last):
            yield f"{line['at']}: {line['what']}"
