from __future__ import annotations

import json
import multiprocessing
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from c7gate.model.errors import CannotLookError
from c7gate.writing.journal import MOST_ENTRIES, Journal

NOW = datetime(2025, 8, 28, 12, 0, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """The journal of an empty git directory."""
    return Journal.of(tmp_path)


def offered(journal: Journal, as_of: datetime = NOW) -> list[str]:
    """The libraries that a commit would be offered."""
    return [entry.library for entry in journal.unconsumed(as_of)]


def test_nothing_is_made_by_looking(journal: Journal, tmp_path: Path) -> None:
    assert journal.unconsumed(NOW) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_look_up_is_kept_for_its_owner_alone(journal: Journal, tmp_path: Path) -> None:
    journal.append("/websockets/ws", NOW.astimezone(), "claude-code")

    (line,) = journal.file.read_text(encoding="utf-8").splitlines()
    assert journal.file == tmp_path / "c7gate" / "journal.jsonl"
    assert stat.S_IMODE(journal.file.stat().st_mode) == 0o600
    assert {key: value for key, value in json.loads(line).items() if key != "key"} == {
        "library": "/websockets/ws",
        "at": "2025-08-28T12:00:00Z",
        "assistant": "claude-code",
    }


def test_what_was_consumed_is_not_offered_again(journal: Journal) -> None:
    journal.append("/a/b", NOW, "codex")
    journal.append("/c/d", NOW - timedelta(hours=1), "codex")
    first, second = journal.unconsumed(NOW)

    journal.consume([first.key, "unknown"])

    assert (first.library, second.library) == ("/c/d", "/a/b")
    assert offered(journal) == ["/a/b"]


def test_the_same_look_up_at_the_same_instant_is_one(journal: Journal) -> None:
    for _ in range(2):
        journal.append("/a/b", NOW, "cursor")
    journal.append("/a/b", NOW + timedelta(seconds=1), "cursor")

    assert offered(journal) == ["/a/b", "/a/b"]


def test_old_look_ups_are_not_offered(journal: Journal) -> None:
    journal.append("/old/one", NOW - timedelta(days=7, seconds=1), "codex")
    journal.append("/new/one", NOW - timedelta(days=7), "codex")

    assert offered(journal) == ["/new/one"]


@pytest.mark.parametrize(
    "damage",
    [
        b"{not json\n",
        b"[]\n7\n\n",
        b'{"key": 1, "library": "/x/y", "at": "2025-08-28T12:00:00Z"}\n',
        b'{"key": "k", "library": "/x/y", "at": "soon"}\n',
        b'{"consumed": "all"}\n{"consumed": [7, null]}\n',
        b"\xff\xfe\x00\n",
        b"[" * 5000 + b"\n",
        b'{"key": "cut sho',
    ],
)
def test_damaged_lines_are_passed_over(journal: Journal, damage: bytes) -> None:
    journal.append("/a/b", NOW, "codex")
    with journal.file.open("ab") as file:
        file.write(damage)

    journal.append("/c/d", NOW, "codex")

    assert sorted(offered(journal)) == ["/a/b", "/c/d"]


def test_it_does_not_grow_without_end(journal: Journal) -> None:
    journal.append("/first/one", NOW, "codex")
    keys = []
    for number in range(2 * MOST_ENTRIES + 5):
        at = (NOW - timedelta(minutes=5, seconds=number)).isoformat().replace("+00:00", "Z")
        keys.append(f"{number:016}")
        line = json.dumps({"key": keys[-1], "library": f"/lib/n{number}", "at": at, "assistant": "codex"})
        with journal.file.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    journal.consume(keys)

    lines = journal.file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == MOST_ENTRIES + 1
    assert offered(journal) == ["/first/one"]
    assert stat.S_IMODE(journal.file.stat().st_mode) == 0o600


def _write_many(folder: str, writer: int) -> None:
    for number in range(25):
        Journal.of(Path(folder)).append(f"/writer{writer}/n{number}", NOW, "codex")


def test_eight_writers_at_once_lose_nothing(journal: Journal, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(str(tmp_path), number)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    assert [writer.exitcode for writer in writers] == [0] * 8
    assert set(offered(journal)) == {
        f"/writer{writer}/n{number}" for writer in range(8) for number in range(25)
    }


@pytest.mark.parametrize("linked", ["c7gate", "c7gate/journal.jsonl"])
def test_a_link_is_refused_and_its_target_untouched(tmp_path: Path, linked: str) -> None:
    git_directory, elsewhere = tmp_path / "git", tmp_path / "elsewhere"
    elsewhere.mkdir()
    target = elsewhere / "journal.jsonl"
    target.write_text("mine\n", encoding="utf-8")
    place = git_directory / linked
    place.parent.mkdir(parents=True)
    place.symlink_to(elsewhere if linked == "c7gate" else target)

    with pytest.raises(CannotLookError, match="is a link"):
        Journal.of(git_directory).append("/a/b", NOW, "codex")
    assert target.read_text(encoding="utf-8") == "mine\n"


def test_a_place_that_cannot_be_written_says_so(journal: Journal, tmp_path: Path) -> None:
    (tmp_path / "c7gate").write_text("a file", encoding="utf-8")

    with pytest.raises(CannotLookError, match="File exists"):
        journal.append("/a/b", NOW, "codex")


def test_a_folder_in_its_place_says_so(journal: Journal) -> None:
    journal.file.mkdir(parents=True)

    with pytest.raises(CannotLookError, match="not a regular file"):
        journal.append("/a/b", NOW, "codex")
