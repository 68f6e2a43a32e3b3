"""A text cut into blocks of lines, with what a reader does not see blanked out.

Both structures (`message.py`, `markdown.py`) give the same shape, so one grammar reads both. Blanking keeps
every character's place: a column in a `Line` is a column of the text as given.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from itertools import groupby

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.reference import Drop
from c7gate.parsing.anchor import TELLING
from c7gate.parsing.rare import Rare

_INLINE_MARK = Rare(r"\\[\\`]|<!--|-->|`+")
_COMMENT_MARKS = Rare(r"[<!>-]+")
_OPENER = ["<", "!", "-", "-"]
_CLOSER = ["-", "-", ">"]
_NOT_CODE = (None, *(drop for drop in Drop if drop is not Drop.CODE))


class Box(StrEnum):
    """What a list item's task box says."""

    NONE = "none"
    OPEN = "open"
    TICKED = "ticked"


class Line(NamedTuple):
    """A visible line, or a hidden one in a block that says why.

    `text` starts at `column` of line `number` (both from 1), without its container's indentation. Comments and
    struck text are blanked in it. In `bare` code spans are blanked too: a key must stand there.
    """

    text: str
    bare: str
    number: int
    column: int


class Block(NamedTuple):
    """Lines that belong together.

    `drop` is why nothing in it counts (None: visible). `margin` is how many spaces may stand before a trailer
    (None: no trailer may stand in it). `section` says whether it stands under a Context7 heading, `row` whether it is a table row.
    """

    lines: tuple[Line, ...]
    drop: Drop | None = None
    margin: int | None = 0
    section: bool = False
    box: Box = Box.NONE
    row: bool = False


class Canvas(NamedTuple):
    """A text being blanked: per character whether it is visible, and why not.

    `rows` are its lines without line ends; `starts` the offset of each in the text joined with single
    newlines.
    """

    rows: list[str]
    starts: list[int]
    marks: list[Drop | None]

    @classmethod
    def of(cls, rows: list[str]) -> Canvas:
        """A canvas on which everything is visible."""
        starts, offset = [], 0
        for row in rows:
            starts.append(offset)
            offset += len(row) + 1
        return cls(rows, starts, [None] * offset)

    def mark(self, start: int, end: int, drop: Drop) -> None:
        """Hide [start, end); a later reason replaces an earlier one."""
        end = min(end, len(self.marks))
        self.marks[start:end] = [drop] * (end - start)

    def mark_row(self, row: int, drop: Drop) -> None:
        """Hide a whole line."""
        self.mark(self.starts[row], self.starts[row] + len(self.rows[row]), drop)

    def mark_comments(self) -> None:
        """Hide HTML comments, outermost first, also those that removing another comment would build."""
        text = "\n".join(self.rows)
        if "<!--" in text:
            rows = zip(self.rows, self.starts, strict=True)
            shown = (_blanked(row, self.marks[at : at + len(row)], _NOT_CODE) for row, at in rows)
            for start, end in comment_ranges("\n".join(shown)):
                self.mark(start, end, Drop.COMMENT)

    def line(self, row: int, column: int) -> Line:
        """The line `row` (from 0) from the character `column` (from 0) on."""
        raw = self.rows[row]
        marks = self.marks[self.starts[row] : self.starts[row] + len(raw)]
        if not any(marks):
            text = bare = raw
        else:
            text = _blanked(raw, marks, (None, Drop.CODE))
            bare = _blanked(raw, marks, (None,))
        return Line(text[column:], bare[column:], row + 1, column + 1)

    def hidden(self, drops: Iterable[Drop]) -> Iterator[Block]:
        """The hidden stretches of each line that can tell anything as blocks, to say what was dropped and why."""
        if not any(self.marks):
            return
        wanted = set(drops)
        for row, raw in enumerate(self.rows):
            if not TELLING.search(raw):
                continue
            start = self.starts[row]
            marks = self.marks[start : start + len(raw)]
            for drop in sorted(wanted.intersection(marks)):
                text = _blanked(raw, marks, (drop,))
                yield Block((Line(text, text, row + 1, 1),), drop)


def _blanked(raw: str, marks: Iterable[Drop | None], shown: Collection[Drop | None]) -> str:
    """A line with a space for each character whose mark is not to be shown."""
    pieces = []
    at = 0
    for mark, run in groupby(marks):
        end = at + len(list(run))
        pieces.append(raw[at:end] if mark in shown else " " * (end - at))
        at = end
    return "".join(pieces)


def code_spans(text: str) -> list[tuple[int, int]]:
    """The code spans of one paragraph as [start, end), by CommonMark: equal runs of backticks, comments first."""
    found = [(match.start(), match.group()) for match in _INLINE_MARK.finditer(text)]
    runs: dict[str, list[int]] = {}
    for index, (_, mark) in enumerate(found):
        runs.setdefault(mark, []).append(index)
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(found):
        offset, mark = found[at]
        closer = {"<!--": "-->"}.get(mark, mark)
        partner = _after(runs.get(closer, []), at) if mark[0] in "`<" else None
        if partner is not None and mark[0] == "`":
            spans.append((offset, found[partner][0] + len(mark)))
        at = at + 1 if partner is None else partner + 1
    return spans


def _after(indexes: list[int], index: int) -> int | None:
    place = bisect_left(indexes, index + 1)
    return indexes[place] if place < len(indexes) else None


def comment_ranges(text: str) -> list[tuple[int, int]]:
    """HTML comments as [start, end): nested ones to the outer end, and those rebuilt by stripping others.

    An opener without an end hides the rest only at the start of a line, as CommonMark has it (T77, N18).
    Linear in the text.
    """
    signs: list[str] = []
    places: list[int] = []
    openers: list[tuple[int, int]] = []
    ranges: list[tuple[int, int]] = []
    closers: list[int] = []
    for run in _COMMENT_MARKS.finditer(text):
        signs.append("")
        places.append(-1)
        for place, sign in enumerate(run.group(), run.start()):
            signs.append(sign)
            places.append(place)
            if sign == "-" and signs[-2] == "-" and signs[-4:] == _OPENER:
                openers.append((len(signs) - 4, places[-4]))
            elif sign == ">" and signs[-3:] == _CLOSER:
                closers.append(place + 1)
                if openers:
                    depth, start = openers.pop()
                    del signs[depth:], places[depth:]
                    ranges.append((start, place + 1))
    ranges.extend(_unclosed(text, [start for _, start in openers], closers))
    return _merged(ranges)


def _unclosed(text: str, openers: list[int], closers: list[int]) -> Iterator[tuple[int, int]]:
    for start in openers:
        place = bisect_left(closers, start + 4)
        line_start = text.rfind("\n", 0, start) + 1
        if place < len(closers):
            yield start, closers[place]
        elif start - line_start <= 3 and not text[line_start:start].strip(" "):  # noqa: PLR2004  CommonMark's three
            yield start, len(text)


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
