"""Lines added to training records and assessments, every other line as it was (T47, T48, T80, T81).

A file is edited by span: the parser says where a list ends, ruamel.yaml how a new item is written, and the text
around it is not touched. The result is read again by c7gate's own parser; unless it is a valid record that says what the old
one said and the new items, and keeps its lines, nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from difflib import unified_diff
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode, Node, SequenceNode

from c7gate.model.commit import Entry
from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.evaluation import RecordFile
from c7gate.model.facts import Item
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.record import record_kind, record_login
from c7gate.parsing.yaml_text import MAX_BYTES
from c7gate.reading import resources
from c7gate.reading.records import read_file
from c7gate.writing.files import locked, refuse_links, replace_files
from c7gate.writing.yaml_lines import (
    at_end,
    below,
    instant_text,
    line_end_of,
    on_one_line,
    root_of,
    unfolded,
)

_ASSESSMENTS = "training-records/assessments/"


class Edit(NamedTuple):
    """A record before and after; `path` is relative to the repository's root, `before` empty where there was none."""

    path: str
    before: bytes
    after: bytes

    @property
    def diff(self) -> tuple[str, ...]:
        """The change as lines of a unified diff, without line ends."""
        old, new = (data.decode("utf-8").splitlines() for data in (self.before, self.after))
        start = f"a/{self.path}" if self.before else "/dev/null"
        return tuple(unified_diff(old, new, start, f"b/{self.path}", n=1, lineterm=""))


class Line(NamedTuple):
    """What to add: items at the end of the list `key`, or where it is `alone` one as the value of that key.

    Several items are only valid together. `place` says where they were read, for messages; empty where they were typed.
    """

    key: str
    items: tuple[Item, ...]
    alone: bool = False
    place: str = ""


Made = Callable[[RecordFile | None], Sequence[Line]]
"""What to add to a record as it stands (None: there is none yet)."""
Accept = Callable[[RecordFile | None, RecordFile], None]
"""Raises UsageError where a record (None: there is none yet) must not become the other."""


def append_to_records(
    root: Path, made: Mapping[str, Made], *, locks: Path, accept: Accept | None = None, dry_run: bool = False
) -> tuple[Edit, ...]:
    """Append lines to records, to all of them or to none, and to nothing else.

    Args:
        root: the top folder of the work tree.
        made: by each record's path, relative to it, the lines to add. A developer's record must be there; an
            assessment that is not is begun.
        locks: the folder of the files that all writers of a person's records lock. It stands elsewhere: any file
            beside a record is judged as a record.
        accept: asked about every record as it would be, before any is written.
        dry_run: only say what would be written.

    Raises:
        UsageError: a record is missing or not valid, would not be valid, or has no place for a line.
        CannotLookError: one cannot be read or written, or is reached through a link; all are unchanged.
    """
    with ExitStack() as held:
        # In one order, so that two writers of many records never wait for each other.
        for login in sorted({record_login(path) or "" for path in made}) if not dry_run else ():
            held.enter_context(locked(locks / f"{login}.lock"))
        edits = tuple(_edit(root, path, make, accept) for path, make in made.items())
        if not dry_run:
            replace_files({root / edit.path: edit.after for edit in edits if edit.after != edit.before})
    return edits


def with_item(data: bytes, path: str, key: str, item: Item) -> bytes:
    """A valid record's bytes with `item` at the end of the list `key`.

    Raises:
        UsageError: the record is not valid, would not be valid, or cannot be edited without touching more.
    """
    return _with_line(_read(data, path), path, Line(key, (item,))).data


class _Read(NamedTuple):
    """A valid record's bytes, and what they say."""

    data: bytes
    record: RecordFile

    @property
    def value(self) -> Any:
        return self.record.document.value if self.record.document else None


def _edit(root: Path, path: str, make: Made, accept: Accept | None) -> Edit:
    file = root / path
    refuse_links(file, root)
    before = _bytes(file, path)
    now = _read(before or _begun(path), path)
    start = now.record if before else None
    lines = make(start)
    for line in lines:
        now = _with_placed(now, path, line)
    if lines and accept is not None:
        accept(start, now.record)
    return Edit(path, before, now.data if lines else before)


def _with_placed(now: _Read, path: str, line: Line) -> _Read:
    """The record with one line more; what is wrong with it is told where the line was read."""
    try:
        return _with_line(now, path, line)
    except UsageError as error:
        if not line.place:
            raise
        raise UsageError(f"{line.place}: {error.message}", help=error.help) from None


def _with_line(now: _Read, path: str, line: Line) -> _Read:
    key, text = line.key, now.data.decode("utf-8")
    root = root_of(text)
    if not isinstance(root, MappingNode) or root.flow_style:
        raise _refusal(path, "its keys do not stand on lines of their own")
    if line.alone and key in now.value:
        raise UsageError(f"{path} holds a {key} already", help="edit it by hand if it is to change")
    node = next((value for name, value in root.value if name.value == key), None)
    after = _placed(text, node, line, line_end_of(text))
    changed = _read(after.encode(), path, "would not be valid")
    said = [_said(item) for item in line.items]
    expected = {**now.value, key: said[0] if line.alone else [*now.value.get(key, ()), *said]}
    if (
        changed.value != expected or _lost(text, after) > 1
    ):  # one at most: the line whose brackets take the item
        raise _refusal(path, f"there is no clear place for a line of {key}")
    return changed


def _begun(path: str) -> bytes:
    """A record's first lines."""
    schema = resources.schema(str(record_kind(path)))["$id"]
    return f"# yaml-language-server: $schema={schema}\nlogin: {record_login(path)}\n".encode()


def _placed(text: str, node: Node | None, line: Line, end: str) -> str:
    """The text with the line where it belongs: at the file's end, in its list's brackets, or below its last item."""
    items = [on_one_line(item) for item in line.items]
    lines = [f"- {item}" for item in items]
    if node is None:
        new = [f"{line.key}: {items[0]}"] if line.alone else [f"{line.key}:", *(f"  {one}" for one in lines)]
        return at_end(text, new, end)
    if not isinstance(node, SequenceNode):
        return text  # no list, so no record that is valid
    if not node.flow_style:
        return below(text, node, lines, end)
    if node.value:
        last = node.value[-1].end_mark.index
        return text[:last] + "".join(f", {item}" for item in items) + text[last:]
    return unfolded(text, node, lines, 2, end)


def _lost(before: str, after: str) -> int:
    """How many lines do not stand any more as they did, where lines were put in at one place."""
    old, new = before.splitlines(), after.splitlines()
    start = _alike(old, new)
    return len(old) - start - _alike(old[start:][::-1], new[start:][::-1])


def _alike(old: Iterable[str], new: Iterable[str]) -> int:
    """How many lines are the same from the start."""
    same = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        same += 1
    return same


def _said(value: Any) -> Any:
    """What c7gate reads where a value was written."""
    if isinstance(value, Mapping):
        return {key: _said(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, list | tuple) else value


def _read(data: bytes, path: str, wrong: str = "is not valid yet") -> _Read:
    record = read_file(path, Entry("100644", ""), data if len(data) <= MAX_BYTES else None)
    if record is None:
        raise UsageError(f"{path} is no training record")
    if record.problems or record.document is None:
        problem = record.problems[0]
        message = f"{path} {wrong}, so nothing was written: line {problem.line}: {problem.message}"
        raise UsageError(message, help=problem.help)
    return _Read(data, record)


def _refusal(path: str, why: str) -> UsageError:
    return UsageError(
        f"{path} cannot be edited without changing other lines: {why}", help="add the line by hand"
    )


def _bytes(file: Path, path: str) -> bytes:
    """A record's bytes, one more than is allowed at most; none where an assessment is not begun yet."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        if path.startswith(_ASSESSMENTS):
            return b""
        raise UsageError(
            f"{path} does not exist", help="name a login whose record does, with --login"
        ) from None
    except OSError as error:
        raise CannotLookError(f"{file}: {error.strerror}", help="make it readable") from None
