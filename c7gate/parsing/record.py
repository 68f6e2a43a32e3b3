"""Training records, assessments, cohorts and surveys as values.

The schema says what may be written; here stands what no schema can say: dates in order, zones that exist, a
login equal to its file's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from c7gate.model.document import Document, Pointer
from c7gate.model.finding import Problem
from c7gate.model.record import Assessment, Cohort, Developer, RecordKind, Survey
from c7gate.parsing.problems import listed
from c7gate.parsing.record_values import assessment, cohort, developer
from c7gate.parsing.schema import validate

RULE = "record-invalid"
ROOT = "training-records"
FOLDERS: Mapping[str, RecordKind] = {
    "developers": RecordKind.DEVELOPER,
    "assessments": RecordKind.ASSESSMENT,
    "cohorts": RecordKind.COHORT,
    "surveys": RecordKind.SURVEY,
}

_NAMED_BY = {RecordKind.COHORT: "id", RecordKind.SURVEY: "period"}
_LOGIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:_[a-z0-9]+)?")
_MACHINE_ZONES = frozenset(
    ("localtime", "posixrules", "Factory")
)  # differ from machine to machine, or say nothing
_MACHINE_FOLDERS = ("posix/", "right/")
_SPANS = frozenset(("away", "excused", "roster"))
_WITH_IDS = frozenset(("attempts", "waivers", "signoffs", "revocations", "blockers"))

Record = Developer | Assessment | Cohort | Survey


def record_kind(path: str) -> RecordKind | None:
    """What a file is by its folder; `path` is relative to the repository's root."""
    root, _, rest = path.partition("/")
    folder, slash, _ = rest.partition("/")
    return FOLDERS.get(folder) if root == ROOT and slash else None


def record_login(path: str) -> str | None:
    """The login that a record's or assessment's path names, exactly `<login>.yaml`, else None (T66).

    `path` is relative to the repository's root; a bare file name is taken as if it stood in its folder.
    """
    folder, _, name = path.rpartition("/")
    login = name.removesuffix(".yaml")
    if login == name or folder not in ("", f"{ROOT}/developers", f"{ROOT}/assessments"):
        return None
    return login if _LOGIN.fullmatch(login) else None


def parse_record(
    kind: RecordKind, document: Document, schema: Mapping[str, Any]
) -> tuple[Record | None, tuple[Problem, ...]]:
    """Judge a document as `record_problems` does, and build its value: None with anything wrong."""
    problems = record_problems(kind, document, schema)
    return (None, problems) if problems else (_BUILDERS[kind](document.value), ())


def record_problems(kind: RecordKind, document: Document, schema: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Judge a document by its schema and by sense.

    Args:
        kind: what the file is.
        document: the file as read.
        schema: the schema of this kind, from the installed tool.

    Returns:
        What is wrong, sorted by position: the document's own problems, or the schema's with a wrong login, or
        those of sense (`record-invalid`).
    """
    problems = document.problems or validate(document, schema)
    if not document.problems:
        problems = listed((*problems, *_misnamed(kind, document)))
    return problems or listed(_nonsense(kind, document))


def lenient_identities(document: Document) -> tuple[str, ...]:
    """The identities of a record that may have problems elsewhere, so that its person stays known.

    Empty where the file could not be read as YAML or `identities` is no list; items that are no text are
    left out.
    """
    if document.problems or not isinstance(document.value, dict):
        return ()
    identities = document.value.get("identities")
    return tuple(item for item in identities if isinstance(item, str)) if isinstance(identities, list) else ()


def _nonsense(kind: RecordKind, document: Document) -> Iterator[Problem]:
    value = document.value
    for key in _SPANS & value.keys():
        for index, line in enumerate(value[key]):
            yield from _backwards(document, (key, index), line)
    for key in _WITH_IDS & value.keys():
        yield from _repeated_ids(document, key)
    if kind is RecordKind.COHORT:
        yield from _repeated(document)
    if kind is RecordKind.SURVEY:
        from c7gate.parsing.survey import survey_nonsense

        for key, message, help_ in survey_nonsense(document):
            yield _problem(document, (key,), message, help_)
    if kind is RecordKind.ASSESSMENT:
        yield from _wrongly_corrected(document)
        yield from _endless_silences(document)
    if kind is RecordKind.DEVELOPER:
        yield from _bad_zones(document)
        yield from _wrongly_swapped(document)


def _wrongly_corrected(document: Document) -> Iterator[Problem]:
    if "attempts" in document.value or "revocations" in document.value:
        from c7gate.parsing.corrections import wrong_corrections, wrong_revocations

        yield from wrong_corrections(document)
        yield from wrong_revocations(document)


def _wrongly_swapped(document: Document) -> Iterator[Problem]:
    if any(line["type"] in ("swap-on", "swap-off") for line in document.value.get("away", ())):
        from c7gate.parsing.swaps import unpaired_swaps

        yield from unpaired_swaps(document)


def _misnamed(kind: RecordKind, document: Document) -> Iterator[Problem]:
    """A login (a cohort's id, a survey's period) that is text and not the file's name (N26); the schema reports other types."""
    key = _NAMED_BY.get(kind, "login")
    written = document.value.get(key) if isinstance(document.value, dict) else None
    name = document.path.rpartition("/")[2].removesuffix(".yaml")
    if isinstance(written, str) and written != name:
        from c7gate.parsing.schema_phrases import (
            shown,
        )  # most files are right: what words the rest need comes with it

        message = f'"{key}" is the text {shown(written)} and does not equal the file name {shown(name)}'
        yield _problem(document, (key,), message, f"write {key}: {name}")


def _backwards(document: Document, pointer: Pointer, line: Mapping[str, str]) -> Iterator[Problem]:
    first, last = line.get("from"), line.get("to")
    if first and last and first > last:  # both are YYYY-MM-DD
        message = f'"to" ({last}) is before "from" ({first})'
        yield _problem(document, (*pointer, "to"), message, "write the earlier date as from")


def _repeated(document: Document) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, line in enumerate(document.value.get("roster", ())):
        if line["login"] in seen:
            message = f'"{line["login"]}" stands in the roster already'
            yield _problem(document, ("roster", index, "login"), message, "keep one line for each person")
        seen.add(line["login"])


def _repeated_ids(document: Document, key: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, line in enumerate(document.value.get(key, ())):
        id_ = line.get("id")
        if id_ is not None and id_ in seen:
            message = f'"{id_}" is the id of an earlier entry of {key} already'
            yield _problem(document, (key, index, "id"), message, "give each entry an id of its own")
        seen.add(id_)


def _endless_silences(document: Document) -> Iterator[Problem]:
    """Alerts silenced without an end after the beginning, or without a category of reason."""
    for index, line in enumerate(document.value.get("interventions", ())):
        if line["action"] != "silence":
            continue
        pointer = ("interventions", index)
        if "until" not in line or "reason" not in line:
            message = 'a silence needs "until" and "reason"'
            yield _problem(
                document, pointer, message, 'write until: "2025-09-01T09:00:00+02:00", reason: known'
            )
        elif datetime.fromisoformat(line["until"]) <= datetime.fromisoformat(line["at"]):
            message = f'"until" ({line["until"]}) is not after "at" ({line["at"]})'
            yield _problem(
                document, (*pointer, "until"), message, "write the instant at which the silence ends"
            )


def _bad_zones(document: Document) -> Iterator[Problem]:
    written = document.value.get("timezone", ())
    if isinstance(written, str):
        yield from _unknown_zone(document, ("timezone",), written)
        return
    before = ""
    for index, line in enumerate(written):
        yield from _unknown_zone(document, ("timezone", index, "tz"), line["tz"])
        if line["from"] <= before:
            message = f'"from" ({line["from"]}) is not after the one above it ({before})'
            yield _problem(document, ("timezone", index, "from"), message, "write the zones in order of from")
        before = line["from"]


def _unknown_zone(document: Document, pointer: Pointer, name: str) -> Iterator[Problem]:
    if not _exists(name):
        from difflib import get_close_matches

        places = sorted(zone for zone in available_timezones() if "/" in zone)  # no EST for CEST
        close = get_close_matches(name, places, n=1)
        help_ = f'did you mean "{close[0]}"?' if close else "write a name such as Europe/Berlin"
        yield _problem(document, pointer, f'there is no time zone "{name}"', help_)


@lru_cache(maxsize=1024)
def _exists(name: str) -> bool:
    """Whether IANA knows this zone; zone data are read as data of the language."""
    if name in _MACHINE_ZONES or name.startswith(_MACHINE_FOLDERS):
        return False
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a folder, no zone file, no such name
        return False
    return True


def _problem(document: Document, pointer: Pointer, message: str, help_: str) -> Problem:
    return Problem(RULE, message, help_, *document.position(pointer))


def _survey(value: Mapping[str, Any]) -> Survey:
    from c7gate.parsing.survey import survey  # no check of a person's change reads one

    return survey(value)


_BUILDERS: Mapping[RecordKind, Callable[[Mapping[str, Any]], Record]] = {
    RecordKind.DEVELOPER: developer,
    RecordKind.ASSESSMENT: assessment,
    RecordKind.COHORT: cohort,
    RecordKind.SURVEY: _survey,
}
