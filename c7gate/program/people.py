"""Certified, competent, in daily use: what the records say of everybody together (S-035, S-036, S-104, S-193 to S-195)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median

from c7gate.model.gates import GatePolicy
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Attempt
from c7gate.model.verdict import Verdict
from c7gate.parsing.policy_gates import gate_policies
from c7gate.program.answer import Answer, Outcome, cut
from c7gate.program.facts import Facts, Participant
from c7gate.program.targets import Target
from c7gate.scoring.attempts import decisive, sifted_attempts
from c7gate.scoring.clock import local_date
from c7gate.scoring.consistency import reaches
from c7gate.scoring.signed import signed_off
from c7gate.scoring.thresholds import meets
from c7gate.scoring.tracked import short_by, tracked_days

_WHOLE = 100


class Certified(NamedTuple):
    """How many of the roster are certified, and how many only by an exception, which does not count."""

    certified: int
    waived: int


def certified(facts: Facts) -> Certified:
    """Count who is certified; an exception in force when its gate was signed is told apart (S-193)."""
    gates = gate_policies(facts.policy)
    signed = [one for one in facts.on_roster if is_signed(facts, one, len(gates))]
    waived = [one for one in signed if _is_waived(one, gates)]
    return Certified(len(signed) - len(waived), len(waived))


def certified_on(facts: Facts) -> tuple[date, ...]:
    """The local dates on which those who are certified came to be, sorted; one for each of `certified`."""
    gates = gate_policies(facts.policy)
    signed = (one for one in facts.on_roster if is_signed(facts, one, len(gates)))
    return tuple(sorted(_last_signed(one, gates) for one in signed if not _is_waived(one, gates)))


def _last_signed(one: Participant, gates: Iterable[GatePolicy]) -> date:
    found = (signed_off(one.assessment, gate.number) for gate in gates)
    return local_date(one.person, max(line.at for line in found if line))


def certification(facts: Facts, target: Target) -> Answer:
    """The certified of the roster. It is a census, so there is no interval."""
    found, roster = certified(facts), len(facts.roster)
    value = Fraction(_WHOLE * found.certified, roster) if roster else None
    answer = target.answer(
        value=cut(value, 1, target.need) if value is not None else "",
        unit="%",
        numerator=found.certified,
        denominator=roster,
        n=roster,
        note=_apart(found, facts),
        through=facts.data_through,
    )
    if value is None:
        return answer._replace(outcome=Outcome.INSUFFICIENT, lacks=("nobody is on the roster",))
    outcome = Outcome.MET if target.is_met(value) else Outcome.NOT_MET
    return answer._replace(outcome=outcome).withheld(roster, facts.least_group, keep_verdict=True)


def _apart(found: Certified, facts: Facts) -> str:
    parts = [f"{found.waived} by a waiver, not counted"] if found.waived else []
    words = sorted({line.exit_word for line in facts.exits})
    parts += [f"{sum(line.exit_word == word for line in facts.exits)} {word}" for word in words]
    return ", ".join(parts)


def is_signed(facts: Facts, one: Participant, gate: int) -> bool:
    """Whether a gate of theirs, and all below it, are signed off by then."""
    signed = signed_off(one.assessment, gate)
    return signed is not None and signed.at <= facts.as_of


def _is_waived(one: Participant, gates: Iterable[GatePolicy]) -> bool:
    lines = one.assessment.waivers if one.assessment else ()
    for gate in gates:
        signed = signed_off(one.assessment, gate.number)
        day = local_date(one.person, signed.at) if signed else None
        if (
            gate.waivers_allowed
            and day
            and any(
                line.gate == gate.number and line.approver != one.person.login and day <= line.expires
                for line in lines
            )
        ):
            return True
    return False


def scores(facts: Facts) -> tuple[Decimal, ...]:
    """The score of everybody on the roster who was assessed at the last gate, sorted; which attempt, policy says."""
    return tuple(sorted(scores_of(facts).values()))


def scores_of(facts: Facts) -> Mapping[str, Decimal]:
    """The same by login, in the order of the roster; who was not assessed is missing."""
    which = facts.policy.values["success"]["measurement"]["competency_attempt"]
    gate = gate_policies(facts.policy)[-1]
    found = {one.person.login: _score(facts, one, gate, which) for one in facts.on_roster}
    return {login: score for login, score in found.items() if score is not None}


def _score(facts: Facts, one: Participant, gate: GatePolicy, which: str) -> Decimal | None:
    criterion = next((item.id for item in gate.criteria if item.kind == "score"), "")
    attempts = sifted_attempts(one.person, one.assessment, gate, facts.as_of)
    scored = [attempt for attempt, _ in attempts.counted if criterion in attempt.scores]
    if not scored:
        return None
    last = decisive(attempts)
    chosen: Attempt = {
        "first": scored[0],
        "latest": scored[-1],
        "highest": max(scored, key=lambda attempt: attempt.scores[criterion]),
    }.get(which, last if last in scored and last is not None else scored[-1])
    return chosen.scores[criterion]


def competency(facts: Facts, target: Target) -> Answer:
    """The mean of the last gate's scores; somebody who was not assessed is missing, not zero."""
    found, roster = scores(facts), len(facts.roster)
    mean = sum(map(Fraction, found), Fraction(0)) / len(found) if found else None
    answer = target.answer(
        value=cut(mean, 1, target.need) if mean is not None else "",
        numerator=sum(found, Decimal(0)),
        denominator=len(found),
        n=len(found),
        note=f"{len(found)}/{roster} assessed",
        caveats=(_spread(found),) if len(found) >= facts.least_group else (),
        through=facts.data_through,
    )
    if mean is None or not meets(">=", _WHOLE * len(found), target.coverage_percent * roster):
        lacking = f"{target.coverage_percent} % of the roster must be assessed"
        return answer._replace(outcome=Outcome.INSUFFICIENT, lacks=(lacking,)).withheld(
            len(found), facts.least_group, keep_verdict=True
        )
    outcome = Outcome.MET if target.is_met(mean) else Outcome.NOT_MET
    return answer._replace(outcome=outcome).withheld(len(found), facts.least_group, keep_verdict=True)


def _spread(found: tuple[Decimal, ...]) -> str:
    return f"min {found[0]}, median {median(found)}, max {found[-1]}"


def first_attempts(facts: Facts, gate: GatePolicy) -> tuple[int, int]:
    """How many first attempts at a gate passed, of how many that are decided (S-143)."""
    firsts = [
        attempts.counted[0][1]
        for one in facts.on_roster
        if (attempts := sifted_attempts(one.person, one.assessment, gate, facts.as_of)).counted
    ]
    return firsts.count(Verdict.PASS), sum(verdict in {Verdict.PASS, Verdict.FAIL} for verdict in firsts)


def passed(facts: Facts) -> tuple[int, ...]:
    """How many of the roster have each gate signed off, from the first on (S-035)."""
    gates = range(1, len(gate_policies(facts.policy)) + 1)
    return tuple(sum(is_signed(facts, one, gate) for one in facts.on_roster) for gate in gates)


def participation(facts: Facts, target: Target) -> Answer:
    """Who of the roster has a record and is enrolled by then (S-184, S-187)."""
    roster = len(facts.roster)
    if not roster:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("nobody is on the roster",))
    enrolled = sum((one.person.enrolled_at or facts.today) <= facts.today for one in facts.on_roster)
    value = Fraction(_WHOLE * enrolled, roster)
    outcome = Outcome.OBSERVED if not target.op else Outcome.MET if target.is_met(value) else Outcome.NOT_MET
    return target.answer(
        outcome=outcome,
        value=cut(value, 1, target.need if target.op else None),
        unit="%",
        numerator=enrolled,
        denominator=roster,
        n=roster,
        through=facts.data_through,
    ).withheld(roster, facts.least_group)


def completion(facts: Facts, target: Target) -> Answer:
    """How many of the roster passed each gate, as a funnel (S-035)."""
    roster, found = len(facts.roster), passed(facts)
    if not roster:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("nobody is on the roster",))
    note = ", ".join(f"gate {gate} {count}/{roster}" for gate, count in enumerate(found, 1))
    return target.answer(n=roster, note=note, through=facts.data_through).withheld(roster, facts.least_group)


def first_attempt(facts: Facts, target: Target) -> Answer:
    """How many first attempts passed at each gate that is assessed; gates with too few are withheld (S-143)."""
    parts, lacking = [], True
    for gate in gate_policies(facts.policy):
        part, whole = first_attempts(facts, gate)
        lacking = lacking and not whole
        if whole:
            shown = f"{part}/{whole}" if whole >= facts.least_group else "withheld"
            parts.append(f"gate {gate.number} {shown}")
    if lacking:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("no attempt is decided yet",))
    return target.answer(note=", ".join(parts), through=facts.data_through)


class Daily(NamedTuple):
    """Active and counted days of everybody together, how many people have any, and how many of them reach the gate's share."""

    active: int
    counted: int
    people: int
    reaching: int
    mean: Fraction | None


def daily(facts: Facts) -> Daily:
    """Pool the days of the roster since tracking began; the mean of people's shares stands beside it."""
    days = [tracked_days(one.person, one.events, facts.policy.gate3, facts.as_of) for one in facts.on_roster]
    judged = [(active, counted) for active, counted in days if counted]
    need = facts.policy.gate3.threshold_percent
    shares = [Fraction(active, counted) for active, counted in judged]
    return Daily(
        active=sum(active for active, _ in judged),
        counted=sum(counted for _, counted in judged),
        people=len(judged),
        reaching=sum(reaches(active, counted, need) for active, counted in judged),
        mean=sum(shares, Fraction(0)) / len(shares) if shares else None,
    )


def daily_use(facts: Facts, target: Target) -> Answer:
    """Active of counted days, pooled: everybody weighs by the days they were expected."""
    return daily_answer(daily(facts), facts, target)


def daily_answer(found: Daily, facts: Facts, target: Target) -> Answer:
    """The figure of some pooled days."""
    if not found.counted:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("no day was counted yet",))
    share = Fraction(_WHOLE * found.active, found.counted)
    met = target.is_met(share)
    answer = target.answer(
        outcome=Outcome.MET if met else Outcome.NOT_MET,
        value=cut(share, 1, target.need),
        unit="%",
        numerator=found.active,
        denominator=found.counted,
        n=found.people,
        note="" if met or target.op != ">" else _short(found, target),
        caveats=tuple(_of_whom(found, facts)),
        through=facts.data_through,
    )
    return answer.withheld(found.people, facts.least_group, keep_verdict=True)


def _short(found: Daily, target: Target) -> str:
    lacking = short_by(found.active, found.counted, target.need)
    return f"short by {lacking} active {'day' if lacking == 1 else 'days'}"


def _of_whom(found: Daily, facts: Facts) -> Iterable[str]:
    if missing := len(facts.roster) - found.people:
        yield f"{missing} of the roster {'has' if missing == 1 else 'have'} no counted day yet"
