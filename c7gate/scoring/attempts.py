"""Attempts at a gate: which count, and what each says (S-042, S-052, S-064).

One result per attempt: its scores and its judged points belong together and are never mixed with another's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from c7gate.model.gates import Attempts, CriterionPolicy, GatePolicy, RefusedAttempt
from c7gate.model.record import Assessment, Attempt, Person
from c7gate.model.verdict import Criterion, Verdict, combined
from c7gate.scoring.calendar import HORIZON_DAYS, working_days_after
from c7gate.scoring.clock import local_date
from c7gate.scoring.signed import signed_off
from c7gate.scoring.thresholds import holds, needed

ASSESSED = "attempt"
"""The source of criteria that an attempt answers, and the id of the one that stands for an attempt as a whole."""
_WORDS = {"pass": Verdict.PASS, "fail": Verdict.FAIL}


def sifted_attempts(
    person: Person, assessment: Assessment | None, gate: GatePolicy, as_of: datetime
) -> Attempts:
    """The attempts at a gate that count as of an aware instant, and those that do not, with the reason.

    A correction takes the place of what it corrects and is no further attempt. Nobody assesses themselves;
    none comes before enrolment, in the future, before the gate below is signed off, after one that is not
    decided or is passed, within the days of cooling off, or beyond the number that policy grants.
    """
    counted: list[tuple[Attempt, Verdict]] = []
    refused: list[RefusedAttempt] = []
    for attempt in _corrected(assessment, gate):
        rule, because, help_ = (
            _impossible(person, attempt, as_of)
            or _out_of_order(person, assessment, attempt)
            or _not_open(person, gate, counted, attempt)
            or ("", "", "")
        )
        if rule:
            refused.append(RefusedAttempt(attempt, rule, because, help_))
        else:
            counted.append((attempt, attempt_verdict(attempt, gate)))
    return Attempts(tuple(counted), tuple(refused))


def decisive(attempts: Attempts) -> Attempt | None:
    """The attempt whose result is the person's: one that passed, else the last."""
    passed = (attempt for attempt, verdict in attempts.counted if verdict is Verdict.PASS)
    return next(passed, attempts.counted[-1][0] if attempts.counted else None)


def attempt_verdict(attempt: Attempt, gate: GatePolicy) -> Verdict:
    """What one attempt says: fail if a part of it failed, else insufficient while a part is missing, else pass.

    At a gate without assessed criteria the judged points that it does hold decide.
    """
    criteria = [item for item in gate.criteria if item.source == ASSESSED and item.required]
    if criteria:
        return combined(assessed(item, attempt).verdict for item in criteria)
    return combined(map(_word, attempt.rubric.values())) if attempt.rubric else Verdict.INSUFFICIENT


def assessed(criterion: CriterionPolicy, attempt: Attempt | None) -> Criterion:
    """One criterion that an attempt answers; what no attempt holds is missing, never failed (S-055, S-072)."""
    is_score = criterion.kind == "score"
    need = needed(criterion) if is_score else "pass"
    if attempt is None:
        return Criterion(criterion.id, Verdict.INSUFFICIENT, "none", need, "no attempt yet")
    where = f"attempt {attempt.id} of {attempt.date}"
    if criterion.id not in (attempt.scores if is_score else attempt.rubric):
        return Criterion(criterion.id, Verdict.INSUFFICIENT, "none", need, f"{where} does not say")
    if not is_score:
        word = attempt.rubric[criterion.id]
        return Criterion(criterion.id, _word(word), word, need, f"{where}, assessed by {attempt.assessor}")
    score = attempt.scores[criterion.id]
    verdict = Verdict.PASS if holds(criterion, score) else Verdict.FAIL
    because = f"{where}, assessed by {attempt.assessor}"
    return Criterion(criterion.id, verdict, str(score), need, because)


def attempts_left(gate: GatePolicy, attempts: Attempts) -> int | None:
    """How many attempts remain; None where there is no limit, 0 after one that passed or is not decided."""
    if attempts.counted and attempts.counted[-1][1] is not Verdict.FAIL:
        return 0
    return None if gate.max_attempts is None else max(0, gate.max_attempts - len(attempts.counted))


def retest_on(person: Person, gate: GatePolicy, attempts: Attempts) -> date | None:
    """The first local date of another attempt after a failed one; None where none is open."""
    if not attempts.counted or attempts_left(gate, attempts) == 0:
        return None
    return _rested_on(person, gate, attempts.counted[-1][0].date)


def _corrected(assessment: Assessment | None, gate: GatePolicy) -> Iterator[Attempt]:
    """The gate's attempts in their order, each as it was last corrected.

    A correction keeps the day: what happened on another day is another attempt, whatever it says it supersedes.
    """
    lines = [line for line in assessment.attempts if line.gate == gate.number] if assessment else []
    latest: dict[str, Attempt] = {}
    first: dict[str, str] = {}
    for line in lines:
        root = first.get(line.supersedes, "")
        first[line.id] = root if root and latest[root].date == line.date else line.id
        latest[first[line.id]] = line
    yield from latest.values()


def _impossible(person: Person, attempt: Attempt, as_of: datetime) -> tuple[str, str, str] | None:
    today = local_date(person, as_of)
    if attempt.assessor == person.login:
        return "self-approval", f"{person.login} assessed it", "ask somebody else to assess"
    if person.enrolled_at is not None and attempt.date < person.enrolled_at:
        because = f"dated {attempt.date}, before the enrolment on {person.enrolled_at}"
        return "attempt-date", because, "write the day of the assessment"
    if attempt.date > today:
        because = f"dated {attempt.date}, which is after {today}"
        return "attempt-date", because, "enter an attempt once it has taken place"
    return None


def _out_of_order(
    person: Person, assessment: Assessment | None, attempt: Attempt
) -> tuple[str, str, str] | None:
    below = attempt.gate - 1
    signed = signed_off(assessment, below) if below else None
    if not below or (signed and local_date(person, signed.at) <= attempt.date):
        return None
    when = f"was signed off on {local_date(person, signed.at)} only" if signed else "is not signed off"
    return (
        "gate-order",
        f"dated {attempt.date}, but gate {below} {when}",
        f"have gate {below} signed off before gate {attempt.gate} is assessed",
    )


def _not_open(
    person: Person, gate: GatePolicy, counted: list[tuple[Attempt, Verdict]], attempt: Attempt
) -> tuple[str, str, str] | None:
    """Why no attempt follows those that count already, or None where it may."""
    if not counted:
        return None
    last, verdict = counted[-1]
    if verdict is Verdict.PASS:
        return "retest-not-open", f"attempt {last.id} passed already", "sign the gate off instead"
    if verdict is not Verdict.FAIL:
        help_ = f"complete {last.id} first, by an entry that supersedes it"
        return "retest-not-open", f"attempt {last.id} is not decided yet", help_
    if gate.max_attempts is not None and len(counted) >= gate.max_attempts:
        because = f"gate {gate.number} allows {gate.max_attempts} attempts, and {len(counted)} failed"
        return (
            "too-many-attempts",
            because,
            "agree on an improvement plan; policy decides about more attempts",
        )
    if not _rested(person, gate, last.date, attempt.date):
        days = gate.cooling_off_working_days
        because = (
            f"dated {attempt.date}; {days} working {'day lies' if days == 1 else 'days lie'} between attempts, "
            f"and {last.id} was on {last.date}"
        )
        first = _rested_on(person, gate, last.date)
        return (
            "cooling-off",
            because,
            f"take the next attempt on {first} or later" if first else "take it later",
        )
    return None


def _rested_on(person: Person, gate: GatePolicy, last: date) -> date | None:
    """The first local date on which enough working days lie behind an attempt; None where none is in sight."""
    days = (date.fromordinal(last.toordinal() + ahead) for ahead in range(HORIZON_DAYS))
    return next((day for day in days if _rested(person, gate, last, day)), None)


def _rested(person: Person, gate: GatePolicy, last: date, day: date) -> bool:
    """Whether enough of the person's own working days lie between two attempts."""
    most = gate.cooling_off_working_days
    if day < last:
        return False
    return most == 0 or working_days_after(person, last, day - timedelta(days=1), most) >= most


def _word(word: str) -> Verdict:
    """A judged point: any other word than pass or fail decides nothing."""
    return _WORDS.get(word, Verdict.INSUFFICIENT)
