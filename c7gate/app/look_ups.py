"""`hook prepare-commit-msg` and `hook post-commit`: captured look-ups named in the message, then done with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from c7gate.app.hook import SILENT, Told, looked_up
from c7gate.model.errors import C7gateError
from c7gate.model.reference import Channel
from c7gate.parsing.cleanup import above_scissors, comment_prefix
from c7gate.parsing.text import read_text
from c7gate.parsing.trailer import trailer_line
from c7gate.reading.committing import Committing
from c7gate.reading.git import Repository
from c7gate.writing.journal import Journal
from c7gate.writing.trailers import add_trailers

_OWN_WORDS = ("", "template", "message")
"""The sources of a message that somebody is writing now; merges, squashes and amended commits have theirs."""
_FIXUPS = ("fixup! ", "squash! ", "amend! ")


def prepare_commit_msg(file: Path, source: str, environment: Mapping[str, str]) -> Told:
    """Add a trailer to the message for each look-up that no commit has named yet (references, 5.3).

    Args:
        file: the message, before an editor opens it.
        source: where it comes from, as git says; empty for a new message.
        environment: the process's own.

    Returns:
        Nothing to say, or in one line what went wrong; the commit goes on in any case.
    """
    try:
        if source not in _OWN_WORDS:
            return SILENT
        committing = Committing.here(environment)
        libraries = looked_up(committing.git_directory)
        message = file.read_bytes().decode("utf-8", "surrogateescape") if libraries else ""
        if not libraries or committing.is_replay or message.startswith(_FIXUPS):
            return SILENT
        kept = above_scissors(message)
        named = {short(one) for one in read_text(kept, Channel.COMMIT).libraries}
        lines = [trailer_line(library) for library in libraries if short(library) not in named]
        if lines:
            add_trailers(file, lines, comment_prefix(committing.comment(), message), environment)
    except (C7gateError, OSError) as error:
        return Told((f"c7gate: look-ups were not added to the message: {error}",))
    return SILENT


def post_commit(environment: Mapping[str, str]) -> Told:
    """Mark the look-ups whose library the new commit references as named."""
    try:
        directory = Path(Committing.here(environment).git_directory)
        if not looked_up(str(directory)):
            return SILENT
        with Repository.open(Path(), environment) as repository:
            message = repository.read_commit(repository.resolve("HEAD")).message
        named = {short(reference.id) for reference in read_text(message, Channel.COMMIT).references}
        journal = Journal.of(directory)
        journal.consume(entry.key for entry in journal.unconsumed() if short(entry.library) in named)
    except (C7gateError, OSError) as error:
        return Told((f"c7gate: look-ups were not marked as named: {error}",))
    return SILENT


def short(library: str) -> str:
    """A library's id without its version, in one case: what two ids of the same library share."""
    return "/".join(library.partition("@")[0].split("/")[:3]).lower()
