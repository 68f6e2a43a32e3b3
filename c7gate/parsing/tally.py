"""What was found in one text so far, and the reading it adds up to."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from c7gate.model.reference import Candidate, Drop, Form, Reference, TextReading, TextVerdict, TextWaiver
from c7gate.parsing.reference import Ref, is_placeholder, split_version
from c7gate.parsing.trailer import trailer_line, waiver_line

_SPELT_WRONG = frozenset({Drop.INVALID, Drop.NEAR_MISS})
_VERDICTS = {
    Drop.CLAIM: TextVerdict.CLAIM,
    Drop.NEGATED: TextVerdict.NEGATED,
    Drop.NO_REASON: TextVerdict.NEGATED,
}
_EXCERPT = 200
_STRENGTH = tuple(TextVerdict)


class Tally:
    """Collects references, waivers and candidates.

    `template` holds the lines of the repository's own template, stripped: what stands on one of them is a
    candidate, never evidence. `rows` are the lines of the text. `mentioned` says that the product was named, with
    or without a candidate.
    """

    def __init__(self, rows: list[str], template: frozenset[str], placeholders: Collection[str]) -> None:
        self.rows = rows
        self.placeholders = placeholders
        self.mentioned = False
        self._template = template
        self._known: dict[int, bool] = {}
        self._references: list[Reference] = []
        self._waivers: list[TextWaiver] = []
        self._candidates: list[Candidate] = []
        self._named: list[tuple[int, int, str]] = []

    def name(self, ref: Ref, line: int, column: int) -> None:
        """Remember an id that the text names, whether it counts or not."""
        self._named.append((line, column, ref.id))

    def refer(self, ref: Ref, topic: str, form: Form, line: int, column: int) -> None:
        """Count a reference, unless its line is the template's or its id a documentation example's."""
        self.name(ref, line, column)
        if self._of_template(line):
            self.drop(Drop.TEMPLATE, line, column, "a line of the template, unchanged", ids=(ref.id,))
        elif is_placeholder(ref.id, self.placeholders):
            because = f"{ref.id} is a placeholder: name the library you looked up"
            self.drop(Drop.PLACEHOLDER, line, column, because, trailer_line(), ids=(ref.id,))
        else:
            library, version = split_version(ref.id)
            self._references.append(Reference(ref.id, library, version, topic, form, line, column))

    def waive(self, reason: str, line: int, column: int) -> None:
        """Count a text waiver, unless its line is the template's."""
        if self._of_template(line):
            self.drop(Drop.TEMPLATE, line, column, "a line of the template, unchanged")
        else:
            self._waivers.append(TextWaiver(reason, line, column))

    def drop(
        self,
        drop: Drop,
        line: int,
        column: int,
        because: str,
        suggestion: str = "",
        *,
        ids: Iterable[str] = (),
    ) -> None:
        """Remember what looked like evidence and is none."""
        if drop not in {Drop.TEMPLATE, Drop.REVERT} and self._of_template(line):
            drop, because = Drop.TEMPLATE, "a line of the template, unchanged"
        text = self.rows[line - 1][:_EXCERPT]
        self._candidates.append(
            Candidate(drop, text.strip(), because, line, column, suggestion, _distinct(ids))
        )

    def reading(self) -> TextReading:
        """The reading: duplicates once, in the order of the text, with its strongest verdict."""
        waivers = sorted(self._waivers, key=lambda one: (one.line, one.column))
        if self._references:
            for waiver in waivers:
                because = "a waiver and a reference in one text contradict each other"
                self.drop(Drop.CONFLICT, waiver.line, waiver.column, because, waiver_line(waiver.reason))
            waivers = []
        candidates = sorted(set(self._candidates), key=lambda one: (one.line, one.column, one.drop))
        return TextReading(
            self._verdict(),
            _once(sorted(self._references, key=lambda one: (one.line, one.column))),
            tuple(waivers),
            tuple(candidates),
            _distinct(library_id for _, _, library_id in sorted(self._named)),
        )

    def _verdict(self) -> TextVerdict:
        found = {self._weight(candidate) for candidate in self._candidates}
        found |= (
            {TextVerdict.REFERENCE} if self._references else {TextVerdict.WAIVED} if self._waivers else set()
        )
        found |= {TextVerdict.MENTION} if self.mentioned or self._named else set()
        return min(found, key=_STRENGTH.index, default=TextVerdict.NONE)

    def _weight(self, candidate: Candidate) -> TextVerdict:
        real = any(not is_placeholder(one, self.placeholders) for one in candidate.libraries)
        if candidate.drop in _SPELT_WRONG and real:
            return TextVerdict.CLAIM
        return _VERDICTS.get(candidate.drop, TextVerdict.MENTION)

    def _of_template(self, line: int) -> bool:
        if not self._template:
            return False
        if line not in self._known:
            self._known[line] = self.rows[line - 1].strip() in self._template
        return self._known[line]


def _distinct(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple({one.lower(): one for one in reversed(tuple(ids))}.values())[::-1]


def _once(references: Iterable[Reference]) -> tuple[Reference, ...]:
    """The first of each id and topic; two topics of one library are two look-ups."""
    seen: dict[tuple[str, str], Reference] = {}
    for reference in references:
        seen.setdefault((reference.id.lower(), reference.topic.lower()), reference)
    return tuple(seen.values())
