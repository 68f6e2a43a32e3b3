"""Commits in a stream: `git rev-list` names them, `git cat-file --batch` gives each whole, by its size.

No separator is searched for in what people wrote, so no name or message can imitate the next commit (T36).
Memory stays flat, whatever the number of commits or the size of one.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence

from c7gate.model.commit import Commit
from c7gate.model.errors import CannotLookError
from c7gate.parsing.commit import parse_commit
from c7gate.reading.process import Git, Running, full_ids

COMMIT_LIMIT = 1 << 20
"""Bytes of one commit object that are kept. A longer one is cut, and is `oversized` (T61)."""

_PIPE_BYTES = 1 << 20
_FIRST_BYTES = 1 << 16
_SHORT_READ = 1 << 19
_PAUSE_SECONDS = 0.001


class Walk(Iterator[Commit]):
    """The commits reachable from `include` and not from `exclude`, in git's default order, each once.

    With `pattern`, only commits in which it occurs. `examined` counts those walked over so far, found or not.
    Close it, or read it to the end, to free its processes.
    """

    def __init__(
        self,
        git: Git,
        include: Sequence[str],
        exclude: Sequence[str],
        *,
        pattern: re.Pattern[bytes] | None,
        explain: Callable[[str, str], CannotLookError],
    ) -> None:
        self.examined = 0
        self._git = git
        self._explain = explain
        self._pattern = pattern
        self._oid_length = len(include[0]) if include else 0
        wanted = [*full_ids(include), *(f"^{oid}" for oid in full_ids(exclude))]
        self._wanted = "".join(f"{line}\n" for line in wanted) if include else ""
        self._running: tuple[Running, Running] | None = None
        self._commits = self._read()

    def __next__(self) -> Commit:
        return next(self._commits)

    def start(self) -> None:
        """Start walking now, ahead of the first commit asked for."""
        if self._running is None and self._wanted:
            walking = self._git.start("rev-list", "--stdin")
            reading = self._git.start("cat-file", "--batch", "--buffer", questions=walking.output)
            self._running = walking, reading
            widen(walking.output.fileno())
            walking.output.close()  # cat-file holds the other end; held here too, it would never break
            walking.input.write(self._wanted.encode("ascii"))
            walking.input.close()

    def close(self) -> None:
        """Stop walking."""
        self._commits.close()
        for running in self._running or ():
            running.close()

    def _read(self) -> Generator[Commit]:
        """Walk and parse. An unclean end of either process raises: it is never a short history."""
        self.start()
        if self._running is None:
            return
        walking, reading = self._running
        try:
            for oid, content in self._found(reading.output.fileno()):
                yield parse_commit(oid, content)
            for running in (reading, walking):
                ended = running.finish()
                if ended.code:
                    raise self._explain("", ended.errors)
        finally:
            walking.close()
            reading.close()

    def _found(self, pipe: int) -> Iterator[tuple[str, bytes]]:
        """The commits that match as (id, content), sliced by the sizes that git gives.

        The search runs over whole chunks; a commit between two hits costs a look at its size and no more.
        """
        incoming = chunks(pipe)
        rest = b""
        for chunk in incoming:
            rest = yield from self._sliced(rest + chunk)
            while len(rest) > 2 * COMMIT_LIMIT:
                huge, following = self._passed_over(rest, incoming)
                if self._hit(huge, 0) < len(huge):
                    yield self._oid(huge, 0), huge[huge.find(b"\n") + 1 :]
                self.examined += 1
                rest = yield from self._sliced(following)
        if rest:
            raise self._explain("", "git cat-file broke off in the middle of a commit")

    def _sliced(self, data: bytes) -> Generator[tuple[str, bytes], None, bytes]:
        """The commits that match among those that are complete in `data`; returns what is left over."""
        at, hit, size_of = 0, self._hit(data, 0), self._size
        while (start := data.find(b"\n", at) + 1) and (end := start + size_of(data, at, start)) < len(data):
            self.examined += 1
            if hit < start:
                hit = self._hit(data, start)
            if hit < end:
                yield self._oid(data, at), data[start : min(end, start + COMMIT_LIMIT)]
                hit = end
            at = end + 1
        return data[at:]

    def _hit(self, data: bytes, start: int) -> int:
        """Where the next match begins, or the end of the data. Without a pattern every byte is one."""
        if self._pattern is None:
            return start
        match = self._pattern.search(data, start)
        return match.start() if match else len(data)

    def _size(self, data: bytes, at: int, start: int) -> int:
        """The size in the line `<id> commit <size>` that stands at `at`, before the content at `start`."""
        kind = at + self._oid_length
        if data[kind : kind + 8] != b" commit ":
            words = data[kind : start - 1].decode("ascii", "replace").strip()
            raise self._explain(self._oid(data, at), words)
        return int(data[kind + 8 : start - 1])

    def _oid(self, data: bytes, at: int) -> str:
        return data[at : at + self._oid_length].decode("ascii")

    def _passed_over(self, begun: bytes, incoming: Iterator[bytes]) -> tuple[bytes, bytes]:
        """The kept beginning of a huge commit, and what follows it; the bulk goes by unseen."""
        start = begun.find(b"\n") + 1
        left = start + self._size(begun, 0, start) + 1 - len(begun)
        chunk = b""
        while left > 0:
            chunk = next(incoming, b"")
            if not chunk:
                raise self._explain(self._oid(begun, 0), "git cat-file broke off in the middle of it")
            left -= len(chunk)
        return begun[: start + COMMIT_LIMIT], chunk[len(chunk) + left :]


def chunks(pipe: int) -> Iterator[bytes]:
    """What comes out of a pipe, gathered: git writes 4 KiB at a time, and waking for each would cost most."""
    widen(pipe)
    total = 0
    # Small at first: a walk that ends soon then leaves the rest where it is.
    while chunk := os.read(pipe, min(_PIPE_BYTES, _FIRST_BYTES + total)):
        yield chunk
        total += len(chunk)
        # A short walk never waits; a long one lets the pipe fill while git is the slower side.
        if total > _PIPE_BYTES and len(chunk) < _SHORT_READ:
            time.sleep(_PAUSE_SECONDS)


def widen(pipe: int) -> None:
    """Ask for a pipe of 1 MiB instead of 64 KiB, where the system has a way to ask and agrees."""
    try:
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    except (ImportError, AttributeError, OSError):
        return
