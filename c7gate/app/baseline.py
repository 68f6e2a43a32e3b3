"""`add baseline`: freeze how it was before the program, out of an export of the forge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from c7gate.app.add import vouchers
from c7gate.model.errors import UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.program.baseline import frozen
from c7gate.reading.checkout import Checkout
from c7gate.reading.participants import read_measurements
from c7gate.reading.program_files import ProgramFiles
from c7gate.writing.baselines import write_baseline
from c7gate.writing.records import Edit


class Froze(NamedTuple):
    """What was written, or would be, and of how many people's calendars the developer days are.

    `vouchers` are the coordinators one of whom must stand behind it, nobody where one of them writes it.
    """

    edit: Edit
    people: int
    vouchers: tuple[str, ...]


def freeze(
    repo: Path, environment: Mapping[str, str], export: Path, *, now: datetime, dry_run: bool = False
) -> Froze:
    """Count the weeks before the start in an export (`schemas/measurements.schema.json`) and write them into policy.

    `repo` is a path in the repository of policy and records; `now` is aware.

    Raises:
        UsageError: the export is not of its form or holds too little, the program has begun, or a baseline is
            frozen already.
        PolicyError: the policy on disk is broken.
        CannotLookError: the policy cannot be read or written; it is unchanged.
    """
    files = ProgramFiles(Checkout.find(repo, environment))
    measured = read_measurements(export)
    records = [record for login in files.logins if (record := files.developer(login))]
    people = [files.person(record, files.assessment(record.login)) for record in records]
    found = frozen(measured, people, files.policy, now.date())
    if found.lacks:
        message, help_ = found.lacks
        raise UsageError(f"{message}; nothing was written", help=help_)
    lock = files.checkout.place.directory / "c7gate" / "policies.lock"
    edit = write_baseline(files.checkout.root, found.value, lock=lock, dry_run=dry_run)
    return Froze(edit, len(people), vouchers(files, files.policy.coordinators))
