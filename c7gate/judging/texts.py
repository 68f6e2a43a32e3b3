"""The texts of a change that can hold evidence, each with its reading and its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from c7gate.judging.authors import own_commits
from c7gate.judging.rule import Found
from c7gate.model.evaluation import Change, Snapshot
from c7gate.model.finding import Fix, Location
from c7gate.model.reference import Candidate, Drop, TextReading


@dataclass(frozen=True, slots=True)
class Text:
    """One text: its reading, what it is called, and where a line of it stands."""

    reading: TextReading
    called: str
    commit: str

    def location(self, line: int) -> Location:
        """The place of one of its lines."""
        return Location.in_commit(self.commit, line) if self.commit else Location.in_change("body", line)


def texts(change: Change) -> Iterator[Text]:
    """The description, then the messages of the commits that are somebody's work (no merges, bots, reverts)."""
    if change.body_reading is not None:
        yield Text(change.body_reading, "the description", "")
    for read in own_commits(change):
        if not read.is_revert:
            yield Text(read.reading, f"commit {read.commit.oid[:10]}", read.commit.oid)


def answered(snapshot: Snapshot) -> Text | None:
    """The first text whose verdict answers for the change by policy, or None."""
    if snapshot.change is None:
        return None
    counts = snapshot.policy.reference.counts
    return next((text for text in texts(snapshot.change) if text.reading.verdict in counts), None)


def fix_for(change: Change, line: str) -> Fix:
    """Appending `line` where it costs least: the description where there is one, else a commit message."""
    return Fix("commit.message" if change.body is None else "change.body", line)


def candidates(snapshot: Snapshot, drops: frozenset[Drop]) -> tuple[Found, ...]:
    """A finding for every candidate dropped for one of these reasons."""
    if snapshot.change is None or snapshot.change.merge_queue:
        return ()
    return tuple(
        _found(snapshot.change, text, candidate)
        for text in texts(snapshot.change)
        for candidate in text.reading.candidates
        if candidate.drop in drops
    )


def _found(change: Change, text: Text, candidate: Candidate) -> Found:
    help_ = f"write: {candidate.suggestion}" if candidate.suggestion else "remove the line or complete it"
    return Found(
        message=f"{text.called}: {candidate.because}",
        help=help_,
        location=text.location(candidate.line),
        fix=fix_for(change, candidate.suggestion) if candidate.suggestion else None,
    )
