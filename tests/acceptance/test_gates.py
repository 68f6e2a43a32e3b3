"""Gates 1, 2 and 4 by real records: what passes, what each lacks, and each way around them refused by its own rule."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from c7gate.reading import resources

from git_repo import Repo
from program import ALICE, BOB, DANA, POLICY, TRAILER, Answer, Program, record, run_cli

Capture = pytest.CaptureFixture[str]
ASSESSMENT = "training-records/assessments/alice.yaml"
OWN = "training-records/developers/alice.yaml"
AS_OF = "2025-09-05T18:00:00+02:00"
USE_CASE = "use_cases:\n  - {title: Reconnect after failover, library: /websockets/ws}\n"
PASSED_1 = "  - {id: g1-1, gate: 1, date: 2025-08-25, scores: {written: 85.00}, rubric: {workflow_demo: pass}, assessor: dana}\n"
EXERCISES = ("be-hathora-lobby", "be-websocket-reconnect", "be-node-performance")
SHARES = "shares:\n  - {date: 2025-08-29, kind: doc, ref: docs/ws.md, audience: backend}\n"
RULES = {
    "gate-not-met", "gate-order", "too-many-attempts", "cooling-off", "retest-not-open", "attempt-date",
    "waiver-not-allowed", "evidence-missing", "commitment-by-another", "self-approval", "unknown-name", "record-invalid",
}  # fmt: skip


def signed(*gates: int, by: str = "dana") -> str:
    """Sign-offs of these gates, on the mornings of 27 August, 2, 3 and 5 September."""
    at = {1: "2025-08-27", 2: "2025-09-02", 3: "2025-09-03", 4: "2025-09-05"}
    lines = (
        f'  - {{id: so-{gate}, gate: {gate}, by: {by}, at: "{at[gate]}T09:00:00+02:00"}}\n' for gate in gates
    )
    return "signoffs:\n" + "".join(lines)


def assessment(attempts: str = "", rest: str = "") -> str:
    return "login: alice\n" + (f"attempts:\n{attempts}" if attempts else "") + rest


def reviews(reviewer: str = "bob", exercises: tuple[str, ...] = EXERCISES, verdict: str = "approve") -> str:
    lines = (
        f'  - {{exercise: {name}, reviewer: {reviewer}, verdict: {verdict}, at: "2025-09-01T15:00:00+02:00"}}\n'
        for name in exercises
    )
    return "reviews:\n" + "".join(lines)


def handed_in(evidence: str = "pr:7") -> str:
    return "exercises:\n" + "".join(f'  - {{id: {name}, evidence: ["{evidence}"]}}\n' for name in EXERCISES)


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    """Alice and bob are enrolled since Monday 25 August; alice has written her use case down."""
    files = {
        "policies/program.yaml": POLICY + "assessors: [erin]\n",
        OWN: record("alice", "2025-08-25") + USE_CASE,
        "training-records/developers/bob.yaml": record("bob", "2025-08-25"),
    }
    return Program.start(repo, capsys, files)


def merge(
    program: Program, files: dict[str, str], message: str = "Enter facts", author: tuple[str, str] = DANA
) -> None:
    """Files that stand on `main` already, with `pr` on top of them."""
    program.repo.checkout("main")
    program.repo.commit(dict(files), message, author=author, date="2025-09-01T12:00:00+02:00")
    program.repo.checkout("pr")
    program.repo.git("reset", "-q", "--hard", "main")


def propose(program: Program, text: str, *, path: str = ASSESSMENT, author: tuple[str, str] = DANA) -> Answer:
    """`check` of a change that writes one file."""
    program.repo.commit({path: text}, "Enter it", author=author, date="2025-09-05T12:00:00+02:00")
    return program.check(as_of=AS_OF)


def found(answer: Answer) -> list[str]:
    """The rules of gates that speak, most important first."""
    return [name for name in answer.names if name in RULES]


def explain(program: Program, gate: int, *arguments: str) -> Answer:
    at = ("--as-of", AS_OF, "--format", "json", "--trusted", "HEAD")
    answer = program.run("explain", "alice", "--gate", str(gate), *at, *arguments)
    jsonschema.Draft202012Validator(resources.schema("explanation")).validate(answer.json)
    return answer


def verdicts(answer: Answer) -> dict[str, str]:
    return {item["id"]: item["verdict"] for item in answer.json["criteria"]}


# Gate 1


def test_gate_1_is_signed_where_every_criterion_holds(program: Program) -> None:
    answer = propose(program, assessment(PASSED_1, signed(1)))

    assert found(answer) == []
    (gate,) = [item for item in answer.json["gates"] if item["gate"] == 1]
    assert gate["verdict"] == "pass"
    assert gate["developer"] == "alice"
    assert [item["have"] for item in gate["criteria"]] == ["85.00", "pass", "1"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("85.00", "84.99", "gate 1 written of alice: fail, has 84.99, needs >= 85"),
        (
            "workflow_demo: pass",
            "workflow_demo: fail",
            "gate 1 workflow_demo of alice: fail, has fail, needs pass",
        ),
        (
            ", rubric: {workflow_demo: pass}",
            "",
            "gate 1 workflow_demo of alice: insufficient, has none, needs pass",
        ),
    ],
)
def test_gate_1_is_not_signed_a_hundredth_below(program: Program, old: str, new: str, said: str) -> None:
    answer = propose(program, assessment(PASSED_1.replace(old, new), signed(1)))

    assert found(answer) == ["gate-not-met"]
    assert answer.code == 1
    (finding,) = [item for item in answer.json["findings"] if item["name"] == "gate-not-met"]
    assert finding["message"].startswith(said)
    assert finding["location"] == {"file": ASSESSMENT, "line": 5, "column": 1}


def test_gate_1_without_a_use_case_is_in_progress(program: Program) -> None:
    merge(program, {OWN: record("alice", "2025-08-25")})
    answer = propose(program, assessment(PASSED_1, signed(1)))

    assert found(answer) == ["gate-not-met"]
    assert verdicts(explain(program, 1)) == {
        "written": "pass",
        "workflow_demo": "pass",
        "use_cases": "insufficient",
    }


def test_no_exception_at_gate_1(program: Program) -> None:
    """S-057: not even one that farid approved, and the gate is as open as before."""
    waiver = "waivers:\n  - {id: w-1, gate: 1, criterion: written, reason: Away, approver: farid, expires: 2025-09-30}\n"
    low = PASSED_1.replace("85.00", "84.99")
    answer = propose(program, assessment(low, waiver + signed(1)))

    assert sorted(found(answer)) == ["gate-not-met", "waiver-not-allowed"]


@pytest.mark.parametrize("line", ["reason: Away, ", "approver: farid, ", ", expires: 2025-09-30"])
def test_an_exception_says_why_who_and_until_when(program: Program, line: str) -> None:
    waiver = "waivers:\n  - {gate: 2, criterion: share, reason: Away, approver: farid, expires: 2025-09-30}\n"

    assert "record-invalid" in found(propose(program, assessment("", waiver.replace(line, ""))))


# Attempts


def attempt(number: int, day: str, score: str = "60.00", more: str = "") -> str:
    return (
        f"  - {{id: g1-{number}, gate: 1, date: {day}, scores: {{written: {score}}}, "
        f"rubric: {{workflow_demo: pass}}, assessor: dana{more}}}\n"
    )


FAILED_TWICE = attempt(1, "2025-08-25") + attempt(2, "2025-08-27")


@pytest.mark.parametrize(
    ("attempts", "rules"),
    [
        (attempt(1, "2025-08-25"), []),
        (FAILED_TWICE + attempt(3, "2025-08-29", "90.00"), []),
        (FAILED_TWICE + attempt(3, "2025-08-29") + attempt(4, "2025-09-02"), ["too-many-attempts"]),
        (attempt(1, "2025-08-25") + attempt(2, "2025-08-26"), ["cooling-off"]),
        (attempt(1, "2025-08-29") + attempt(2, "2025-09-01"), ["cooling-off"]),  # only a weekend between
        (attempt(1, "2025-08-29") + attempt(2, "2025-09-02"), []),
        (attempt(1, "2025-08-25", "90.00") + attempt(2, "2025-08-27", "95.00"), ["retest-not-open"]),
        (
            attempt(1, "2025-08-25").replace("rubric: {workflow_demo: pass}, ", "") + attempt(2, "2025-08-27"),
            [],  # a failed score decides it
        ),
        (
            attempt(1, "2025-08-25", "90").replace("rubric: {workflow_demo: pass}, ", "")
            + attempt(2, "2025-08-27"),
            ["retest-not-open"],
        ),
        (attempt(1, "2025-08-24"), ["attempt-date"]),
        (attempt(1, "2025-09-06"), ["attempt-date"]),
        (attempt(1, "2025-08-25").replace("dana", "alice"), ["self-approval"]),
        (attempt(1, "2025-08-25").replace("written", "writen"), ["unknown-name"]),
        (attempt(1, "2025-08-25") + attempt(1, "2025-08-27"), ["record-invalid"]),
        (attempt(1, "2025-08-25") + attempt(2, "2025-08-25", "85.00", ", supersedes: g1-1"), []),
        (attempt(1, "2025-08-25") + attempt(2, "2025-08-27", "85.00", ", supersedes: g1-1"), ["record-invalid"]),
        (attempt(1, "2025-08-25").replace("gate: 1", "gate: 2").replace("scores: {written: 60.00}, ", ""), ["gate-order"]),
    ],
)  # fmt: skip
def test_which_attempts_may_be_entered(program: Program, attempts: str, rules: list[str]) -> None:
    answer = propose(program, assessment(attempts))

    assert found(answer) == rules


@pytest.mark.parametrize(
    ("path", "who"),
    [
        (ASSESSMENT, "coordinator or assessor"),
        (ASSESSMENT.replace("alice", "erin"), "coordinator"),  # the only assessor is its subject
        ("policies/gates.yaml", "coordinator"),
    ],
)
def test_a_protected_path_names_who_may_change_it(program: Program, path: str, who: str) -> None:
    text = "gate3: {}\n" if path.startswith("policies") else f"login: {Path(path).stem}\n"
    answer = propose(program, text, path=path, author=BOB)

    told = next(item for item in answer.json["findings"] if item["name"] == "protected-path")
    assert told["message"].endswith(f"was not changed by a verified {who}")
    assert f"have a {who} sign the commit" in told["help"]


def test_a_retest_that_comes_too_early_passes_nothing(program: Program) -> None:
    attempts = attempt(1, "2025-08-25") + attempt(2, "2025-08-26", "100.00")
    answer = propose(program, assessment(attempts, signed(1)))

    assert sorted(found(answer)) == ["cooling-off", "gate-not-met"]
    merge(program, {ASSESSMENT: assessment(attempts)})
    explained = explain(program, 1).json
    assert explained["state"] == "retest available"
    assert [(item["id"], item["counts"]) for item in explained["attempts"]] == [
        ("g1-1", True),
        ("g1-2", False),
    ]
    assert explained["next"] == ["Take the assessment again: possible from 2025-08-27, 2 of 3 attempts left."]


def test_a_line_that_stands_already_is_not_held_against_a_change(program: Program) -> None:
    merge(program, {ASSESSMENT: assessment(attempt(1, "2025-08-20"))})  # before the enrolment

    assert found(propose(program, assessment(attempt(1, "2025-08-20") + attempt(2, "2025-08-25")))) == []


def test_a_bigger_leave_moves_the_retest(program: Program) -> None:
    """Cooling off counts the person's own working days."""
    away = "away:\n  - {from: 2025-08-26, to: 2025-08-26, type: leave}\n"
    merge(program, {OWN: record("alice", "2025-08-25") + away + USE_CASE})

    assert found(propose(program, assessment(FAILED_TWICE))) == ["cooling-off"]


# Order


def test_a_gate_is_not_signed_before_the_one_below(program: Program) -> None:
    answer = propose(program, assessment(PASSED_1, signed(2)))

    assert "gate-order" in found(answer)
    assert explain(program, 2).json["state"] == "locked"


def test_a_gate_3_is_not_signed_before_gate_2(program: Program) -> None:
    assert "gate-order" in found(propose(program, assessment(PASSED_1, signed(1, 3))))


def test_what_alice_signs_herself_opens_nothing(program: Program) -> None:
    merge(program, {ASSESSMENT: assessment(PASSED_1, signed(1, by="alice"))})

    assert explain(program, 1).json["state"] == "ready to be signed off"
    assert explain(program, 2).json["state"] == "locked"


# Gate 2


def at_gate_2(program: Program, *, own: str = "", evidence: str = "pr:7") -> None:
    """Gate 1 is passed; the work of gate 2 is merged."""
    own = own or record("alice", "2025-08-25") + USE_CASE + handed_in(evidence) + SHARES
    merge(program, {OWN: own, ASSESSMENT: assessment(PASSED_1, signed(1))})
    merge(program, {"src/lobby.ts": "// lobby\n"}, f"Fix the lobby\n\n{TRAILER}", ALICE)
    merge(program, {"docs/ws.md": "# Reconnecting\n"}, "Write it down", ALICE)


def test_gate_2_is_signed_where_everything_is_there(program: Program) -> None:
    at_gate_2(program)
    answer = propose(program, assessment(PASSED_1, reviews() + signed(1, 2)))

    assert found(answer) == []
    (gate,) = [item for item in answer.json["gates"] if item["gate"] == 2]
    assert gate["verdict"] == "pass"
    assert {item["id"]: item["have"] for item in gate["criteria"]} == {
        "exercises": "3/3", "peer_review": "3/3", "real_task": "1", "knowledge_doc": "1", "share": "1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        (reviews("bob", EXERCISES[:2]), "peer_review"),
        (reviews("bob", verdict="changes"), "peer_review"),
        (reviews("mallory"), "peer_review"),  # nobody of that name is enrolled
        (reviews("dana"), "peer_review"),  # a coordinator who is not enrolled is no peer
    ],
)
def test_gate_2_without_the_word_of_a_peer(program: Program, text: str, open_: str) -> None:
    at_gate_2(program)
    answer = propose(program, assessment(PASSED_1, text + signed(1, 2)))

    assert found(answer) == ["gate-not-met"]
    assert [name for name, verdict in verdicts(explain(program, 2)).items() if verdict != "pass"] == [open_]


def test_nobody_reviews_the_own_exercises(program: Program) -> None:
    """S-060."""
    at_gate_2(program)
    answer = propose(program, assessment(PASSED_1, reviews("alice") + signed(1, 2)))

    assert set(found(answer)) == {"gate-not-met", "self-approval"}


def test_work_that_is_not_merged_is_no_real_task_yet(program: Program) -> None:
    """S-061."""
    own = record("alice", "2025-08-25") + USE_CASE + handed_in() + SHARES
    merge(program, {OWN: own, ASSESSMENT: assessment(PASSED_1, signed(1))})
    merge(program, {"docs/ws.md": "# Reconnecting\n"}, "Write it down", ALICE)
    program.work(f"Fix the lobby\n\n{TRAILER}")
    answer = propose(program, assessment(PASSED_1, reviews() + signed(1, 2)))

    (finding,) = [item for item in answer.json["findings"] if item["name"] == "gate-not-met"]
    assert "real_task" in finding["message"]


def test_an_exercise_is_no_real_task(program: Program) -> None:
    at_gate_2(program)
    lobby = program.repo.git("log", "-1", "--format=%H", "--", "src/lobby.ts").strip()
    own = record("alice", "2025-08-25") + USE_CASE + handed_in(f"commit:{lobby[:12]}") + SHARES
    merge(program, {OWN: own})
    answer = propose(program, assessment(PASSED_1, reviews() + signed(1, 2)))

    (finding,) = [item for item in answer.json["findings"] if item["name"] == "gate-not-met"]
    assert finding["message"].startswith("gate 2 real_task of alice: insufficient, has 0, needs >= 1")


def test_somebody_elses_document_is_not_hers(program: Program) -> None:
    """S-062."""
    own = record("alice", "2025-08-25") + handed_in() + SHARES
    merge(program, {OWN: own, ASSESSMENT: assessment(PASSED_1, reviews() + signed(1))})
    merge(program, {"docs/ws.md": "# Reconnecting\n"}, "Write it down", BOB)

    assert verdicts(explain(program, 2))["knowledge_doc"] == "insufficient"


@pytest.mark.parametrize(
    ("evidence", "said"), [("commit:0123456789", "is not in the repository"), ("commit:12", "seven digits")]
)
def test_evidence_that_is_not_there(program: Program, evidence: str, said: str) -> None:
    """S-059, T50."""
    own = record("alice", "2025-08-25") + handed_in(evidence)
    answer = propose(program, own, path=OWN, author=ALICE)

    assert found(answer) == ["evidence-missing"] * 3
    assert any(
        said in item["message"] for item in answer.json["findings"] if item["name"] == "evidence-missing"
    )


def test_somebody_elses_commit_is_no_evidence(program: Program) -> None:
    oid = program.work("Something of bob's", author=BOB)
    answer = propose(
        program, record("alice", "2025-08-25") + handed_in(f"commit:{oid}"), path=OWN, author=ALICE
    )

    said = [item["message"] for item in answer.json["findings"] if item["name"] == "evidence-missing"]
    assert len(said) == 3
    assert all("is no commit of alice" in message for message in said)


def test_a_clone_that_was_cut_off_cannot_tell(program: Program) -> None:
    """Nothing is held against evidence that may lie in what the clone lacks: exit 3, not 1."""
    old = program.repo.oid("main")
    for text in ("// one\n", "// two\n"):
        merge(program, {"src/lobby.ts": text, OWN: record("alice", "2025-09-05")})
    own = record("alice", "2025-09-05") + handed_in(f"commit:{old}")
    program.repo.commit({OWN: own}, "Hand in", author=ALICE, date="2025-09-05T12:00:00+02:00")
    cut = program.repo.path.parent / "cut"
    program.repo.git(
        "clone", "-q", "--depth", "2", "--no-single-branch", f"file://{program.repo.path}", str(cut)
    )

    answer = run_cli(
        program.capture, "check", "-C", str(cut), "--base", "origin/main", "--head", "origin/pr", "--as-of", AS_OF,
        "--format", "json",
    )  # fmt: skip
    assert answer.code == 3
    assert "in this incomplete clone" in answer.err


def test_names_that_policy_does_not_know(program: Program) -> None:
    own = (
        record("alice", "2025-08-25").replace("backend", "backed")
        + 'exercises:\n  - {id: be-lobby, evidence: ["pr:1"]}\n'
    )
    answer = propose(program, own, path=OWN, author=ALICE)

    assert found(answer) == ["unknown-name"] * 2


def test_full_stack_needs_five_exercises_and_the_project(program: Program) -> None:
    own = record("alice", "2025-08-25").replace("role: backend", "role: fullstack") + handed_in()
    merge(program, {OWN: own, ASSESSMENT: assessment(PASSED_1, signed(1))})

    (exercises,) = [item for item in explain(program, 2).json["criteria"] if item["id"] == "exercises"]
    assert (exercises["have"], exercises["need"]) == ("3/6", "all 6")
    assert "integration-project" in exercises["because"]


def test_an_exception_at_gate_2_satisfies_and_is_counted_apart(program: Program) -> None:
    own = record("alice", "2025-08-25") + USE_CASE + handed_in()
    at_gate_2(program, own=own)
    waiver = "waivers:\n{}".format(
        "".join(
            f"  - {{gate: 2, criterion: {name}, reason: On leave, approver: farid, expires: 2025-09-30}}\n"
            for name in ("knowledge_doc", "share")
        )
    )
    answer = propose(program, assessment(PASSED_1, reviews() + waiver + signed(1, 2)))

    assert found(answer) == []
    explained = explain(program, 2).json
    assert [item["id"] for item in explained["criteria"] if item.get("waived")] == ["knowledge_doc", "share"]
    assert explained["state"] == "passed"


def test_an_exception_that_has_expired_is_none(program: Program) -> None:
    at_gate_2(
        program,
        own=record("alice", "2025-08-25")
        + USE_CASE
        + handed_in()
        + SHARES.replace(", audience: backend", ""),
    )
    waiver = "waivers:\n  - {gate: 2, criterion: share, reason: Away, approver: farid, expires: 2025-09-04}\n"

    assert found(propose(program, assessment(PASSED_1, reviews() + waiver + signed(1, 2)))) == [
        "gate-not-met"
    ]


def test_gate_2_is_repeated_once(program: Program) -> None:
    at_gate_2(program)
    lines = "".join(
        f"  - {{id: g2-{number}, gate: 2, date: 2025-09-0{number}, rubric: {{review: {word}}}, assessor: dana}}\n"
        for number, word in ((1, "fail"), (2, "fail"), (3, "pass"))
    )
    answer = propose(program, assessment(PASSED_1 + lines, reviews() + signed(1, 2)))

    assert sorted(found(answer)) == ["gate-not-met", "too-many-attempts"]
    assert explain(program, 2).json["verdict"] == "fail"


# Gate 4

COMMITMENT = "commitment: {date: 2025-09-04, statement: I look it up first}\n"
COHORT = """\
id: 2025-08
start_date: 2025-08-22
roster: [{login: alice}, {login: bob}]
ceremony: {date: 2025-09-04, attendees: [alice]}
"""


def at_gate_4(program: Program, *, cohort: str = COHORT, own: str = COMMITMENT) -> None:
    files = {
        OWN: record("alice", "2025-08-25") + USE_CASE + own,
        ASSESSMENT: assessment(PASSED_1, signed(1, 2, 3)),
        "training-records/cohorts/2025-08.yaml": cohort,
    }
    merge(program, files)


def certified(score: str = "90.00", rubric: str = "independence: pass") -> str:
    line = f"  - {{id: g4-1, gate: 4, date: 2025-09-04, scores: {{comprehensive: {score}}}, rubric: {{{rubric}}}, assessor: dana}}\n"
    return assessment(PASSED_1 + line, signed(1, 2, 3, 4))


def test_gate_4_certifies(program: Program) -> None:
    at_gate_4(program)

    assert found(propose(program, certified())) == []
    assert explain(program, 4).json["signed_off"] == {"by": "dana", "at": "2025-09-05T09:00:00+02:00"}


@pytest.mark.parametrize(
    ("cohort", "own", "score", "rubric", "open_"),
    [
        (COHORT, COMMITMENT, "89.99", "independence: pass", {"comprehensive": "fail"}),
        (COHORT, COMMITMENT, "90.00", "other: pass", {"independence": "insufficient"}),
        (COHORT, "", "90.00", "independence: pass", {"commitment": "insufficient"}),
        (COHORT.replace("[alice]", "[bob]"), COMMITMENT, "90.00", "independence: pass", {"ceremony": "insufficient"}),
        (COHORT.replace("09-04", "09-06"), COMMITMENT, "90.00", "independence: pass", {"ceremony": "insufficient"}),
    ],
)  # fmt: skip
def test_gate_4_lacks_one_thing(
    program: Program, *, cohort: str, own: str, score: str, rubric: str, open_: dict[str, str]
) -> None:
    at_gate_4(program, cohort=cohort, own=own)

    assert found(propose(program, certified(score, rubric))) == ["gate-not-met"]
    assert {name: word for name, word in verdicts(explain(program, 4)).items() if word != "pass"} == open_


def test_nobody_commits_somebody_else(program: Program) -> None:
    """S-073."""
    own = record("alice", "2025-08-25") + COMMITMENT
    by_alice = propose(program, own, path=OWN, author=ALICE)
    program.repo.git("reset", "-q", "--hard", "main")
    by_dana = propose(program, own, path=OWN, author=DANA)

    assert found(by_alice) == []
    assert found(by_dana) == ["commitment-by-another"]


# Two people, and a certification that is taken back


def test_a_gate_can_take_two_people(program: Program) -> None:
    """T88: the first signature opens nothing, and the same person twice is one."""
    two = "gates: {knowledge-foundation: {signoff: {threshold: 2}}}\n"
    merge(program, {"policies/gates.yaml": two, ASSESSMENT: assessment(PASSED_1, signed(1))})
    assert explain(program, 1).json["state"] == "ready to be signed off"
    assert explain(program, 2).json["state"] == "locked"

    again = signed(1) + signed(1).partition("\n")[2].replace("so-1", "so-2").replace("27T", "28T")
    merge(program, {ASSESSMENT: assessment(PASSED_1, again)})
    assert explain(program, 1).json["signed_off"] is None
    merge(
        program,
        {
            ASSESSMENT: assessment(
                PASSED_1, again.replace("so-2, gate: 1, by: dana", "so-2, gate: 1, by: farid")
            )
        },
    )
    assert explain(program, 1).json["signed_off"] == {"by": "farid", "at": "2025-08-28T09:00:00+02:00"}


def test_a_certification_is_taken_back_by_a_further_entry(program: Program) -> None:
    at_gate_4(program)
    back = 'revocations:\n  - {id: rv-1, signoff: so-4, by: dana, at: "2025-09-05T12:00:00+02:00"}\n'
    merge(program, {ASSESSMENT: certified()})
    assert explain(program, 4).json["state"] == "passed"

    assert found(propose(program, certified() + back)) == []
    assert explain(program, 4).json["state"] == "ready to be signed off"


@pytest.mark.parametrize(
    ("score", "rules"),
    [
        ("85.00", []),
        ("85.0", []),
        ("100", []),
        ("85.001", ["record-invalid"]),
        ("100.01", ["record-invalid"]),
        ("-0.01", ["record-invalid"]),
        ('"85"', ["record-invalid"]),
        ("8.5e1", ["record-invalid"]),
    ],
)
def test_a_score_is_a_percentage_with_two_decimals(program: Program, score: str, rules: list[str]) -> None:
    """The boundary table: what is finer than a hundredth is refused, never rounded."""
    assert found(propose(program, assessment(PASSED_1.replace("85.00", score)))) == rules


# What people read


def test_explain_in_words(program: Program) -> None:
    merge(program, {ASSESSMENT: assessment(attempt(1, "2025-08-25"))})
    text = program.run("explain", "alice", "--gate", "1", "--as-of", AS_OF).out
    page = program.run("explain", "alice", "--gate", "1", "--as-of", AS_OF, "--format", "markdown").out

    assert text.startswith(
        "alice  gate 1  Knowledge foundation  ✗ fail   as of 2025-09-05T16:00:00Z\n  retest available; risk high\n"
    )
    assert "attempt g1-1 of 2025-08-25: failed (written 60.00, workflow_demo pass)" in text
    assert "next  Take the assessment again: possible from 2025-08-27, 2 of 3 attempts left." in text
    assert "| written | ✗ fail | 60.00 | >= 85 |" in page.replace("\\", "").replace("&gt;", ">")


def test_instants_of_signing_are_told_in_one_form(program: Program) -> None:
    """UTC is Z, as in every other instant of a report, and no `+00:00`."""
    utc = signed(1).replace("09:00:00+02:00", "07:00:00Z")
    own = record("alice", "2025-08-25") + USE_CASE
    merge(program, {OWN: own, ASSESSMENT: assessment(PASSED_1, utc)})
    text = program.run("explain", "alice", "--gate", "1", "--as-of", AS_OF).out
    ahead = propose(program, assessment(PASSED_1, utc + signed(2).replace("2025-09-02", "2025-09-06")[10:]))

    assert "passed, signed off by dana at 2025-08-27T07:00:00Z; risk high" in text
    told = next(item["message"] for item in ahead.json["findings"] if item["name"] == "future-date")
    assert told.startswith(
        "gate 2 of alice is signed off at 2025-09-06T07:00:00Z, after 2025-09-05T16:00:00Z"
    )


def test_me_shows_the_four_gates(program: Program) -> None:
    """S-031."""
    at_gate_2(program)
    arguments = ("--login", "alice", "--as-of", AS_OF)
    text = program.run("me", *arguments).out
    document = program.run("me", *arguments, "--format", "json").json

    assert "Gates   1 passed · 2 in progress · 3 locked · 4 locked\n" in text
    assert [item["state"] for item in document["gates"]] == ["passed", "in progress", "locked", "locked"]
    assert document["next"][0].startswith("Gate 2: Ask an enrolled or certified peer")
