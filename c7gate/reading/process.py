"""git as a closed toolbox: how every git process of the judging path is started (T28-T32, T75, T82-T84).

The child sees a short list of environment variables and none that starts with `GIT_`, settings that keep it
from running programs, following replacements or reaching the network, an absolute `--git-dir`, and full
object ids. There is no shell.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import IO, TYPE_CHECKING

from c7gate.model.errors import CannotLookError
from c7gate.model.named_tuple import NamedTuple

if TYPE_CHECKING:  # the commit hook starts git, and waits for no module it does not use
    from pathlib import Path

OLDEST_GIT = (2, 35)
_INSTALL = f"install git {'.'.join(map(str, OLDEST_GIT))} or newer"

_PASSED_ON = (
    *("HOME", "XDG_CONFIG_HOME", "SUDO_UID", "TMPDIR", "TEMP", "TMP"),
    *("SYSTEMROOT", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "PROGRAMDATA"),
)
_FIXED = {
    "LC_ALL": "C",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # rev-list would flush after every id; one walk of 80,000 commits would be 80,000 writes.
    "GIT_FLUSH": "0",
}
_SETTINGS = (
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.warnAmbiguousRefs=true"),
    *("-c", "protocol.allow=never"),
    "--no-pager",
    "--literal-pathspecs",
)
_OBJECT_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Finished(NamedTuple):
    """What a git process left: its exit code, its output, its complaints."""

    code: int
    output: bytes
    errors: str

    @property
    def lines(self) -> list[str]:
        """The output as lines of text."""
        return self.output.decode("utf-8", "surrogateescape").splitlines()


class Running(NamedTuple):
    """A git process that is being read; what it writes to stderr goes to a nameless file."""

    process: subprocess.Popen[bytes]
    complaints: IO[bytes]

    @property
    def output(self) -> IO[bytes]:
        """Its stdout."""
        assert self.process.stdout is not None  # noqa: S101  opened as a pipe
        return self.process.stdout

    @property
    def input(self) -> IO[bytes]:
        """Its stdin."""
        assert self.process.stdin is not None  # noqa: S101  opened as a pipe
        return self.process.stdin

    def complained(self) -> bytes:
        """Its complaints so far. It must be waiting for a question: where it writes next is where this ends."""
        self.complaints.seek(0)
        return self.complaints.read()

    def finish(self) -> Finished:
        """Wait for its end and give its exit code and complaints."""
        code = self.process.wait()
        self.complaints.seek(0)
        return Finished(code, b"", self.complaints.read().decode("utf-8", "replace").strip())

    def close(self) -> None:
        """End it, whatever it is doing, and free what it holds."""
        if self.process.poll() is None:
            self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue  # it died with a question unread; that was reported where the answer was due
        self.process.wait()
        self.complaints.close()


class Git(NamedTuple):
    """The git program with its environment and, once known, the repository's git directory."""

    executable: str
    environment: Mapping[str, str]
    directory: Path | str | None = None
    settings: tuple[str, ...] = _SETTINGS

    @classmethod
    def find(cls, environment: Mapping[str, str]) -> Git:
        """The git on the caller's PATH, new enough; relative folders of PATH are not searched.

        Raises:
            CannotLookError: there is none, or it is older than `OLDEST_GIT`.
        """
        git = cls.on_path(environment)
        git.asked_version()()
        return git

    def asked_version(self) -> Callable[[], None]:
        """Ask for the version; what is given waits for the answer, so that other things can be done meanwhile.

        It raises CannotLookError where the version is older than `OLDEST_GIT`.
        """
        asked = self.start("version")

        def answered() -> None:
            said = asked.output.read().decode("ascii", "replace").strip()
            asked.close()
            version = re.match(r"git version (\d+)\.(\d+)", said)
            if version is None or (int(version[1]), int(version[2])) < OLDEST_GIT:
                raise CannotLookError(f"git is too old: {said or 'no version'}", help=_INSTALL)

        return answered

    @classmethod
    def on_path(cls, environment: Mapping[str, str]) -> Git:
        """The git on the caller's PATH, of whatever version: for a hook, which that very git started.

        Raises:
            CannotLookError: there is none.
        """
        folders = environment.get("PATH", "").split(os.pathsep)
        path = os.pathsep.join(filter(os.path.isabs, folders))  # pathlib would be one more module to load
        executable = _program(path)
        if executable is None:
            raise CannotLookError("git was not found on PATH", help=_INSTALL)
        kept = {name: environment[name] for name in _PASSED_ON if name in environment}
        return cls(executable, {"PATH": path, **kept, **_FIXED})

    def inside(self, directory: Path | str) -> Git:
        """The same git, bound to one git directory, which is always named and never looked for."""
        explicit = ("-c", "safe.bareRepository=explicit", f"--git-dir={directory}")
        return self._replace(directory=directory, settings=_SETTINGS + explicit)

    def told(self, more: Mapping[str, str]) -> Git:
        """The same git with more in its environment."""
        return self._replace(environment={**self.environment, **more})

    def run(self, *arguments: str, given: bytes = b"", where: Path | str | None = None) -> Finished:
        """Run to the end. `where` is the working directory, by default the git directory."""
        done = subprocess.run(  # noqa: S603  an argument list, no shell
            [self.executable, *self.settings, *arguments],
            input=given,
            capture_output=True,
            env=self.environment,
            cwd=where or self.directory,
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())

    def start(
        self, *arguments: str, questions: IO[bytes] | None = None, answers: IO[bytes] | None = None
    ) -> Running:
        """Start a process to talk with, or one that takes what `questions`, another's output, gives.

        With `answers`, a file, it writes there and waits for nobody to read.
        """
        complaints = scratch()
        process = subprocess.Popen(  # noqa: S603  an argument list, no shell
            [self.executable, *self.settings, *arguments],
            stdin=questions or subprocess.PIPE,
            stdout=answers or subprocess.PIPE,
            stderr=complaints,
            env=self.environment,
            cwd=self.directory,
        )
        return Running(process, complaints)


def scratch() -> IO[bytes]:
    """A file without a name, for what nobody may ever read."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("c7gate"), "w+b")
    import tempfile

    return tempfile.TemporaryFile()


def _program(path: str) -> str | None:
    """The git that a PATH of absolute folders names first."""
    if os.name == "nt":  # where a name needs its ending
        import shutil

        return shutil.which("git", path=path)
    places = (f"{folder}/git" for folder in path.split(os.pathsep) if folder)
    return next((place for place in places if os.path.isfile(place) and os.access(place, os.X_OK)), None)  # noqa: PTH113  as above


def is_full_id(value: object) -> bool:
    """Whether a value is the text of a full object id: 40 or 64 hexadecimal digits."""
    return isinstance(value, str) and _OBJECT_ID.fullmatch(value) is not None


def full_ids(oids: Sequence[str]) -> Sequence[str]:
    """The same object ids, all of them full: nothing else may become an argument of git (T28).

    Raises:
        ValueError: one is not 40 or 64 hexadecimal digits, which is a mistake of the caller.
    """
    for oid in oids:
        if not _OBJECT_ID.fullmatch(oid):
            raise ValueError(f"not a full object id: {oid!r}")
    return oids
