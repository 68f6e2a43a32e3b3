"""`sign`: who is ready, who may sign, and a line that `check` takes."""

from __future__ import annotations

import json

import pytest

from c7gate.parsing.yaml import parse_document

from git_repo import Repo
from program import DANA, POLICY, Answer, Program, record

Capture = pytest.CaptureFixture[str]
AS_OF = "2025-09-05T18:00:00+02:00"
USE_CASE = "use_cases:\n  - {title: Reconnect after failover, library: /websockets/ws}\n"
PASSED = "{id: g1-1, gate: 1, date: 2025-08-26, scores: {written: 87.50}, rubric: {workflow_demo: pass}, assessor: erin}"
COHORT = "id: 2025-08\nstart_date: 2025-08-22\nroster: [{login: alice}]\nceremony: {date: 2025-09-04, attendees: [alice]}\n"
PATH = "training-records/assessments/{}.yaml"


def own(login: str, rest: str = USE_CASE) -> dict[str, str]:
    return {f"training-records/developers/{login}.yaml": record(login, "2025-08-25") + rest}


def assessed(login: str, *signed: int, attempt: str = PASSED) -> dict[str, str]:
    lines = "".join(
        f'  - {{id: so-{gate}, gate: {gate}, by: farid, at: "2025-08-2{6 + gate}T09:00:00+02:00"}}\n'
        for gate in signed
    )
    text = f"login: {login}\nattempts:\n  - {attempt}  # by hand\n" + (f"signoffs:\n{lines}" if lines else "")
    return {PATH.format(login): text}


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    """Dana and farid coordinate; alice and dana passed gate 1's assessment, bob wrote no use case."""
    repo.git("config", "user.email", "dana@example.com")
    repo.git("config", "user.name", "dana")
    files = {
        "policies/program.yaml": POLICY.replace("[dana]", "[dana, farid]") + "assessors: [erin]\n",
        "policies/gates.yaml": "gate3: {enforce: signoff}\n",  # dana's own days are not what is judged here
    }
    for login in ("alice", "bob", "dana"):
        files |= own(login, "" if login == "bob" else USE_CASE) | assessed(login)
    return Program.start(repo, capsys, files)


def sign(program: Program, *arguments: str, gate: int = 1) -> Answer:
    return program.run("sign", "--gate", str(gate), "--as-of", AS_OF, *arguments)


def signoffs(program: Program, login: str) -> list[dict[str, object]]:
    data = (program.repo.path / PATH.format(login)).read_bytes()
    found: list[dict[str, object]] = parse_document(data, login).value.get("signoffs", [])
    return found


def judged(program: Program, author: str) -> Answer:
    """`check` of the branch as the forge vouches for its author."""
    payload = {
        "action": "opened",
        "pull_request": {
            "number": 7, "title": "Sign", "body": "Context7: none (records)", "updated_at": "2025-09-05T17:00:00Z",
            "user": {"login": f"{author}-dev"},
            "base": {"ref": "main", "sha": program.repo.oid("main")},
            "head": {"ref": "pr", "sha": program.repo.oid("pr")},
        },
        "repository": {"default_branch": "main", "full_name": "acme/product"},
    }  # fmt: skip
    event = program.write("event.json", json.dumps(payload))
    return program.run("check", "--event-path", str(event), "--format", "json", "--as-of", AS_OF)


def test_everybody_who_is_ready_is_prepared_and_check_takes_it(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_DATE", AS_OF)

    answer = sign(program, "--all-ready", "--commit")

    line = '  - {id: so-1, gate: 1, by: dana, at: "2025-09-05T16:00:00Z"}'
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        "gate 1 signed off by dana for alice",
        PATH.format("alice"),
        "+signoffs:",
        f"+{line}",
        "not ready: bob: use_cases has 0, needs >= 1",
        "not ready: dana: nobody signs their own gate; ask another coordinator",
        f"committed as {program.repo.oid()[:10]}",
        "next  open a pull request with them; a sign-off counts once it is merged",
        "proof  dana signs the commit with a key that the policy lists, or dana opens it, or approves its newest head",
    ]
    assert (program.repo.path / PATH.format("alice")).read_text(encoding="utf-8") == (
        f"{assessed('alice')[PATH.format('alice')]}signoffs:\n{line}\n"
    )
    assert program.repo.git("show", "--name-only", "--format=%B").splitlines() == [
        "Sign gate 1 of alice off", "", "Context7: none (records only)", "", "", PATH.format("alice"),
    ]  # fmt: skip
    assert judged(program, "dana").errors() == []


def test_nobody_ready_is_an_answer(program: Program) -> None:
    answer = sign(program, "--all-ready", gate=4)

    assert (answer.code, answer.err) == (0, "")
    assert answer.out == f"nobody is ready to have gate 4 signed off at {program.repo.oid()[:10]}\n"


@pytest.mark.parametrize(
    ("arguments", "gate", "reason"),
    [
        (("bob",), 1, "bob (use_cases has 0, needs >= 1)"),
        (("alice", "bob"), 1, "cannot be signed off for bob ("),
        (("dana",), 1, "dana (nobody signs their own gate"),
        (("alice",), 2, "alice (gate 1 is not signed off)"),
        (("alice",), 3, "alice (gate 2 is not signed off)"),
        (("zoe",), 1, "'zoe' is nobody enrolled"),
        (("alice", "--by", "erin"), 1, "erin may not sign gate 1"),
        (("alice", "--by", "alice"), 1, "alice may not sign gate 1"),
        ((), 1, "--all-ready"),
        (("alice", "--all-ready"), 1, "--all-ready"),
        (("alice", "--trusted", "main~0", "--as-of", "2025-08-25T08:00:00Z"), 1, "alice (written has none"),
    ],
)
def test_what_must_not_be_signed_is_two_and_writes_nothing(
    program: Program, arguments: tuple[str, ...], gate: int, reason: str
) -> None:
    answer = sign(program, *arguments, gate=gate)

    assert answer.code == 2
    assert reason in answer.err
    assert program.repo.git("status", "--porcelain") == ""


def test_a_stranger_must_say_who_signs(program: Program) -> None:
    program.repo.git("config", "user.email", "mallory@example.com")

    answer = sign(program, "alice")
    named = sign(program, "alice", "--by", "farid")

    assert (answer.code, named.code) == (2, 0)
    assert "names mallory@example.com" in answer.err
    assert "--by LOGIN" in answer.err
    assert [line["by"] for line in signoffs(program, "alice")] == ["farid"]


def test_who_may_sign_is_what_the_trusted_commit_says(program: Program) -> None:
    program.repo.write({"policies/program.yaml": POLICY.replace("[dana]", "[farid]")})
    on_disk = sign(program, "alice", "--dry-run")
    program.repo.git("commit", "-qam", "Policy")
    committed = sign(program, "alice", "--dry-run")

    assert (on_disk.code, committed.code) == (0, 2)
    assert "gate 1 would be signed off by dana for alice" in on_disk.out
    assert "dana may not sign gate 1" in committed.err
    assert signoffs(program, "alice") == []


def test_the_same_again_changes_nothing(program: Program) -> None:
    sign(program, "alice")
    prepared = (program.repo.path / PATH.format("alice")).read_bytes()

    again = sign(program, "--all-ready")
    program.repo.git("commit", "-qam", "Sign")
    merged = sign(program, "alice")

    assert (again.code, merged.code) == (0, 0)
    assert again.out.startswith("signed off before, and left as it is: alice\n")
    assert merged.out == "signed off before, and left as it is: alice\n"
    assert (program.repo.path / PATH.format("alice")).read_bytes() == prepared


def test_gate_3_is_signed_by_the_days_that_count(program: Program) -> None:
    program.repo.commit(assessed("alice", 1, 2), "Sign", author=DANA, date="2025-08-29T09:00:00+02:00")

    answer = sign(program, "--all-ready", gate=3)

    assert answer.code == 0
    assert "not ready: alice: consistency has 0/" in answer.out


def test_a_certification_can_be_computed_again_from_its_line(program: Program) -> None:
    """What the line names is enough: the commit with policy and records, the record's blob, the attempts."""
    final = "{id: g4-1, gate: 4, date: 2025-09-03, scores: {comprehensive: 92}, rubric: {independence: pass}, assessor: erin}"
    own_record = own("alice", USE_CASE + "commitment: {date: 2025-09-03, statement: I do}\n")
    files = own_record | assessed("alice", 1, 2, 3, attempt=f"{PASSED}\n  - {final}")
    files |= {"training-records/cohorts/2025-08.yaml": COHORT}
    judged_at = program.repo.commit(files, "Facts", author=DANA, date="2025-09-04T09:00:00+02:00")

    answer = sign(program, "alice", "--commit", gate=4)

    assert answer.code == 0, answer.err
    line = signoffs(program, "alice")[-1]
    assert line == {
        "id": "so-4", "gate": 4, "by": "dana", "at": "2025-09-05T16:00:00Z", "policy": judged_at,
        "record": program.repo.oid(f"{judged_at}:training-records/developers/alice.yaml"),
        "evidence": ["so-1", "so-2", "so-3", "g1-1", "g4-1"],
    }  # fmt: skip
    program.repo.commit({"policies/gates.yaml": "gates: {}\n"}, "Years later", author=DANA)
    again = program.run(
        "explain", "alice", "--gate", "4", "--trusted", judged_at, "--as-of", AS_OF, "--format", "json"
    )
    assert again.json["verdict"] == "pass"
