"""`add attempt --from FILE`: the attempts of a table, all of them or none (S-042)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from c7gate.app.entries import Added, AddRequest, Entries, Entry
from c7gate.model.errors import UsageError
from c7gate.model.facts import Value, fact_of
from c7gate.parsing.policy_gates import gate_policies
from c7gate.parsing.score_sheet import read_sheet
from c7gate.reading.program_files import ProgramFiles
from c7gate.rendering.facts import counted

_LIMIT = 1 << 20  # bytes; a table of thousands of attempts is smaller


def add_sheet(request: AddRequest, files: ProgramFiles, file: Path, constants: Mapping[str, Value]) -> Added:
    """Write the attempts of a CSV file; `constants` stand in for columns that it lacks.

    Raises:
        UsageError: the CSV file cannot be read, or a row cannot be entered; `problems` name its line and column.
            Nothing is written.
        PolicyError: the policy on disk is broken.
        CannotLookError: a record cannot be read or written; all are unchanged.
    """
    sheet = read_sheet(_bytes(file), gate_policies(files.policy), constants)
    if sheet.problems:
        problems = tuple((str(file), problem) for problem in sheet.problems)
        raise UsageError(
            f"{file} has {counted(len(problems), 'problem')}; nothing was written", problems=problems
        )
    if not sheet.rows:
        raise UsageError(f"{file} holds no attempt", help="write one a line, below the names of the columns")
    people: dict[str, list[Entry]] = {}
    for row in sheet.rows:
        people.setdefault(row.login, []).append(Entry(row.item, f"{file}:{row.line}"))
    entries = Entries(files, fact_of("attempt"), people)
    return entries.write(request, f"Enter {counted(len(sheet.rows), 'attempt')}")


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(_LIMIT + 1)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", help="name a CSV file that can be read") from None
    if len(data) > _LIMIT:
        raise UsageError(f"{file} is larger than {_LIMIT >> 20} MiB", help="enter it in parts")
    return data
