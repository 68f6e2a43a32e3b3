"""What reports on a program rest on, looked up where the call says."""

from __future__ import annotations

from pathlib import Path

from c7gate.app.alerts import found_in
from c7gate.app.explain import Sight, Where
from c7gate.program.facts import Facts, Surroundings
from c7gate.program.risks import rests_on_alerts
from c7gate.reading.activity import Remembered
from c7gate.reading.participants import program_facts, read_measurements, with_work
from c7gate.reading.surroundings import surroundings


def facts(where: Where, measurements: Path | None = None, *, work: bool = False) -> Facts:
    """The facts of the program at the trusted commit, by what is merged; `measurements` is an export on disk.

    With `work` documents, commits and decisions are read as well.

    Raises:
        UsageError: the export is not of its form, or a revision is unknown.
        PolicyError, CannotLookError: as for `check`.
    """
    return facts_in(Sight.of(where), measurements, work=work)


def facts_in(
    seen: Sight,
    measurements: Path | None = None,
    *,
    work: bool = False,
    evidence: Remembered | None = None,
) -> Facts:
    """The same of what was looked at already, with the evidence that was read for it."""
    measured = read_measurements(measurements) if measurements else None
    found = program_facts(seen.side, seen.repository, seen.tips[0], measured, evidence)
    return with_work(found, seen.side, seen.repository, seen.tips[0]) if work else found


def surrounded(where: Where, commands: frozenset[str]) -> tuple[Facts, Surroundings]:
    """The facts, and what stands around the program; `commands` are those of this c7gate.

    Raises:
        UsageError, PolicyError, CannotLookError: as for `facts`.
    """
    seen = Sight.of(where)
    found = program_facts(seen.side, seen.repository, seen.tips[0])
    if rests_on_alerts(seen.side.policy):
        found = found._replace(alerts=found_in(seen).watch.alerts)
    return found, surroundings(seen.side, seen.repository, seen.tips[0], commands)
