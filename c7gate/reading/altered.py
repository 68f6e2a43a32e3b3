"""What in a git directory makes git show another history than the real one (T32)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from c7gate.reading.process import Finished


def alterations(run: Callable[..., Finished], common: Path) -> tuple[str, ...]:
    """The replace refs by full name, and `info/grafts` where that file lists anything.

    `run` runs git in the repository whose shared git directory is `common`; it is asked only where an answer is due.
    """
    replaced = (
        run("for-each-ref", "--format=%(refname)", "refs/replace").lines
        if may_stand(common, "refs/replace")
        else []
    )
    grafts = [line for line in plain_lines(common / "info" / "grafts") if not line.startswith("#")]
    return (*replaced, *(["info/grafts"] if grafts else []))


def plain_lines(file: Path) -> list[str]:
    """The lines of a file of the git directory that are not empty; none if there is no such file."""
    try:
        text = file.read_text("utf-8", "surrogateescape")
    except (FileNotFoundError, IsADirectoryError):
        return []
    return [line.strip() for line in text.splitlines() if line.strip()]


def may_stand(common: Path, name: str) -> bool:
    """Whether git needs to be asked for a ref of this full name or below: not where refs are files, and none is it."""
    if (common / "reftable").exists() or (common / name).exists():
        return True
    try:
        return f" {name}".encode() in (common / "packed-refs").read_bytes()
    except FileNotFoundError:
        return False
    except OSError:
        return True
