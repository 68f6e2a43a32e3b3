"""A person's own record blanked: what must stand in it stands in it, in names that can be nobody's.

A record that names no account on a forge is found by its login there. So where an account was named one is named
again, of a form that the forge gives to nobody: otherwise a stranger who bears the login would be taken for its owner.
"""

from __future__ import annotations

from pathlib import Path

from c7gate.model.commit import Entry
from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.evaluation import RecordFile
from c7gate.parsing.record import record_login
from c7gate.reading.records import read_file
from c7gate.rendering.scalar import scalar
from c7gate.writing.files import locked, refuse_links, replace_file
from c7gate.writing.records import Edit

_NOBODY = {
    "": "{login}@erased.invalid",  # a domain that can belong to nobody (RFC 2606)
    "github:": "github:{login}-erased-and-nobody-on-the-forge-any-more",  # longer than the 39 characters of a name
    "gitlab:": "gitlab:{login}.erased.git",  # no name may end in .git
}
"""Identities by the beginning that says where; the empty one is an address."""
_SCHEMA = "# yaml-language-server: $schema="


def erase_record(root: Path, path: str, *, locks: Path, dry_run: bool = False) -> Edit:
    """Leave of a developer's record only its login and identities that are nobody's; comments in it go as well.

    Args:
        root: the top folder of the work tree.
        path: the record's, relative to it; a regular file.
        locks: the folder of the files that all writers of a person's records lock.
        dry_run: only say what would be written.

    Raises:
        CannotLookError: it cannot be read or written, or is reached through a link; it is unchanged.
    """
    file, login = root / path, record_login(path)
    refuse_links(file, root)
    if dry_run:
        return _edit(file, path)
    with locked(locks / f"{login}.lock"):
        edit = _edit(file, path)
        if edit.after != edit.before:
            replace_file(file, edit.after)
    return edit


def _edit(file: Path, path: str) -> Edit:
    try:
        before = file.read_bytes()
    except OSError as error:
        raise CannotLookError(f"{file}: {error.strerror}", help="make it readable") from None
    after = _blank(path, before)
    if after != before and _record(path, after).problems:
        raise UsageError(f"{path} would not be valid without its facts", help="erase them by hand")
    return Edit(path, before, after)


def _blank(path: str, before: bytes) -> bytes:
    """The record with nothing of the person's; the line that names its schema stays, and how its lines end."""
    record = _record(path, before)
    first = before.partition(b"\n")[0].rstrip(b"\r").decode("utf-8")
    named = record.developer.identities if record.developer else ()
    forges = [start for start in _NOBODY if not start or any(name.startswith(start) for name in named)]
    nobody = (_NOBODY[start].format(login=record.login.replace("_", "-")) for start in forges)
    lines = (
        *((first,) if first.startswith(_SCHEMA) else ()),
        f"login: {scalar(record.login)}",
        f"identities: [{', '.join(map(scalar, nobody))}]",
    )
    end = "\r\n" if b"\r\n" in before else "\n"
    return "".join(f"{line}{end}" for line in lines).encode()


def _record(path: str, data: bytes) -> RecordFile:
    record = read_file(path, Entry("100644", ""), data)
    assert record is not None  # noqa: S101  the path is that of a record
    return record
