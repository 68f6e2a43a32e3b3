"""The local journal: look-ups as they happened, waiting to be named in a commit.

JSON lines in the git directory of one worktree (`c7gate/journal.jsonl`), readable by its owner alone and never
committed. Lines are appended; only when the journal has grown too long is it replaced by a shorter one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from c7gate.model.errors import CannotLookError
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.dates import to_instant
from c7gate.writing.files import NO_FOLLOW, locked, refuse_links, replace_file

FRESH = timedelta(days=7)
"""How long a look-up is offered to a commit."""
MOST_ENTRIES = 1000
_COMPACT_AT = 2 * MOST_ENTRIES  # lines; so that not every append rewrites the file
_OWNER_ONLY = 0o600


class Entry(NamedTuple):
    """One look-up: `library` as named, `at` in UTC. The same look-up at the same instant has the same key."""

    key: str
    library: str
    at: datetime
    assistant: str = ""

    @property
    def line(self) -> str:
        """As the journal writes it."""
        return _line(
            {"key": self.key, "library": self.library, "at": _written(self.at), "assistant": self.assistant}
        )


@dataclass(slots=True)
class _Content:
    """What a journal holds: entries by key, oldest line first, and the keys that were consumed."""

    entries: dict[str, Entry] = field(default_factory=dict)
    consumed: set[str] = field(default_factory=set)
    lines: int = 0
    is_cut: bool = False


class Journal:
    """The journal of one worktree. Any method raises `CannotLookError` where it cannot be read or written."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @classmethod
    def of(cls, git_directory: Path) -> Journal:
        """The journal in a git directory; a linked worktree's is its own. Nothing is made before a write."""
        return cls(git_directory / "c7gate" / "journal.jsonl")

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return self._file

    def append(self, library: str, at: datetime, assistant: str) -> None:
        """Write down one look-up; `at` is aware."""
        at = at.astimezone(UTC)
        key = hashlib.sha256("\0".join((library, _written(at), assistant)).encode()).hexdigest()[:16]
        self._write(Entry(key, library, at, assistant).line, now=at)

    def unconsumed(self, as_of: datetime | None = None) -> tuple[Entry, ...]:
        """The look-ups of the last seven days that no commit has named yet, oldest first.

        Args:
            as_of: the end of those days, aware; by default now.
        """
        since = (as_of or datetime.now(UTC)) - FRESH
        content = self._read()
        waiting = (entry for key, entry in content.entries.items() if key not in content.consumed)
        return tuple(sorted((entry for entry in waiting if entry.at >= since), key=lambda entry: entry.at))

    def consume(self, keys: Iterable[str]) -> None:
        """Mark look-ups as named in a commit; unknown keys are ignored."""
        known = self._read().entries
        named = [key for key in dict.fromkeys(keys) if key in known]
        if named:
            self._write(_line({"consumed": named}), now=datetime.now(UTC))

    def _read(self) -> _Content:
        self._refuse_links()
        try:
            return _parsed(self._file.read_bytes())
        except FileNotFoundError:
            return _Content()
        except OSError as error:
            raise self._broken(error) from None

    def _write(self, line: str, now: datetime) -> None:
        self._refuse_links()
        try:
            with locked(self._file.with_suffix(".lock")):
                content = self._read()
                # A line that a killed writer cut short must not swallow the next one.
                self._append(("\n" if content.is_cut else "") + line)
                if content.lines >= _COMPACT_AT:
                    kept = _shortened(self._read(), now)
                    replace_file(self._file, kept.encode(), mode=_OWNER_ONLY)
        except OSError as error:
            raise self._broken(error) from None

    def _append(self, text: str) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | NO_FOLLOW | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(self._file, flags, _OWNER_ONLY), "ab") as file:
            file.write(text.encode())

    def _refuse_links(self) -> None:
        refuse_links(self._file, self._file.parent.parent)

    def _broken(self, error: OSError) -> CannotLookError:
        return CannotLookError(
            f"journal {self._file}: {error.strerror}", help="check the disk and who may write"
        )


def _parsed(data: bytes) -> _Content:
    """The lines that say something; damaged ones are passed over."""
    content = _Content(is_cut=bool(data) and not data.endswith(b"\n"))
    for line in data.splitlines():
        content.lines += 1
        found = _object(line)
        entry = _entry(found)
        if entry:
            content.entries.setdefault(entry.key, entry)
        elif isinstance(keys := found.get("consumed"), list):
            content.consumed.update(key for key in keys if isinstance(key, str))
    return content


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _entry(found: dict[str, Any]) -> Entry | None:
    key, library, at, assistant = (found.get(name) for name in ("key", "library", "at", "assistant"))
    if not (isinstance(key, str) and isinstance(library, str) and isinstance(at, str)):
        return None
    instant = to_instant(at)
    known = assistant if isinstance(assistant, str) else ""
    return Entry(key, library, instant.astimezone(UTC), known) if instant else None


def _shortened(content: _Content, now: datetime) -> str:
    """The journal with its newest entries; those that may still be offered go last."""
    waiting = {
        key
        for key, entry in content.entries.items()
        if key not in content.consumed and entry.at >= now - FRESH
    }
    by_worth = sorted(content.entries.values(), key=lambda entry: (entry.key in waiting, entry.at))
    kept = sorted(by_worth[-MOST_ENTRIES:], key=lambda entry: entry.at)
    consumed = [entry.key for entry in kept if entry.key in content.consumed]
    return "".join(entry.line for entry in kept) + _line({"consumed": consumed})


def _line(value: dict[str, str] | dict[str, list[str]]) -> str:
    return json.dumps(value, separators=(",", ":")) + "\n"


def _written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
