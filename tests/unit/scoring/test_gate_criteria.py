"""Gates 1, 2 and 4: exact boundaries, and nothing a person adds makes anything worse."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.gates import GateFacts, GatePolicy, GateState, RolePolicy
from c7gate.model.record import (
    Assessment,
    Attempt,
    Ceremony,
    Commitment,
    Developer,
    PeerReview,
    Person,
    Share,
    SignOff,
    Submission,
    UseCase,
    Waiver,
    Zone,
)
from c7gate.model.scoring import Event
from c7gate.model.verdict import Criterion, Verdict
from c7gate.parsing.policy_gates import exercise_policies, gate_policies, role_policy
from c7gate.reading.program import policy_of
from c7gate.scoring.attempts import attempt_verdict, retest_on, sifted_attempts
from c7gate.scoring.gates import gate, standing
from c7gate.scoring.signed import gates_passed, signed_off

POLICY = policy_of({})
GATES: dict[int, GatePolicy] = {policy.number: policy for policy in gate_policies(POLICY)}
AS_OF = datetime(2025, 9, 12, 12, tzinfo=UTC)
MONDAY = date(2025, 8, 25)
ALICE = Person("alice", (), (Zone(None, "UTC"),), frozenset(range(5)), enrolled_at=MONDAY)
FACTS = GateFacts(
    ALICE, role_policy(POLICY, "backend"), Developer("alice"), Assessment("alice"), peers=frozenset({"bob"})
)
ORDER = {Verdict.FAIL: 0, Verdict.INSUFFICIENT: 1, Verdict.NOT_APPLICABLE: 1, Verdict.PASS: 2}


def attempt(
    number: int = 1, days: int = 0, *, gate: int = 1, score: str = "85.00", word: str = "pass"
) -> Attempt:
    """An attempt at gate 1 or 4, so many days after Monday."""
    names = {1: ("written", "workflow_demo"), 4: ("comprehensive", "independence")}[gate]
    return Attempt(
        f"g{gate}-{number}",
        gate,
        MONDAY + timedelta(days),
        "dana",
        scores={names[0]: Decimal(score)},
        rubric={names[1]: word},
    )


def signoffs(*gates: int) -> tuple[SignOff, ...]:
    return tuple(
        SignOff(f"so-{number}", number, "dana", datetime(2025, 8, 25, 8, tzinfo=UTC)) for number in gates
    )


def with_attempts(*attempts: Attempt, facts: GateFacts = FACTS) -> GateFacts:
    return facts._replace(assessment=Assessment("alice", attempts=attempts, signoffs=signoffs(1, 2, 3)))


def criterion(number: int, facts: GateFacts, name: str) -> Criterion:
    return next(item for item in gate(GATES[number], facts, AS_OF).criteria if item.id == name)


@pytest.mark.parametrize(
    ("number", "name", "score", "verdict"),
    [
        (1, "written", "85.00", Verdict.PASS),
        (1, "written", "84.99", Verdict.FAIL),
        (1, "written", "100", Verdict.PASS),
        (1, "written", "0", Verdict.FAIL),
        (4, "comprehensive", "90.00", Verdict.PASS),
        (4, "comprehensive", "89.99", Verdict.FAIL),
    ],
)
def test_the_score_at_its_boundary(number: int, name: str, score: str, verdict: Verdict) -> None:
    """S-054, S-071."""
    assert criterion(number, with_attempts(attempt(gate=number, score=score)), name).verdict is verdict


@given(hundredths=st.integers(0, 10_000))
def test_every_score_is_compared_exactly(hundredths: int) -> None:
    score = str(Decimal(hundredths) / 100)
    passes = criterion(1, with_attempts(attempt(score=score)), "written").verdict is Verdict.PASS

    assert passes == (hundredths >= 8500)


@pytest.mark.parametrize(
    ("word", "verdict"), [("pass", Verdict.PASS), ("fail", Verdict.FAIL), ("later", Verdict.INSUFFICIENT)]
)
def test_only_pass_and_fail_decide_a_judged_point(word: str, verdict: Verdict) -> None:
    """S-042, S-055, S-072."""
    assert criterion(1, with_attempts(attempt(word=word)), "workflow_demo").verdict is verdict


def test_parts_of_two_attempts_never_add_up() -> None:
    good_score, good_demo = attempt(1, word="fail"), attempt(2, days=3, score="10")

    result = gate(GATES[1], with_attempts(good_score, good_demo), AS_OF)

    assert {item.id: item.verdict for item in result.criteria}["written"] is Verdict.FAIL
    assert result.verdict is Verdict.FAIL


def test_a_waiver_at_gate_1_is_as_good_as_none() -> None:
    """S-057, whoever approved it."""
    waiver = Waiver(1, "", "", "Away", "farid", date(2026, 1, 1))
    facts = FACTS._replace(assessment=Assessment("alice", waivers=(waiver,)))

    assert gate(GATES[1], facts, AS_OF).verdict is Verdict.INSUFFICIENT


@pytest.mark.parametrize(
    ("approver", "expires", "waived"),
    [
        ("farid", AS_OF.date(), True),
        ("farid", AS_OF.date() - timedelta(1), False),
        ("alice", date(2026, 1, 1), False),
    ],
)
def test_a_waiver_holds_to_its_last_day_and_by_somebody_else(
    *, approver: str, expires: date, waived: bool
) -> None:
    waiver = Waiver(2, "share", "", "Away", approver, expires)
    facts = FACTS._replace(assessment=Assessment("alice", waivers=(waiver,)))

    found = criterion(2, facts, "share")

    assert (found.verdict is Verdict.PASS, found.waived) == (waived, waived)


def test_a_correction_is_no_further_attempt() -> None:
    """S-064: an edit of an attempt is a line that supersedes it."""
    wrong, right = attempt(1, score="58.00"), attempt(2, score="85.00")._replace(supersedes="g1-1")
    found = sifted_attempts(ALICE, with_attempts(wrong, right).assessment, GATES[1], AS_OF)

    assert [item.id for item, _ in found.counted] == ["g1-2"]
    assert not found.refused


def test_a_correction_of_another_day_is_another_attempt() -> None:
    attempts = [
        attempt(number, days=3 * number, score="1")._replace(supersedes=f"g1-{number - 1}")
        for number in range(4)
    ]
    found = sifted_attempts(ALICE, with_attempts(*attempts).assessment, GATES[1], AS_OF)

    assert [item.id for item, _ in found.counted] == ["g1-0", "g1-1", "g1-2"]
    assert [item.rule for item in found.refused] == ["too-many-attempts"]


@pytest.mark.parametrize(
    ("first", "earliest"),
    [
        (date(2025, 8, 25), date(2025, 8, 27)),  # Monday; Tuesday lies between
        (date(2025, 8, 29), date(2025, 9, 2)),  # Friday; the weekend is no working day
        (date(2025, 8, 30), date(2025, 9, 2)),  # Saturday
    ],
)
def test_cooling_off_counts_working_days(first: date, earliest: date) -> None:
    failed = attempt(score="1")._replace(date=first)
    attempts = sifted_attempts(ALICE, with_attempts(failed).assessment, GATES[1], AS_OF)
    early = attempt(2)._replace(date=earliest - timedelta(1))
    found = sifted_attempts(ALICE, with_attempts(failed, early).assessment, GATES[1], AS_OF)

    assert retest_on(ALICE, GATES[1], attempts) == earliest
    assert [item.rule for item in found.refused] == ["cooling-off"]
    assert found.refused[0].help == f"take the next attempt on {earliest} or later"


def test_an_attempt_says_one_thing() -> None:
    assert attempt_verdict(attempt(), GATES[1]) is Verdict.PASS
    assert attempt_verdict(attempt()._replace(rubric={}), GATES[1]) is Verdict.INSUFFICIENT
    assert attempt_verdict(attempt(score="1")._replace(rubric={}), GATES[1]) is Verdict.FAIL


@pytest.mark.parametrize(
    ("attempts", "state"),
    [
        ((), GateState.OPEN),
        ((attempt(score="1"),), GateState.RETEST),
        (tuple(attempt(number, days=3 * number, score="1") for number in range(3)), GateState.FAILED),
        ((attempt(),), GateState.READY),
    ],
)
def test_what_a_person_reads_of_gate_1(attempts: tuple[Attempt, ...], state: GateState) -> None:
    developer = Developer("alice", use_cases=(UseCase("Reconnect", "/websockets/ws", ""),))
    facts = FACTS._replace(assessment=Assessment("alice", attempts=attempts), developer=developer)
    result = gate(GATES[1], facts, AS_OF)

    assert standing(GATES[1], facts, result, AS_OF).state is state


def test_the_gates_of_the_preset() -> None:
    """S-015, S-053, S-058, S-070; the numbers of attempts are S-064's and ours."""
    assert [(item.number, item.risk, item.max_attempts) for item in GATES.values()] == [
        (1, "high", 3),
        (2, "medium", 2),
        (3, "medium", None),
        (4, "low", 2),
    ]
    assert [item.waivers_allowed for item in GATES.values()] == [False, True, True, True]


@pytest.mark.parametrize(
    ("name", "count", "project"),
    [("backend", 3, ""), ("frontend", 3, ""), ("fullstack", 5, "integration-project"), ("qa", 3, "")],
)
def test_the_roles_of_the_preset(name: str, count: int, project: str) -> None:
    """S-047 to S-050: every exercise exists and has a rubric; full-stack has a project beside its five."""
    role, exercises = role_policy(POLICY, name), exercise_policies(POLICY)

    assert role is not None
    assert (len(role.required), role.project) == (count, project)
    assert len(role.demanded) == count + bool(project)
    assert all(exercises[item].rubric for item in role.demanded)
    assert not project or exercises[project].kind == "project"


def test_what_is_optional_never_counts_against_anybody() -> None:
    """S-051: neither an optional exercise nor a criterion that is not required."""
    optional = tuple(item._replace(required=item.id != "use_cases") for item in GATES[1].criteria)
    result = gate(GATES[1]._replace(criteria=optional), with_attempts(attempt()), AS_OF)

    assert result.verdict is Verdict.PASS
    assert {item.id: item.verdict for item in result.criteria}["use_cases"] is Verdict.NOT_APPLICABLE


def test_a_criterion_that_nothing_measures_never_passes() -> None:
    """T08."""
    strange = GATES[1].criteria[2]._replace(id="telepathy")
    result = gate(GATES[1]._replace(criteria=(strange,)), FACTS, AS_OF)

    assert result.verdict is Verdict.INSUFFICIENT
    assert gate(GATES[1]._replace(criteria=()), FACTS, AS_OF).verdict is Verdict.NOT_APPLICABLE


@given(gates=st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["alice", "dana"])), max_size=6))
def test_passed_needs_all_below_by_others(gates: list[tuple[int, str]]) -> None:
    """S-052, T05."""
    lines = tuple(SignOff(f"so-{index}", number, by, AS_OF) for index, (number, by) in enumerate(gates))
    assessment = Assessment("alice", signoffs=lines)
    by_others = {number for number, by in gates if by != "alice"}

    passed = next(number for number in range(5) if number + 1 not in by_others)

    assert gates_passed(assessment) == passed
    assert [signed_off(assessment, number) is not None for number in range(1, 5)] == [
        number <= passed for number in range(1, 5)
    ]


# One more thing done never makes a verdict worse.

DEMANDED = FACTS.role.demanded if FACTS.role else ()
DONE = datetime(2025, 9, 1, 12, tzinfo=UTC)
STEPS = (
    "use_case", "exercise0", "exercise1", "exercise2", "review0", "review1", "review2", "task", "doc", "talk",
    "commitment", "ceremony", "score", "demo",
)  # fmt: skip


def after(steps: frozenset[str], number: int) -> GateFacts:
    """The facts once these steps are done."""
    shares = []
    shares += [Share(DONE.date(), "doc", "docs/ws.md", "")] if "doc" in steps else []
    shares += [Share(DONE.date(), "talk", "lunch", "")] if "talk" in steps else []
    exercises = tuple(
        Submission(name, ("pr:1",), None)
        for index, name in enumerate(DEMANDED)
        if f"exercise{index}" in steps
    )
    reviews = tuple(
        PeerReview(name, "bob", "approve", DONE, "")
        for index, name in enumerate(DEMANDED)
        if f"review{index}" in steps
    )
    full = attempt(gate=4 if number == 4 else 1, score="95")
    tried = full._replace(
        scores=full.scores if "score" in steps else {}, rubric=full.rubric if "demo" in steps else {}
    )
    attempts = (tried,) if number != 2 and steps & {"score", "demo"} else ()
    return FACTS._replace(
        developer=Developer(
            "alice",
            shares=tuple(shares),
            use_cases=(UseCase("Reconnect", "/websockets/ws", ""),) if "use_case" in steps else (),
            exercises=exercises,
            commitment=Commitment(DONE.date(), "I do") if "commitment" in steps else None,
        ),
        assessment=Assessment("alice", reviews=reviews, attempts=attempts, signoffs=signoffs(1, 2, 3)),
        ceremony=Ceremony(DONE.date(), frozenset({"alice"} if "ceremony" in steps else ())),
        work=(Event("commit", DONE, "a" * 40),) if "task" in steps else (),
        documents=frozenset({"docs/ws.md"}),
    )


@settings(max_examples=200, deadline=None)
@given(
    number=st.sampled_from([1, 2, 4]),
    done=st.frozensets(st.sampled_from(STEPS)),
    more=st.frozensets(st.sampled_from(STEPS)),
)
def test_doing_more_never_worsens(number: int, done: frozenset[str], more: frozenset[str]) -> None:
    before = gate(GATES[number], after(done, number), AS_OF)
    later = gate(GATES[number], after(done | more, number), AS_OF)

    assert ORDER[later.verdict] >= ORDER[before.verdict]
    for one, other in zip(before.criteria, later.criteria, strict=True):
        assert ORDER[other.verdict] >= ORDER[one.verdict]


@pytest.mark.parametrize("number", [1, 2, 4])
def test_everything_done_passes_and_nothing_does_not(number: int) -> None:
    assert gate(GATES[number], after(frozenset(STEPS), number), AS_OF).verdict is Verdict.PASS
    assert gate(GATES[number], after(frozenset(), number), AS_OF).verdict is Verdict.INSUFFICIENT


@settings(max_examples=200, deadline=None)
@given(
    tries=st.lists(
        st.tuples(
            st.integers(0, 18), st.sampled_from(["84.99", "85"]), st.sampled_from(["pass", "fail", "later"])
        ),
        max_size=6,
    )
)
def test_attempts_that_count_follow_the_rules(tries: list[tuple[int, str, str]]) -> None:
    """At most three, none after a pass or an open one, a working day between any two, whatever is written."""
    attempts = [
        attempt(index, days=days, score=score, word=word) for index, (days, score, word) in enumerate(tries)
    ]
    found = sifted_attempts(ALICE, with_attempts(*attempts).assessment, GATES[1], AS_OF)
    counted = [item for item, _ in found.counted]

    assert len(counted) <= 3
    assert len(counted) + len(found.refused) == len(attempts)
    assert all(verdict is Verdict.FAIL for _, verdict in found.counted[:-1])
    for one, other in pairwise(counted):
        between = [one.date + timedelta(ahead) for ahead in range(1, (other.date - one.date).days)]
        assert any(day.weekday() < 5 for day in between)


# Exercises that change (S-146)

OLD, NEW, OTHER = "be-old", "be-new", "be-other"


def changed_role(required: tuple[str, ...], *handed: str, approved: tuple[str, ...] = ()) -> GateFacts:
    """Somebody of a role in which `be-old` is deprecated and `be-new` replaces it."""
    role = RolePolicy("backend", "", required, (), fading=frozenset({OLD}), instead={NEW: (OLD,)})
    record = Developer("alice", exercises=tuple(Submission(name, ("pr:7",), None) for name in handed))
    at = datetime(2025, 8, 29, 12, tzinfo=UTC)
    reviews = tuple(PeerReview(name, "bob", "approve", at, "") for name in approved)
    return FACTS._replace(role=role, developer=record, assessment=Assessment("alice", reviews=reviews))


@pytest.mark.parametrize(
    ("required", "handed", "have"),
    [
        ((NEW, OTHER), (), "0/2"),
        ((NEW, OTHER), (OLD,), "1/2"),  # begun before: stays valid
        ((NEW, OTHER), (NEW, OTHER), "2/2"),
        ((OLD, OTHER), (OTHER,), "1/1"),  # deprecated, and not begun: nobody asks for it
        ((OLD, OTHER), (OLD,), "1/2"),
        ((OLD,), (), "0/0"),
    ],
)
def test_a_deprecated_exercise_stays_valid_for_who_began(
    required: tuple[str, ...], handed: tuple[str, ...], have: str
) -> None:
    found = criterion(2, changed_role(required, *handed), "exercises")

    assert found.have == have
    assert (found.verdict is Verdict.PASS) == (have in {"2/2", "1/1"})


def test_a_review_of_the_replaced_exercise_stays_valid_too() -> None:
    assert criterion(2, changed_role((NEW,), OLD, approved=(OLD,)), "peer_review").verdict is Verdict.PASS
    assert (
        criterion(2, changed_role((NEW,), OLD, approved=(OTHER,)), "peer_review").verdict
        is Verdict.INSUFFICIENT
    )
