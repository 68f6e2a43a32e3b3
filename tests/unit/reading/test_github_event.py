from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.github import read_event

BASE, HEAD = "a" * 40, "b" * 40
PULL: dict[str, Any] = {
    "action": "synchronize",
    "pull_request": {
        "body": "Text\r\n",
        "updated_at": "2025-09-01T07:00:00Z",
        "user": {"login": "alice-dev", "type": "User"},
        "base": {"sha": BASE, "ref": "main"},
        "head": {"sha": HEAD, "ref": "topic"},
    },
    "repository": {"default_branch": "main"},
}


def event_file(folder: Path, payload: object) -> Path:
    path = folder / "event.json"
    path.write_text(json.dumps(payload), encoding="utf-8")
    return path


def test_a_pull_request(tmp_path: Path) -> None:
    event = read_event(event_file(tmp_path, PULL), "pull_request")

    assert event is not None
    assert (event.base, event.head, event.body, event.author) == (BASE, HEAD, "Text\r\n", "alice-dev")
    assert event.default_branch == "main"
    assert event.at == datetime(2025, 9, 1, 7, tzinfo=UTC)


def test_a_description_of_nothing_is_an_empty_one(tmp_path: Path) -> None:
    payload = {**PULL, "pull_request": {**PULL["pull_request"], "body": None}}

    event = read_event(event_file(tmp_path, payload), "pull_request")

    assert event is not None
    assert event.body == ""


@pytest.mark.parametrize(("commit", "approved"), [(HEAD, {"dana"}), (BASE, set())])
def test_an_approval_counts_on_the_exact_head(tmp_path: Path, commit: str, approved: set[str]) -> None:
    review = {"state": "approved", "commit_id": commit, "user": {"login": "dana"}}

    event = read_event(event_file(tmp_path, {**PULL, "review": review}), "pull_request_review")

    assert event is not None
    assert event.approvals == approved


def test_a_merge_queue(tmp_path: Path) -> None:
    payload = {"merge_group": {"base_sha": BASE, "head_sha": HEAD, "base_ref": "refs/heads/main"}}

    event = read_event(event_file(tmp_path, payload), "merge_group")

    assert event is not None
    assert (event.base, event.head, event.merge_queue, event.default_branch) == (BASE, HEAD, True, "main")


def test_a_push(tmp_path: Path) -> None:
    payload = {
        "before": "0" * 40,
        "after": HEAD,
        "ref": "refs/heads/x",
        "repository": {"default_branch": "main", "pushed_at": 1756710000},
    }

    event = read_event(event_file(tmp_path, payload), "push")

    assert event is not None
    assert (event.base, event.head, event.pushed_branch) == ("", HEAD, "x")
    assert event.at == datetime(2025, 9, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize("name", ["schedule", "workflow_dispatch"])
def test_some_events_speak_of_no_change(tmp_path: Path, name: str) -> None:
    assert read_event(event_file(tmp_path, {}), name) is None


@pytest.mark.parametrize(
    ("payload", "name", "said"),
    [
        (PULL, "issues", "does not know the event issues"),
        ({"x": 1}, "", "does not know the event"),
        ([1], "pull_request", "not a complete JSON object"),
        ({"pull_request": 3}, "pull_request", "no usable 'pull_request'"),
        (
            {"pull_request": {"base": {"sha": "--output=x"}, "head": {"sha": HEAD}}},
            "pull_request",
            "no usable 'sha'",
        ),
        ({**PULL, "pull_request": {**PULL["pull_request"], "head": {}}}, "pull_request", "no usable 'sha'"),
        ({"before": BASE, "after": "0" * 40, "ref": "refs/heads/x"}, "push", "deleted its branch"),
    ],
)
def test_what_cannot_be_read_is_no_verdict(tmp_path: Path, payload: object, name: str, said: str) -> None:
    with pytest.raises(CannotLookError, match=said):
        read_event(event_file(tmp_path, payload), name)


@pytest.mark.parametrize("data", [b"", b"{", b'{"pull_request": {"ba', b"\xff\xfe", b"[" * 100_000])
def test_a_truncated_file_is_no_verdict(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "event.json"
    path.write_bytes(data)

    with pytest.raises(CannotLookError, match="not a complete JSON object"):
        read_event(path, "pull_request")


def test_a_missing_file_is_no_verdict(tmp_path: Path) -> None:
    with pytest.raises(CannotLookError, match=r"event\.json"):
        read_event(tmp_path / "event.json", "pull_request")
