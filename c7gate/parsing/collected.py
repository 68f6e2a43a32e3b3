"""Collected evidence between text and values: canonical JSON lines, and the chain that shows a rewrite (T24)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from c7gate.model.collected import CHAIN, Entry, Gathered, Kept, Line
from c7gate.parsing.dates import to_date, to_instant

TOPIC_LENGTH = 200
"""Characters of a topic that are kept."""

KINDS = frozenset({"commit", "pr", "review"})
WEEK = re.compile(r"[0-9]{4}-W[0-9]{2}\.jsonl", re.ASCII)
_WITNESS = re.compile(r"^Entry: (\S+) ([0-9a-f]{64})$", re.MULTILINE | re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_Value = TypeVar("_Value")
_NEVER = datetime.max.replace(tzinfo=UTC)
Place = tuple[str, int]


class BrokenEvidenceError(ValueError):
    """A file is not what collecting left; the words name file and line."""


def line_text(line: Line) -> str:
    """A line as it is written, without its line break."""
    seen = {"first_seen": _utc(line.first_seen)} if line.first_seen else {}
    return _canonical(
        {
            **seen,
            "at": line.at.isoformat(),
            "change": line.change,
            "date": line.day.isoformat(),
            "developer": line.developer,
            "kind": line.kind,
            "library": line.library,
            "ref": line.ref,
            "topics": list(line.topics),
        }
    )


def entry_text(entry: Entry) -> str:
    """An entry of the chain as it is written, without its line break."""
    return _canonical(
        {
            "at": _utc(entry.at),
            "change": entry.change,
            "lines": list(entry.lines),
            "previous": list(entry.previous),
        }
    )


def digest(text: str) -> str:
    """The SHA-256 by which the chain names a line or an entry."""
    import hashlib  # it loads OpenSSL, which only collected evidence needs

    return hashlib.sha256(text.encode("ascii")).hexdigest()


def witness(folder: str, entry: str) -> str:
    """The line of a commit's message that names the last entry it added."""
    return f"Entry: {folder} {entry}"


def witnessed(message: str) -> tuple[tuple[str, str], ...]:
    """The (folder, entry) pairs that a commit's message names."""
    return tuple((found[1], found[2]) for found in _WITNESS.finditer(message))


def parse_kept(folder: str, files: Mapping[str, bytes]) -> Kept:
    """The lines and the chain of one repository, shown to belong together.

    Args:
        folder: the repository's folder on the branch, for the words.
        files: content by name, weeks and chain.

    Raises:
        BrokenEvidenceError: something was edited, put in or taken out.
    """
    lines: dict[str, tuple[Line, Place]] = {}
    for name in sorted(files.keys() - {CHAIN}):
        place = f"{folder}/{name}"
        for text, line, number in _parsed(place, files[name], _line):
            if line.file != name:
                raise BrokenEvidenceError(f"{place}:{number}: its date lies in another week")
            lines[digest(text)] = line, (place, number)
    chain = f"{folder}/{CHAIN}"
    entries = {
        digest(text): (entry, (chain, number))
        for text, entry, number in _parsed(chain, files.get(CHAIN, b""), _entry)
    }
    _hold_together(lines, entries)
    return Kept(
        {key: line for key, (line, _) in lines.items()}, {key: entry for key, (entry, _) in entries.items()}
    )


def united(one: Kept, other: Kept) -> Kept:
    """Everything that either holds: collected evidence is a set."""
    return Kept({**one.lines, **other.lines}, {**one.entries, **other.entries})


def effective(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines without those that say again what another says: what was seen first holds, then the smaller text."""
    found: dict[object, Line] = {}
    for line in sorted(lines, key=lambda line: (line.first_seen or _NEVER, line_text(line))):
        found.setdefault(line.key, line)
    return tuple(found.values())


def extended(kept: Kept, gathered: Sequence[Gathered], at: datetime) -> tuple[tuple[Entry, ...], Kept]:
    """The entries that collecting these changes adds, and all that is kept then; the same again adds nothing."""
    known = {line.key for line in kept.lines.values()}
    entries: list[Entry] = []
    for change in gathered:
        added = {digest(line_text(line)): line for line in change.lines if line.key not in known}
        if added:
            known |= {line.key for line in added.values()}
            entry = Entry(change.change, at, tuple(added), kept.last)
            kept = united(kept, Kept(added, {digest(entry_text(entry)): entry}))
            entries.append(entry)
    return tuple(entries), kept


def _hold_together(
    lines: Mapping[str, tuple[Line, Place]], entries: Mapping[str, tuple[Entry, Place]]
) -> None:
    covered = {one for entry, _ in entries.values() for one in entry.lines}
    for key, (_, (file, number)) in lines.items():
        if key not in covered:
            raise BrokenEvidenceError(
                f"{file}:{number}: no entry of {CHAIN} covers this line; it was edited or put in by hand"
            )
    for entry, (file, number) in entries.values():
        for one in entry.lines:
            if one not in lines:
                raise BrokenEvidenceError(
                    f"{file}:{number}: a line of change {entry.change} is gone or was edited (sha256 {one[:12]})"
                )
        for one in entry.previous:
            if one not in entries:
                raise BrokenEvidenceError(
                    f"{file}:{number}: the entry before it is gone or was edited (sha256 {one[:12]})"
                )


def _parsed(
    place: str, content: bytes, read: Callable[[Mapping[str, Any]], _Value]
) -> Iterator[tuple[str, _Value, int]]:
    """Each line of a file as (text, value, number from 1)."""
    if content and not content.endswith(b"\n"):
        raise BrokenEvidenceError(f"{place}: its last line is cut short")
    for number, raw in enumerate(content.split(b"\n")[:-1], 1):
        try:
            text = raw.decode("ascii")
            found = json.loads(text)
            if not isinstance(found, dict) or _canonical(found) != text:
                raise ValueError("it is no canonical JSON object")  # noqa: TRY301  told like the rest
            yield text, read(found), number
        except (ValueError, RecursionError) as error:
            raise BrokenEvidenceError(f"{place}:{number}: not what collecting writes: {error}") from None


def _line(found: Mapping[str, Any]) -> Line:
    kind = _text(found, "kind")
    if kind not in KINDS:
        raise ValueError("'kind' is none it knows")
    return Line(
        change=_text(found, "change"),
        developer=_text(found, "developer"),
        day=_date(found, "date"),
        kind=kind,
        library=_text(found, "library"),
        at=_instant(found, "at"),
        ref=_text(found, "ref"),
        first_seen=_instant(found, "first_seen") if "first_seen" in found else None,
        topics=_texts(found, "topics"),
    )


def _entry(found: Mapping[str, Any]) -> Entry:
    lines, previous = _texts(found, "lines"), _texts(found, "previous")
    if not all(map(_DIGEST.fullmatch, (*lines, *previous))):
        raise ValueError("it names something that is no SHA-256")
    return Entry(_text(found, "change"), _instant(found, "at"), lines, previous)


def _text(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{key!r} is no text")  # noqa: TRY004  one kind of error for whatever is wrong
    return value


def _texts(found: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = found.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{key!r} is no list of texts")
    return tuple(value)


def _date(found: Mapping[str, Any], key: str) -> date:
    value = to_date(_text(found, key))
    if value is None:
        raise ValueError(f"{key!r} is no date")
    return value


def _instant(found: Mapping[str, Any], key: str) -> datetime:
    value = to_instant(_text(found, key))
    if value is None:
        raise ValueError(f"{key!r} is no instant")
    return value


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
