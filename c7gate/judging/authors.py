"""Whose change it is: the event's author, else the authors of its own commits (rules of judging 8)."""

from __future__ import annotations

from c7gate.model.evaluation import Change, ReadCommit, Snapshot
from c7gate.model.named_tuple import NamedTuple


class Author(NamedTuple):
    """One author: `name` as a person reads it (forge login or e-mail), `login` the enrolled person or empty."""

    name: str
    login: str


def own_commits(change: Change) -> tuple[ReadCommit, ...]:
    """The commits that are somebody's work: no merges, no bots.

    Where merges alone bring in what no base holds, they are the work: nothing else could have written it (T18).
    """
    ordinary = [read for read in change.commits if not read.commit.is_merge]
    works = ordinary or (change.commits if change.paths else ())
    return tuple(read for read in works if not read.is_bot)


def authors(snapshot: Snapshot) -> tuple[Author, ...]:
    """The change's human authors, each once; empty where only bots or merges made it."""
    change = snapshot.change
    if change is None:
        return ()
    if change.author and not change.author_is_bot:
        return (Author(change.author, change.author_login),)
    found = {
        Author(read.commit.author.email, read.login): None
        for read in own_commits(change)
        if read.commit.author is not None
    }
    return tuple(found)


def enrolled(snapshot: Snapshot) -> tuple[Author, ...]:
    """The authors who count as enrolled: all of them where no policy stands yet, to say what it would say."""
    if snapshot.advisory:
        return authors(snapshot)
    return tuple(author for author in authors(snapshot) if author.login in snapshot.people)
