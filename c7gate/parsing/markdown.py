"""The structure of a Markdown text (a description, a review comment), by a CommonMark parser.

What a reader of the rendered page sees as text may count; what is hidden or quoted may not (references, rule 5):

- Every line of a paragraph may begin with a trailer, in a list item too: `- Context7: /a/b` is read as the
  person means it. Four or more spaces before it are no trailer even where Markdown folds them away.
- A task item is its paragraph with its indented children. Nested tasks stand for themselves; a ticked one
  under an open one does not count.
- Under a heading `Context7` of any level everything belongs to that section until a heading of the same or a
  higher level.
- HTML blocks and headings are prose. HTML comments, code blocks, quotations, struck text and lines that are
  not rendered at all (link reference definitions) are hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from c7gate.model.reference import Drop
from c7gate.parsing.lines import Block, Box, Canvas, code_spans

if TYPE_CHECKING:
    from markdown_it.token import Token

_BOX = re.compile(r"(?:~~)?\[(?P<mark>[ xX])\](?=[ \t\n]|$)|☐")
_HEADING = re.compile(r"[\W_]*context7[\W_]*", re.IGNORECASE)
_STRIKE = re.compile(r"~~|</?(?:del|s|strike)>", re.IGNORECASE)
_MARGIN = 3


@dataclass(slots=True)
class _Item:
    box: Box
    rows: list[tuple[int, int]] = field(default_factory=list)
    section: bool = False


@dataclass(slots=True)
class _Place:
    """Where the walk through the tokens stands."""

    quotes: int = 0
    section: int = 0
    heading: int = 0
    items: list[_Item] = field(default_factory=list)
    fresh_item: bool = False
    in_row: bool = False


def markdown_blocks(text: str) -> list[Block]:
    """The paragraphs, tasks, sections and table rows of a Markdown text, then what it hides.

    `text` must have newline line ends only.
    """
    canvas = Canvas.of(text.split("\n"))
    tokens = _tokens(text)
    _mark_hidden(canvas, tokens)
    return [*_Walk(canvas).blocks(tokens), *canvas.hidden(Drop)]


def _tokens(text: str) -> list[Token]:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable("inline").parse(text)


def _mark_hidden(canvas: Canvas, tokens: list[Token]) -> None:
    seen = [False] * len(canvas.rows)
    quotes = 0
    for token in tokens:
        quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.map is None or (token.nesting and token.type not in {"heading_open", "table_open", "hr"}):
            continue
        drop = Drop.CODE if token.type in {"fence", "code_block"} else Drop.QUOTE if quotes else None
        for row in range(token.map[0], min(token.map[1], len(seen))):
            seen[row] = True
            if drop:
                canvas.mark_row(row, drop)
        if token.type == "inline" and not quotes:
            _mark_inline(canvas, token.map[0], token.map[1])
    canvas.mark_comments()
    for row, known in enumerate(seen):
        if not known:
            canvas.mark_row(row, Drop.COMMENT)


def _mark_inline(canvas: Canvas, first: int, last: int) -> None:
    start = canvas.starts[first]
    text = "\n".join(canvas.rows[first:last])
    for left, right in code_spans(text):
        canvas.mark(start + left, start + right, Drop.CODE)
    marks = [match for match in _STRIKE.finditer(text) if canvas.marks[start + match.start()] is None]
    for index, (left_mark, right_mark) in enumerate(pairwise(marks)):
        if index % 2 == 0:
            canvas.mark(start + left_mark.start(), start + right_mark.end(), Drop.STRUCK)


class _Walk:
    """Turns tokens into blocks. A task's block comes when its item ends, so that it holds its children."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._at = _Place()

    def blocks(self, tokens: list[Token]) -> Iterator[Block]:
        for token in tokens:
            self._at.quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
            if not self._at.quotes:
                self._enter(token)
                yield from self._leave(token)

    def _enter(self, token: Token) -> None:
        if token.type == "list_item_open":
            self._at.items.append(_Item(Box.NONE))
            self._at.fresh_item = True
        elif token.type == "heading_open":
            self._at.heading = int(token.tag[1:])
        elif token.type in {"tr_open", "tr_close"}:
            self._at.in_row = token.type == "tr_open"

    def _leave(self, token: Token) -> Iterator[Block]:
        if token.type == "list_item_close":
            yield from self._end_item()
        elif token.map and token.type == "tr_open":
            line = self._canvas.line(token.map[0], 0)
            yield Block((line,), margin=None, section=bool(self._at.section), row=True)
        elif token.map and token.type in {"inline", "html_block"} and not self._at.in_row:
            yield from self._text(token, token.map)

    def _text(self, token: Token, rows: list[int]) -> Iterator[Block]:
        if self._at.heading:
            yield from self._heading(token.content, rows[0])
            return
        columns = self._columns(token, rows)
        item = self._open_item(token.content)
        if item is not None:
            item.rows.extend(columns)
        else:
            lines = tuple(self._canvas.line(row, column) for row, column in columns)
            margin = _MARGIN if token.type == "inline" else None
            yield Block(lines, margin=margin, section=bool(self._at.section))

    def _heading(self, content: str, row: int) -> Iterator[Block]:
        level, self._at.heading = self._at.heading, 0
        if _HEADING.fullmatch(content):
            if not self._at.section or level <= self._at.section:
                self._at.section = level
            return
        if self._at.section and level <= self._at.section:
            self._at.section = 0
        raw = self._canvas.rows[row]
        yield Block((self._canvas.line(row, len(raw) - len(raw.lstrip("# \t"))),), margin=None)

    def _columns(self, token: Token, rows: list[int]) -> list[tuple[int, int]]:
        """Rows and the columns at which their text begins, with what indentation their container leaves."""
        found = []
        for row, content in zip(range(*rows), token.content.split("\n"), strict=False):
            raw = self._canvas.rows[row].rstrip()
            column = max(len(raw) - len(content.strip()), 0)
            indent = len(content) - len(content.lstrip())
            found.append((row, max(column - indent, 0)))
        return found

    def _open_item(self, content: str) -> _Item | None:
        """The task that a text belongs to; the first text of a list item may begin one."""
        if self._at.fresh_item:
            self._at.fresh_item = False
            match = _BOX.match(content)
            if match:
                ticked = (match["mark"] or " ") != " "
                above = any(item.box is Box.OPEN for item in self._at.items)
                box = Box.TICKED if ticked and not above else Box.OPEN
                self._at.items[-1] = _Item(box, section=bool(self._at.section))
        return next((item for item in reversed(self._at.items) if item.box is not Box.NONE), None)

    def _end_item(self) -> Iterator[Block]:
        item = self._at.items.pop()
        self._at.fresh_item = False
        if item.box is not Box.NONE:
            lines = tuple(self._canvas.line(row, column) for row, column in item.rows)
            yield Block(lines, margin=_MARGIN, section=item.section, box=item.box)
