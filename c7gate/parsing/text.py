"""One text read for references: the same function in the hook, in CI and in `scan`.

The structure (`message.py` or `markdown.py`) says what is visible and where a trailer may stand; the value
grammar (`reference.py`) reads what is explicit; prose (`prose.py`) is only ever a claim, a denial or a mention.
Pure, linear in the text, and total: any string gives a reading. What few texts need (prose, slips, Markdown) is loaded
when one does: the commit hook waits for this module.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate

from c7gate.model.reference import Channel, Drop, Form, TextReading
from c7gate.parsing.anchor import LOOSE_ANCHOR
from c7gate.parsing.lines import Block, Box, Line
from c7gate.parsing.message import is_revert, message_blocks
from c7gate.parsing.rare import Rare
from c7gate.parsing.reference import (
    KEY,
    Ref,
    find_ids,
    note_after,
    parse_value,
    waiver_in,
)
from c7gate.parsing.tally import Tally
from c7gate.parsing.trailer import DEFAULT_PLACEHOLDERS, trailer_line
from c7gate.parsing.worth import WORTH, is_worth_reading

LIMIT = {Channel.COMMIT: 1 << 18, Channel.FILE: 1 << 18, Channel.PR: 1 << 16, Channel.REVIEW: 1 << 16}
"""Characters that are read; of a description as many as the forges store. The rest is named as a candidate."""

_KEY_ANYWHERE = Rare(r"context7[ \t]*:", re.IGNORECASE)
_PLAIN_URL = Rare(r"(?:[-*+] +)?<?https?://(?:www\.)?context7\.com/[^\s<>]+>?", re.IGNORECASE)
_REPORT = Rare(
    r"\s*context7:[ \t]*https?://(?:www\.)?context7\.com/[^\s?#]+\s*(?:\Z|\n[ \t]*Reason:)", re.IGNORECASE
)
"""The form with which people report a library's entry to its registry: a bare link, then at most its reason."""
_HIDDEN_BECAUSE = {
    Drop.REVERT: "a revert quotes what it undoes",
    Drop.COMMENT: "it stands in a comment, which nobody reads",
    Drop.CODE: "it stands in code",
    Drop.QUOTE: "it is a quotation",
    Drop.STRUCK: "it is struck out",
}


def read_text(
    text: str,
    channel: Channel,
    *,
    template: str = "",
    placeholders: Collection[str] = DEFAULT_PLACEHOLDERS,
) -> TextReading:
    """Read one text: references, waivers, and every candidate with the reason why it does not count.

    `template` is the repository's own template for this channel: lines identical to one of its lines are
    never evidence. `placeholders` are ids without version that are never a library. Lines and columns are of
    `text` as given, from 1, in characters. Never raises (references 4.2; N18; T77).
    """
    if not is_worth_reading(text):
        return TextReading()
    examined = text[: LIMIT[channel]]
    markdown = channel in {Channel.PR, Channel.REVIEW}
    if markdown:
        examined = examined.replace("\r\n", "\n").replace("\r", "\n")
    tally = Tally(
        examined.split("\n"), _template_lines(template), frozenset(one.lower() for one in placeholders)
    )
    if channel is Channel.COMMIT and is_revert(examined):
        _read_revert(tally)
    else:
        reader = _Reader(tally, channel, report=markdown and _REPORT.match(examined) is not None)
        for block in _blocks(examined, channel):
            reader.read(block)
    if len(text) > LIMIT[channel]:
        tally.drop(Drop.INVALID, len(tally.rows), 1, f"only the first {LIMIT[channel]} characters were read")
    return tally.reading()


def _blocks(text: str, channel: Channel) -> Iterable[Block]:
    if channel in {Channel.PR, Channel.REVIEW}:
        from c7gate.parsing.markdown import markdown_blocks

        return markdown_blocks(text)
    return message_blocks(text, git=channel is Channel.COMMIT)


def _template_lines(template: str) -> frozenset[str]:
    lines = re.split(r"\r\n?|\n", template) if template else ()
    return frozenset(line.strip() for line in lines if line.strip())


def _read_revert(tally: Tally) -> None:
    for number, row in enumerate(tally.rows, 1):
        if LOOSE_ANCHOR.search(row):
            ids = _name_all(tally, row, number, 1)
            tally.drop(Drop.REVERT, number, 1, "a revert quotes what it undoes", ids=ids)


def _name_all(tally: Tally, text: str, line: int, column: int) -> list[str]:
    """Remember the ids in a piece of text that begins at a place; give them."""
    refs = find_ids(text)
    for ref in refs:
        tally.name(ref, line, column + ref.offset)
    return [ref.id for ref in refs]


class _Reader:
    """Reads the blocks of one text into a tally."""

    def __init__(self, tally: Tally, channel: Channel, *, report: bool) -> None:
        self._tally = tally
        self._channel = channel
        self._report = report
        self._carry = False

    def read(self, block: Block) -> None:
        if block.drop is not None:
            self._hidden(block.lines[0], block.drop)
            return
        if block.box is not Box.NONE:
            block = self._lazy(block)
        if block.box is Box.OPEN:
            self._open_task(block)
        elif block.box is Box.TICKED and (block.section or LOOSE_ANCHOR.search(block.lines[0].text)):
            self._ticked_task(block)
        else:
            self._visible(block)

    def _lazy(self, block: Block) -> Block:
        """A task without the lines at the margin that Markdown lets continue it.

        A trailer pasted right under a list of tasks is meant for the whole description.
        """
        lazy = tuple(line for line in block.lines[1:] if line.column == 1)
        if not any(KEY.match(line.bare) for line in lazy):
            return block
        self._visible(Block(lazy, margin=block.margin))
        return block._replace(lines=(block.lines[0], *(line for line in block.lines[1:] if line.column > 1)))

    def _hidden(self, line: Line, drop: Drop) -> None:
        """A hidden line is worth a word only if it looks like evidence."""
        line = line._replace(text=line.text.replace("~", " "))
        beside_key = _KEY_ANYWHERE.search(self._tally.rows[line.number - 1])
        if not beside_key and not LOOSE_ANCHOR.search(line.text):
            return
        self._tally.mentioned = True
        looks = _KEY_ANYWHERE.search(line.text)
        if not looks and (drop is Drop.CODE or not find_ids(line.text)):
            return
        ids = _name_all(self._tally, line.text, line.number, line.column)
        ready = trailer_line(", ".join(ids)) if ids else ""
        self._tally.drop(drop, line.number, line.column, _HIDDEN_BECAUSE[drop], ready, ids=ids)

    def _open_task(self, block: Block) -> None:
        if not block.section and not any(LOOSE_ANCHOR.search(line.text) for line in block.lines):
            return
        for line in block.lines:
            ids = _name_all(self._tally, line.text, line.number, line.column)
            if ids or LOOSE_ANCHOR.search(line.text):
                self._tally.drop(Drop.UNCHECKED, line.number, line.column, "the task is not ticked", ids=ids)

    def _ticked_task(self, block: Block) -> None:
        first = block.lines[0]
        whole = "\n".join(line.text for line in block.lines)
        reason = waiver_in(whole)
        if reason:
            self._tally.waive(reason, first.number, first.column)
        elif not any(find_ids(line.text) for line in block.lines):
            self._claimed_task(first, whole)
        else:
            for line in block.lines:
                self._ids_in(line, Form.TASK)

    def _claimed_task(self, first: Line, whole: str) -> None:
        value = parse_value(whole.partition(":")[2], self._tally.placeholders)
        if KEY.search(whole) and value.drop in {Drop.INVISIBLE, Drop.PLACEHOLDER}:
            self._tally.drop(value.drop, first.number, first.column, value.because, value.suggestion)
        else:
            from c7gate.parsing.sentences import read_prose

            read_prose(self._tally, [first], ticked=True)

    def _ids_in(self, line: Line, form: Form) -> bool:
        """The ids of a task or section line as references, unless it says that they were not looked up."""
        from c7gate.parsing.prose import undone

        refs = find_ids(line.text)
        ends = [*(ref.offset for ref in refs), len(line.text)][1:]
        for ref, end in zip(refs, ends, strict=True):
            column = line.column + ref.offset
            after = line.text[ref.offset + len(ref.id) : end]
            if undone(line.text[: ref.offset], after):
                self._tally.name(ref, line.number, column)
                because = "it says that the look-up was not made"
                self._tally.drop(Drop.NEGATED, line.number, column, because, ids=(ref.id,))
            else:
                self._tally.refer(ref, _topic(after), form, line.number, column)
        return bool(refs)

    def _visible(self, block: Block) -> None:
        rest: list[Line] = []
        worth = self._carry
        at = 0
        while at < len(block.lines):
            line = block.lines[at]
            if not block.section and line.text.isascii() and not WORTH.search(line.text):
                rest.append(line)
                worth = worth or "|" in line.text
                at += 1
                continue
            worth = True
            size = self._trailer(block, at)
            if not (
                size or self._misspelt(line) or self._plain_url(block, line) or self._section(block, line)
            ):
                rest.append(_without_quoted_trailers(line))
            at += max(size, 1)
        if worth and rest:
            from c7gate.parsing.sentences import read_prose

            self._carry = read_prose(
                self._tally, rest, row=block.row, carry=self._carry, comments=self._channel is Channel.FILE
            )

    def _trailer(self, block: Block, at: int) -> int:
        """Read the trailer that begins at a line; how many lines it takes, 0 for none."""
        if block.margin is None:
            return 0
        line = block.lines[at]
        lead = len(line.text) - len(line.text.lstrip(" "))
        key = KEY.match(line.bare, lead) if lead <= block.margin else None
        if key is None:
            return 0
        folded = [Line(line.text[key.end() :], "", line.number, line.column + key.end())]
        for more in block.lines[at + 1 :]:
            own = block.margin and KEY.match(more.bare.lstrip(" "))
            if not more.text.startswith((" ", "\t")) or not more.text.strip() or own:
                break
            folded.append(more)
        self._value(folded, line)
        return len(folded)

    def _value(self, folded: Sequence[Line], line: Line) -> None:
        texts = [one.text.rstrip("\\") for one in folded]  # a backslash there is Markdown's hard line break
        starts = list(accumulate((len(text) + 1 for text in texts), initial=0))

        def place(ref: Ref) -> tuple[int, int]:
            index = bisect_right(starts, ref.offset) - 1
            return folded[index].number, folded[index].column + ref.offset - starts[index]

        value = parse_value("\n".join(texts), self._tally.placeholders)
        for ref in value.named:
            self._tally.name(ref, *place(ref))
        if self._report and value.refs:
            ready = trailer_line(value.refs[0].id)
            because = "a link alone is how a library's entry is reported: name its id, and what you looked up"
            self._tally.drop(Drop.MENTION, line.number, line.column, because, ready, ids=[value.refs[0].id])
            return
        for ref in value.refs:
            form = Form.URL if ref.url else Form.TRAILER
            self._tally.refer(ref, ref.topic or value.note, form, *place(ref))
        if value.reason:
            self._tally.waive(value.reason, line.number, line.column)
        if value.drop:
            ids = [ref.id for ref in value.named]
            self._tally.drop(value.drop, line.number, line.column, value.because, value.suggestion, ids=ids)

    def _misspelt(self, line: Line) -> bool:
        from c7gate.parsing.near_miss import near_miss

        found = near_miss(line.text, line.bare, self._tally.placeholders)
        if found is None:
            return False
        ids = _name_all(self._tally, line.text, line.number, line.column)
        self._tally.drop(
            found.drop, line.number, line.column, found.because, found.suggestion, ids=ids or found.ids
        )
        return True

    def _plain_url(self, block: Block, line: Line) -> bool:
        """A library URL alone on its line is a reference, except in a file, where it is a list of links."""
        text = line.text.strip()
        if block.margin is None or self._channel is Channel.FILE or not _PLAIN_URL.fullmatch(text):
            return False
        value = parse_value(text.lstrip("-*+ "), self._tally.placeholders)
        for ref in value.refs:
            column = line.column + line.text.index(ref.id, line.text.lower().index("context7.com"))
            self._tally.refer(ref, ref.topic or value.note, Form.URL, line.number, column)
        return bool(value.refs)

    def _section(self, block: Block, line: Line) -> bool:
        if not block.section:
            return False
        reason = waiver_in(line.text)
        if reason:
            self._tally.waive(reason, line.number, line.column)
            return True
        return self._ids_in(line, Form.SECTION)


def _without_quoted_trailers(line: Line) -> Line:
    """A trailer in a code span is quoted, not said; other code spans belong to the sentence."""
    quoted = _KEY_ANYWHERE.search(line.text) and not _KEY_ANYWHERE.search(line.bare)
    return line._replace(text=line.bare) if quoted else line


def _topic(after: str) -> str:
    return note_after(re.sub(r"^[?#]\S*", "", after))
