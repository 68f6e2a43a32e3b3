"""How a program that verifies a signature is found and started: an absolute path, no shell, nobody's settings (T22)."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from c7gate.model.named_tuple import NamedTuple

PATIENCE_SECONDS = 10
"""How long a verifier may take over one signature; it takes a few milliseconds."""


def found(name: str, path: str) -> str | None:
    """The absolute path of a program on `path`, the absolute folders of a PATH, or None."""
    import shutil  # only a signed commit needs it

    return shutil.which(name, path=path)


class UnprovenError(Exception):
    """A signature could be neither accepted nor refused; the text says why, and it proves nothing."""


class Answer(NamedTuple):
    """What a verifier left: its exit code and standard output."""

    code: int
    output: bytes


def ask(
    command: Sequence[str],
    *,
    given: bytes,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    seconds: int = PATIENCE_SECONDS,
) -> Answer:
    """Run a verifier in a private folder, with no environment but this one, for at most so many seconds.

    Raises:
        UnprovenError: it cannot be started, or does not answer in time.
    """
    name = Path(command[0]).name
    try:
        done = subprocess.run(  # noqa: S603  an absolute program, no shell, no user's string
            command,
            input=given,
            capture_output=True,
            check=False,
            timeout=seconds,
            env=dict(environment or {}),
            cwd=folder,
        )
    except subprocess.TimeoutExpired:
        raise UnprovenError(f"{name} did not answer within {seconds} seconds") from None
    except OSError as error:
        raise UnprovenError(f"{name} cannot be started: {error.strerror}") from None
    return Answer(done.returncode, done.stdout)
