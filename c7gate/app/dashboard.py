"""`report dashboard`: everything that is shown to one audience, looked up once."""

from __future__ import annotations

from pathlib import Path

from c7gate.app.explain import Where
from c7gate.app.me import Progress, me
from c7gate.app.status import Status, status
from c7gate.model.named_tuple import NamedTuple
from c7gate.program.alerts import adoption_weeks
from c7gate.program.board import Audience, Board, board
from c7gate.reading.participants import program_facts, read_measurements, with_work


class Dashboard(NamedTuple):
    """The board with the status it rests on; `own` is the developer's standing (None: for another audience)."""

    board: Board
    status: Status
    own: Progress | None = None


def dashboard(
    where: Where, audience: Audience, login: str = "", measurements: Path | None = None
) -> Dashboard:
    """Look at the program for an audience; a developer is `login`, else whose e-mail git would commit with.

    Raises:
        UsageError: the export is not of its form, a revision is unknown, or nobody enrolled is meant.
        PolicyError, CannotLookError: as for `check`.
    """
    measured = read_measurements(measurements) if measurements else None
    own = me(where, login) if audience is Audience.DEVELOPER else None
    found = status(where)
    sight = found.seen.sight
    known = program_facts(sight.side, sight.repository, sight.tips[0], measured, found.seen.evidence)
    facts = with_work(known, sight.side, sight.repository, sight.tips[0])
    mine = own.gate3.person.login if own else ""
    adoptions = adoption_weeks(found.seen.facts)
    shown = board(facts, found.groups, found.seen.watch.alerts, adoptions, audience, login=mine)
    return Dashboard(shown, found, own)
