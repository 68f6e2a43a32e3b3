"""The spelling of a record mended where only that is wrong, every other character as it was.

What is mended: a key with one obvious nearest name, a date in another form, text that needs quotes, a tab behind a
colon or at the end of a line, a byte order mark. Never a fact: each single edit counts only if the file, read again,
has fewer problems than before and none that it did not have. Only where the file could not be read at all may others
come to light, on other lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import unified_diff

import yaml

from c7gate.model.commit import Entry
from c7gate.model.finding import Problem
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.yaml import LOADER
from c7gate.parsing.yaml_text import MAX_BYTES
from c7gate.reading.records import read_file

_BOM = "\ufeff"
_MOST_EDITS = 500
_STOPPING = frozenset(("yaml-forbidden-character", "yaml-syntax", "byte-order-mark"))
"""Problems that keep what else is wrong from being seen."""
_VALUE = re.compile(
    r"(?P<head>[ ]*(?:- +)*(?:[A-Za-z_][A-Za-z0-9_]*:[ ]+)?)(?P<value>[^'\"\[{|>#&*!\s][^#\r\n]*?)[ ]*"
)
_TAB = re.compile(r"(?<=:)[ ]*\t[ \t]*|[ \t]*\t[ \t]*(?=\r?$)")


class Fix(NamedTuple):
    """One mended place: its line and column from 1, what stood there and what stands there now."""

    line: int
    column: int
    before: str
    after: str


class Fixed(NamedTuple):
    """A file before and after; `shown` is its path for people."""

    shown: str
    before: bytes
    after: bytes
    fixes: tuple[Fix, ...]

    @property
    def diff(self) -> tuple[str, ...]:
        """The change as lines of a unified diff, without line ends."""
        old, new = (data.decode("utf-8").splitlines() for data in (self.before, self.after))
        return tuple(unified_diff(old, new, f"a/{self.shown}", f"b/{self.shown}", n=1, lineterm=""))


class _Edit(NamedTuple):
    """A stretch of the text, by index, and what it is to be."""

    start: int
    end: int
    text: str


def fixed(data: bytes, path: str, shown: str) -> Fixed | None:
    """A record with its spelling mended; None where there is nothing to mend.

    Args:
        data: the whole file.
        path: its path as the repository would name it, which says what it is.
        shown: its path for people.
    """
    problems = _problems(data, path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    fixes: list[Fix] = []
    while problems and len(fixes) < _MOST_EDITS:
        found = next(_better(text, path, problems), None)
        if found is None:
            break
        edit, problems = found
        fixes.append(_told(text, edit))
        text = text[: edit.start] + edit.text + text[edit.end :]
    return Fixed(shown, data, text.encode("utf-8"), tuple(fixes)) if fixes else None


def _problems(data: bytes, path: str) -> tuple[Problem, ...]:
    record = read_file(path, Entry("100644", ""), data if len(data) <= MAX_BYTES else None)
    return record.problems if record is not None and record.kind is not None else ()


def _better(
    text: str, path: str, problems: tuple[Problem, ...]
) -> Iterator[tuple[_Edit, tuple[Problem, ...]]]:
    """The edits that leave less wrong and add nothing, with what is left."""
    before = {_known(problem) for problem in problems}
    unread = all(problem.rule in _STOPPING for problem in problems)
    for problem in problems:
        for edit in _edits(text, problem):
            after = _problems((text[: edit.start] + edit.text + text[edit.end :]).encode("utf-8"), path)
            left = {_known(each) for each in after}
            revealed = (
                unread and _known(problem) not in left and all(each.line != problem.line for each in after)
            )
            if (len(after) < len(problems) and before >= left) or revealed:
                yield edit, after


def _known(problem: Problem) -> tuple[str, str, int]:
    """A problem without its column, which an edit on its line moves."""
    return problem.rule, problem.message, problem.line


def _edits(text: str, problem: Problem) -> Iterator[_Edit]:
    """What may mend a problem."""
    if problem.rule == "byte-order-mark":
        yield _Edit(0, len(_BOM), "")
        return
    start = _line_start(text, problem.line)
    line = text[start : (text.find("\n", start) + 1 or len(text) + 1) - 1].removesuffix("\r")
    if problem.mend:
        yield from _in_place(text, problem, start)
    elif problem.rule == "yaml-syntax" and (whole := _VALUE.fullmatch(line)) and whole["head"].strip():
        yield _Edit(
            start + whole.start("value"),
            start + whole.end("value"),
            json.dumps(whole["value"], ensure_ascii=False),
        )
    elif problem.rule == "yaml-forbidden-character" and '"' not in line and "'" not in line:
        spaced = _TAB.sub(lambda tab: " " if tab.end() < len(line) else "", line)
        if spaced != line:
            yield _Edit(start, start + len(line), spaced)


def _in_place(text: str, problem: Problem, start: int) -> Iterator[_Edit]:
    """What stands where the problem is, a key or a value on one line, written as it should be."""
    shift = text.startswith(_BOM) and problem.line == 1
    for event in yaml.parse(text.removeprefix(_BOM).replace("\r\n", "\n"), Loader=LOADER):
        if isinstance(event, yaml.ScalarEvent):
            first, last = event.start_mark, event.end_mark
            if first is None or last is None:
                continue  # no parser of ours leaves them out
            if (first.line + 1, first.column + 1) == (
                problem.line,
                problem.column,
            ) and last.line == first.line:
                yield _Edit(start + shift + first.column, start + shift + last.column, problem.mend)


def _told(text: str, edit: _Edit) -> Fix:
    line = text.count("\n", 0, edit.start) + 1
    column = edit.start - text.rfind("\n", 0, edit.start)
    return Fix(line, column, text[edit.start : edit.end], edit.text)


def _line_start(text: str, line: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start
