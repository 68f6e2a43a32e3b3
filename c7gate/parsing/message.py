"""The structure of a commit message: what stands at column 0, in which chunk, and what is quoted or code.

A message is plain text, so the rules are a small part of Markdown's (references, 4.1 and rule 1):

- A line of any paragraph may hold a trailer at column 0. A `* ` bullet begins a chunk of a squash body: what
  follows the bullet is column 0 of the chunk, and so is a continuation indented by two spaces, until a line
  stands at the margin again. `- ` is a bullet that no forge writes for a squashed commit: prose.
- A chunk that is a revert is hidden as a whole, up to the next chunk or a rule.
- Fences, code indented by four after a blank line, code spans on one line, lines beginning with `>`, and HTML
  comments hide what they hold. So do lines beginning with `#`, which git drops from an edited message, and
  everything below git's scissors line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from c7gate.model.reference import Drop
from c7gate.parsing.lines import Block, Canvas, Line, code_spans
from c7gate.parsing.rare import Rare

_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)$")
_SCISSORS = re.compile(r"# -+ >8 -+$")
_QUOTE = re.compile(r" {0,3}>")
_REVERT_SUBJECT = re.compile(r'(?:Revert|Reapply) "|revert(?:\([^)]*\))?!?: ', re.IGNORECASE)
_REVERT_BODY = Rare(r"^(?:This reverts commit [0-9a-f]{7,}|Reverts [\w.-]+/[\w.-]+#\d+)", re.MULTILINE)
REVERTS = "This reverts commit "
"""What stands before the id in the message that git and the forges write for a revert."""

_CHUNK = "* "
_INDENT = 4


def is_revert(message: str) -> bool:
    """Whether a message is what a forge or git writes for a revert: its subject and its body say so."""
    subject, _, body = message.lstrip("\n").partition("\n")
    return bool(_REVERT_SUBJECT.match(subject)) and bool(_REVERT_BODY.search(body))


def message_blocks(message: str, *, git: bool = True) -> list[Block]:
    """The paragraphs of a message and, as blocks with a `drop`, what they hide.

    `git` says that lines beginning with `#` are git's comments, and deep indentation is code. Lines end with
    a newline; a carriage return before it is dropped, elsewhere it is a character like any other.
    """
    rows = [row.removesuffix("\r") for row in message.split("\n")]
    canvas = Canvas.of(rows)
    columns = _Rows(canvas, git=git).columns()
    for start, end in _reverted_chunks(rows):
        for row in range(start, end):
            canvas.mark_row(row, Drop.REVERT)
            columns[row] = -1
    for row, text in enumerate(rows):
        for start, end in code_spans(text) if "`" in text else ():
            canvas.mark(canvas.starts[row] + start, canvas.starts[row] + end, Drop.CODE)
    canvas.mark_comments()
    blocks = [Block(tuple(lines)) for lines in _paragraphs(canvas, columns)]
    return [*blocks, *canvas.hidden(Drop)]


def _reverted_chunks(rows: list[str]) -> Iterator[tuple[int, int]]:
    """The chunks of a squash body, as [start, end) rows, that undo an earlier commit."""
    starts = [row for row, text in enumerate(rows) if text.startswith(_CHUNK)]
    for start, end in pairwise([*starts, len(rows)]):
        stop = next((row for row in range(start, end) if rows[row].startswith("---")), end)
        if is_revert(
            "\n".join(row[len(_CHUNK) :] if row[:2] in {_CHUNK, "  "} else row for row in rows[start:stop])
        ):
            yield start, stop


class _Rows:
    """Walks the rows once and marks those that are hidden as a whole."""

    def __init__(self, canvas: Canvas, *, git: bool) -> None:
        self._canvas = canvas
        self._git = git
        self._fence = ""
        self._fence_base = 0
        self._in_comment = False
        self._in_code = True
        self._base = 0

    def columns(self) -> list[int]:
        """Per row the character (from 0) at which its text begins; -1 for a row hidden as a whole."""
        found: list[int] = []
        for row, text in enumerate(self._canvas.rows):
            if self._git and text.startswith("# -") and _SCISSORS.match(text):
                for hidden in range(row, len(self._canvas.rows)):
                    self._canvas.mark_row(hidden, Drop.COMMENT)
                return [*found, *[-1] * (len(self._canvas.rows) - row)]
            drop = None if self._plain(text) else self._hidden(text)
            if drop is not None:
                self._canvas.mark_row(row, drop)
            found.append(-1 if drop else self._column(text))
        return found

    def _plain(self, text: str) -> bool:
        """Whether a row is blank or begins with a letter outside everything: most are, and nothing hides them."""
        plain = not (self._fence or self._in_comment or self._base) and (not text or text[0].isalpha())
        if plain:
            self._in_code = not text
        return plain

    def _hidden(self, text: str) -> Drop | None:
        at_margin = bool(text.strip()) and bool(text[: self._base].strip(" "))
        if at_margin and self._fence_base:
            self._fence = ""
        if at_margin and not self._fence and not self._in_comment:
            self._base = self._fence_base = 0
        inner = text[self._base :] if not text[: self._base].strip(" ") else text
        if self._in_comment or (not self._fence and re.match(r" {0,3}<!--", inner)):
            self._in_comment = "-->" not in text
            return None
        fence = _FENCE.match(inner)
        if self._fence:
            if fence and fence["fence"].startswith(self._fence) and not fence["info"].strip():
                self._fence = ""
            return Drop.CODE
        if fence:
            self._fence, self._fence_base = fence["fence"], self._base
            return Drop.CODE
        if self._git and text.startswith("#"):
            return Drop.COMMENT
        if _QUOTE.match(inner):
            return Drop.QUOTE
        return self._indented(inner)

    def _indented(self, inner: str) -> Drop | None:
        """Code indented by four or a tab: after a blank line, or after such code."""
        if not inner.strip():
            self._in_code = True
            return None
        self._in_code = self._in_code and (inner.startswith((" " * _INDENT, "\t")))
        return Drop.CODE if self._in_code and self._git else None

    def _column(self, text: str) -> int:
        if text.startswith(_CHUNK):
            self._base = len(_CHUNK)
        return min(self._base, len(text))


def _paragraphs(canvas: Canvas, columns: list[int]) -> Iterator[list[Line]]:
    lines: list[Line] = []
    for row, column in enumerate(columns):
        raw = canvas.rows[row]
        if lines and (column < 0 or not raw.strip() or raw.startswith(_CHUNK)):
            yield lines
            lines = []
        if column >= 0 and raw.strip():
            lines.append(canvas.line(row, column))
    if lines:
        yield lines
