"""Events as GitHub really sends them: each gives an event, none, or a reason, and never a traceback."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.event import Event
from c7gate.reading.forges.github import read_event

PAYLOADS = Path(__file__).parents[2] / "payloads" / "github"
NODE_MODULES = os.environ.get("C7GATE_NODE_MODULES", "")
IN_CI = os.environ.get("CI") == "true"
PULLS = ("pull_request", "pull_request_review")


def outcome(path: Path, name: str) -> Event | str | None:
    """What reading gives; of an error its message, which names a way on."""
    try:
        return read_event(path, name)
    except CannotLookError as error:
        return error.message if error.help else pytest.fail(f"no way on: {error.message}")


@pytest.mark.parametrize("path", sorted(PAYLOADS.glob("*.json")), ids=lambda path: path.stem)
@pytest.mark.parametrize("named", [True, False])
def test_each_kind(path: Path, *, named: bool) -> None:
    name, _, kind = path.stem.partition(".")

    found = outcome(path, name if named else "")

    if name == "workflow_dispatch":
        assert found is None
    elif kind == "deleted":
        assert str(found).endswith("the push deleted its branch")
    else:
        assert isinstance(found, Event)
        assert (found.name, bool(found.number)) == (name, name in PULLS)
        assert found.at is not None
        assert found.repository in {"Codertocat/Hello-World", "octo-org/octo-repo"}


def test_a_merge_group_names_its_pull_request() -> None:
    event = outcome(PAYLOADS / "merge_group.checks_requested.json", "merge_group")

    assert isinstance(event, Event)
    assert (event.queued, event.target, event.merge_queue) == ((104,), "main", True)


def test_a_dismissed_review_approves_nothing() -> None:
    event = outcome(PAYLOADS / "pull_request_review.dismissed.json", "pull_request_review")

    assert isinstance(event, Event)
    assert event.approvals == frozenset()


@pytest.mark.skipif(not NODE_MODULES and not IN_CI, reason="C7GATE_NODE_MODULES names no folder")
def test_every_example_there_is(tmp_path: Path) -> None:
    files = sorted(Path(NODE_MODULES, "node_modules", "@octokit", "webhooks-examples").glob("*/index.json"))
    seen: Counter[str] = Counter()
    for file in files:
        for kind in json.loads(file.read_text(encoding="utf-8")):
            for example in kind["examples"]:
                path = tmp_path / "event.json"
                path.write_text(json.dumps(example), encoding="utf-8")
                found = outcome(path, kind["name"])
                seen[kind["name"] if isinstance(found, Event) else type(found).__name__] += 1
                outcome(path, "")

    assert set(seen) == {*PULLS, "merge_group", "push", "NoneType", "str"}
    assert seen.total() > 700
    assert seen["pull_request"] > 40
