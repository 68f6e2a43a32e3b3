"""What a rule says: severity, place, message, and the line that mends it."""

from enum import StrEnum
from typing import Self

from c7gate.model.named_tuple import NamedTuple


class Severity(StrEnum):
    """How much a finding weighs. Only `ERROR` makes exit 1; `OFF` silences a rule in policy."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"


class Location(NamedTuple):
    """Where a finding stands: a file, a commit, a part of the change, or nowhere.

    Lines and columns count from 1; columns count characters. A whole file is (1, 1).
    """

    file: str = ""
    commit: str = ""
    change: str = ""
    line: int = 0
    column: int = 0

    @classmethod
    def in_file(cls, file: str, line: int = 1, column: int = 1) -> Self:
        """A place in a file of the judged tree, path relative to its root."""
        return cls(file=file, line=line, column=column)

    @classmethod
    def in_commit(cls, oid: str, line: int = 1) -> Self:
        """A line of a commit's message; `oid` is the full object id."""
        return cls(commit=oid, line=line)

    @classmethod
    def in_change(cls, part: str, line: int = 1) -> Self:
        """A line of the change's `body` (description) or `title`."""
        return cls(change=part, line=line)


NOWHERE = Location()


class Fix(NamedTuple):
    """A machine-usable mend: append `text` as a line of its own to `append_to`.

    `append_to` is `change.body` or `commit.message`.
    """

    append_to: str
    text: str


class Problem(NamedTuple):
    """What is wrong at one place of one file, before a rule judges it.

    `rule` is the name of the rule that reports it (`yaml-alias`, `record-invalid`, …). Lines and columns
    count from 1. `mend` is what may stand there instead, as it is to be written, where only the spelling of a key or
    a value is wrong and what was meant is plain; else empty.
    """

    rule: str
    message: str
    help: str
    line: int = 1
    column: int = 1
    mend: str = ""


class Finding(NamedTuple):
    """One problem found. `code` and `name` are the rule's; `developer` is a login or empty."""

    code: str
    name: str
    severity: Severity
    message: str
    help: str
    location: Location = NOWHERE
    developer: str = ""
    fix: Fix | None = None
