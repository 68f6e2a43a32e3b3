"""What a person does for gates 1, 2 and 4 outside an assessment: exercises, reviews of them, work, words and presence.

What is not there yet is `INSUFFICIENT`, never a failure: only an assessment can be failed (S-061, S-074).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from c7gate.model.gates import CriterionPolicy, GateFacts, RolePolicy
from c7gate.model.record import Share, Submission
from c7gate.model.verdict import Criterion, Verdict
from c7gate.parsing.exercise_evidence import change_number, commit_id
from c7gate.scoring.calendar import event_date
from c7gate.scoring.clock import local_date
from c7gate.scoring.thresholds import holds, needed

DOCUMENT = "doc"
"""The kind of share that is knowledge written down."""


def task(criterion: CriterionPolicy, facts: GateFacts, as_of: datetime) -> Criterion:
    """One criterion that no attempt answers, as of an aware instant; one that nobody can measure never passes."""
    measure = _MEASURES.get(criterion.id)
    if measure is None:
        because = f"nothing measures {criterion.id}: name one of {', '.join(sorted(_MEASURES))}"
        return Criterion(criterion.id, Verdict.INSUFFICIENT, "none", needed(criterion), because)
    return measure(criterion, facts, local_date(facts.person, as_of), as_of)


def handed_in(facts: GateFacts, today: date) -> frozenset[str]:
    """The exercises handed in by then with a piece of evidence that is not void (S-059)."""
    return frozenset(
        line.exercise for line in _submissions(facts, today) if set(line.evidence) - set(facts.void)
    )


def _exercises(criterion: CriterionPolicy, facts: GateFacts, today: date, _: datetime) -> Criterion:
    if facts.role is None:
        return Criterion(
            criterion.id, Verdict.INSUFFICIENT, "none", "a role", "the record names no known role"
        )
    done = _with_replaced(facts.role, handed_in(facts, today))
    voided = [
        f"{ref} {facts.void[ref]}"
        for line in _submissions(facts, today)
        for ref in line.evidence
        if ref in facts.void
    ]
    return _of_all(criterion, _demanded(facts.role, facts), done, "handed in", voided)


def _demanded(role: RolePolicy, facts: GateFacts) -> tuple[str, ...]:
    """What is asked of this person: a deprecated exercise only where they have begun it."""
    begun = {line.exercise for line in facts.developer.exercises} if facts.developer else set()
    return tuple(name for name in role.demanded if name not in role.fading or name in begun)


def _with_replaced(role: RolePolicy, done: frozenset[str]) -> frozenset[str]:
    """What is done, and what a deprecated exercise that is done stands in for (S-146)."""
    return done | {name for name, others in role.instead.items() if done.intersection(others)}


def _peer_review(criterion: CriterionPolicy, facts: GateFacts, _: date, as_of: datetime) -> Criterion:
    if facts.role is None:
        return Criterion(
            criterion.id, Verdict.INSUFFICIENT, "none", "a role", "the record names no known role"
        )
    wanted = _demanded(facts.role, facts)
    names = {*wanted, *(other for name in wanted for other in facts.role.instead.get(name, ()))}
    done = frozenset(name for name in names if holds(criterion, len(_approvers(facts, name, as_of))))
    return _of_all(
        criterion,
        wanted,
        _with_replaced(facts.role, done),
        f"approved by peers ({needed(criterion)})",
        _strangers(facts, as_of),
    )


def _approvers(facts: GateFacts, exercise: str, as_of: datetime) -> frozenset[str]:
    """The peers whose last word about the exercise is approval; nobody reviews the own (S-060)."""
    reviews = facts.assessment.reviews if facts.assessment else ()
    words = {
        review.reviewer: review.verdict
        for review in sorted(reviews, key=lambda review: review.at)
        if review.exercise == exercise and review.at <= as_of
    }
    return frozenset(name for name, word in words.items() if word == "approve" and name in facts.peers)


def _strangers(facts: GateFacts, as_of: datetime) -> list[str]:
    reviews = facts.assessment.reviews if facts.assessment else ()
    names = sorted({review.reviewer for review in reviews if review.at <= as_of} - facts.peers)
    return [f"the review of {name} does not count: no peer who is enrolled or certified" for name in names]


def _of_all(
    criterion: CriterionPolicy, wanted: Iterable[str], done: frozenset[str], what: str, notes: Iterable[str]
) -> Criterion:
    wanted = tuple(wanted)
    open_ = [name for name in wanted if name not in done]
    have = f"{len(wanted) - len(open_)}/{len(wanted)}"
    said = f"not yet {what}: {', '.join(open_)}" if open_ else f"all {what}"
    verdict = Verdict.INSUFFICIENT if open_ or not wanted else Verdict.PASS
    return Criterion(criterion.id, verdict, have, f"all {len(wanted)}", "; ".join((said, *notes)))


def _real_task(criterion: CriterionPolicy, facts: GateFacts, today: date, _: datetime) -> Criterion:
    """Merged work of the person's own that names a library and is no exercise (S-061)."""
    shown = {ref for line in _submissions(facts, today) for ref in line.evidence}
    begun = facts.person.enrolled_at or date.min
    found = [
        event.ref
        for event in facts.work
        if begun <= event_date(facts.person, event, "") <= today
        and event.ref not in facts.practice
        and not any(_is_shown(ref, shown) for ref in (event.ref, event.arrival))
    ]
    changes = tuple(dict.fromkeys(found))
    because = "merged changes of the person's that name a library, exercises left out"
    said = f"{because}: {', '.join(ref[:10] for ref in changes[:3])}" if changes else f"none yet of {because}"
    return _counted(criterion, len(changes), said)


def _is_shown(ref: str, shown: Iterable[str]) -> bool:
    """Whether an exercise's evidence names this commit, or this pull request in any repository (`acme/product#7`)."""
    number = ref.rpartition("#")[2].partition("/")[0] if "#" in ref else ""
    for text in shown:
        commit, change = commit_id(text), change_number(text)
        if (commit and ref.startswith(commit)) or (change and number == str(change)):
            return True
    return False


def _use_cases(criterion: CriterionPolicy, facts: GateFacts, _: date, __: datetime) -> Criterion:
    cases = facts.developer.use_cases if facts.developer else ()
    found = {(case.title, case.library) for case in cases}
    return _counted(criterion, len(found), f"use_cases of the record: {len(found)}")


def _knowledge_doc(criterion: CriterionPolicy, facts: GateFacts, today: date, _: datetime) -> Criterion:
    """Documents among the shares that stand in the repository, with a commit of the person's (S-062)."""
    written = {share.ref for share in _shares(facts, today) if share.kind == DOCUMENT}
    counted, other = written & facts.documents, sorted(written - facts.documents)
    notes = [f"{ref} is no merged file with a commit of {facts.person.login}" for ref in other]
    said = f"shares of kind {DOCUMENT} with such a file: {len(counted)}"
    return _counted(criterion, len(counted), "; ".join((said, *notes)))


def _share(criterion: CriterionPolicy, facts: GateFacts, today: date, _: datetime) -> Criterion:
    """Whatever reached somebody: any share but a document that names no audience (S-063)."""
    shares = [share for share in _shares(facts, today) if share.kind != DOCUMENT or share.audience]
    return _counted(criterion, len(set(shares)), f"shares that reached somebody: {len(set(shares))}")


def _commitment(criterion: CriterionPolicy, facts: GateFacts, today: date, _: datetime) -> Criterion:
    commitment = facts.developer.commitment if facts.developer else None
    made = commitment is not None and (facts.person.enrolled_at or date.min) <= commitment.date <= today
    said = f"made on {commitment.date}" if commitment and made else "the record holds no commitment yet"
    return _yes(criterion, made=made, because=said)


def _ceremony(criterion: CriterionPolicy, facts: GateFacts, today: date, _: datetime) -> Criterion:
    """Presence at the ceremony, also afterwards; absence can be leave, so it never fails anybody (S-074)."""
    ceremony, login = facts.ceremony, facts.person.login
    came = ceremony is not None and ceremony.date <= today and login in ceremony.attendees
    said = f"attended the ceremony of {ceremony.date}" if ceremony and came else "not among the attendees yet"
    return _yes(criterion, made=came, because=said)


def _counted(criterion: CriterionPolicy, have: int, because: str) -> Criterion:
    verdict = Verdict.PASS if holds(criterion, have) else Verdict.INSUFFICIENT
    return Criterion(criterion.id, verdict, str(have), needed(criterion), because)


def _yes(criterion: CriterionPolicy, *, made: bool, because: str) -> Criterion:
    verdict = Verdict.PASS if made else Verdict.INSUFFICIENT
    return Criterion(criterion.id, verdict, "yes" if made else "no", "yes", because)


def _submissions(facts: GateFacts, today: date) -> tuple[Submission, ...]:
    lines = facts.developer.exercises if facts.developer else ()
    return tuple(line for line in lines if line.submitted is None or line.submitted <= today)


def _shares(facts: GateFacts, today: date) -> tuple[Share, ...]:
    begun = facts.person.enrolled_at or date.min
    return tuple(
        share for share in (facts.developer.shares if facts.developer else ()) if begun <= share.date <= today
    )


_MEASURES: Mapping[str, Callable[[CriterionPolicy, GateFacts, date, datetime], Criterion]] = {
    "use_cases": _use_cases,
    "exercises": _exercises,
    "peer_review": _peer_review,
    "real_task": _real_task,
    "knowledge_doc": _knowledge_doc,
    "share": _share,
    "commitment": _commitment,
    "ceremony": _ceremony,
}

MEASURED = tuple(_MEASURES)
"""The criteria that something here measures, by id."""
