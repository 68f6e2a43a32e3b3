"""A commit as its raw object says, and the change made of commits."""

from datetime import UTC, datetime

from c7gate.model.entry import Entry, PathChange
from c7gate.model.named_tuple import NamedTuple

__all__ = ["Commit", "Entry", "PathChange", "Stamp"]


class Stamp(NamedTuple):
    """Who and when, as an author or committer line claims: seconds since 1970 UTC, offset in minutes."""

    name: str
    email: str
    seconds: int
    offset_minutes: int

    @property
    def instant(self) -> datetime:
        """The claimed instant, UTC."""
        return datetime.fromtimestamp(self.seconds, UTC)


class Commit(NamedTuple):
    """One commit object. `defects` says what is malformed; a defective line's stamp is None.

    `message` is decoded by the `encoding` header, else UTF-8 with surrogate escapes; the caller escapes it.
    `oversized` says that only the beginning of the message was kept.
    """

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Stamp | None
    committer: Stamp | None
    message: str
    signed: bool = False
    oversized: bool = False
    defects: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.lstrip("\n").partition("\n")[0]

    @property
    def is_merge(self) -> bool:
        """Whether it has more than one parent."""
        return len(self.parents) > 1
