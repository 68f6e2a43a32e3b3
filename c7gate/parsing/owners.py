"""CODEOWNERS files: who owns a path, the last line that matches it deciding."""

from __future__ import annotations

import re
from collections.abc import Callable

from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.glob import compile_globs

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks, in its order; it reads the first it finds."""

GITLAB_PLACES = ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where GitLab looks, in its order."""

_SECTION = re.compile(r"\^?\[[^\]]+\](?:\[\d+\])?\s*(.*)")
_WORD = re.compile(r"(?:\\.|[^\s\\])+")


class OwnersLine(NamedTuple):
    """One line: its number from 1, its pattern as written, who owns what matches; nobody where it names none."""

    line: int
    pattern: str
    owners: tuple[str, ...]
    matches: Callable[[str], bool]


def parse_owners(text: str) -> tuple[OwnersLine, ...]:
    """The lines of a CODEOWNERS file that say something, in order.

    What GitHub passes over is left out: patterns with `!`, brackets or an escaped `#`. A section of GitLab's gives
    its owners to lines that name none.
    """
    found: list[OwnersLine] = []
    default: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        said = re.split(r"(?<!\\)#", line, maxsplit=1)[0].strip()
        section = _SECTION.fullmatch(said)
        if section:
            default = tuple(section[1].split())
            continue
        pattern, *owners = _WORD.findall(said) or [""]
        matcher = _matcher(pattern)
        if matcher:
            found.append(OwnersLine(number, pattern, tuple(owners) or default, matcher))
    return tuple(found)


def owners_of(lines: tuple[OwnersLine, ...], path: str) -> tuple[str, ...]:
    """Who owns a path (relative to the repository's root); nobody where no line matches, or the last one says so."""
    return next((line.owners for line in reversed(lines) if line.matches(path)), ())


def _matcher(pattern: str) -> Callable[[str], bool] | None:
    if not pattern.strip("/") or pattern.startswith("!") or re.search(r"[\[\]]|\\#", pattern):
        return None
    # A name matches a folder too, and so all that is in it; but `docs/*` only what is directly there.
    below = () if pattern.endswith(("/", "*")) else (f"{pattern}/",)
    return compile_globs([pattern, *below])
