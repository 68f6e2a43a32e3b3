"""Gate 3: consistency, references, reviews and shares, each judged alone (S-065 to S-069)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from c7gate.model.policy import Gate3Policy
from c7gate.model.record import Person
from c7gate.model.scoring import Consistency, DayKind, Event
from c7gate.model.verdict import Criterion, GateResult, Verdict, combined
from c7gate.scoring.calendar import HORIZON_DAYS, counted_until, counting_start, day_kind, horizon
from c7gate.scoring.clock import local_date
from c7gate.scoring.consistency import consistency, consistency_on
from c7gate.scoring.evidence import active_among, dated, reviews_among, topics_among, tracked
from c7gate.scoring.qualifying import sifted

CRITERIA = ("consistency", "references", "reviews", "shares")
"""The criteria that gate 3 is made of, by id; nothing else is computed."""


def gate3(
    person: Person,
    events: Iterable[Event],
    policy: Gate3Policy,
    as_of: datetime,
    *,
    reviews: int,
    shares: int,
) -> tuple[GateResult, Consistency]:
    """Gate 3 of one person at `as_of` (aware), and the score behind its first criterion.

    Only events that `sifted` lets through count. `reviews` and `shares` are counts since the person's tracking
    start, `reviews` without those among the events. There is no weighted total, because volume in one criterion
    must not hide nothing in another. Until there is a first day to count every criterion is `INSUFFICIENT`, for
    missing data is not zero. Counting ends with the gate's sign-off and the exit.
    """
    known, _ = sifted(person, events, policy, counted_until(person, as_of))
    return gate3_of(person, known, policy, as_of, reviews=reviews, shares=shares)


def gate3_of(
    person: Person,
    known: Iterable[Event],
    policy: Gate3Policy,
    as_of: datetime,
    *,
    reviews: int,
    shares: int,
) -> tuple[GateResult, Consistency]:
    """As `gate3`, of the events that `sifted` has let through."""
    until = counted_until(person, as_of)
    events = dated(person, known, policy, until)
    score = consistency(person, active_among(events, policy), policy, until)
    counting = tracked(person, events)
    reviews += reviews_among(counting)
    counts = _counts(len(topics_among(counting)), reviews, shares, policy)
    criteria = (
        Criterion(
            id="consistency",
            verdict=score.verdict,
            have=f"{score.active}/{score.counted}",
            need=f">= {policy.threshold_percent} %",
            because=score.because,
        ),
        *(
            _count_criterion(name, have, need, f"{what} since {counting_start(person)}: {have}")
            if score.days
            else Criterion(name, Verdict.INSUFFICIENT, str(have), f">= {need}", score.because)
            for name, have, need, what in counts
        ),
    )
    verdict = combined(criterion.verdict for criterion in criteria)
    return GateResult(person.login, 3, verdict, criteria), score


def _counts(
    topics: int, reviews: int, shares: int, policy: Gate3Policy
) -> tuple[tuple[str, int, int, str], ...]:
    """Id, have, need and what is counted, of each criterion that is a plain count."""
    return (
        ("references", topics, policy.min_distinct_references, "different library topics"),
        ("reviews", reviews, policy.min_reviews, "reviews that name a library"),
        ("shares", shares, policy.min_shares, "knowledge shares"),
    )


def _count_criterion(name: str, have: int, need: int, because: str) -> Criterion:
    return Criterion(name, Verdict.PASS if have >= need else Verdict.FAIL, str(have), f">= {need}", because)


def next_steps(
    person: Person, consistency: Consistency, result: GateResult, policy: Gate3Policy, as_of: datetime
) -> tuple[str, ...]:
    """The shortest way to pass what `gate3` found open, one sentence each; empty with nothing left to do.

    The date is found by replaying the person's own calendar with every expected day from now on active.
    """
    if person.gate3_signed is not None and person.gate3_signed <= as_of:
        return ()
    if counting_start(person) is None:
        return ("Write enrolled_at or a cohort: no day counts before tracking has a start.",)
    steps = list(_missing_counts(result, policy))
    if consistency.verdict is not Verdict.PASS:
        steps.insert(0, _way_to_pass(person, consistency, policy, local_date(person, as_of)))
    return tuple(steps)


def _missing_counts(result: GateResult, policy: Gate3Policy) -> Iterator[str]:
    sentences = {
        "references": (policy.min_distinct_references, "Name {} more library {}.", "topic"),
        "reviews": (policy.min_reviews, "Name a library in {} more {} of other people's work.", "review"),
        "shares": (policy.min_shares, "Record {} more knowledge {}.", "share"),
    }
    for criterion in result.criteria:
        if criterion.id in sentences:
            need, sentence, noun = sentences[criterion.id]
            missing = need - int(criterion.have)
            if missing > 0:
                yield sentence.format(missing, noun if missing == 1 else f"{noun}s")


def _way_to_pass(person: Person, score: Consistency, policy: Gate3Policy, today: date) -> str:
    if person.exit_on is not None and person.exit_on < today:
        return f"Counting ended on {person.exit_on}."
    found = _earliest_pass(person, score, policy, today)
    if found is None and person.exit_on is not None and (person.exit_on - today).days <= HORIZON_DAYS:
        return f"Consistency cannot pass before the exit on {person.exit_on}."
    if found is None:
        return f"Consistency cannot pass within {HORIZON_DAYS} days on this calendar."
    day, needed = found
    if not needed:
        return f"Consistency can pass on {day} with the days there are."
    if len(needed) == 1:
        return f"Consistency can pass on {day}: be active on {needed[0]}."
    return f"Consistency can pass on {day}: be active on {len(needed)} working days, {needed[0]} to {needed[-1]}."


def _earliest_pass(
    person: Person, score: Consistency, policy: Gate3Policy, today: date
) -> tuple[date, tuple[date, ...]] | None:
    """The first date on which the score passes, and the days to be active on until then.

    No later window starts before the days that `score` lists, so these are all the past it takes.
    """
    days = {day.date: _assumed(day.date) for day in score.days if day.active}
    needed: list[date] = []
    for day in horizon(person, today):
        if consistency_on(person, days, policy, day).verdict is Verdict.PASS:
            return day, tuple(needed)
        if day_kind(person, day) is DayKind.EXPECTED and day not in days:
            days[day] = _assumed(day)
            needed.append(day)
            if consistency_on(person, days, policy, day).verdict is Verdict.PASS:
                return day, tuple(needed)
    return None


def _assumed(day: date) -> tuple[Event, ...]:
    return (Event(kind="", at=day, ref=""),)
