"""`add KIND`: the line a person would write by hand, refused where `check` would refuse it."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest

from git_repo import Repo
from program import ALICE, POLICY, Answer, Program, record, run_cli

Capture = pytest.CaptureFixture[str]
OWN = "training-records/developers/alice.yaml"
ASSESSED = "training-records/assessments/alice.yaml"
AT = "2025-08-29T15:10:00+02:00"
RECORD = f"# my own\n{record('alice', '2025-08-25')}usage: []  # none yet\n"


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    """Dana coordinates, erin assesses; alice and bob learn, and git knows alice."""
    repo.git("config", "user.email", "alice@example.com")
    repo.git("config", "user.name", "alice")
    files = {
        "policies/program.yaml": POLICY + "assessors: [erin]\n",
        OWN: RECORD,
        "training-records/developers/dana.yaml": record("dana"),
    }
    return Program.start(repo, capsys, files)


def text(program: Program, path: str = OWN) -> str:
    file = program.repo.path / path
    return file.read_text(encoding="utf-8") if file.exists() else ""


def add(program: Program, kind: str, *arguments: str) -> Answer:
    return program.run(f"add {kind}", *arguments)


def as_dana(program: Program) -> None:
    program.repo.git("config", "user.email", "dana@example.com")


# What is written


@pytest.mark.parametrize(
    ("kind", "arguments", "lines"),
    [
        (
            "use-case", ("--title", "Reconnect after failover", "--library", "websockets/ws", "--link", "issue:412"),
            ["use_cases:", '  - {title: Reconnect after failover, library: /websockets/ws, link: "issue:412"}'],
        ),
        (
            "exercise",
            ("--id", "be-hathora-lobby", "--evidence", "commit:9f1c2ab", "--evidence", "pr:7", "--submitted", "2025-08-29"),
            ["exercises:", '  - {id: be-hathora-lobby, evidence: ["commit:9f1c2ab", "pr:7"], submitted: 2025-08-29}'],
        ),
        (
            "share", ("--date", "2025-08-29", "--kind", "doc", "--ref", "docs/ws.md", "--audience", "backend"),
            ["shares:", "  - {date: 2025-08-29, kind: doc, ref: docs/ws.md, audience: backend}"],
        ),
        (
            "away", ("--from", "2025-09-08", "--type", "leave"),
            ["away:", "  - {from: 2025-09-08, to: 2025-09-08, type: leave}"],
        ),
        (
            "away", ("--from", "2025-09-06", "--type", "swap-on", "--instead", "2025-09-05"),
            [
                "away:", "  - {from: 2025-09-06, to: 2025-09-06, type: swap-on}",
                "  - {from: 2025-09-05, to: 2025-09-05, type: swap-off}",
            ],
        ),
        (
            "blocker", ("--opened", AT, "--summary", "No access: staging", "--owner", "dana"),
            ["blockers:", f'  - {{id: b-4ac84557, opened: "{AT}", summary: "No access: staging", owner: dana}}'],
        ),
        (
            "commitment", ("--date", "2025-09-03", "--statement", "I look it up first"),
            ["commitment: {date: 2025-09-03, statement: I look it up first}"],
        ),
    ],
)  # fmt: skip
def test_a_fact_of_ones_own_is_one_line_more(
    program: Program, kind: str, arguments: tuple[str, ...], lines: list[str]
) -> None:
    dry = add(program, kind, *arguments, "--dry-run")
    assert text(program) == RECORD

    answer = add(program, kind, *arguments)

    assert (dry.code, answer.code, answer.err) == (0, 0, "")
    assert answer.out.splitlines() == [f"added to {OWN}", *(f"+{line}" for line in lines)]
    assert text(program) == RECORD + "".join(f"{line}\n" for line in lines)
    assert [line for line in dry.out.splitlines() if line[:1] in "+-"][2:] == [f"+{line}" for line in lines]
    assert run_cli(program.capture, "validate", "-C", str(program.repo.path)).code == 0


@pytest.mark.parametrize(
    ("kind", "arguments", "lines"),
    [
        (
            "attempt",
            ("--gate", "1", "--date", "2025-08-25", "--score", "written=87.50", "--rubric", "workflow_demo=pass"),
            ["attempts:", "  - {id: g1-1, gate: 1, date: 2025-08-25, scores: {written: 87.50}, rubric: {workflow_demo: pass}, assessor: dana}"],
        ),
        (
            "review", ("--exercise", "be-hathora-lobby", "--reviewer", "bob", "--verdict", "approve", "--at", AT, "--ref", "pr:388"),
            ["reviews:", f'  - {{exercise: be-hathora-lobby, reviewer: bob, verdict: approve, at: "{AT}", ref: "pr:388"}}'],
        ),
        ("excused", ("--from", "2025-08-27"), ["excused:", "  - {from: 2025-08-27, to: 2025-08-27, by: dana}"]),
        (
            "waiver", ("--gate", "2", "--criterion", "real_task", "--reason", "No access", "--expires", "2025-09-30"),
            ["waivers:", "  - {id: w-1, gate: 2, criterion: real_task, reason: No access, approver: dana, expires: 2025-09-30}"],
        ),
        (
            "intervention", ("--alert", "inactivity/alice/2025-08-26", "--action", "check-in", "--at", AT, "--plan", "PLAN-12"),
            ["interventions:", f'  - {{alert: inactivity/alice/2025-08-26, action: check-in, by: dana, at: "{AT}", plan_ref: PLAN-12}}'],
        ),
        (
            "intervention",
            ("--alert", "inactivity/alice/2025-08-26", "--action", "silence", "--at", AT, "--until", "2999-09-01T09:00:00+02:00", "--reason", "known"),
            ["interventions:", f'  - {{alert: inactivity/alice/2025-08-26, action: silence, by: dana, at: "{AT}", until: "2999-09-01T09:00:00+02:00", reason: known}}'],
        ),
    ],
)  # fmt: skip
def test_what_others_say_of_a_person_begins_their_assessment(
    program: Program, kind: str, arguments: tuple[str, ...], lines: list[str]
) -> None:
    as_dana(program)

    answer = add(program, kind, "--login", "alice", *arguments)

    assert (answer.code, answer.err) == (0, "")
    schema, *rest = text(program, ASSESSED).splitlines()
    assert schema.startswith("# yaml-language-server: $schema=https://")
    assert rest == ["login: alice", *lines]
    assert run_cli(program.capture, "validate", "-C", str(program.repo.path)).code == 0


def test_ids_go_on_where_they_stand(program: Program) -> None:
    as_dana(program)
    add(
        program, "attempt", "--login", "alice", "--gate", "1", "--date", "2025-08-26", "--score", "written=50"
    )
    mended = ("--supersedes", "g1-1", "--score", "written=85", "--rubric", "workflow_demo=pass")

    add(program, "attempt", "--login", "alice", "--gate", "1", "--date", "2025-08-26", *mended)

    assert "{id: g1-2, gate: 1, " in text(program, ASSESSED)


# What is refused


@pytest.mark.parametrize(
    ("kind", "arguments", "reason"),
    [
        ("exercise", ("--id", "be-hathora-lobby"), "--evidence is missing"),
        ("exercise", ("--id", "be-lobby", "--evidence", "pr:7"), 'policy knows no exercise "be-lobby"'),
        ("exercise", ("--id", "be-hathora-lobby", "--evidence", "9f1c2ab"), "write commit:9f1c2ab"),
        ("exercise", ("--id", "be-hathora-lobby", "--evidence", "commit:HEAD"), "names no commit"),
        ("share", ("--kind", "doc"), "--ref is missing"),
        ("share", ("--kind", "doc", "--ref", "x", "--date", "2999-01-01"), "lies ahead"),
        ("share", ("--kind", "doc", "--ref", "x", "--date", "29.08.2025"), "is no date; write 2025-08-29"),
        ("use-case", ("--title", "x", "--library", "react"), "is no library id"),
        ("away", ("--from", "2025-09-08"), "--type is missing"),
        ("away", ("--from", "2025-09-08", "--to", "2025-09-01", "--type", "leave"), 'is before "from"'),
        ("away", ("--from", "2025-09-06", "--type", "swap-on"), "has no swap-off within 14 days"),
        ("away", ("--from", "2025-09-06", "--type", "leave", "--instead", "2025-09-05"), "is for swapped days"),
        ("away", ("--from", "2025-09-08", "--type", "sick"), "sick"),
        ("blocker", ("--summary", "x", "--owner", "Dana"), "would not be valid"),
        ("attempt", ("--gate", "1"), "--login is missing"),
        ("attempt", ("--gate", "5", "--login", "bob"), "'5'"),
        ("attempt", ("--gate", "1", "--login", "alice"), "--assessor is missing"),
        ("attempt", ("--gate", "1", "--login", "alice", "--assessor", "alice"), "nobody assesses themselves"),
        ("attempt", ("--gate", "2", "--login", "bob", "--date", "2025-09-01"), "gate 1 is not signed off"),
        ("attempt", ("--gate", "1", "--login", "bob", "--date", "2025-08-01"), "before the enrolment"),
        ("attempt", ("--gate", "1", "--login", "bob", "--score", "writen=90"), "knows no criterion of gate 1"),
        ("attempt", ("--gate", "1", "--login", "bob", "--score", "written=90%"), "is no score"),
        ("attempt", ("--gate", "1", "--login", "bob", "--score", "written"), "says nothing of a criterion"),
        ("attempt", ("--gate", "1", "--login", "bob", "--rubric", "workflow_demo=passed"), "write pass or fail"),
        ("review", ("--login", "alice", "--exercise", "be-hathora-lobby", "--verdict", "approve"), "give --reviewer LOGIN: somebody else than alice"),
        ("attempt", ("--gate", "1", "--login", "nobody"), "has no valid record"),
        ("review", ("--login", "alice", "--exercise", "be-hathora-lobby", "--verdict", "approve", "--reviewer", "alice"), "nobody reviews themselves"),
        ("excused", ("--login", "alice", "--from", "2025-08-27", "--by", "alice"), "nobody excuses themselves"),
        ("waiver", ("--login", "bob", "--gate", "1", "--reason", "x", "--expires", "2025-09-30"), "allows no exception"),
        ("waiver", ("--login", "bob", "--reason", "x", "--expires", "2025-09-30"), "would not be valid"),
        (
            "waiver",
            ("--login", "bob", "--rule", "protected-path", "--reason", "x", "--expires", "2025-09-30"),
            'no rule that a waiver can lift is called "protected-path"',
        ),
        ("intervention", ("--login", "bob", "--alert", "a/b/c", "--action", "silence", "--reason", "known"), "--until is missing"),
        ("intervention", ("--login", "bob", "--alert", "a/b/c", "--action", "ack", "--at", "2999-01-01T00:00:00Z"), "lies ahead"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_two_and_writes_nothing(
    program: Program, kind: str, arguments: tuple[str, ...], reason: str
) -> None:
    answer = add(program, kind, *arguments)

    assert answer.code == 2
    assert reason in answer.err
    assert program.repo.git("status", "--porcelain") == ""


def test_there_is_one_commitment(program: Program) -> None:
    add(program, "commitment", "--date", "2025-09-03", "--statement", "I do")
    before = text(program)

    answer = add(program, "commitment", "--date", "2025-09-04", "--statement", "I do again")

    assert (answer.code, text(program)) == (2, before)
    assert "holds a commitment already" in answer.err


def test_a_peer_is_told_who_must_vouch(program: Program) -> None:
    program.repo.git("config", "user.email", "bob@example.com")

    answer = add(
        program, "review", "--login", "alice", "--exercise", "be-hathora-lobby", "--verdict", "approve"
    )

    assert answer.code == 0
    assert "reviewer: bob" in answer.out
    assert answer.err == "note: this counts once dana or erin opens the change or approves it\n"


@pytest.mark.parametrize(
    ("login", "arguments", "who"),
    [
        ("alice", ("attempt", "--gate", "1", "--assessor", "dana"), "dana or erin"),
        ("erin", ("attempt", "--gate", "1", "--assessor", "dana"), "dana"),
        ("alice", ("excused", "--from", "2025-08-27", "--by", "dana"), "dana"),
        (
            "alice",
            ("waiver", "--gate", "2", "--reason", "x", "--expires", "2025-09-30", "--approver", "dana"),
            "dana",
        ),
    ],
)
def test_only_those_are_named_whose_word_counts(
    program: Program, login: str, arguments: tuple[str, ...], who: str
) -> None:
    """An assessor grants no exception, and speaks of nobody's attempt but others'."""
    program.repo.write({"training-records/developers/erin.yaml": record("erin", "2025-08-25")})
    program.repo.git("config", "user.email", "bob@example.com")

    answer = add(program, arguments[0], "--login", login, *arguments[1:])

    assert answer.code == 0
    assert answer.err == f"note: this counts once {who} opens the change or approves it\n"


def test_who_assessed_is_not_guessed_for_somebody_without_a_record(program: Program) -> None:
    program.repo.git("config", "user.email", "farid@example.com")

    answer = add(program, "attempt", "--login", "bob", "--gate", "1")

    assert answer.code == 2
    assert answer.err.splitlines() == [
        "error    --assessor is missing",
        "         → give --assessor LOGIN: no record in training-records/developers/ names farid@example.com",
    ]


def test_blockers_of_two_people_do_not_become_one(program: Program) -> None:
    """One id is one blocker, whoever reports it; what is made up is nobody else's, and names nobody to a team."""
    told = ("--summary", "No access", "--owner", "dana", "--opened", "2025-08-25", "--commit")
    add(program, "blocker", *told)
    program.repo.git("config", "user.email", "bob@example.com")
    add(program, "blocker", *told)

    alerts = program.run("report alerts", "--as-of", "2025-09-02", "--format", "json").json["alerts"]

    keys = {alert["key"]: alert["developer"] for alert in alerts if alert["rule"] == "blocker"}
    assert sorted(keys.values()) == ["alice", "bob"]
    assert all(re.fullmatch("blocker/b-[0-9a-f]{8}", key) for key in keys)


# Without KIND


def test_without_a_kind_it_lists_what_is_open_and_how_to_enter_it(program: Program) -> None:
    add(program, "exercise", "--id", "be-hathora-lobby", "--evidence", "pr:7", "--submitted", "2025-08-29")
    add(program, "use-case", "--title", "x", "--library", "/a/b")

    answer = run_cli(program.capture, "add", "-C", str(program.repo.path))

    assert answer.code == 0
    assert [line.split("c7gate ")[-1] for line in answer.out.splitlines()[:7]] == [
        "Open for alice:",
        "add exercise --id be-websocket-reconnect --evidence commit:ID",
        "add exercise --id be-node-performance --evidence commit:ID",
        "add share --kind doc --ref REF",
        "add share --kind KIND --ref REF",
        "add commitment --statement STATEMENT",
        "",
    ]
    assert "  usage         Add a look-up that no commit shows." in answer.out


def test_a_stranger_is_shown_how_to_begin(program: Program, tmp_path: Path) -> None:
    program.repo.git("config", "user.email", "mallory@example.com")

    stranger = run_cli(program.capture, "add", "-C", str(program.repo.path))
    outside = run_cli(program.capture, "add", "-C", str(tmp_path))

    assert (stranger.code, outside.code) == (0, 0)
    assert stranger.out.startswith("No record is known to be yours: c7gate add enrolment writes it.")
    assert "You can add:" in outside.out


# Commit


def test_a_commit_holds_the_record_and_nothing_else(program: Program) -> None:
    program.repo.write({"src/app.ts": "// staged\n"})
    program.repo.git("add", "src/app.ts")

    answer = add(program, "share", "--kind", "talk", "--ref", "x", "--date", "2025-08-29", "--commit")

    assert (answer.code, answer.out.splitlines()[-1]) == (0, f"committed as {program.repo.oid()[:10]}")
    assert program.repo.git("show", "--format=%B", "--name-only") == (
        f"Add share of alice\n\nContext7: none (records only)\n\n\n{OWN}"
    )
    assert program.repo.git("status", "--porcelain") == "M  src/app.ts"


def test_a_commit_never_takes_other_changes_of_the_record_along(program: Program) -> None:
    program.repo.write({OWN: RECORD + "# unsaved thought\n"})

    answer = add(program, "share", "--kind", "talk", "--ref", "x", "--date", "2025-08-29", "--commit")

    assert answer.code == 2
    assert "holds changes that are not committed" in answer.err
    assert text(program) == RECORD + "# unsaved thought\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a hook in sh")
def test_a_refused_commit_is_said_and_the_record_stays_written(program: Program) -> None:
    hook = program.repo.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)

    answer = add(program, "share", "--kind", "talk", "--ref", "x", "--date", "2025-08-29", "--commit")

    assert answer.code == 3
    assert "written but not committed: git commit says: not today" in answer.err
    assert "shares:" in text(program)


# On a terminal


def typed(program: Program, command: str, *answers: str) -> tuple[int, str]:
    """The command on a terminal where a person types these answers, each when asked."""
    main, side = pty.openpty()
    arguments = [sys.executable, "-m", "c7gate", *command.split(), "-C", str(program.repo.path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "dumb"}
    process = subprocess.Popen(
        arguments, stdin=side, stdout=side, stderr=side, env=environment, start_new_session=True
    )
    os.close(side)
    said, left = "", list(answers)
    while select.select([main], [], [], 30)[0]:
        try:
            data = os.read(main, 4096)
        except OSError:  # the other side is closed
            break
        said += data.decode("utf-8", "replace")
        if left and said.endswith(": "):
            os.write(main, f"{left.pop(0)}\n".encode())
    os.close(main)
    return process.wait(timeout=30), said


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX")
def test_a_person_is_asked_for_what_is_missing(program: Program) -> None:
    code, said = typed(program, "add use-case", "Reconnect", "react", "websockets/ws")

    assert code == 0, said
    assert "'react' is no library id" in said
    assert text(program) == RECORD + "use_cases:\n  - {title: Reconnect, library: /websockets/ws}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX")
def test_an_assessor_is_asked_for_each_criterion(program: Program) -> None:
    as_dana(program)

    code, said = typed(program, "add attempt --date 2025-08-26", "alice", "1", "87.5", "pass")

    assert code == 0, said
    assert "scores: {written: 87.5}, rubric: {workflow_demo: pass}, assessor: dana}" in text(
        program, ASSESSED
    )


def test_the_shell_completes_names_that_policy_knows(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(program.repo.path)
    monkeypatch.setenv("_C7GATE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "c7gate add exercise --id be-")
    monkeypatch.setenv("COMP_CWORD", "4")
    from click.shell_completion import get_completion_class

    from c7gate.cli.main import cli

    bash = get_completion_class("bash")
    assert bash is not None
    assert bash(cli, {}, "c7gate", "_C7GATE_COMPLETE").complete().split() == [
        "plain,be-hathora-lobby", "plain,be-websocket-reconnect", "plain,be-node-performance",
    ]  # fmt: skip


# A table of attempts

HEAD = "login,gate,date,written,workflow_demo,assessor\n"


def sheet(program: Program, content: str, *arguments: str) -> Answer:
    file = program.write("scores.csv", content)
    return add(program, "attempt", "--from", str(file), *arguments)


def test_a_table_enters_every_attempt(program: Program) -> None:
    answer = sheet(
        program,
        HEAD
        + "alice,1,2025-08-26,61,pass,erin\nbob,1,2025-09-01,90.25,pass,erin\nalice,1,2025-08-28,85,pass,erin\n",
    )

    assert (answer.code, answer.out.count("began ")) == (0, 2)
    assert text(program, ASSESSED).splitlines()[2:] == [
        "attempts:",
        "  - {id: g1-1, gate: 1, date: 2025-08-26, scores: {written: 61}, rubric: {workflow_demo: pass}, assessor: erin}",
        "  - {id: g1-2, gate: 1, date: 2025-08-28, scores: {written: 85}, rubric: {workflow_demo: pass}, assessor: erin}",
    ]
    assert "written: 90.25" in text(program, "training-records/assessments/bob.yaml")


def test_what_every_row_says_may_stand_in_the_call(program: Program) -> None:
    answer = sheet(
        program, "login,written\nalice,61\n", "--gate", "1", "--date", "2025-08-26", "--assessor", "erin"
    )

    assert answer.code == 0
    assert "{id: g1-1, gate: 1, date: 2025-08-26, scores: {written: 61}, assessor: erin}" in answer.out


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        ("login,gate,date,writen,assessor\nalice,1,2025-08-26,90,erin\n", "1:4", 'did you mean "written"?'),
        ("login;gate;date\n", "1:1", "separate the columns with commas"),
        ("gate,date,assessor\n1,2025-08-26,erin\n", "1:1", 'no column is called "login"'),
        (HEAD + "alice,1,2025-08-26,90,pass,erin\nbob,1,1.9.2025,90,pass,erin\n", "3:3", "is no date"),
        (HEAD + 'alice,1,2025-08-26,"90,5",pass,erin\n', "2:4", "is no score"),
        (HEAD + "alice,1,2025-08-26,90,pass\n", "2:5", "5 cells"),
        (HEAD + "Alice,1,2025-08-26,90,pass,erin\n", "2:1", "is no login"),
        (HEAD + "alice,4,2025-08-26,90,,erin\n", "2:4", "written is no criterion of gate 4"),
        (HEAD + "alice,,2025-08-26,90,,erin\n", "2:2", "the gate is missing"),
        (HEAD + 'alice,1,2025-08-26,90,pass,"erin\n', "2:1", "the table cannot be read"),
        (HEAD + "alice,1,2025-08-26,90,pass,erin\nbob,1,2025-08-01,90,pass,erin\n", "3", "before the enrolment"),
        (HEAD + "alice,1,2025-08-26,90,pass,erin\nbob,1,2025-09-01,90,pass,bob\n", "3", "nobody assesses themselves"),
        (HEAD + "alice,1,2025-08-26,90,pass,erin\nzoe,1,2025-09-01,90,pass,erin\n", "3", "zoe has no valid record"),
        (HEAD + "alice,1,2025-08-26,90,passed,erin\n", "2:5", "write pass or fail"),
        (HEAD, "", "holds no attempt"),
    ],
)  # fmt: skip
def test_one_wrong_row_and_nothing_is_written(
    program: Program, content: str, place: str, reason: str
) -> None:
    answer = sheet(program, content)

    assert answer.code == 2
    assert reason in answer.err
    assert f"scores.csv{':' if place else ''}{place}" in answer.err
    assert program.repo.git("status", "--porcelain") == ""


@pytest.mark.parametrize("option", [("--login", "alice"), ("--score", "written=90"), ("--id", "g1-9")])
def test_what_differs_row_by_row_is_no_option_of_a_table(program: Program, option: tuple[str, str]) -> None:
    answer = sheet(program, HEAD, *option)

    assert answer.code == 2
    assert "from its row" in answer.err


def test_a_table_that_is_not_there_is_a_wrong_call(program: Program) -> None:
    answer = add(program, "attempt", "--from", str(program.repo.path / "none.csv"))

    assert answer.code == 2
    assert "none.csv: No such file or directory" in answer.err
    assert ALICE[0] in text(program)
