"""Lines added to a person's record, every other line as it was (T47, T48, T80, T81).

The record is edited by span: ruamel.yaml says where a list ends and how a new item is written, and the text
around it is not touched. The result is read again by c7gate's own parser; unless it is a valid record that
says what the old one said and the new item, nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from c7gate.model.commit import Entry
from c7gate.model.document import Document
from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.evaluation import RecordFile
from c7gate.parsing.yaml_text import MAX_BYTES
from c7gate.reading.records import read_file
from c7gate.writing.files import locked, refuse_links, replace_file
from c7gate.writing.yaml_lines import at_end, below, line_end_of, on_one_line, root_of, unfolded


class Edit(NamedTuple):
    """A record before and after; `path` is relative to the repository's root."""

    path: str
    before: bytes
    after: bytes

    @property
    def diff(self) -> tuple[str, ...]:
        """The change as lines of a unified diff, without line ends."""
        old, new = (data.decode("utf-8").splitlines() for data in (self.before, self.after))
        return tuple(unified_diff(old, new, f"a/{self.path}", f"b/{self.path}", n=1, lineterm=""))


def append_to_record(
    root: Path, path: str, key: str, item: Mapping[str, str], *, lock: Path, dry_run: bool = False
) -> Edit:
    """Append an item to one of a developer record's lists, and to nothing else.

    Args:
        root: the top folder of the work tree.
        path: the record's, relative to it.
        key: the list's key; a list that is not there is added at the end.
        item: the new item's keys and texts.
        lock: the file that all writers of this record lock. It stands elsewhere: any file beside a record is
            judged as a record.
        dry_run: only say what would be written.

    Raises:
        UsageError: the record is missing or not valid, would not be valid, or has no place for the item.
        CannotLookError: it cannot be read or written, or is reached through a link; it is unchanged.
    """
    file = root / path
    refuse_links(file, root)
    if dry_run:
        return _edit(_bytes(file), path, key, item)
    with locked(lock):
        edit = _edit(_bytes(file), path, key, item)
        replace_file(file, edit.after)
    return edit


def with_item(data: bytes, path: str, key: str, item: Mapping[str, str]) -> bytes:
    """A valid record's bytes with `item` at the end of the list `key`.

    Raises:
        UsageError: the record is not valid, would not be valid, or cannot be edited without touching more.
    """
    before = _valid(data, path, f"{path} is not valid yet, so nothing was written")
    text = data.decode("utf-8")
    root = root_of(text)
    if not isinstance(root, MappingNode) or root.flow_style:
        raise _refusal(path, "its keys do not stand on lines of their own")
    node = next((value for name, value in root.value if name.value == key), None)
    after = _placed(text, node, key, _flow(item), line_end_of(text)).encode("utf-8")
    changed = _valid(after, path, f"{path} would not be valid, so nothing was written")
    expected = {**before.value, key: [*before.value.get(key, ()), dict(item)]}
    if changed.value != expected:
        raise _refusal(path, f"there is no clear place for a line of {key}")
    return after


def _edit(data: bytes, path: str, key: str, item: Mapping[str, str]) -> Edit:
    return Edit(path, data, with_item(data, path, key, item))


def _placed(text: str, node: Node | None, key: str, item: str, end: str) -> str:
    """The text with the item where the list is: at the file's end, in its brackets, or below its last item."""
    if node is None:
        return at_end(text, (f"{key}:", f"  - {item}"), end)
    if not isinstance(node, SequenceNode):
        return text  # no list, so no record that is valid
    if not node.flow_style:
        return below(text, node, (f"- {item}",), end)
    if node.value:
        last = node.value[-1].end_mark.index
        return f"{text[:last]}, {item}{text[last:]}"
    return unfolded(text, node, (f"- {item}",), 2, end)


def _flow(item: Mapping[str, str]) -> str:
    """An item on one line: `{at: "…", kind: log}`; an instant in quotes, as the schema says."""
    return on_one_line(
        {name: DoubleQuotedScalarString(text) if name == "at" else text for name, text in item.items()}
    )


def _valid(data: bytes, path: str, otherwise: str) -> Document:
    record: RecordFile | None = read_file(path, Entry("100644", ""), data if len(data) <= MAX_BYTES else None)
    if record is None:
        raise UsageError(f"{path} is no training record")
    if record.problems or record.document is None:
        problem = record.problems[0]
        raise UsageError(f"{otherwise}: line {problem.line}: {problem.message}", help=problem.help)
    return record.document


def _refusal(path: str, why: str) -> UsageError:
    return UsageError(
        f"{path} cannot be edited without changing other lines: {why}", help="add the line by hand"
    )


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UsageError(
            f"{file} does not exist", help="name a login whose record does, with --login"
        ) from None
    except OSError as error:
        raise CannotLookError(f"{file}: {error.strerror}", help="make it readable") from None
