"""`explain`, `scan`, `validate`, `policy show` and `demo` as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from git_repo import Repo
from program import POLICY, TRACKED, TRAILER, Program, record, run_cli

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    """Alice enrolled since Monday 2025-08-25, with four active days on `pr`."""
    program = Program.start(repo, capsys, dict(TRACKED))
    program.active("2025-08-25", "2025-08-26", "2025-08-27", "2025-08-29")
    return program


def test_explain_shows_each_day_and_what_made_it(program: Program) -> None:
    answer = program.run("explain", "alice", "--gate", "3", "--as-of", "2025-08-31", "--format", "json").json

    assert answer["consistency"]["percent"] == "80.0"
    assert answer["consistency"]["window"] == {"first": "2025-08-25", "last": "2025-08-31"}
    days = answer["consistency"]["days"]
    assert [day["kind"] for day in days] == ["expected"] * 5 + ["off"] * 2
    assert [day["active"] for day in days] == [True, True, True, False, True, False, False]
    assert days[4]["evidence"] == [program.repo.oid()]
    assert [item["id"] for item in answer["criteria"]] == ["consistency", "references", "reviews", "shares"]
    assert answer["verdict"] == "fail"


def test_explain_says_why_a_commit_earns_nothing(program: Program) -> None:
    old = program.work(f"Old\n\n{TRAILER}", date="2025-08-20T09:00:00+02:00")
    empty = program.repo.commit({}, f"Empty\n\n{TRAILER}", date="2025-08-30T09:00:00+02:00")

    answer = program.run("explain", "alice", "--as-of", "2025-08-31", "--format", "json").json

    assert {item["evidence"]: item["because"] for item in answer["not_counted"]} == {
        old: "dated before its parent",
        empty: "it changes no file",
    }


def test_validate_judges_a_policy_as_a_whole(program: Program) -> None:
    policy = program.repo.path / "policies" / "program.yaml"
    policy.write_text(POLICY.replace("context7@1", "context7@9"), encoding="utf-8")

    answer = program.run("validate", "--format", "json")

    assert answer.errors() == ["policy-invalid"]
    assert answer.json["findings"][0]["location"]["line"] == 1


def test_a_policy_file_counts_as_examined(program: Program) -> None:
    """A pass never says that nothing was examined."""
    policy = program.repo.path / "policies" / "program.yaml"

    one = program.run("validate", str(policy))
    all_ = program.run("validate")

    assert one.out.startswith("PASS  nothing to mend · 1 policy file examined · ")
    assert all_.out.startswith("PASS  nothing to mend · 2 records and 1 policy file examined · ")


def test_a_change_that_would_break_the_policy_is_told_so(program: Program) -> None:
    program.repo.commit(
        {"policies/program.yaml": POLICY.replace(">=1.0", ">=9")},
        "Policy",
        author=("dana", "dana@example.com"),
        date="2025-09-01T08:00:00+02:00",
    )

    assert "policy-invalid" in program.check().errors()


def test_a_name_that_nothing_has_is_a_warning(program: Program) -> None:
    path = program.repo.path / "training-records" / "developers" / "alice.yaml"
    path.write_text(record("alice") + "cohort: 2025-8\n", encoding="utf-8")

    answer = program.run("validate", "--format", "json")

    assert (answer.code, answer.names) == (0, ["unknown-name"])


def test_a_judged_point_that_decides_nothing_is_a_warning(program: Program) -> None:
    line = "{id: g1-1, gate: 1, date: 2025-08-26, rubric: {workflow_demo: passed}, assessor: dana}"
    program.repo.write({"training-records/assessments/alice.yaml": f"login: alice\nattempts:\n  - {line}\n"})

    answer = program.run("validate", "--format", "json")

    assert (answer.code, answer.names) == (0, ["unknown-name"])
    found = answer.json["findings"][0]
    assert (found["message"], found["location"]["line"]) == ('"passed" decides nothing', 3)
    assert found["help"] == 'write one of: fail, pass; did you mean "pass"?'


def test_explain_of_nobody_suggests_somebody(program: Program) -> None:
    answer = program.run("explain", "alise")

    assert answer.code == 2
    assert 'did you mean "alice"?' in answer.err


@pytest.mark.parametrize(
    ("call", "meant"),
    [(("chek",), "check"), (("report", "weakly"), "weekly"), (("add", "atempt"), "attempt")],
)
def test_a_command_that_is_none_suggests_one(capsys: Capture, call: tuple[str, ...], meant: str) -> None:
    answer = run_cli(capsys, *call)

    assert answer.code == 2
    assert f"No such command '{call[-1]}'. Did you mean '{meant}'?" in answer.err


def test_outside_of_a_repository_is_told_how_to_name_one(tmp_path: Path, capsys: Capture) -> None:
    answer = run_cli(capsys, "check", "-C", str(tmp_path))

    assert answer.code == 2
    assert answer.err.splitlines() == [
        f"error    {tmp_path} is not in a git repository",
        "         → go into a repository, or name one with -C PATH",
    ]


def test_explain_of_who_is_not_enrolled_then_says_so(program: Program) -> None:
    answer = program.run("explain", "alice", "--as-of", "2025-08-01", "--trusted", "main")
    assert answer.code == 2
    assert "alice has a record at main" in answer.err
    assert "is not enrolled at 2025-08-01T23:59:59" in answer.err
    assert "--as-of" in answer.err


def test_explain_a_rule_by_code_and_by_name(program: Program) -> None:
    by_code, by_name = program.run("explain", "c7r001"), program.run("explain", "missing-reference")

    assert by_code.code == 0
    assert by_code.out == by_name.out
    assert "How to fix:" in by_code.out


def test_explain_a_commit_points_at_each_candidate(program: Program) -> None:
    program.work("Work\n\nContext7: /websockets/ws ping\nContext7: yes\n")

    lines = program.run("explain", "commit:HEAD").out.split("\n")
    at = next(index for index, line in enumerate(lines) if line.endswith("/websockets/ws ping"))

    assert lines[at + 1].index("^") == lines[at].index("/websockets")
    assert "does not count" in lines[at + 3]


def test_scan_lists_the_commits_of_a_range(program: Program) -> None:
    lines = program.run("scan", "main..pr", "--format", "json").out.splitlines()
    first = json.loads(lines[0])

    assert len(lines) == 4
    assert (first["commit"], first["author"]) == (program.repo.oid(), "alice@example.com")
    assert first["date"] == "2025-08-29T10:00:00+02:00"
    assert first["references"] == [
        {
            "library": "/websockets/ws",
            "version": "",
            "topic": "reconnect",
            "form": "trailer",
            "line": 3,
            "column": 11,
        }
    ]


def test_scan_of_an_empty_range_is_no_answer(program: Program) -> None:
    assert program.run("scan", "pr..pr").code == 3


@pytest.mark.parametrize("revisions", ["main...pr", "nowhere", "-x", "main..pr..x"])
def test_scan_of_what_is_no_range_is_a_wrong_call(program: Program, revisions: str) -> None:
    assert program.run("scan", "--", revisions).code == 2


def test_scan_reads_json_lines(tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "texts.jsonl"
    texts = [
        {"id": "a", "channel": "commit", "text": "x\n\nContext7: //org/lib/v1 topic\n"},
        {"id": "b", "channel": "pr", "text": "<!-- Context7: /org/lib -->"},
    ]
    file.write_text("\n".join(map(json.dumps, texts)), encoding="utf-8")

    answer = run_cli(capsys, "scan", "--jsonl", str(file))
    first, second = map(json.loads, answer.out.splitlines())

    assert answer.code == 0
    assert (first["id"], first["verdict"], first["libraries"]) == ("a", "reference", ["/org/lib/v1"])
    assert first["references"][0]["version"] == "v1"
    assert (second["id"], second["verdict"], second["references"]) == ("b", "mention", [])


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"id": "a", "channel": "chat", "text": ""}', '{"id": "a", "channel": "pr"}', "[" * 100_000],
)
def test_scan_of_a_line_that_is_none_names_it(tmp_path: Path, capsys: Capture, line: str) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text("\n" + line, encoding="utf-8")

    answer = run_cli(capsys, "scan", "--jsonl", str(file))

    assert answer.code == 2
    assert "texts.jsonl:2" in answer.err


def test_validate_reads_the_work_tree(program: Program, capsys: Capture) -> None:
    records = program.repo.path / "training-records" / "developers"
    (records / "alice.yaml").write_text(record("alice") + "rol: x\n", encoding="utf-8")
    (records / "Bad.yaml").write_text("x\n", encoding="utf-8")
    (records / "bob.yaml").unlink()
    (records / "bob.yaml").symlink_to("/etc/hostname")

    answer = program.run("validate", "--format", "json")
    one = run_cli(capsys, "validate", str(records / "alice.yaml"), "--format", "json")

    assert answer.code == 1
    assert sorted(answer.errors()) == ["bad-record-name", "not-a-regular-file", "record-invalid"]
    help_ = next(item["help"] for item in answer.json["findings"] if item["name"] == "bad-record-name")
    assert help_ == "rename it to <login>.yaml, the login in lower case"
    assert one.errors() == ["record-invalid"]


def test_validate_of_a_good_record_passes(program: Program) -> None:
    assert program.run("validate").code == 0


def test_validate_with_nothing_to_validate_is_no_verdict(tmp_path: Path, capsys: Capture) -> None:
    assert run_cli(capsys, "validate", "-C", str(tmp_path)).code == 3
    assert run_cli(capsys, "validate", str(tmp_path / "missing.yaml")).code == 2


def test_policy_show_says_where_each_value_comes_from(repo: Repo, capsys: Capture) -> None:
    program = Program.start(repo, capsys, {"policies/gates.yaml": "gate3:\n  threshold_percent: 85\n"})

    shown = {item["key"]: item for item in program.run("policy show", "--format", "json").json["values"]}

    assert shown["gates.gate3.threshold_percent"] == {
        "key": "gates.gate3.threshold_percent", "value": "85", "origin": "policies/gates.yaml:2",
    }  # fmt: skip
    assert shown["gates.gate3.enforce"]["origin"] == "context7@1"
    assert shown["program.coordinators"]["origin"] == "policies/program.yaml:4"


def test_policy_show_of_a_broken_policy_names_file_line_and_column(repo: Repo, capsys: Capture) -> None:
    program = Program.start(repo, capsys, {"policies/program.yaml": POLICY + "coordinator: [dana]\n"})

    answer = program.run("policy show")

    assert answer.code == 2
    assert "policies/program.yaml:6:1" in answer.err
    assert "coordinators" in answer.err


def test_the_demo_ends_as_announced_and_stays_to_play_with(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "demo"

    answer = run_cli(capsys, "demo", str(folder))
    at = ("--as-of", "2025-09-05T17:00:00+02:00", "--format", "json")
    lobby, lowered = (
        run_cli(capsys, "check", "-C", str(folder / "repository"), "--base", "main", "--head", name, *at)
        for name in ("bob/lobby", "bob/lower-threshold")
    )

    assert answer.code == 0
    assert [line.strip() for line in answer.out.splitlines() if line.startswith("  exit")] == [
        "exit 0",
        "exit 1",
        "exit 1",
        "exit 1",
    ]
    assert lobby.errors() == ["gate3-consistency"]
    assert sorted(lowered.errors()) == ["gate3-consistency", "protected-path"]
    assert json.dumps(lobby.json["gates"]) == json.dumps(lowered.json["gates"])


def test_the_demo_refuses_a_folder_in_use(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "mine").write_text("x", encoding="utf-8")

    assert run_cli(capsys, "demo", str(tmp_path)).code == 2


def test_a_green_check_is_one_line(repo: Repo, capsys: Capture) -> None:
    program = Program.start(
        repo, capsys, {"training-records/developers/alice.yaml": record("alice", "2025-08-25")}
    )
    program.active("2025-08-25", "2025-08-26", "2025-08-27", "2025-08-29")

    answer = program.run("check", "--base", "main", "--as-of", "2025-09-01T09:00:00+02:00")

    assert answer.code == 0
    assert answer.out.count("\n") == 1
    assert answer.out.startswith(
        "PASS  nothing to mend · 4 commits examined · answered by /websockets/ws · gate 3 of alice 4/5 = 80.0 %"
    )
    assert TRAILER not in answer.out
