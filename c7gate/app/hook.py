"""`hook commit-msg`: one look at a commit in the making, while its author waits.

The cheap questions come first, and each answer may be the last: what the message says, what git is doing, what was
staged, what the branch says already. Everything heavy is imported where it is needed, which is rarely.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from c7gate.model.errors import C7gateError
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.cleanup import above_scissors, cleaned, comment_prefix
from c7gate.parsing.plain import answers_plainly
from c7gate.parsing.trailer import KEY, no_entry, trailer_line, waiver_line
from c7gate.parsing.worth import is_worth_reading

if TYPE_CHECKING:  # on the commit hook's path
    from datetime import datetime

    from c7gate.model.entry import PathChange
    from c7gate.model.reference import TextReading
    from c7gate.reading.committing import Committing
    from c7gate.writing.demand import Demand

_FIXUPS = ("fixup! ", "squash! ", "amend! ")
_SHOWN = 80


class Told(NamedTuple):
    """What a hook says, line by line, and its exit code. The lines may hold anybody's text."""

    lines: tuple[str, ...] = ()
    code: int = 0


SILENT = Told()


def commit_msg(file: str, environment: Mapping[str, str], as_of: datetime) -> Told:
    """Look at the message git is about to commit (house: Commands; T75, T76).

    Args:
        file: the message as the editor left it; it is never changed.
        environment: the process's own; git started the hook in the work tree's root.
        as_of: now, aware.

    Returns:
        Nothing to say where a reference or waiver answers or nobody is asked; else the reminder with the line to
        add, and exit code 1 where policy blocks. What hinders the hook itself is told and lets the commit pass,
        as CI decides; where policy is known to block, its code is that of the contract.
    """
    blocks = False
    try:
        with open(file, "rb") as stream:  # noqa: PTH123  without loading pathlib
            message = stream.read().decode("utf-8", "surrogateescape")
        text = cleaned(above_scissors(message), "#")
        if _answers(text):
            return _empty(text, environment)
        if _asks_nothing(text):
            return SILENT
        hook = _Hook.start(environment, as_of)
        if hook.committing.is_replay or hook.demand.hook == "off":
            return SILENT
        blocks = hook.demand.hook == "block"
        return hook.look(message, file)
    except C7gateError as error:
        return Told(
            (f"c7gate: this commit was not looked at: {error.message}",), error.exit_code if blocks else 0
        )
    except OSError as error:
        return Told((f"c7gate: this commit was not looked at: {error}",), 3 if blocks else 0)


def _answers(text: str) -> bool:
    """Whether a text has a reference or a waiver. Of most texts that is known before the grammar is loaded."""
    if not is_worth_reading(text):
        return False
    return answers_plainly(text) or _read(text).verdict in {"reference", "waived"}


def _read(text: str, placeholders: tuple[str, ...] | None = None) -> TextReading:
    from c7gate.model.reference import Channel
    from c7gate.parsing.text import read_text

    if placeholders is None:
        return read_text(text, Channel.COMMIT)
    return read_text(text, Channel.COMMIT, placeholders=placeholders)


def _asks_nothing(message: str) -> bool:
    """Whether a clean message is no work of its own: empty, for a rebase to fold away, or a revert."""
    if not message or message.startswith(_FIXUPS):
        return True
    if not message[:7].lower().startswith(("revert", "reapply")):
        return False
    from c7gate.parsing.message import is_revert

    return is_revert(message)


class _Hook(NamedTuple):
    """A commit in the making and what is demanded of it."""

    committing: Committing
    demand: Demand
    environment: Mapping[str, str]

    @classmethod
    def start(cls, environment: Mapping[str, str], as_of: datetime) -> _Hook:
        from c7gate.app.kept import demanded
        from c7gate.reading.committing import Committing

        committing = Committing.here(environment)
        return cls(committing, demanded(committing, environment, as_of), environment)

    def look(self, message: str, file: str) -> Told:
        """The reminder, unless the staged change or the branch's commits need none."""
        asking = self._asking()
        if not asking or self._branch_answers():
            return SILENT
        what, line = self._suggestion(self._text(message), asking)
        return self._told(what, line, file) if line else SILENT

    def _branch_answers(self) -> bool:
        messages = self.committing.branch_messages()
        return any(map(answers_plainly, messages)) or any(map(_answers, messages))

    def _text(self, message: str) -> str:
        """The message as git will leave it. Which lines are comments matters where they could be read."""
        kept = above_scissors(message)
        if not is_worth_reading(kept):
            return kept
        return cleaned(kept, comment_prefix(self.committing.comment(), message))

    def _asking(self) -> tuple[PathChange, ...]:
        from c7gate.judging.scope import in_scope

        named = self.environment.get("GIT_INDEX_FILE", "")
        staged = self.committing.staged(os.path.abspath(named) if named else None)  # noqa: PTH100  as above
        return in_scope(staged, self.demand.paths, self.demand.exclude)

    def _suggestion(self, text: str, asking: tuple[PathChange, ...]) -> tuple[str, str]:
        """What is wrong, and the line to add; no line where only library code asks and none is touched."""
        what = "no Context7 reference in this message or on this branch"
        touched = self._touched(asking)
        if touched is None:
            return "", ""
        if is_worth_reading(text):
            reading = _read(text, self.demand.placeholders)
            for candidate in reading.candidates:
                if candidate.suggestion and _answers(candidate.suggestion):
                    return f'"{candidate.text[:_SHOWN]}": {candidate.because}', candidate.suggestion
            if reading.libraries:
                return what, trailer_line(reading.libraries[0])
        return what, next(iter((*self._looked_up(), *touched)), trailer_line("<library id>", "topic"))

    def _touched(self, asking: tuple[PathChange, ...]) -> tuple[str, ...] | None:
        """A line for each known library whose code is staged; None where only such code asks and there is none."""
        from c7gate.parsing.library import Registry, touched
        from c7gate.reading.contents import FILES_LIMIT, Contents, naming

        sides = [entry for path in naming(asking)[:FILES_LIMIT] for entry in (path.old, path.new)]
        blobs = self.committing.blobs(entry.oid for entry in sides if entry)
        contents = Contents(lambda oid, limit: _within(blobs.get(oid, b""), limit), asking)
        found = touched(Registry(self.demand.libraries), contents)
        if self.demand.by_library and contents.whole and not found:
            return None
        return tuple(
            trailer_line(library.name) if library.has_entry else waiver_line(no_entry(library.title))
            for library in found
        )

    def _looked_up(self) -> tuple[str, ...]:
        return tuple(map(trailer_line, looked_up(self.committing.git_directory)))

    def _told(self, what: str, line: str, file: str) -> Told:
        blocks = self.demand.hook == "block"
        waiver = waiver_line("why no look-up was needed")
        lines = (
            f"c7gate: {what}  [C7R001 missing-reference]",
            f"  add to the message{'' if blocks else ' or the pull request'}: {line}   (or {waiver})",
        )
        kept = f"  nothing was committed; your message is kept: git commit --edit --file={file}"
        return Told((*lines, kept), 1) if blocks else Told(lines)


def _within(content: bytes, limit: int) -> bytes | None:
    return content if len(content) <= limit else None


def _empty(text: str, environment: Mapping[str, str]) -> Told:
    """Git aborts a commit without a message; look-ups that a hook of ours wrote into it do not make it one."""
    lines = text.splitlines()
    if not all(line.startswith(f"{KEY}: ") for line in lines):
        return SILENT
    from c7gate.reading.committing import Committing

    ours = set(map(trailer_line, looked_up(Committing.here(environment).git_directory)))
    if not ours.issuperset(lines):
        return SILENT
    return Told(("c7gate: aborting the commit: its message holds nothing but captured look-ups",), 1)


def looked_up(git_directory: str) -> tuple[str, ...]:
    """The libraries of look-ups that no commit has named yet, each once, oldest first."""
    if not os.path.exists(f"{git_directory}/c7gate/journal.jsonl"):  # noqa: PTH110  without loading the journal
        return ()
    from pathlib import Path

    from c7gate.writing.journal import Journal

    return tuple(dict.fromkeys(entry.library for entry in Journal.of(Path(git_directory)).unconsumed()))
