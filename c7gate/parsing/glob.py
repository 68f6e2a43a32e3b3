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
    whole, names, folders, rest = set(), set(), [], []
    for pattern in patterns:
        body = _body(pattern)
        if not _WILD.isdisjoint(body) or ("/" not in body and pattern != body):
            rest.append(_translated(pattern))
        elif "/" not in body:
            names.add(body)
        else:
            whole.add(body.removeprefix("/"))
            folders += [body.removeprefix("/") + "/"] if pattern != body else []
    inside = tuple(folders)
    expression = re.compile("|".join(rest), re.DOTALL) if rest else None

    def matches(path: str) -> bool:
        return (
            path in whole
            or path.rpartition("/")[2] in names
            or (path.startswith(inside) and path not in inside)
            or (expression is not None and expression.fullmatch(path) is not None)
        )

    return matches


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
