"""What the trusted side demands of one person's commits, kept in the git directory so that a hook need not ask again.

It is worked out from the policy and records of one commit, by the same code that judges in CI; the copy only spares
the next commit that work. Losing it costs a moment, and CI never reads it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # on the commit hook's path
    from pathlib import Path

    from c7gate.model.library import Library


@dataclass(frozen=True, slots=True)
class Demand:
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


def recall(file: str, key: str) -> Demand | None:
    """The demand that was kept under exactly this key, or None."""
    try:
        with open(file, encoding="utf-8") as stream:  # noqa: PTH123  without loading pathlib
            kept = json.load(stream)
        return Demand(**kept["demand"]) if kept["key"] == key else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def remember(file: Path, key: str, demand: Demand) -> None:
    """Keep a demand in the place of the one before. Where it cannot be written, the next commit asks again."""
    from c7gate.model.errors import CannotLookError
    from c7gate.writing.files import refuse_links, replace_file

    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        refuse_links(file, file.parent.parent)
        content = json.dumps({"key": key, "demand": asdict(demand)}, separators=(",", ":"))
        replace_file(file, content.encode(), mode=0o600)
    except (OSError, CannotLookError):
        return
