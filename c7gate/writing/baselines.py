"""A baseline written into `policies/success.yaml`, every other line as it was (T47, T48, T81)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode

from c7gate.model.errors import UsageError
from c7gate.reading import resources
from c7gate.rendering.scalar import scalar
from c7gate.writing.files import locked, replace_file
from c7gate.writing.policies import WOULD_NOT_BE_VALID, policy_bytes, said_in
from c7gate.writing.records import Edit
from c7gate.writing.yaml_lines import at_end, line_end_of, on_one_line, root_of

PATH = "policies/success.yaml"
_KEY = "baseline"
_NEW = """\
# yaml-language-server: $schema={schema}
# When the program is a success, and how it was before.

"""


def write_baseline(root: Path, value: Mapping[str, Any], *, lock: Path, dry_run: bool = False) -> Edit:
    """Put a baseline below all that the file says.

    Args:
        root: the top folder of the work tree.
        value: the value of `baseline`: texts, dates, and lists of lines.
        lock: the file that all writers of the policy lock.
        dry_run: only say what would be written.

    Raises:
        UsageError: the policy is not valid or would not be, or the file has a baseline or no place for one.
        CannotLookError: a file cannot be read or written, or is reached through a link; all is unchanged.
    """
    if dry_run:
        return _edit(root, value)
    with locked(lock):
        edit = _edit(root, value)
        replace_file(root / PATH, edit.after)
    return edit


def _edit(root: Path, value: Mapping[str, Any]) -> Edit:
    files = policy_bytes(root)
    before = said_in(files, "success", "nothing was written")
    if _KEY in before:
        raise UsageError(
            f"{PATH} has a {_KEY} already", help=f"take the key out, if nothing is frozen in it: {_KEY}"
        )
    data = files.get("success", b"")
    text = data.decode("utf-8") or _NEW.format(schema=resources.schema("success")["$id"])
    node = root_of(text)
    if (isinstance(node, MappingNode) and not node.flow_style) or node is None:
        text = at_end(text, _lines(value), line_end_of(text))
    after = text.encode("utf-8")
    if said_in({**files, "success": after}, "success", WOULD_NOT_BE_VALID) != {**before, _KEY: _said(value)}:
        raise UsageError(
            f"{PATH} cannot be edited without changing other lines: its keys do not stand on lines of their own",
            help="write one key a line",
        )
    return Edit(PATH, data, after)


def _lines(value: Mapping[str, Any]) -> Iterator[str]:
    yield f"{_KEY}:"
    for key, item in value.items():
        if isinstance(item, list):
            yield f"  {key}:"
            yield from (f"    - {on_one_line(line)}" for line in item)
        else:
            yield f"  {key}: {item if isinstance(item, date) else scalar(item)}"


def _said(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """What c7gate reads where the value was written."""
    return {key: item.isoformat() if isinstance(item, date) else item for key, item in value.items()}
