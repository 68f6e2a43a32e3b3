"""Lines written into people's records by one call: all of them or none, after the record's rules were asked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from c7gate.judging.entries import Refusal, in_vain, misread_evidence, unknown_names
from c7gate.model.errors import UsageError
from c7gate.model.evaluation import RecordFile
from c7gate.model.facts import Default, Fact, Item
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import RecordKind
from c7gate.reading.program_files import ASSESSMENTS, OWN, ProgramFiles
from c7gate.writing.records import Edit, Line, append_to_records

_SWAPS = {"swap-on": "swap-off", "swap-off": "swap-on"}


class AddRequest(NamedTuple):
    """One call of `add`.

    `repo` is a path in the repository of records. `now` is aware. `login` is empty where git's `user.email` says whose
    record it is. With `commit` what was written is committed, and nothing else.
    """

    repo: Path
    environment: Mapping[str, str]
    now: datetime
    login: str = ""
    dry_run: bool = False
    commit: bool = False


class Added(NamedTuple):
    """What was written, or would be; `commit` is the id of the commit made of it, or empty."""

    edits: tuple[Edit, ...]
    commit: str = ""


class Entry(NamedTuple):
    """A line for somebody's record; `place` says where it was read, and is empty where it was typed."""

    item: Item
    place: str = ""


class Entries:
    """The lines of one kind that a call writes, by login."""

    def __init__(self, files: ProgramFiles, fact: Fact, people: Mapping[str, Sequence[Entry]]) -> None:
        self._files = files
        self._fact = fact
        self._people = people
        self._places: dict[tuple[str, str], str] = {}
        folder = OWN if fact.where is RecordKind.DEVELOPER else ASSESSMENTS
        self._paths = {f"{folder}/{login}.yaml": login for login in people}

    def write(self, request: AddRequest, subject: str) -> Added:
        """Write them; `subject` is that of the commit, where one is asked for.

        Raises:
            UsageError: a record is missing, is or would be invalid, or a line could not count.
            PolicyError: the policy on disk is broken, and a line rests on it.
            CannotLookError: a file cannot be read or written; all are unchanged.
        """
        checkout = self._files.checkout
        commits = None
        if request.commit and not request.dry_run:
            from c7gate.writing.commits import Commits

            commits = Commits(checkout.root, checkout.place.directory)
            commits.refuse_mixing(tuple(self._paths))
        edits = append_to_records(
            checkout.root,
            {path: partial(self._lines, path) for path in self._paths},
            locks=checkout.place.directory / "c7gate",
            accept=lambda before, after: self._accept(before, after, request.now),
            dry_run=request.dry_run,
        )
        return Added(edits, commits.commit([edit.path for edit in edits], subject) if commits else "")

    def _lines(self, path: str, before: RecordFile | None) -> Sequence[Line]:
        login = self._paths[path]
        ids = _ids(before, self._fact.key)
        lines: list[Line] = []
        for entry in self._people[login]:
            item = self._with_id(entry.item, login, ids)
            self._places[login, str(item.get("id", ""))] = entry.place
            lines.append(Line(self._fact.key, _both_days(item), self._fact.alone, entry.place))
        return lines

    def _with_id(self, item: Item, login: str, ids: set[str]) -> Item:
        """The line with an id made up, where it needs one and has none."""
        field = self._fact.fields[0]
        prefix = self._fact.id_prefix.format(gate=item.get("gate"))
        if field.default is Default.NEXT_ID and field.key not in item:
            item = {field.key: next_id(ids, prefix), **item}
        elif field.default is Default.NEW_ID and field.key not in item:
            item = {field.key: _new_id(prefix, login, item), **item}
        ids.add(str(item.get("id", "")))
        return item

    def _accept(self, before: RecordFile | None, after: RecordFile, now: datetime) -> None:
        for refusal in self._refusals(before, after, now):
            place = self._places.get((after.login, refusal.id), "")
            raise UsageError(
                f"{place}{': ' if place else ''}{refusal.message}; nothing was written", help=refusal.help
            )

    def _refusals(self, before: RecordFile | None, after: RecordFile, now: datetime) -> list[Refusal]:
        if self._fact.key not in _RESTS_ON_POLICY:
            return []
        found = list(unknown_names(before, after, self._files.policy))
        if after.developer:
            found += misread_evidence(before.developer if before else None, after.developer)
        developer = self._files.developer(after.login)
        if after.assessment:
            if developer is None:
                return [
                    Refusal(
                        f"{after.login} has no valid record in {OWN}/",
                        "let them write it: c7gate add enrolment",
                        next(id_ for login, id_ in self._places if login == after.login),
                    )
                ]
            person = self._files.person(developer, after.assessment)
            was = before.assessment if before else None
            found += in_vain(was, after.assessment, person, self._files.policy, now)
        return found


def next_id(ids: set[str], prefix: str) -> str:
    """The first of `prefix-1`, `prefix-2`, … that is free."""
    number = 1
    while f"{prefix}-{number}" in ids:
        number += 1
    return f"{prefix}-{number}"


def _new_id(prefix: str, login: str, item: Item) -> str:
    """An id that no other person's record comes to hold by chance, and that shows nobody's name to a team."""
    told = "\0".join(map(str, (login, *item.values())))
    return f"{prefix}-{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _ids(before: RecordFile | None, key: str) -> set[str]:
    value: Any = before.document.value if before and before.document else {}
    return {str(line.get("id", "")) for line in value.get(key, ()) if isinstance(line, dict)}


def _both_days(item: Item) -> tuple[Item, ...]:
    """The line, and with `instead` the day it is exchanged for."""
    if "instead" not in item:
        return (item,)
    first = {key: value for key, value in item.items() if key != "instead"}
    other = _SWAPS.get(str(item["type"]))
    if other is None:
        raise UsageError("--instead is for swapped days", help="give --type swap-on or swap-off")
    return first, {"from": item["instead"], "to": item["instead"], "type": other}


_RESTS_ON_POLICY = frozenset({"exercises", "attempts", "reviews", "excused", "waivers", "interventions"})
