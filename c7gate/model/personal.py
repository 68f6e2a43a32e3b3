"""What is stored about one person, each thing with its place."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from c7gate.model.named_tuple import NamedTuple


class Group(StrEnum):
    """What a stored fact stands in, in the order in which facts are told."""

    RECORD = "own record"
    ASSESSMENT = "assessment"
    COHORTS = "cohorts"
    OTHERS = "records of others"
    POLICY = "policy"
    EVIDENCE = "collected evidence"


class PersonalFact(NamedTuple):
    """One fact: the file (of a branch: `branch:path`) and line (from 1) it stands on, its key, its plain value.

    Of a line about somebody else the value is the person's login alone.
    """

    group: Group
    file: str
    line: int
    key: str
    value: Any


class Authored(NamedTuple):
    """The commits by an address of the person: how many, the dates (UTC) of the first and the last, the addresses."""

    commits: int = 0
    first: date | None = None
    last: date | None = None
    addresses: tuple[str, ...] = ()


class FileHistory(NamedTuple):
    """A file about the person in git's history: how many commits write it, the id and date (UTC) of the first."""

    path: str
    commits: int
    first: str
    since: date | None


class PersonalData(NamedTuple):
    """All that is stored about a person.

    `local` are files of this clone alone that may speak of them, by absolute path, each with what it holds. `unread`
    pairs what could not be read with why.
    """

    login: str
    facts: tuple[PersonalFact, ...]
    authored: Authored = Authored()
    local: Mapping[str, str] = MappingProxyType({})
    unread: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing names the person, as far as everything could be read."""
        return not (self.facts or self.authored.commits or self.unread)
