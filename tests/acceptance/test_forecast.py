"""What will land, by each way of merging the change."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from c7gate.app.check import Request, check
from c7gate.judging.engine import evaluate
from c7gate.judging.forecast import Forecast, forecast

from git_repo import Repo
from program import AS_OF, TRAILER, Program


@pytest.fixture
def program(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program on `main`, checked out on `pr`."""
    return Program.start(repo, capsys)


def forecasts(program: Program, body: str, squash: tuple[str, str] | None = None) -> dict[str, Forecast]:
    request = Request(
        repo=program.repo.path,
        as_of=datetime(2025, 9, 1, 7, tzinfo=UTC),
        environment=program.repo.environment,
        base="main",
        body=body,
    )
    snapshot = check(request).snapshot
    assert snapshot.change is not None
    changed = snapshot._replace(change=snapshot.change._replace(squash=squash))
    assert evaluate(changed).exit_code == 0
    return {item.way: item for item in forecast(changed)}


def test_a_reference_in_the_description_lands_only_with_the_description(program: Program) -> None:
    program.work("One")
    program.work("Two")

    found = forecasts(program, f"Text\n\n{TRAILER}")

    assert {way: item.answers for way, item in found.items()} == {
        "squash with the commit messages": False,
        "squash with the description": True,
        "squash with the title alone": False,
        "merge or rebase": False,
    }
    assert found["squash with the description"].libraries == ("/websockets/ws",)


def test_a_trailer_of_a_commit_lands_with_the_commit_messages(program: Program) -> None:
    program.work(f"One\n\n{TRAILER}")
    program.work("Two")

    found = forecasts(program, "Text")

    assert [way for way, item in found.items() if item.answers] == [
        "squash with the commit messages",
        "merge or rebase",
    ]


def test_only_the_repositorys_own_setting_is_told_where_it_is_known(program: Program) -> None:
    program.work(f"One\n\n{TRAILER}")

    assert list(forecasts(program, "Text", ("PR_TITLE", "BLANK"))) == [
        "squash with the title alone",
        "merge or rebase",
    ]


def test_the_reports_say_what_will_land(program: Program) -> None:
    program.work(f"One\n\n{TRAILER}")

    lands = program.check().json["lands"]
    text = program.run("check", "--base", "main", "--as-of", AS_OF, "-v").out

    assert lands[-1] == {"way": "merge or rebase", "answers": True, "libraries": ["/websockets/ws"]}
    assert "lands  squash with the title alone: nothing\n" in text
    assert "lands  merge or rebase: /websockets/ws\n" in text


def test_the_event_tells_the_repositorys_setting(program: Program) -> None:
    head = program.work(f"One\n\n{TRAILER}")
    settings = {"squash_merge_commit_title": "PR_TITLE", "squash_merge_commit_message": "PR_BODY"}
    payload = {
        "action": "opened",
        "pull_request": {
            "number": 7, "title": "T", "body": "", "user": {"login": "alice-dev"}, "updated_at": "2025-09-01T07:00:00Z",
            "base": {"ref": "main", "sha": program.repo.oid("main"), "repo": settings},
            "head": {"ref": "pr", "sha": head},
        },
        "repository": {"default_branch": "main", "full_name": "acme/product"},
    }  # fmt: skip
    event = program.write("event.json", json.dumps(payload))

    answer = program.run("check", "--event-path", str(event), "--format", "json")

    assert [(item["way"], item["answers"]) for item in answer.json["lands"]] == [
        ("squash with the description", False),
        ("merge or rebase", True),
    ]
