"""Training records and policy files as data, validated against the installed tool's schemas (T03)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from c7gate.model.commit import Entry
from c7gate.model.evaluation import RecordFile
from c7gate.model.finding import Problem
from c7gate.model.record import Assessment, Cohort, Developer, RecordKind, Survey
from c7gate.parsing.record import parse_record, record_kind, record_login, record_problems
from c7gate.parsing.schema import validate
from c7gate.parsing.yaml import parse_document
from c7gate.parsing.yaml_text import MAX_BYTES
from c7gate.reading import resources
from c7gate.reading.git import Repository

FOLDER = "training-records"
_TOO_LARGE = Problem(
    "yaml-too-large", f"larger than {MAX_BYTES // 1024} KiB", "move what is no record elsewhere and link it"
)
_REGULAR = "100644"
_NAMED_BY_LOGIN = (f"{FOLDER}/developers/", f"{FOLDER}/assessments/")
_OTHER_FOLDERS = (f"{FOLDER}/cohorts/", f"{FOLDER}/surveys/")


def records_at(repository: Repository, commit: str) -> tuple[RecordFile, ...]:
    """Every file under `training-records/` that is a record or pretends to be one, by path."""
    return read_records(repository, repository.list_tree(commit, FOLDER))


def read_records(repository: Repository, entries: Iterable[tuple[str, Entry]]) -> tuple[RecordFile, ...]:
    """The records and policy files among these (path, entry) pairs."""
    return tuple(_read(repository, entries))


def read_file(
    path: str, entry: Entry, data: bytes | None, *, shown: str = "", values: bool = True
) -> RecordFile | None:
    """One file of the repository path `path` from its bytes; None where it is no record and no policy file.

    `data` is None for a file over the limit; `shown` is the path for people, when it differs. Without `values` a
    record is judged, and nothing is made of it.
    """
    shown = shown or path
    if path.startswith(f"{FOLDER}/"):
        stray = misplaced(path, entry.mode)
        if stray:
            return RecordFile(shown, None, "", entry, None, (stray,))
    kind = record_kind(path)
    stem = None if kind else policy_stem(path)
    if kind is None and stem is None:
        return None
    if data is None:
        return RecordFile(shown, kind, record_login(path) or "", entry, None, (_TOO_LARGE,))
    if kind is not None:
        return _record(path, shown, kind, entry, data, values=values)
    document = parse_document(data, shown)
    problems = document.problems or validate(document, resources.schema(str(stem)), rule="policy-invalid")
    return RecordFile(shown, None, "", entry, document, problems)


def misplaced(path: str, mode: str) -> Problem | None:
    """What is wrong with a path under `training-records/` before its content is read, or None."""
    if mode != _REGULAR:
        return Problem(
            "not-a-regular-file",
            f"not a regular file: mode {mode}",
            "commit the file itself: no link, no submodule, not executable",
        )
    if path.startswith(_NAMED_BY_LOGIN):
        if record_login(path) is None or record_kind(path) is None:
            help_ = "rename it to <login>.yaml, the login in lower case"
            return Problem("bad-record-name", "not named <login>.yaml", help_)
        return None
    if path.endswith((".yaml", ".yml")) and not path.startswith(_OTHER_FOLDERS):
        return Problem(
            "bad-record-name",
            "a record in no folder of records",
            f"move it to {FOLDER}/developers/<login>.yaml or {FOLDER}/assessments/<login>.yaml",
        )
    return None


def policy_stem(path: str) -> str | None:
    """The stem of a policy file (`gates` of `policies/gates.yaml`), or None."""
    stem = path.removeprefix("policies/").removesuffix(".yaml")
    return stem if path == f"policies/{stem}.yaml" and stem in resources.preset_files() else None


def _read(repository: Repository, entries: Iterable[tuple[str, Entry]]) -> Iterator[RecordFile]:
    wanted = [item for item in entries if item[0].startswith(f"{FOLDER}/") or policy_stem(item[0])]
    regular = [entry.oid for _, entry in wanted if entry.mode.startswith("100")]
    contents = repository.read_objects(regular, MAX_BYTES)
    for path, entry in wanted:
        data = next(contents).content if entry.mode.startswith("100") else b""
        record = read_file(path, entry, data)
        if record is not None:
            yield record


def _record(
    path: str, shown: str, kind: RecordKind, entry: Entry, data: bytes, *, values: bool
) -> RecordFile:
    document, login = parse_document(data, path), record_login(path) or ""
    if not values:
        problems = record_problems(kind, document, _schema(kind))
        return RecordFile(shown, kind, login, entry, document, problems)
    value, problems = parse_record(kind, document, _schema(kind))
    return RecordFile(
        path=shown,
        kind=kind,
        login=login,
        entry=entry,
        document=document,
        problems=problems,
        developer=value if isinstance(value, Developer) else None,
        assessment=value if isinstance(value, Assessment) else None,
        cohort=value if isinstance(value, Cohort) else None,
        survey=value if isinstance(value, Survey) else None,
    )


@cache
def _schema(kind: RecordKind) -> Mapping[str, Any]:
    return resources.schema(kind.value)
