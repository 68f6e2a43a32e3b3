"""How often people look documentation up, whether it helped, and of which libraries (S-032 to S-034, S-101, S-102)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.scoring import Event
from c7gate.program.answer import Answer, Outcome, cut, span
from c7gate.program.facts import Facts, Participant
from c7gate.program.intervals import Interval, wilson
from c7gate.program.people import daily, scores
from c7gate.program.suppression import withheld
from c7gate.program.targets import Target
from c7gate.scoring.calendar import counted_until, event_date
from c7gate.scoring.clock import local_date
from c7gate.scoring.evidence import active_days
from c7gate.scoring.thresholds import meets
from c7gate.scoring.tracked import expected_days

_UNTIL_SIGNED = "look-ups after somebody's gate 3 sign-off are not counted"
_SELF_DECLARED = "a look-up is what its author says of it"


class LibraryUse(NamedTuple):
    """Look-ups of one library and how many people made them; both are None where they are withheld."""

    library: str
    look_ups: int | None
    people: int | None


def query_frequency(facts: Facts, target: Target) -> Answer:
    """Look-ups by active day: three on one day are three, and the day is one."""
    look_ups = days = people = 0
    for one in facts.on_roster:
        found = list(look_ups_of(one))
        active = active_days(one.person, found, facts.policy.gate3, facts.as_of)
        look_ups, days, people = look_ups + len(found), days + len(active), people + bool(active)
    if not days:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("nobody looked anything up yet",))
    return target.answer(
        value=cut(Fraction(look_ups, days), 2),
        numerator=look_ups,
        denominator=days,
        n=people,
        note=f"{look_ups} look-ups on {days} active days of {people} people",
        caveats=(_SELF_DECLARED, _UNTIL_SIGNED),
        through=facts.data_through,
    ).withheld(people, facts.least_group)


def look_ups_by_day(facts: Facts, one: Participant) -> Mapping[date, int]:
    """How many look-ups somebody made on each local date that has any: three on one day are three."""
    found = active_days(one.person, list(look_ups_of(one)), facts.policy.gate3, facts.as_of)
    return {day: len(events) for day, events in found.items()}


def look_ups_of(one: Participant) -> Iterator[Event]:
    """The evidence that names a library."""
    return (event for event in one.events if event.topics)


def query_success(facts: Facts, target: Target) -> Answer:
    """Helpful of the look-ups that somebody rated; unrated ones are missing, not unhelpful."""
    rated = tuple(_rated(facts))
    helpful, people = sum(item.helpful for item in rated), len({item.login for item in rated})
    if not rated:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("no look-up was rated",))
    return share(facts, target, helpful, len(rated), wilson(helpful, len(rated), facts.confidence)).withheld(
        people, facts.least_group
    )


class _Rating(NamedTuple):
    login: str
    library: str
    helpful: bool


def _rated(facts: Facts) -> Iterator[_Rating]:
    for one in facts.on_roster:
        for usage in one.developer.usage if one.developer else ():
            if usage.outcome and usage.at <= facts.as_of:
                yield _Rating(one.person.login, usage.library, usage.outcome == "helpful")


def library_success(facts: Facts) -> Mapping[str, tuple[int, int] | None]:
    """How many rated look-ups of a library helped, of how many; None where that tells of too few people (S-033)."""
    found: dict[str, list[_Rating]] = defaultdict(list)
    for item in _rated(facts):
        found[item.library].append(item)
    hidden = withheld(
        {name: {item.login for item in items} for name, items in found.items()}, facts.least_group
    )
    return {
        name: None if name in hidden else (sum(item.helpful for item in items), len(items))
        for name, items in found.items()
    }


def share(facts: Facts, target: Target, part: int, whole: int, interval: Interval | None = None) -> Answer:
    """So many of so many in percent, met or not where a target is set; `interval` is between 0 and 1."""
    value = Fraction(100 * part, whole)
    percent = (
        Interval(100 * interval.low, 100 * interval.high if interval.high is not None else None)
        if interval
        else None
    )
    outcome = Outcome.OBSERVED if not target.op else Outcome.MET if target.is_met(value) else Outcome.NOT_MET
    return target.answer(
        outcome=outcome,
        value=cut(value, 1, target.need if target.op else None),
        unit="%",
        numerator=part,
        denominator=whole,
        interval=percent,
        shown_interval=span(percent, 1),
        n=whole,
        through=facts.data_through,
    )


def library_use(facts: Facts) -> tuple[LibraryUse, ...]:
    """Look-ups by library as they are named, most people first; rows about too few people are withheld (S-034)."""
    look_ups: dict[str, int] = defaultdict(int)
    people: dict[str, set[str]] = defaultdict(set)
    for one in facts.on_roster:
        for event in look_ups_of(one):
            for library in {library for library, _ in event.topics}:
                look_ups[library] += 1
                people[library].add(one.person.login)
    hidden = withheld(people, facts.least_group)
    shown = [LibraryUse(name, look_ups[name], len(people[name])) for name in people if name not in hidden]
    rows = sorted(shown, key=lambda row: (-(row.people or 0), -(row.look_ups or 0), row.library))
    return (*rows, *(LibraryUse(name, None, None) for name in sorted(hidden)))


def library_usage(facts: Facts, target: Target) -> Answer:
    """How many different libraries were looked up; the table beside it says which."""
    rows = library_use(facts)
    kept = sum(row.people is None for row in rows)
    return target.answer(
        outcome=Outcome.OBSERVED if rows else Outcome.INSUFFICIENT,
        value=str(len(rows)) if rows else "",
        n=len(rows),
        note=f"{kept} withheld" if kept else "",
        lacks=() if rows else ("no library was looked up yet",),
        caveats=(_SELF_DECLARED, _UNTIL_SIGNED),
        through=facts.data_through,
    )


def adoption(facts: Facts, target: Target) -> Answer:
    """Who was active in the last days, of those who were expected then; who is away is in neither (S-011, S-099)."""
    line = facts.policy.values["alerts"]["adoption"]
    eligible = adopters = 0
    for one in facts.on_roster:
        last = local_date(one.person, counted_until(one.person, facts.as_of)) - timedelta(days=1)
        first = last - timedelta(days=line["window_days"] - 1)
        begun = one.person.tracking_start
        if one.person.gate3_signed or begun is None or begun > first:
            continue
        if expected_days(one.person, first, last) >= line["min_expected_days"]:
            eligible += 1
            days = (event_date(one.person, event, facts.policy.gate3.day_attribution) for event in one.events)
            adopters += any(first <= day <= last for day in days)
    if not eligible:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("nobody is counted in this week",))
    found = share(facts, target, adopters, eligible, wilson(adopters, eligible, facts.confidence))
    return found._replace(caveats=("who has gate 3 signed off is not counted any more",)).withheld(
        eligible, facts.least_group
    )


def culture(facts: Facts, target: Target) -> Answer:
    """The participants' commits that name a library's documentation: a proxy, for not every commit needs one (S-131)."""
    found = facts.commits
    if not found.total:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("no commit of a participant yet",))
    answer = share(facts, target, found.naming, found.total)
    caveat = "a proxy: commits that touch no library are in it, and need no reference"
    return answer._replace(outcome=Outcome.PROXY, caveats=(caveat,)).withheld(
        len(facts.on_roster), facts.least_group
    )


def individual_competency(facts: Facts, target: Target) -> Answer:
    """How many of those assessed reach what each person should; who, is theirs to know (S-101)."""
    found = scores(facts)
    if not found:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("nobody is assessed yet",))
    reaching = sum(meets(target.op or ">=", score, target.need) for score in found)
    return _reaching(facts, target, reaching, len(found))


def individual_usage(facts: Facts, target: Target) -> Answer:
    """How many people are active on as many of their days as gate 3 asks for, since tracking began (S-102)."""
    found = daily(facts)
    if not found.people:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("no day was counted yet",))
    mean = f"; mean of people's shares {cut(100 * found.mean, 1)} %" if found.mean is not None else ""
    answer = _reaching(facts, target, found.reaching, found.people)
    note = f"{answer.note} {facts.policy.gate3.threshold_percent} %{mean}"
    return answer._replace(note=note) if answer.value else answer


def _reaching(facts: Facts, target: Target, part: int, whole: int) -> Answer:
    """So many of so many people reach what each should."""
    return target.answer(
        outcome=Outcome.MET if part == whole else Outcome.NOT_MET,
        value=str(part),
        unit=f" of {whole}",
        numerator=part,
        denominator=whole,
        n=whole,
        note=f"reach {target.words}".rstrip(),
        through=facts.data_through,
    ).withheld(whole, facts.least_group)
