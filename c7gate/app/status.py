"""`status`: where everybody stands, for who coordinates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from c7gate.app.alerts import Seen, found_in
from c7gate.app.explain import Sight, Where
from c7gate.model.alert import Alert
from c7gate.model.errors import UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Assessment
from c7gate.program.standing import THIRD, GroupStanding, Known, Standing, standings
from c7gate.reading.scores import scored
from c7gate.scoring.signed import gates_passed, signed_by

if TYPE_CHECKING:  # loaded where somebody asks for it
    from c7gate.program.success import Declaration


class Status(NamedTuple):
    """Everybody's standing by group; `through` is the newest commit's time (aware), up to which data can reach.

    `assessments` hold what was signed by then.
    """

    seen: Seen
    assessments: Mapping[str, Assessment]
    groups: tuple[GroupStanding, ...]
    through: datetime | None

    def person(self, login: str) -> Standing:
        """One person's standing.

        Raises:
            UsageError: nobody of that login is in a group.
        """
        for group in self.groups:
            for one in group.people:
                if one.login == login:
                    return one
        revision = self.seen.sight.side.revision
        raise UsageError(
            f"{login!r} belongs to nobody enrolled at {revision.ref} {revision.oid[:10]}",
            help="c7gate status lists everybody",
        )


def status(where: Where) -> Status:
    """Look at everybody.

    Raises:
        UsageError: the call is wrong.
        PolicyError, CannotLookError: as for `check`.
    """
    return status_in(Sight.of(where))


def status_in(sight: Sight) -> Status:
    """The same of what was looked at already."""
    seen = found_in(sight)
    side, as_of = sight.side, sight.side.as_of
    live: dict[str, list[Alert]] = defaultdict(list)
    for alert in seen.watch.alerts:
        if not alert.state.is_over:
            live[alert.developer].append(alert)
    # Gate 3 is asked of those who are at it; whoever is at another one stands or falls by that.
    assessments = {login: signed_by(item, as_of) for login, item in seen.facts.assessments.items()}
    at_third = {login for login, item in assessments.items() if gates_passed(item) == THIRD - 1}
    people = {login: side.people[login] for login in sorted(at_third & side.people.keys())}
    known = Known(
        as_of=as_of,
        policy=side.policy,
        gates=seen.facts.gates,
        people=side.people,
        assessments=assessments,
        results=scored(side, people, seen.evidence, {}).gates,
        cohorts=seen.facts.cohorts,
        alerts={login: tuple(found) for login, found in live.items()},
    )
    stamps = [seen.sight.repository.read_commit(tip).committer for tip in seen.sight.tips]
    instants = [min(stamp.instant, as_of) for stamp in stamps if stamp]
    return Status(seen, assessments, standings(known), max(instants, default=None))


def declared(found: Status) -> Declaration:
    """Whether the program is a success by now, as far as the same look shows it.

    Raises:
        CannotLookError: the clone lacks history that could hold evidence.
    """
    from c7gate.app.report import facts_in
    from c7gate.program.success import declaration

    return declaration(facts_in(found.seen.sight, evidence=found.seen.evidence))
