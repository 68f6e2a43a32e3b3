"""What one commit with a reference says by itself, whoever it is of: all that its evidence is made of.

It follows from the commit, its parent and the grammar; people, policy and time have no part in it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from c7gate.model.commit import Commit
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.reference import Channel
from c7gate.parsing.plain import plain_topics
from c7gate.reading.reverts import reverted

_CO_AUTHOR = re.compile(r"^Co-authored-by:[^<>\n]*<([^<>\s]+)>[ \t\r]*$", re.MULTILINE | re.IGNORECASE)
_MOST_CO_AUTHORS = 100

Topics = tuple[tuple[str, str], ...]
"""Pairs of a library, without version, and what was looked up in it."""


class Hit(NamedTuple):
    """A commit that names a library.

    `emails` are the author's, then those of the co-authors it names, each once; `seconds` and `offset_minutes` are
    the author's time, `committed` is the committer's (None where it cannot be read). `malformed` says what is wrong
    with the commit, `idle` why it is no work of its own. `lead` is how many seconds after its only parent it was
    committed (None where there is none to compare). `undoes` is the id of the commit that it says it reverts.
    """

    oid: str
    emails: tuple[str, ...]
    seconds: int
    offset_minutes: int
    committed: int | None
    topics: Topics
    malformed: str = ""
    idle: str = ""
    lead: int | None = None
    undoes: str = ""

    @property
    def at(self) -> datetime:
        """When its author says it was written, with the offset the author wrote; UTC at the ends of the calendar."""
        try:
            return datetime.fromtimestamp(self.seconds, _zone(self.offset_minutes))
        except (OverflowError, ValueError):
            return self.instant

    @property
    def instant(self) -> datetime:
        """When its author says it was written, UTC."""
        return datetime.fromtimestamp(self.seconds, UTC)


def hit_of(commit: Commit, emails: tuple[str, ...], topics: Topics) -> Hit | None:
    """What a commit that names these people and libraries says, its parent apart; None where it has no author."""
    if commit.author is None:
        return None
    return Hit(
        oid=commit.oid,
        emails=emails,
        seconds=commit.author.seconds,
        offset_minutes=commit.author.offset_minutes,
        committed=commit.committer.seconds if commit.committer else None,
        topics=topics,
        malformed="; ".join(commit.defects),
        idle="a merge" if commit.is_merge else "",
        undoes=reverted(commit.message),
    )


def beside(found: Hit, tree: str, parent: tuple[str, int | None]) -> Hit:
    """The same with what comparing its `tree` and time with those of its only parent tells."""
    parent_tree, before = parent
    lead = None if before is None or found.committed is None else found.committed - before
    return found._replace(idle="it changes no file" if parent_tree == tree else found.idle, lead=lead)


def emails_of(commit: Commit) -> tuple[str, ...]:
    """The e-mails a commit speaks of: its author's, then its co-authors', each once."""
    named = [commit.author.email] if commit.author else []
    if "co-authored-by:" in commit.message.lower():
        named += _CO_AUTHOR.findall(commit.message)[:_MOST_CO_AUTHORS]
    return tuple(dict.fromkeys(named))


def topics_of(message: str, placeholders: frozenset[str]) -> Topics:
    """The (library, topic) of each reference in a commit message; `placeholders` are in lower case."""
    plain = plain_topics(message, placeholders)
    if plain:
        return plain
    from c7gate.parsing.text import read_text

    reading = read_text(message, Channel.COMMIT, placeholders=placeholders)
    return tuple((reference.library, reference.topic) for reference in reading.references)


@lru_cache(maxsize=256)
def _zone(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))
