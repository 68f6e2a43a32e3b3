"""Trailers written where git itself would write them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from c7gate.model.errors import CannotLookError
from c7gate.parsing.cleanup import above_scissors, cleaned
from c7gate.parsing.trailer import KEY
from c7gate.reading.process import Git


def add_trailers(file: Path, lines: Sequence[str], comment: str, environment: Mapping[str, str]) -> None:
    """Add each line to a message's trailers unless it stands there already; every other byte stays.

    `git interpret-trailers` does it, so comments and a diff below the message stay below it. It runs outside
    every repository and without the user's settings, some of which name programs for it to run (T30).

    Args:
        file: the message.
        lines: finished trailers, `Key: value`.
        comment: what git's comment lines in this message begin with.
        environment: the process's own.

    Raises:
        CannotLookError: git could not do it; the message says what it said.
        OSError: the file cannot be read or written.
    """
    message = file.read_bytes().decode("utf-8", "replace")
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    git = Git.on_path(environment).told(alone)
    path = file.absolute()
    done = git.run(
        *("-c", f"core.commentChar={comment}", "-c", f"trailer.{KEY}.key={KEY}", "interpret-trailers"),
        *("--in-place", "--no-divider", "--where=end", "--if-exists=addIfDifferent", "--if-missing=add"),
        *(word for line in lines for word in ("--trailer", line)),
        str(path),
        where=Path(path.anchor),
    )
    if done.code:
        raise CannotLookError((done.errors.splitlines() or ["git interpret-trailers failed"])[0])
    if not cleaned(above_scissors(message), comment):
        # What somebody will type into the first line is a subject, and a blank line follows it.
        file.write_bytes(b"\n" + file.read_bytes())
