"""The action, played as its runner does.

Windows has no shell that every machine finds under the same name; there `.github/workflows/c7gate.yml` runs the action.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from forge_issues import Issues
from forge_server import CANARY, Forge, Reply, serving
from git_repo import Repo
from git_server import serving_git
from program import TRAILER, Program
from runner import (
    ACTION,
    ROOT,
    Ran,
    Runner,
    change_event,
    check_out_branch,
    check_out_change,
    hostile_environment,
    make_hostile,
    push_event,
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs bash")


@pytest.fixture
def program(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    """The repository on the forge; alice's commit on `pr` has no reference."""
    program = Program.start(repo, capsys)
    program.work("Reconnect")
    return program


# --- events -------------------------------------------------------------------------------------------------


def test_a_pull_request_with_a_reference_passes(runner: Runner, program: Program) -> None:
    ran = runner.play(check_out_change(program), "pull_request", change_event(program, TRAILER))

    assert (ran.code, ran.outputs["status"]) == (0, "pass"), ran.log
    assert (ran.report["status"], ran.report["head"]) == ("pass", program.repo.oid("pr"))
    assert "PASS" in ran.log
    assert "PASS" in ran.summary.upper()
    assert json.loads(Path(ran.outputs["sarif"]).read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_a_pull_request_without_one_fails_and_says_which_line_mends_it(
    runner: Runner, program: Program
) -> None:
    ran = runner.play(check_out_change(program), "pull_request", change_event(program))

    assert (ran.code, ran.outputs["status"]) == (1, "fail"), ran.log
    assert ran.errors == ["missing-reference"]
    assert "::error title=C7R001 missing-reference::" in ran.log
    assert "Context7:" in ran.summary


def test_editing_the_description_mends_it_without_a_push(runner: Runner, program: Program) -> None:
    workspace = check_out_change(program)
    first = runner.play(workspace, "pull_request", change_event(program))
    edited = runner.play(workspace, "pull_request", change_event(program, TRAILER, action="edited"))

    assert (first.code, edited.code) == (1, 0)
    assert first.outputs["result"] != edited.outputs["result"]


def test_a_merge_group_is_judged_by_what_git_holds(runner: Runner, program: Program) -> None:
    workspace = check_out_change(program)
    base, head = program.repo.oid("main"), program.repo.oid("pr")
    group = {
        "base_ref": "refs/heads/main",
        "base_sha": base,
        "head_ref": f"refs/heads/gh-readonly-queue/main/pr-7-{base}",
        "head_sha": head,
        "head_commit": {"id": head, "timestamp": "2025-09-01T08:00:00Z"},
    }
    event = {"action": "checks_requested", "merge_group": group, "repository": {"default_branch": "main"}}

    ran = runner.play(workspace, "merge_group", event)

    assert (ran.code, ran.outputs["status"]) == (0, "not_applicable"), ran.log
    assert ran.report["head"] == head
    assert {"what": "references", "why": "judged on pull request #7"} in ran.report["not_examined"]


def test_a_fork_without_any_right_gets_the_same_verdict(runner: Runner, program: Program) -> None:
    """T57: the verdict is exit code and summary, which need no token."""
    fork = {"repo": {"full_name": "alice-dev/product", "fork": True}, "ref": "pr"}
    event = change_event(program, head={**fork, "sha": program.repo.oid("pr")})

    ran = runner.play(check_out_change(program), "pull_request", event, token="")

    assert (ran.code, ran.outputs["status"]) == (1, "fail"), ran.log
    assert ran.errors == ["missing-reference"]


def test_a_schedule_judges_the_records_of_the_default_branch(runner: Runner, program: Program) -> None:
    program.repo.git("branch", "-m", "main", "develop")
    workspace = check_out_branch(program, "develop")
    machine = replace(runner, environment={"GITHUB_REF_NAME": "develop"})

    ran = machine.play(workspace, "schedule", {"schedule": "17 5 * * 1-5"})

    assert (ran.code, ran.outputs["status"]) == (0, "pass"), ran.log
    assert ran.report["examined"]["records"] == 2


# --- what the checkout left out -----------------------------------------------------------------------------


def test_a_shallow_checkout_is_completed(runner: Runner, program: Program) -> None:
    workspace = check_out_change(program, depth=1)

    ran = runner.play(workspace, "pull_request", change_event(program, TRAILER))

    assert (ran.code, ran.outputs["status"]) == (0, "pass"), ran.log
    assert not (workspace / ".git" / "shallow").exists()


def test_history_that_cannot_be_fetched_is_no_verdict(runner: Runner, program: Program) -> None:
    workspace = check_out_change(program, depth=1)
    Repo(workspace, program.repo.environment).git("remote", "set-url", "origin", "file:///nowhere")

    ran = runner.play(workspace, "pull_request", change_event(program, TRAILER))

    assert (ran.code, ran.outputs["status"]) == (3, "error")
    assert "::warning title=c7gate::git could not fetch" in ran.log
    assert "fetch-depth: 0" in ran.log


@pytest.mark.parametrize(("token", "code"), [(CANARY, 0), ("another", 3), ("", 3)])
def test_a_private_repository_is_fetched_with_the_token(
    runner: Runner, program: Program, token: str, code: int
) -> None:
    """T86: the checkout left no credentials and the action leaves none either."""
    workspace, event = check_out_change(program, depth=1), change_event(program)
    clone = Repo(workspace, program.repo.environment)
    with serving() as forge, serving_git(program.repo.path, CANARY) as address:
        forge.replies |= live(event, TRAILER)
        clone.git("remote", "set-url", "origin", address)
        server = address.rpartition("/")[0]
        machine = replace(runner, environment={"GITHUB_API_URL": forge.url, "GITHUB_SERVER_URL": server})
        ran = machine.play(workspace, "pull_request", event, token=token)

    assert ran.code == code, ran.log
    assert traces(ran, runner, workspace) == []


def test_after_a_squash_the_commits_of_the_pull_request_are_fetched(runner: Runner, program: Program) -> None:
    """What git would lose is still found under the number that the merge names."""
    before, lost = program.repo.oid("main"), program.repo.oid("pr")
    program.repo.git("update-ref", "refs/pull/7/head", lost)
    program.repo.checkout("main")
    program.repo.commit(
        {"src/app.ts": "// squashed\n"},
        f"Reconnect (#7), not #999\n\n{TRAILER}",
        date="2025-09-01T08:00:00+02:00",
    )
    program.repo.git("branch", "-D", "pr")
    workspace = check_out_branch(program, "main")

    ran = runner.play(workspace, "push", push_event(program, before), command="merged")

    assert (ran.code, ran.outputs["status"]) == (0, "pass"), ran.log
    clone = Repo(workspace, program.repo.environment)
    assert clone.git("cat-file", "-t", lost) == "commit"
    assert clone.git("for-each-ref", "--format=%(refname)") == (
        "refs/heads/main\nrefs/pull/7/head\nrefs/remotes/origin/main"
    )


def test_a_merge_that_switched_its_check_off_is_seen(runner: Runner, program: Program) -> None:
    """T01: the workflow of a pull request is its own; what it merged is judged by the policy it found."""
    before = program.repo.oid("main")
    program.repo.checkout("main")
    files: dict[str, str | bytes | None] = {".github/workflows/c7gate.yml": "on: push\n"}
    program.repo.commit(files, f"Work\n\n{TRAILER}", date="2025-09-01T08:00:00+02:00")

    ran = runner.play(
        check_out_branch(program, "main"), "push", push_event(program, before), command="merged"
    )

    assert (ran.code, ran.outputs["status"]) == (1, "fail"), ran.log
    assert ran.errors == ["protected-path"]


def test_what_git_would_lose_is_kept_on_a_branch(runner: Runner, program: Program) -> None:
    before = program.repo.oid("main")
    program.repo.checkout("main")
    program.active("2025-09-01")
    workspace = check_out_branch(program, "main")

    ran = runner.play(workspace, "push", push_event(program, before), command="collect")

    assert (ran.code, ran.outputs["status"], ran.outputs["result"]) == (0, "", ""), ran.log
    assert program.repo.oid("c7gate-evidence")
    assert "/websockets/ws" in program.repo.git("grep", "-h", "alice", "c7gate-evidence")


def test_evidence_is_pushed_with_the_jobs_token_alone(runner: Runner, program: Program) -> None:
    """The template's checkout leaves no credentials, so the push must bring its own (T86)."""
    before = program.repo.oid("main")
    program.repo.checkout("main")
    program.active("2025-09-01")
    workspace = check_out_branch(program, "main")
    landed = f"/repos/acme/product/commits/{program.repo.oid('main')}/pulls"
    with serving() as forge, serving_git(program.repo.path, CANARY) as address:
        forge.replies[landed] = Reply([])
        Repo(workspace, program.repo.environment).git("remote", "set-url", "origin", address)
        server = address.rpartition("/")[0]
        machine = replace(runner, environment={"GITHUB_API_URL": forge.url, "GITHUB_SERVER_URL": server})
        ran = machine.play(workspace, "push", push_event(program, before), command="collect", token=CANARY)

    assert ran.code == 0, ran.log
    assert "/websockets/ws" in program.repo.git("grep", "-h", "alice", "c7gate-evidence")
    assert traces(ran, runner, workspace) == []


def test_the_set_up_is_looked_at(runner: Runner, program: Program) -> None:
    workspace = check_out_branch(program, "main")

    ran = runner.play(workspace, "schedule", {"schedule": "17 5 * * 1-5"}, command="doctor")

    assert (ran.code, ran.outputs["status"]) == (1, ""), ran.log
    assert "[workflow" in ran.log


def test_a_schedule_delivers_alerts_and_names_nobody_in_its_log(runner: Runner, program: Program) -> None:
    """S-023, T86: an issue for each alert; the next morning's run opens none twice."""
    program.repo.checkout("main")
    program.repo.commit({"policies/alerts.yaml": "deliver: issues\n"}, date="2025-08-22T12:00:00+02:00")
    workspace, issues = check_out_branch(program, "main"), Issues()
    with serving() as forge:
        issues.attach(forge)
        machine = replace(
            runner, environment={"GITHUB_API_URL": forge.url, "GITHUB_REPOSITORY": "acme/program"}
        )
        first, second = (
            machine.play(workspace, "schedule", {"schedule": "17 5 * * 1-5"}, command="alerts", token=CANARY)
            for _ in range(2)
        )

    assert (first.code, second.code, first.outputs["status"]) == (0, 0, ""), first.log + second.log
    assert first.log.endswith("3 alerts; 3 issues opened, 0 updated, 0 closed\n")
    assert second.log.endswith("3 alerts; 0 issues opened, 0 updated, 0 closed\n")
    assert sorted(key.rpartition("/")[0] for key in issues.standing) == [
        "adoption/context7-training",
        "inactivity/alice",
        "inactivity/bob",
    ]
    assert not {"alice", "bob"} & set(re.findall(r"\w+", first.log + first.summary))
    assert traces(first, runner, workspace) == []


def test_a_schedule_without_the_right_to_write_issues_is_red_and_says_why(
    runner: Runner, program: Program
) -> None:
    program.repo.checkout("main")
    program.repo.commit({"policies/alerts.yaml": "deliver: issues\n"}, date="2025-08-22T12:00:00+02:00")
    workspace, issues = check_out_branch(program, "main"), Issues(broken="POST")
    with serving() as forge:
        issues.attach(forge)
        environment = {"GITHUB_API_URL": forge.url, "GITHUB_REPOSITORY": "acme/program"}
        machine = replace(runner, environment=environment)
        ran = machine.play(
            workspace, "schedule", {"schedule": "17 5 * * 1-5"}, command="alerts", token=CANARY
        )

    assert (ran.code, ran.outputs["status"]) == (3, "")
    assert "permissions: issues: write" in ran.log


def test_the_page_of_the_team_is_built(runner: Runner, program: Program) -> None:
    """S-100: with what the action itself installed, for the audience that may be published, and readable there."""
    workspace = check_out_branch(program, "main")

    ran = runner.play(workspace, "schedule", {"schedule": "47 5 * * 1-5"}, command="dashboard")

    assert (ran.code, ran.outputs["status"]) == (0, ""), ran.log
    page, figures = (Path(ran.outputs["site"], name) for name in ("index.html", "dashboard.json"))
    assert json.loads(figures.read_text("utf-8"))["audience"] == "team"
    assert not [name for name in ("alice", "bob", "dana") if name in page.read_text("utf-8")]
    assert {file.stat().st_mode & 0o444 for file in (page, figures, page.parent)} == {0o444}


# --- hostile input ------------------------------------------------------------------------------------------


def test_nothing_of_the_checkout_is_imported(runner: Runner, program: Program, tmp_path: Path) -> None:
    """T04: modules in the checkout and PYTHON* variables mean nothing, also while installing."""
    workspace, mark = check_out_change(program), tmp_path / "pwned"
    make_hostile(workspace)

    ran = replace(runner, environment=hostile_environment(mark)).play(
        workspace, "pull_request", change_event(program)
    )

    assert (ran.code, ran.outputs["status"]) == (1, "fail"), ran.log
    assert not mark.exists()


@pytest.mark.parametrize("text", ['"; touch pwned #', "$(touch pwned)", "`touch pwned`", "'; touch pwned; '"])
def test_text_of_a_pull_request_never_reaches_a_shell(runner: Runner, program: Program, text: str) -> None:
    """T10."""
    workspace = check_out_change(program)
    event = change_event(program, f"{text}\n\n::error::{text}\n", title=text)
    event["pull_request"]["head"]["ref"] = text

    ran = runner.play(workspace, "pull_request", event)

    assert (ran.code, ran.outputs["status"]) == (1, "fail"), ran.log
    assert not list(program.repo.path.parent.rglob("pwned"))
    assert f"\n::error::{text}" not in ran.log


@pytest.mark.parametrize("name", ["base", "head", "trusted"])
@pytest.mark.parametrize(
    "text", ["$(touch pwned)", "--format=json=pwned", "--output=pwned", "x\nstatus=pass"]
)
def test_an_input_is_one_value(runner: Runner, program: Program, name: str, text: str) -> None:
    """T10, T38: neither code nor an option nor a line of the outputs."""
    ran = runner.play(
        check_out_change(program), "pull_request", change_event(program, TRAILER), **{name: text}
    )

    assert (ran.code, ran.outputs["status"]) == (2, "error"), ran.log
    assert not list(program.repo.path.parent.rglob("pwned"))


def test_an_unknown_command_is_refused(runner: Runner, program: Program) -> None:
    ran = runner.play(
        check_out_change(program), "pull_request", change_event(program), command="check; touch pwned"
    )

    assert (ran.code, ran.outputs["status"]) == (2, "")
    assert "check, merged, collect, doctor, alerts or dashboard" in ran.log
    assert "touch" not in ran.log


@pytest.mark.parametrize("answers", [True, False])
def test_the_token_asks_the_forge_and_is_told_to_nobody(
    runner: Runner, program: Program, *, answers: bool
) -> None:
    """T86: in log, summary, outputs and reports there is no trace of it, whether or not the forge answers."""
    workspace = check_out_change(program, depth=1)
    event = change_event(program)
    with serving() as forge:
        if answers:
            forge.replies |= live(event, TRAILER)
        machine = replace(runner, environment={"GITHUB_API_URL": forge.url})
        ran = machine.play(workspace, "pull_request", event, token=CANARY)
        said = authorization(forge)

    assert said == {f"Bearer {CANARY}"}
    assert (ran.code, ran.outputs["status"]) == ((0, "pass") if answers else (3, "error")), ran.log
    assert traces(ran, runner, workspace) == []


@pytest.mark.parametrize(("status", "warnings"), [(201, 0), (403, 1)])
def test_a_comment_is_written_on_request_and_never_decides(
    runner: Runner, program: Program, status: int, warnings: int
) -> None:
    """T57: a token that may not write changes no exit code."""
    workspace, event = check_out_change(program), change_event(program)
    comments = "/repos/acme/product/issues/7/comments"
    with serving() as forge:
        forge.replies |= live(event, "")
        forge.replies |= {f"GET {comments}": Reply([]), f"POST {comments}": Reply({"id": 1}, status)}
        machine = replace(runner, environment={"GITHUB_API_URL": forge.url})
        ran = machine.play(workspace, "pull_request", event, token=CANARY, comment="true")
        posted = [asked.path for asked in forge.asked if asked.method == "POST"]

    assert (ran.code, ran.outputs["status"]) == (1, "fail"), ran.log
    assert posted == [comments]
    assert ran.log.count("no comment written") == warnings, ran.log


def live(event: Mapping[str, Any], body: str) -> dict[str, Reply | list[Reply]]:
    """What the forge says now about the pull request of an event."""
    path = "/repos/acme/product/pulls/7"
    pull = {**event["pull_request"], "body": body, "merged_at": None, "created_at": "2025-09-01T06:00:00Z"}
    return {path: Reply(pull), f"{path}/reviews": Reply([])}


def authorization(forge: Forge) -> set[str]:
    """The values of that header which arrived."""
    return {asked.headers.get("Authorization", "") for asked in forge.asked}


def traces(ran: Ran, runner: Runner, workspace: Path) -> list[str]:
    """Where the token or what git sends of it can be found after a run."""
    basic = b64encode(f"x-access-token:{CANARY}".encode()).decode()
    texts = {"log": ran.log, "summary": ran.summary, "outputs": str(ran.outputs)}
    files = [file for folder in (runner.home, workspace / ".git") for file in folder.rglob("*")]
    texts |= {str(file): file.read_bytes().decode("latin-1") for file in files if file.is_file()}
    return [name for name, text in texts.items() if CANARY in text or basic in text]


# --- what the action is made of -----------------------------------------------------------------------------


def test_the_token_is_given_to_the_steps_that_need_it() -> None:
    steps = {step.get("id", step["name"]): step for step in ACTION["runs"]["steps"]}
    given = [name for name, step in steps.items() if "${{ inputs.token }}" in str(step)]

    assert given == ["Fetch the history that the checkout left out", "c7gate"]


def test_no_script_holds_an_expression() -> None:
    """T10: values reach a shell as variables."""
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]

    assert len(scripts) == 3
    assert not [script for script in scripts if "${{" in script]


def test_what_is_installed_is_the_runtime_as_it_is_tested() -> None:
    """`.ci/runtime.txt` is that part of `.ci/constraints.txt` which c7gate itself needs (T46)."""
    everything, runtime = (pinned(ROOT / ".ci" / name) for name in ("constraints.txt", "runtime.txt"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [
        Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"]["github"])
    ]

    assert {name: everything.get(name) for name in runtime} == runtime
    assert {canonicalize_name(requirement.name) for requirement in declared} <= runtime.keys()
    assert not runtime.keys() & {"pytest", "mypy", "ruff", "build", "hatchling"}


def pinned(lock: Path) -> dict[str, list[str]]:
    """Each requirement of a lock file by name: its version and hashes; a marker says only where it is needed."""
    logical = lock.read_text(encoding="utf-8").replace(" \\\n   ", "").splitlines()
    lines = [line.partition("==") for line in logical if line and not line.startswith("--only-binary")]
    found = {name: [rest.split()[0], *re.findall(r" --hash=(sha256:\S+)", rest)] for name, _, rest in lines}
    assert all(len(words) > 1 for words in found.values())
    return found


def test_a_dependency_with_another_hash_is_not_installed(tmp_path: Path) -> None:
    """T46."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    lock = tmp_path / ".ci" / "runtime.txt"
    tampered = re.sub(r"sha256:[0-9a-f]{64}", "sha256:" + 64 * "0", lock.read_text(encoding="utf-8"))
    lock.write_text(tampered, encoding="utf-8")

    done = subprocess.run(
        ["bash", tmp_path / ".ci" / "install", tmp_path / "venv", sys.executable],
        capture_output=True,
        check=False,
    )

    assert done.returncode != 0
    assert done.stdout == b""
    assert b"DO NOT MATCH THE HASHES" in done.stderr
