"""Public holidays written into `policies/calendars.yaml`, every other line as it was (T47, T48, T81).

What stands there is a fact that somebody reviewed: no date is taken away, and none is written twice. The whole
policy is read before and after by c7gate's own parser; unless it is valid and says what it said and the new
dates, nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode, Node, SequenceNode

from c7gate.model.errors import UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.reading import resources
from c7gate.reading.public_holidays import Holiday
from c7gate.rendering.scalar import scalar
from c7gate.writing.files import locked, replace_file
from c7gate.writing.policies import WOULD_NOT_BE_VALID, policy_bytes, said_in
from c7gate.writing.records import Edit
from c7gate.writing.yaml_lines import at_end, below, line_end_of, on_one_line, root_of, unfolded

PATH = "policies/calendars.yaml"
_NEW = """\
# yaml-language-server: $schema={schema}
# Days on which nobody is expected, by calendar; a cohort names the calendar it follows.

"""
_STEP = 2


class CalendarEdit(NamedTuple):
    """The file before and after, the holidays `added`, and those on dates that were `there`, as the file names them.

    `is_new` says that the calendar was not there.
    """

    edit: Edit
    added: tuple[Holiday, ...]
    there: tuple[Holiday, ...]
    is_new: bool


def add_holidays(
    root: Path, calendar: str, days: Sequence[Holiday], *, lock: Path, dry_run: bool = False
) -> CalendarEdit:
    """Add to a calendar the dates that its holidays do not hold yet.

    Args:
        root: the top folder of the work tree.
        calendar: its id; one that is not there is made.
        days: the holidays, in the order in which they are written.
        lock: the file that all writers of the policy lock.
        dry_run: only say what would be written.

    Raises:
        UsageError: the policy is not valid, or would not be, or has no place for the dates.
        CannotLookError: a file cannot be read or written, or is reached through a link; all is unchanged.
    """
    if dry_run:
        return _edit(root, calendar, days)
    with locked(lock):
        edit = _edit(root, calendar, days)
        if edit.added:
            replace_file(root / PATH, edit.edit.after)
    return edit


def _edit(root: Path, calendar: str, days: Sequence[Holiday]) -> CalendarEdit:
    files = policy_bytes(root)
    before = said_in(files, "calendars", "nothing was written")
    held = {day["date"]: day.get("name", "") for day in _holidays(before, calendar)}
    added = tuple(day for day in days if day.day.isoformat() not in held)
    there = tuple(Holiday(day.day, held[day.day.isoformat()]) for day in days if day.day.isoformat() in held)
    data = files.get("calendars", b"")
    after = data
    if added:
        after = _with_days(data, calendar, added)
        items = [{"date": day.day.isoformat(), "name": day.name} for day in added]
        said = said_in({**files, "calendars": after}, "calendars", WOULD_NOT_BE_VALID)
        if said != _expected(before, calendar, items):
            raise _refusal(f"there is no clear place for holidays of {calendar}")
    is_new = calendar not in before.get("calendars", {})
    return CalendarEdit(Edit(PATH, data, after), added, there, is_new)


def _with_days(data: bytes, calendar: str, days: Iterable[Holiday]) -> bytes:
    """The file with these days at the end of the calendar's holidays."""
    text = data.decode("utf-8") or _NEW.format(schema=resources.schema("calendars")["$id"])
    items = [on_one_line({"date": day.day, "name": day.name}) for day in days]
    return _placed(text, ["calendars", calendar, "holidays"], items).encode("utf-8")


def _placed(text: str, keys: Sequence[str], items: Sequence[str]) -> str:
    """The text with the items in the list that the keys lead to; what of them is missing is made."""
    end = line_end_of(text)
    node = root_of(text)
    if node is None:
        return at_end(text, _block(keys, items), end)
    parent: MappingNode | None = None
    depth = 0
    while isinstance(node, MappingNode) and depth < len(keys) and (child := _child(node, keys[depth])):
        parent, node, depth = node, child, depth + 1
    lines = _block(keys[depth:], items)
    if not isinstance(node, MappingNode | SequenceNode):
        return text  # neither mapping nor list, so no policy that is valid
    if not node.flow_style:
        return below(text, node, lines, end)
    if isinstance(node, SequenceNode) and node.value:
        return _in_brackets(text, node, items, end)
    if node.value or parent is None or parent.flow_style:
        raise _refusal("its keys do not stand on lines of their own")
    return unfolded(text, node, lines, parent.start_mark.column + _STEP, end)


def _child(node: MappingNode, key: str) -> Node | None:
    """The value of a mapping's key."""
    return next((value for name, value in node.value if name.value == key), None)


def _block(keys: Sequence[str], items: Iterable[str]) -> list[str]:
    """Keys one in another, and in the last a list of the items, as lines."""
    heads = [f"{' ' * (_STEP * depth)}{scalar(key)}:" for depth, key in enumerate(keys)]
    return [*heads, *(f"{' ' * (_STEP * len(keys))}- {item}" for item in items)]


def _in_brackets(text: str, node: SequenceNode, items: Iterable[str], end: str) -> str:
    """The items after the last one of `[…]`, each on a line of its own below the first."""
    last = node.value[-1].end_mark.index
    indent = " " * node.value[0].start_mark.column
    return text[:last] + "".join(f",{end}{indent}{item}" for item in items) + text[last:]


def _holidays(value: dict[str, Any], calendar: str) -> Sequence[dict[str, str]]:
    holidays: Sequence[dict[str, str]] = value.get("calendars", {}).get(calendar, {}).get("holidays", ())
    return holidays


def _expected(value: dict[str, Any], calendar: str, items: Sequence[dict[str, str]]) -> dict[str, Any]:
    """What the file is to say: what it said and the items."""
    calendars = value.get("calendars", {})
    changed = {**calendars.get(calendar, {}), "holidays": [*_holidays(value, calendar), *items]}
    return {**value, "calendars": {**calendars, calendar: changed}}


def _refusal(why: str) -> UsageError:
    return UsageError(
        f"{PATH} cannot be edited without changing other lines: {why}", help="write the dates by hand"
    )
