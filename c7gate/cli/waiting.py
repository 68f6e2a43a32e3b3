"""What a person at a terminal reads on standard error while history is walked, once that takes over a second."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Event

_PATIENCE = 1.0
"""Seconds without a word, and then between words."""


@contextmanager
def waiting(what: str = "reading history") -> Iterator[None]:
    """Say `what` is being done and for how long, and take the line away at the end; nothing in CI or where it is no terminal."""
    if not sys.stderr.isatty() or os.environ.get("CI") or os.environ.get("TERM") == "dumb":
        yield
        return
    import threading

    done = threading.Event()
    thread = threading.Thread(target=_speak, args=(what, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _speak(what: str, done: Event) -> None:
    seconds = 0
    while not done.wait(_PATIENCE):
        seconds += 1
        sys.stderr.write(f"\r{what} ... {seconds} s")
        sys.stderr.flush()
    if seconds:
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()
