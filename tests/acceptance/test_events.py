"""`c7gate check` in CI: the event decides base, head, description, author and instant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from git_repo import Repo
from program import ALICE, DANA, TRAILER, Answer, Program, record


@pytest.fixture
def program(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program on `main`, checked out on `pr`."""
    return Program.start(repo, capsys)


def pull_request(
    program: Program, *, author: str = "alice-dev", body: str | None = "", **more: object
) -> Path:
    """An event file of the shape the forge writes, for the branch `pr` against `main`."""
    payload: dict[str, Any] = {
        "action": "synchronize",
        "number": 7,
        "pull_request": {
            "number": 7,
            "title": "Reconnect",
            "body": body,
            "updated_at": "2025-09-01T07:00:00Z",
            "user": {"login": author, "type": "User"},
            "base": {"ref": "main", "sha": program.repo.oid("main")},
            "head": {"ref": "pr", "sha": program.repo.oid("pr")},
        },
        "repository": {"default_branch": "main", "full_name": "acme/product"},
        **more,
    }
    return program.write("event.json", json.dumps(payload))


def judged(program: Program, event: Path, *arguments: str) -> Answer:
    """`check` as a workflow runs it, with the report in JSON."""
    return program.run("check", "--event-path", str(event), "--format", "json", *arguments)


def test_base_head_body_author_and_instant_are_the_events(program: Program) -> None:
    head = program.work("Reconnect")
    event = pull_request(program, body="Text\r\n\r\nContext7: /websockets/ws reconnect\r\n")
    program.repo.checkout("main")

    answer = judged(program, event)

    assert answer.code == 0
    assert (answer.json["base"], answer.json["head"]) == (program.repo.oid("main"), head)
    assert answer.json["as_of"] == "2025-09-01T07:00:00Z"
    assert answer.json["evidence"][0]["location"] == {"change": "body", "line": 3}
    assert answer.json["gates"][0]["developer"] == "alice"


def test_a_description_without_a_reference_is_mended_by_editing_it(program: Program) -> None:
    program.work("Reconnect")

    finding = judged(program, pull_request(program, body=None)).json["findings"][0]

    assert (finding["name"], finding["location"]) == ("missing-reference", {"change": "body", "line": 1})
    assert finding["fix"]["append_to"] == "change.body"


def test_the_environment_names_the_event(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program.work("Reconnect")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(pull_request(program)))
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")

    assert program.run("check", "--format", "json").errors() == ["missing-reference"]


def test_annotations_are_the_default_in_actions(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program.work("Reconnect")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(pull_request(program)))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    answer = program.run("check")

    assert answer.code == 1
    assert answer.out.startswith("::error title=C7R001 missing-reference::")


def test_options_win_over_the_event(program: Program) -> None:
    program.work("Reconnect")
    event = pull_request(program)
    body = program.write("body.md", TRAILER)

    assert judged(program, event, "--body-file", str(body)).code == 0
    assert judged(program, event, "--base", "pr").code == 3


def test_a_base_that_the_event_names_late_does_not_accuse_of_others_commits(program: Program) -> None:
    """T52: the payload's base can be old, and the branch may have merged the default branch since."""
    program.work(f"Mine\n\n{TRAILER}", date="2025-08-29T08:00:00+02:00")
    mine, old = program.repo.oid(), program.repo.oid("main")
    program.repo.checkout("main")
    theirs = program.repo.commit(
        {"policies/gates.yaml": "gate3: {enforce: never}\n"},
        "Policy",
        author=DANA,
        date="2025-08-29T09:00:00+02:00",
    )
    program.repo.checkout("pr")
    files = {"src/app.ts": "// mine\n", "policies/gates.yaml": "gate3: {enforce: never}\n"}
    program.repo.commit(
        dict(files), "Merge main", author=ALICE, date="2025-08-29T10:00:00+02:00", parents=[mine, theirs]
    )
    event = json.loads(pull_request(program).read_text(encoding="utf-8"))
    event["pull_request"]["base"]["sha"] = old

    answer = judged(program, program.write("event.json", json.dumps(event)))

    assert answer.json["examined"]["commits"] == 2
    assert answer.errors() == []


@pytest.mark.parametrize(
    ("author", "errors"), [("dana", []), ("alice-dev", ["protected-path"]), ("dana-x", ["protected-path"])]
)
def test_the_forges_word_makes_a_coordinator(program: Program, author: str, errors: list[str]) -> None:
    program.repo.commit(
        {"policies/gates.yaml": "gate3: {enforce: never}\n"},
        "Policy",
        author=DANA,
        date="2025-09-01T08:00:00+02:00",
    )

    assert judged(program, pull_request(program, author=author)).errors() == errors


def test_a_review_on_the_exact_head_approves_a_protected_path(program: Program) -> None:
    head = program.repo.commit(
        {"policies/gates.yaml": "gate3: {enforce: never}\n"},
        "Policy",
        author=ALICE,
        date="2025-09-01T08:00:00+02:00",
    )
    review = {"state": "approved", "commit_id": head, "user": {"login": "dana"}}
    stale = {**review, "commit_id": program.repo.oid("main")}

    assert judged(program, pull_request(program, review=review)).errors() == []
    assert judged(program, pull_request(program, review=stale)).errors() == [
        "stale-approval",
        "protected-path",
    ]


def test_a_stranger_with_the_login_of_a_record_is_not_its_subject(program: Program) -> None:
    """The record names github:alice-dev, so the forge's user alice is somebody else (T68)."""
    path = "training-records/developers/alice.yaml"
    program.repo.commit(
        {path: record("alice") + "cohort: 2025-08\n"},
        f"Edit\n\n{TRAILER}",
        author=ALICE,
        date="2025-09-01T08:00:00+02:00",
    )

    assert judged(program, pull_request(program, author="alice")).errors() == ["not-your-record"]
    assert judged(program, pull_request(program, author="alice-dev")).errors() == []


def test_a_bots_pull_request_is_asked_nothing(program: Program) -> None:
    program.work("Bump", author=("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"))

    answer = judged(program, pull_request(program, author="dependabot[bot]"))

    assert (answer.code, answer.json["status"]) == (0, "not_applicable")


def test_work_of_a_person_on_a_bots_pull_request_is_asked(program: Program) -> None:
    program.work("Follow-up")

    assert judged(program, pull_request(program, author="dependabot[bot]")).errors() == ["missing-reference"]


def test_in_a_merge_queue_what_git_holds_is_judged(program: Program) -> None:
    program.repo.commit(
        {"policies/gates.yaml": "{}\n", "src/app.ts": "// x\n"},
        "Work",
        author=ALICE,
        date="2025-09-01T08:00:00+02:00",
    )
    payload = {
        "merge_group": {
            "base_sha": program.repo.oid("main"),
            "head_sha": program.repo.oid("pr"),
            "base_ref": "refs/heads/main",
            "head_ref": f"refs/heads/gh-readonly-queue/main/pr-12-{program.repo.oid('main')}",
            "head_commit": {"timestamp": "2025-09-01T09:00:00Z"},
        },
        "repository": {"default_branch": "main"},
    }

    answer = judged(program, program.write("event.json", json.dumps(payload)))

    assert answer.errors() == ["protected-path"]
    assert {"what": "references", "why": "judged on pull request #12"} in answer.json["not_examined"]


def test_a_push_to_the_default_branch_is_judged_by_the_policy_it_found(program: Program) -> None:
    """S-126, S-201."""
    before = program.repo.oid("main")
    program.repo.checkout("main")
    rules = "preset: context7@1\ncoordinators: [alice]\nrules: {missing-reference: {severity: 'off'}}\n"
    after = program.repo.commit(
        {"policies/program.yaml": rules, "src/app.ts": "// x\n"},
        "Work",
        author=ALICE,
        date="2025-09-01T08:00:00+02:00",
    )
    payload = {
        "before": before,
        "after": after,
        "ref": "refs/heads/main",
        "repository": {"default_branch": "main", "pushed_at": 1756710000},
    }

    answer = judged(program, program.write("event.json", json.dumps(payload)))

    assert answer.json["trusted"]["oid"] == before
    assert sorted(answer.errors()) == ["missing-reference", "protected-path"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"action": "opened", "issue": {}}', '{"pull_request": {"head": {"sha": "HEAD"}}}'],
)
def test_an_event_that_cannot_be_read_is_no_verdict(program: Program, text: str) -> None:
    program.work(f"Reconnect\n\n{TRAILER}")

    answer = judged(program, program.write("event.json", text))

    assert (answer.code, answer.json["status"]) == (3, "error")
    assert "event" in answer.json["error"]["message"]


def test_an_event_of_commits_this_clone_lacks_is_no_verdict(program: Program) -> None:
    program.work(f"Reconnect\n\n{TRAILER}")
    event = json.loads(pull_request(program).read_text(encoding="utf-8"))
    event["pull_request"]["head"]["sha"] = "f" * 40

    answer = judged(program, program.write("event.json", json.dumps(event)))

    assert answer.code == 3
    assert "lacks commit ffffffffff" in answer.json["error"]["message"]


def test_no_command_of_the_log_comes_from_the_text_judged(program: Program) -> None:
    hostile = "\u2003::add-mask::failed\n\n##[error]x\n::stop-commands::x\nContext7: yes\r::error::y\nContext7: ##[group]z\x1b[31m"
    program.work(hostile, author=("::error::name", "::error::e@x"), path="src/::warning::x.ts")
    program.repo.commit(
        {"policies/##[error]::x,y.yaml": "x\n"}, hostile, author=ALICE, date="2025-09-01T08:30:00+02:00"
    )

    answer = program.run(
        "check", "--event-path", str(pull_request(program, body=hostile)), "--format", "github"
    )

    assert answer.code == 1
    for line in answer.out.split("\n"):
        assert "##[" not in line
        if line.lstrip().startswith("::"):
            assert line.startswith(("::error ", "::warning ", "::notice "))
            assert "title=C7" in line.partition("::")[2].partition("::")[0]
    assert "\x1b" not in answer.out
