"""What people pass on, how soon newcomers get there, and what is kept up to date (S-103, S-108, S-136 to S-138)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median

from c7gate.program.answer import Answer, Outcome, cut
from c7gate.program.facts import Facts, KnowledgeDocument, Participant
from c7gate.program.targets import Target
from c7gate.program.usage import share
from c7gate.scoring.calendar import event_date
from c7gate.scoring.clock import local_date
from c7gate.scoring.signed import signed_off
from c7gate.scoring.tracked import expected_days

_TO_GATE = 2
_MERGED = frozenset(("commit", "pr"))
_MOST_NAMED = 10


def sharing(facts: Facts, target: Target) -> Answer:
    """Shares by developer week since tracking began, and reviews given on others' work."""
    shares, days, people = 0, 0, 0
    for one in facts.on_roster:
        first, last = one.person.tracking_start, local_date(one.person, facts.as_of)
        if first is not None and first <= last:
            found = one.developer.shares if one.developer else ()
            shares += sum(first <= item.date <= last for item in found)
            days, people = days + expected_days(one.person, first, last), people + 1
    if not days:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("no working day was tracked yet",))
    reviews = sum(len(one.assessment.reviews) for one in facts.on_roster if one.assessment)
    reviews += sum(event.kind == "review" for one in facts.on_roster for event in one.events)
    weeks = Fraction(days, 5)
    return target.answer(
        value=cut(shares / weeks, 3),
        numerator=shares,
        denominator=weeks,
        n=people,
        note=f"{shares} shares in {cut(weeks, 1)} developer weeks, {reviews} reviews of others' work",
        through=facts.data_through,
    ).withheld(people, facts.least_group)


def onboarding(facts: Facts, target: Target) -> Answer:
    """Calendar days from enrolment to gate 2 and to the first merged work, in the middle; by cohort where there are several."""
    gate, merge = _days(facts, facts.on_roster, _gate_2), _days(facts, facts.on_roster, _first_merge)
    if not gate:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("nobody passed gate 2 yet",))
    first = (
        f"; to the first merge {median(merge):g} (n={len(merge)})" if len(merge) >= facts.least_group else ""
    )
    return target.answer(
        value=f"{median(gate):g}",
        unit=" days",
        n=len(gate),
        note=f"to gate 2 (n={len(gate)}){first}",
        caveats=tuple(_by_cohort(facts)),
        through=facts.data_through,
    ).withheld(len(gate), facts.least_group)


def _by_cohort(facts: Facts) -> Iterator[str]:
    for cohort in sorted(facts.cohorts, key=lambda cohort: (cohort.start, cohort.id)):
        members = tuple(one for one in facts.on_roster if one.person.cohort == cohort.id)
        days = _days(facts, members, _gate_2)
        if len(facts.cohorts) > 1 and len(days) >= facts.least_group:
            yield f"{cohort.id}: {median(days):g} days to gate 2 (n={len(days)})"


def _days(
    facts: Facts, people: tuple[Participant, ...], reach: Callable[[Facts, Participant], date | None]
) -> list[int]:
    """The days from enrolment to what `reach` finds, of everybody who reached it."""
    reached = ((one.person.enrolled_at, reach(facts, one)) for one in people)
    return [(day - enrolled).days for enrolled, day in reached if enrolled and day]


def _gate_2(facts: Facts, one: Participant) -> date | None:
    signed = signed_off(one.assessment, _TO_GATE)
    return local_date(one.person, signed.at) if signed and signed.at <= facts.as_of else None


def _first_merge(facts: Facts, one: Participant) -> date | None:
    days = [
        event_date(one.person, event, facts.policy.gate3.day_attribution)
        for event in one.events
        if event.kind in _MERGED
    ]
    return min((day for day in days if day >= (one.person.enrolled_at or day)), default=None)


def implementation(facts: Facts, target: Target) -> Answer:
    """Who of the roster has merged work that names a library and stood for so many days without being reverted (S-103)."""
    days, roster = int(target.need), len(facts.roster)
    done = sum(any(_stood(facts, one, days)) for one in facts.on_roster)
    if not roster:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("nobody is on the roster",))
    return target.answer(
        outcome=Outcome.MET if done == roster else Outcome.NOT_MET,
        value=str(done),
        unit=f" of {roster}",
        numerator=done,
        denominator=roster,
        n=roster,
        note=f"have a real task that stood {days} days",
        caveats=("a revert is one that undoes the commit exactly",),
        through=facts.data_through,
    ).withheld(roster, facts.least_group)


def _stood(facts: Facts, one: Participant, days: int) -> Iterator[bool]:
    exercises = one.developer.exercises if one.developer else ()
    shown = {ref.partition(":")[2] for line in exercises for ref in line.evidence}
    for event in one.events:
        if event.kind != "commit" or not isinstance(event.at, datetime):
            continue
        until = event.at + timedelta(days=days)
        undone = facts.commits.reverted.get(event.ref)
        exercise = any(name and event.ref.startswith(name) for name in shown)
        yield not exercise and until <= facts.as_of and (undone is None or undone > until)


def documentation_standards(facts: Facts, target: Target) -> Answer:
    """The knowledge documents that hold every heading the standard names."""
    sections = facts.policy.values["success"]["knowledge_documents"]["sections"]
    wanted = {section.casefold() for section in sections}
    if not facts.documents:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("no knowledge document is merged yet",))
    lacking = [
        item.path for item in facts.documents if not wanted <= {text.casefold() for text in item.headings}
    ]
    answer = share(facts, target, len(facts.documents) - len(lacking), len(facts.documents))
    return answer._replace(
        caveats=(f"headings: {', '.join(sections)}", *_named("without all of them", lacking))
    )


def knowledge_management(facts: Facts, target: Target) -> Answer:
    """The knowledge documents that somebody touched within the target's days; the others are listed (S-138)."""
    if not facts.documents:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("no knowledge document is merged yet",))
    stale = [item.path for item in facts.documents if not target.is_met(_age(facts, item))]
    answer = share(
        facts,
        target._replace(op="", need=Decimal(0)),
        len(facts.documents) - len(stale),
        len(facts.documents),
    )
    return answer._replace(
        outcome=Outcome.NOT_MET if stale else Outcome.MET,
        need=target.words + " days",
        caveats=tuple(_named("stale", stale)),
    )


def _age(facts: Facts, item: KnowledgeDocument) -> int:
    return (facts.today - item.touched).days


def _named(what: str, paths: list[str]) -> Iterator[str]:
    if paths:
        more = f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
        yield f"{what}: {', '.join(paths[:_MOST_NAMED])}{more}"
