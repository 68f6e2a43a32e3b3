"""Path patterns of policy, compiled to a predicate that reads a path in linear time.

A pattern means what it means in a `.gitignore` file, for files:

- `*` is any run of characters within a folder, `?` one character, `**` as a whole segment any number of
  folders; every other character stands for itself, brackets and braces too.
- A pattern without a slash matches a name at any depth: `*.md`. So does `vendor/`, whose only slash is the
  last.
- Any other slash anchors it at the root of the repository: `docs/*.md`, `/Makefile`.
- A trailing slash names a folder: all that is in it, and an entry of that very name (a link or submodule put
  in the folder's place). `x/**` is all that is in `x`, without `x` itself.

Case counts, as it does in git's trees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_NAME = r"[^/]"
_FOLDERS = r"(?:[^/]++/)*"
_FEWEST_FOLDERS = r"(?:[^/]++/)*?"
_WILD = frozenset("*?")


def compile_globs(patterns: Iterable[str]) -> Callable[[str], bool]:
    """A predicate on repository paths (no leading slash): whether any of `patterns` matches.

    No patterns match nothing. Raises ValueError for a pattern that names nothing (`""`, `/`).
    """
    plain = _Plain()
    rest = [_translated(pattern) for pattern in patterns if not plain.takes(pattern)]
    expression = re.compile("|".join(rest), re.DOTALL) if rest else None
    return lambda path: (
        plain.matches(path) or (expression is not None and expression.fullmatch(path) is not None)
    )


class _Plain:
    """The patterns of the usual forms, which a look at a path or its name decides: to compile takes longer."""

    def __init__(self) -> None:
        self._paths: set[str] = set()  # /Makefile
        self._folders: tuple[str, ...] = ()  # /docs/
        self._names: set[str] = set()  # Makefile
        self._parts: set[str] = set()  # vendor/
        self._endings: tuple[str, ...] = ()  # *.md
        self._beginnings: tuple[str, ...] = ()  # LICENSE.*
        self._inner: tuple[str, ...] = ()  # *.generated.*

    def takes(self, pattern: str) -> bool:
        """Whether the pattern is of a usual form; from now on it is among those that match."""
        body = _body(pattern)
        words = body.strip("*")
        if (
            not _WILD.isdisjoint(words)
            or "**" in body
            or (words != body and (pattern != body or "/" in body))
        ):
            return False
        if "/" in body:
            self._paths.add(body.removeprefix("/"))
            self._folders += (body.removeprefix("/") + "/",) if pattern != body else ()
        elif words == body:
            (self._names if pattern == body else self._parts).add(body)
        elif body == "*" + words:
            self._endings += (words,)
        elif body == words + "*":
            self._beginnings += (words,)
        else:
            self._inner += (words,)
        return True

    def matches(self, path: str) -> bool:
        """Whether any of the patterns taken matches."""
        name = path.rpartition("/")[2]
        return (
            path in self._paths
            or name in self._names
            or path.startswith(self._folders)
            or name.endswith(self._endings)
            or name.startswith(self._beginnings)
            or any(words in name for words in self._inner)
            or not self._parts.isdisjoint(path.split("/"))
        )


def _body(pattern: str) -> str:
    """A pattern without the slash at its end."""
    body = pattern.removesuffix("/")
    if not body.strip("/"):
        raise ValueError(f"the path pattern {pattern!r} names nothing")
    return body


def _translated(pattern: str) -> str:
    """One pattern as an expression for the whole path.

    Every wildcard but the last of its kind takes the earliest place where what follows it fits and never
    gives it back (atomic groups): for globs the earliest place is as good as any, and it is what keeps
    hostile patterns and paths linear (T69).
    """
    body = _body(pattern)
    segments = body.removeprefix("/").split("/")
    if "/" not in body:
        segments = ["**", *segments]
    expression = _joined(_runs(segments))
    return f"{expression}(?:/.+)?" if pattern.endswith("/") else expression


def _runs(segments: list[str]) -> list[list[str]]:
    """The runs of segments between `**`: `a/**/b/c` gives [[a], [b, c]]; neighbouring `**` are one."""
    runs: list[list[str]] = [[]]
    for segment in segments:
        if segment != "**":
            runs[-1].append(segment)
        elif runs[-1] or len(runs) == 1:
            runs.append([])
    return runs


def _joined(runs: list[list[str]]) -> str:
    """The expression of runs that any folders may part."""
    first, *rest = ("/".join(map(_segment, run)) for run in runs)
    if not rest:
        return first
    *middle, last = rest
    start = f"{first}/" if first else ""
    between = "".join(f"(?>{_FEWEST_FOLDERS}{run}/)" for run in middle)
    return start + between + (_FOLDERS + last if last else ".+")


def _segment(segment: str) -> str:
    """The expression of one segment: literal pieces that `*` parts."""
    first, *rest = (_piece(piece) for piece in re.split(r"\*+", segment))
    if not rest:
        return first
    *middle, last = rest
    between = "".join(f"(?>{_NAME}*?{piece})" for piece in middle)
    return f"(?>{first}{between}{_NAME}*{last}(?=/|\\Z))"


def _piece(text: str) -> str:
    """A piece without `*`: every character for itself, `?` for any but the slash."""
    return "".join(_NAME if character == "?" else re.escape(character) for character in text)
