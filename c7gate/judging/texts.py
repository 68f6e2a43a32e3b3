"""The texts of a change that can hold evidence, each with its reading and its place."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from c7gate.judging.authors import own_commits
from c7gate.judging.rule import Found
from c7gate.model.evaluation import Change, Snapshot
from c7gate.model.finding import Fix, Location
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.reference import Candidate, Channel, Drop, TextReading
from c7gate.parsing.text import read_text

RULES: Mapping[Drop, str] = {
    Drop.INVALID: "invalid-reference",
    Drop.PLACEHOLDER: "invalid-reference",
    Drop.NEAR_MISS: "invalid-reference",
    Drop.INVISIBLE: "invalid-reference",
    Drop.CONFLICT: "reference-conflict",
    Drop.CLAIM: "prose-claim",
    Drop.NO_REASON: "waiver-without-reason",
}
"""The rule that tells of a candidate, by why it does not count; of the other reasons nobody needs to be told."""
_SHOWN = 80
_HELP = {
    Drop.PLACEHOLDER: "put the id of the library you looked up in its place",
    Drop.CONFLICT: "remove the waiver or the references, whichever is not true",
}


class Text(NamedTuple):
    """One text: its reading, and the commit whose message it is (empty: the description)."""

    reading: TextReading
    commit: str

    def location(self, line: int) -> Location:
        """The place of one of its lines."""
        return Location.in_commit(self.commit, line) if self.commit else Location.in_change("body", line)


def texts(change: Change) -> Iterator[Text]:
    """The description, then the messages of the commits that are somebody's work (no merges, bots, reverts)."""
    if change.body_reading is not None:
        yield Text(change.body_reading, "")
    for read in own_commits(change):
        if not read.is_revert:
            yield Text(read.reading, read.commit.oid)


def answered(snapshot: Snapshot) -> Text | None:
    """The first text whose verdict answers for the change by policy, or None."""
    if snapshot.change is None:
        return None
    counts = snapshot.policy.reference.counts
    return next((text for text in texts(snapshot.change) if text.reading.verdict in counts), None)


def fix_for(change: Change, line: str) -> Fix:
    """Appending `line` where it costs least: the description where there is one, else a commit message."""
    return Fix("commit.message" if change.body is None else "change.body", line)


def candidates(snapshot: Snapshot, rule: str) -> tuple[Found, ...]:
    """A finding for every candidate that the rule of this name tells of."""
    if snapshot.change is None or snapshot.change.merge_queue:
        return ()
    counts = snapshot.policy.reference.counts
    return tuple(
        _found(snapshot.change, text, candidate, counts)
        for text in texts(snapshot.change)
        for candidate in text.reading.candidates
        if RULES.get(candidate.drop) == rule
    )


def _found(change: Change, text: Text, candidate: Candidate, counts: Container[str]) -> Found:
    suggested = candidate.suggestion
    # A suggestion that must still be filled in is help for a person, not a line for a machine to append.
    ready = suggested and read_text(suggested, Channel.COMMIT).verdict in counts
    return Found(
        message=f'"{_shortened(candidate.text)}": {candidate.because}',
        help=_HELP.get(candidate.drop) or _write(suggested),
        location=text.location(candidate.line),
        fix=fix_for(change, suggested) if ready else None,
    )


def _write(suggested: str) -> str:
    return f"write: {suggested}" if suggested else "complete the line or remove it"


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
