"""What the trusted side demands of one person's commits, kept in the git directory so that a hook need not ask again.

It is worked out from the policy and records of one commit, by the same code that judges in CI; the copy only spares
the next commit that work. Losing it costs a moment, and CI never reads it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from c7gate.model.named_tuple import NamedTuple

if TYPE_CHECKING:  # on the commit hook's path
    from pathlib import Path

    from c7gate.model.library import Library


class Demand(NamedTuple):
    """What a commit is asked for.

    `hook` is `remind`, `block` or `off`, the last also where its author is not asked. `by_library` says that only
    code of a known library asks. `paths`, `exclude` and `placeholders` are the policy's; `entries` its libraries as
    plain data.
    """

    hook: str
    by_library: bool
    paths: tuple[str, ...]
    exclude: tuple[str, ...]
    placeholders: tuple[str, ...]
    entries: tuple[dict[str, Any], ...]

    @property
    def libraries(self) -> tuple[Library, ...]:
        """The libraries of the policy."""
        from c7gate.model.library import Library

        return tuple(Library(**entry) for entry in self.entries)


class Basis(NamedTuple):
    """All that a demand is worked out from: a later commit with the same files demands the same.

    `email` is the author's, as the commit carries it. `commit` is the trusted commit where its history counts too,
    because it holds no policy, and empty else. `policies`, `cohorts` and `developers` are the ids of those folders
    in it; nothing else there says who is enrolled and what is demanded.
    """

    version: str
    email: str
    commit: str
    policies: str
    cohorts: str
    developers: str


class Kept(NamedTuple):
    """A demand, what it rests on, and the instants in UTC (`2025-08-25T00:00`) from and until which it holds."""

    basis: Basis
    since: str
    until: str
    demand: Demand


def recall(file: str) -> Kept | None:
    """The demand that was kept, or None."""
    try:
        with open(file, encoding="utf-8") as stream:  # noqa: PTH123  without loading pathlib
            kept = json.load(stream)
        return Kept(Basis(**kept["basis"]), str(kept["since"]), str(kept["until"]), Demand(**kept["demand"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def remember(file: Path, kept: Kept) -> None:
    """Keep a demand in the place of the one before. Where it cannot be written, the next commit asks again."""
    from c7gate.model.errors import CannotLookError
    from c7gate.writing.files import refuse_links, replace_file

    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        refuse_links(file, file.parent.parent)
        plain = {**kept._asdict(), "basis": kept.basis._asdict(), "demand": kept.demand._asdict()}
        replace_file(file, json.dumps(plain, separators=(",", ":")).encode(), mode=0o600)
    except (OSError, CannotLookError):
        return
