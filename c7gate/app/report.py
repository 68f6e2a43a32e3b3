"""What reports on a program rest on, looked up where the call says."""

from __future__ import annotations

from pathlib import Path

from c7gate.app.explain import Sight, Where
from c7gate.program.facts import Facts
from c7gate.reading.participants import program_facts, read_measurements, with_work


def facts(where: Where, measurements: Path | None = None, *, work: bool = False) -> Facts:
    """The facts of the program at the trusted commit, by what is merged; `measurements` is an export on disk.

    With `work` documents, commits and decisions are read as well.

    Raises:
        UsageError: the export is not of its form, or a revision is unknown.
        PolicyError, CannotLookError: as for `check`.
    """
    measured = read_measurements(measurements) if measurements else None
    seen = Sight.of(where)
    found = program_facts(seen.side, seen.repository, seen.tips[0], measured)
    return with_work(found, seen.side, seen.repository, seen.tips[0]) if work else found
