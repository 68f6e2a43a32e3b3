"""Prose cut into sentences and judged, with the ids that stand beside what they say."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.reference import Drop, TextVerdict
from c7gate.parsing.anchor import ANCHOR, LOOSE_ANCHOR
from c7gate.parsing.lines import Line
from c7gate.parsing.rare import Rare
from c7gate.parsing.reference import Ref, find_ids, is_placeholder
from c7gate.parsing.tally import Tally
from c7gate.parsing.trailer import trailer_line

_SENTENCE_END = Rare(r"(?<=[.!?])[ \n]+(?=[A-Z*`(\[])|(?<=[。！？])|\n(?=[ \t]*(?:[-*+•] |\d+\. |\|))")  # noqa: RUF001  full stops of Chinese and Japanese
_LEADER = Rare(r"[ \t]*(?://+|#+|/\*+|\*+(?=[ \t/])|--+|;+|<!--)?")
_WINDOW = 300
_NUMBER_CELL = Rare(r"\|\s*[\d.,]+\s*(?:\||$)")
_DROPS = {
    TextVerdict.CLAIM: (Drop.CLAIM, "prose claims a look-up; only a trailer counts"),
    TextVerdict.NEGATED: (Drop.NEGATED, "prose says that no look-up was made"),
    TextVerdict.MENTION: (Drop.MENTION, "prose mentions the product or plans a look-up"),
}


def read_prose(
    tally: Tally,
    lines: Sequence[Line],
    *,
    row: bool = False,
    carry: bool = False,
    comments: bool = False,
    ticked: bool = False,
) -> bool:
    """Judge the sentences of one block into the tally.

    `row` says that it is a table row, `carry` that the block before claimed a look-up and ended in a colon,
    `comments` that the marks of source-code comments may lead a line, `ticked` that it is a ticked task, whose
    bare mention is a claim. Whether the next block continues a claim comes back.
    """
    joined = _Joined(lines, comments=comments)
    refs = find_ids(joined.text)
    anchored = LOOSE_ANCHOR.search(joined.text) is not None
    if not anchored:
        return _unanchored(tally, joined, refs, row=row, carry=carry)
    offsets = [ref.offset for ref in refs]
    verdict = TextVerdict.NONE
    for sentence in joined.sentences():
        if LOOSE_ANCHOR.search(sentence.text):
            start, end = joined.beside(sentence)
            near = refs[bisect_left(offsets, start) : bisect_left(offsets, end)]
            verdict = _read_sentence(tally, joined, sentence, near, ticked=ticked)
    for ref in refs:
        if ref.url:
            tally.name(ref, *joined.place(ref.offset))
    return verdict is TextVerdict.CLAIM and joined.text.rstrip(" *_").endswith(":")


def _unanchored(tally: Tally, joined: _Joined, refs: Sequence[Ref], *, row: bool, carry: bool) -> bool:
    """Text without an anchor names an id only as a library URL, a catalogue's row, or the list after a claim."""
    catalogue = (row or joined.text.startswith("|")) and _NUMBER_CELL.search(joined.text) is not None
    ids = []
    for ref in refs:
        if ref.url or carry or catalogue:
            tally.name(ref, *joined.place(ref.offset))
            ids.append(ref.id)
    if carry and ids:
        _drop(tally, TextVerdict.CLAIM, joined.place(refs[0].offset), ids)
    return carry and bool(ids)


def _read_sentence(
    tally: Tally, joined: _Joined, sentence: _Sentence, near: Sequence[Ref], *, ticked: bool
) -> TextVerdict:
    from c7gate.parsing.prose import judge

    anchor = ANCHOR.search(sentence.text) or LOOSE_ANCHOR.search(sentence.text)
    at = anchor.start() if anchor else 0
    window = " ".join(sentence.text[max(at - _WINDOW, 0) : at + _WINDOW].split())
    verdict = judge(window, with_id=bool(near), ticked=ticked)
    for ref in near:
        tally.name(ref, *joined.place(ref.offset))
    if verdict is not TextVerdict.NONE:
        _drop(tally, verdict, joined.place(sentence.start + at), [ref.id for ref in near])
    return verdict


def _drop(tally: Tally, verdict: TextVerdict, place: tuple[int, int], ids: Sequence[str]) -> None:
    drop, because = _DROPS[verdict]
    real = [one for one in ids if not is_placeholder(one, tally.placeholders)]
    ready = trailer_line(", ".join(real)) if real else trailer_line()
    tally.drop(drop, *place, because, ready if drop is Drop.CLAIM else "", ids=ids)


class _Sentence(NamedTuple):
    """A sentence of a block: its text with its line breaks, and its [start, end) in the joined lines."""

    text: str
    start: int
    end: int


class _Joined:
    """The lines of a block as one text, and the way back to their places."""

    def __init__(self, lines: Sequence[Line], *, comments: bool) -> None:
        self.lines = lines
        self.text = "\n".join(_without_leader(line.text) if comments else line.text for line in lines)
        self.starts: list[int] = []
        self.edges: list[tuple[int, int]] = []
        offset = 0
        for text in self.text.split("\n"):
            self.starts.append(offset)
            self.edges.append((offset + len(text) - len(text.lstrip()), offset + len(text.rstrip())))
            offset += len(text) + 1

    def sentences(self) -> Iterator[_Sentence]:
        start = 0
        for gap in _SENTENCE_END.finditer(self.text):
            yield _Sentence(self.text[start : gap.start()], start, gap.start())
            start = gap.end()
        yield _Sentence(self.text[start:], start, len(self.text))

    def place(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self.starts, offset) - 1
        return self.lines[index].number, self.lines[index].column + offset - self.starts[index]

    def beside(self, sentence: _Sentence) -> tuple[int, int]:
        """The sentence's own [start, end), with the line before and after where it reaches their edge."""
        first = bisect_right(self.starts, sentence.start) - 1
        last = bisect_right(self.starts, max(sentence.end - 1, sentence.start)) - 1
        start, end = sentence.start, sentence.end
        if first and start <= self.edges[first][0] and not self._anchored(first - 1):
            start = self.starts[first - 1]
        if last + 1 < len(self.lines) and end >= self.edges[last][1] and not self._anchored(last + 1):
            end = self.edges[last + 1][1]
        return start, end

    def _anchored(self, index: int) -> bool:
        return bool(LOOSE_ANCHOR.search(self.lines[index].text))


def _without_leader(text: str) -> str:
    match = _LEADER.match(text)
    size = match.end() if match else 0
    return " " * size + text[size:]
