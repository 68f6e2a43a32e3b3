"""`report plan`: the training plan with its dates and people, and who is behind it."""

from __future__ import annotations

from pathlib import Path

from c7gate.app.explain import Sight, Where
from c7gate.app.report import facts_in
from c7gate.app.status import Status, status_in
from c7gate.model.errors import UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.program.facts import Facts
from c7gate.program.plan import CoursePlan, plans


class Planned(NamedTuple):
    """The plan of every course, the facts it rests on, and where everybody stands."""

    facts: Facts
    courses: tuple[CoursePlan, ...]
    status: Status

    @property
    def fits(self) -> bool:
        """Whether every course leaves gate 3 the days it needs (S-118)."""
        return all(item.course.window.fits for item in self.courses)


def planned(where: Where) -> Planned:
    """Look at the plan.

    Raises:
        UsageError: the call is wrong.
        PolicyError, CannotLookError: as for `check`.
    """
    sight = Sight.of(where)
    facts = facts_in(sight)
    return Planned(facts, plans(facts), status_in(sight))


def is_stale(path: Path, rendered: str) -> bool:
    """Whether a file on disk is another text than the plan as it is now (S-013).

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return path.read_bytes() != rendered.encode()
    except OSError as error:
        help_ = f"write it: c7gate report plan --format markdown={path}"
        raise UsageError(f"{path} cannot be read: {error.strerror}", help=help_) from None
