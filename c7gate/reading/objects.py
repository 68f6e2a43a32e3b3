"""Single objects by id, through one long-lived pair of `git cat-file` processes."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import IO

from c7gate.model.errors import CannotLookError
from c7gate.model.named_tuple import NamedTuple
from c7gate.reading.process import Git, Running, full_ids

_AT_ONCE = 60
"""Questions put at a time: they fit the smallest pipe there is, 4 KiB, so that writing them never has to wait."""


class RawObject(NamedTuple):
    """A git object: `commit`, `tree`, `blob` or `tag`. `content` is None if `size` is over the limit asked for."""

    type: str
    size: int
    content: bytes | None


class Objects:
    """Reads objects. `explain` makes the error for an object that is not there, from its id and git's words."""

    def __init__(self, git: Git, explain: Callable[[str, str], CannotLookError]) -> None:
        self._git = git
        self._explain = explain
        self._started: dict[str, Running] = {}
        # A repository that is dropped rather than closed leaves no process behind.
        self.close = weakref.finalize(self, _close_all, self._started)

    def start(self) -> None:
        """Start both processes now, so that they are ready by the time of the first question."""
        for mode in ("--batch-check", "--batch"):
            self._running(mode)

    def commit_named(self, name: str) -> str | None:
        """The full id of the commit that a plain name means, at once; None where there is none, or more than one.

        A full id names itself, whatever refs there are, which git says to `rev-parse` alone: ask that.
        """
        asked = f"{name}^{{commit}}".encode("utf-8", "surrogateescape")
        running = self._running("--batch-check")
        _send(running.input, asked + b"\n")
        words = running.output.readline().decode("ascii", "replace").split()
        is_clear = words[1:2] == ["commit"] and b" is ambiguous" not in running.complained()
        return words[0] if is_clear else None

    def describe(self, oid: str) -> tuple[str, int]:
        """The type and size in bytes of an object.

        Raises:
            CannotLookError: it is missing or corrupt (T35).
        """
        return self._ask("--batch-check", oid)

    def exists(self, oid: str) -> bool:
        """Whether the object is here. A corrupt one is not."""
        try:
            self.describe(oid)
        except CannotLookError:
            return False
        return True

    def read(self, oid: str, limit: int | None = None) -> RawObject:
        """An object with its content, unless that is larger than `limit` bytes (T61).

        Raises:
            CannotLookError: it is missing or corrupt.
        """
        if limit is not None:
            type_, size = self.describe(oid)
            if size > limit:
                return RawObject(type_, size, None)
        return self.read_at_once(oid)

    def read_at_once(self, oid: str) -> RawObject:
        """An object with its content, whatever its size: for commits, which git itself holds in memory whole.

        Raises:
            CannotLookError: it is missing or corrupt.
        """
        return self._batch("--batch", [oid])[0]

    def read_all(self, oids: Sequence[str], limit: int | None = None) -> Iterator[RawObject]:
        """Many objects, in this order, as `read` gives each: git is asked for a handful at a time.

        Raises:
            CannotLookError: one is missing or corrupt.
        """
        for first in range(0, len(oids), _AT_ONCE):
            some = oids[first : first + _AT_ONCE]
            if limit is None:
                yield from self._batch("--batch", some)
                continue
            small = self._batch("--batch-check", some)
            wanted = [oid for oid, found in zip(some, small, strict=True) if found.size <= limit]
            read = dict(zip(wanted, self._batch("--batch", wanted), strict=True))
            yield from (read.get(oid, found) for oid, found in zip(some, small, strict=True))

    def read_line(self, oid: str, first: int, end: int) -> Iterator[tuple[str, RawObject]]:
        """What lies `first` to `end` - 1 first parents below a commit (a full id), with its id, as far as it is here."""
        places = [f"{name}~{back}" for name in full_ids([oid]) for back in range(first, end)]
        running = self._running("--batch")
        _send(running.input, "".join(f"{place}\n" for place in places).encode("ascii"))
        found: list[tuple[str, RawObject]] = []
        for place in places:
            words = running.output.readline().decode("ascii", "replace").split()
            if words[1:] == ["missing"]:
                continue
            if len(words) != 3 or not words[2].isdigit():  # noqa: PLR2004  id, type, size
                raise self._failure("--batch", place)
            content = running.output.read(int(words[2]) + 1)[:-1]
            found.append((words[0], RawObject(words[1], int(words[2]), content)))
        return iter(found)

    def _batch(self, mode: str, oids: Sequence[str]) -> list[RawObject]:
        """The answers to a handful of questions, without content by `--batch-check`; all of them are read."""
        if not oids:
            return []
        _send(self._running(mode).input, _lines(full_ids(oids)))
        try:
            return [self._content(mode, oid) for oid in oids]
        except CannotLookError:
            if (
                len(oids) > 1 and mode in self._started
            ):  # answers to the rest would be taken for those to the next questions
                self._started.pop(mode).close()
            raise

    def _content(self, mode: str, oid: str) -> RawObject:
        type_, size = self._answer(mode, oid)
        if mode != "--batch":
            return RawObject(type_, size, None)
        content = self._started[mode].output.read(size + 1)
        if len(content) != size + 1:
            raise self._failure(mode, oid)
        return RawObject(type_, size, content[:-1])

    def _ask(self, mode: str, oid: str) -> tuple[str, int]:
        _send(self._running(mode).input, _lines(full_ids([oid])))
        return self._answer(mode, oid)

    def _running(self, mode: str) -> Running:
        if mode not in self._started:
            self._started[mode] = self._git.start("cat-file", mode)
        return self._started[mode]

    def _answer(self, mode: str, oid: str) -> tuple[str, int]:
        """The line `<id> <type> <size>` that answers a question."""
        words = self._started[mode].output.readline().decode("ascii", "replace").split()
        if words[1:] == ["missing"]:
            raise self._explain(oid, "")
        if len(words) != 3 or words[0] != oid or not words[2].isdigit():  # noqa: PLR2004  id, type, size
            raise self._failure(mode, oid)
        return words[1], int(words[2])

    def _failure(self, mode: str, oid: str) -> CannotLookError:
        """The process gave up: take its words and forget it, so that the next question starts another."""
        running = self._started.pop(mode)
        running.process.kill()
        errors = running.finish().errors
        running.close()
        return self._explain(oid, errors)


def _lines(oids: Sequence[str]) -> bytes:
    return "".join(f"{oid}\n" for oid in oids).encode("ascii")


def _send(questions: IO[bytes], asked: bytes) -> None:
    try:
        questions.write(asked)
        questions.flush()
    except BrokenPipeError:
        return  # the process is gone; the missing answer says so


def _close_all(started: dict[str, Running]) -> None:
    for running in started.values():
        running.close()
    started.clear()
