"""Everything a report on a program depends on, loaded once. Reporting is a pure function of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from c7gate.model.alert import Alert
from c7gate.model.evaluation import Revision
from c7gate.model.impact import Measurements
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.record import Assessment, Cohort, Developer, Member, Person, Survey
from c7gate.model.scoring import Event


class Participant(NamedTuple):
    """Somebody who takes part or took part: the trusted records, and the evidence that counts."""

    person: Person
    developer: Developer | None = None
    assessment: Assessment | None = None
    events: tuple[Event, ...] = ()


class KnowledgeDocument(NamedTuple):
    """A shared document as the merged tree holds it: its last commit's date, its headings."""

    path: str
    touched: date
    headings: tuple[str, ...]


class Commits(NamedTuple):
    """The participants' own commits since the program began, without merges and reverts, and those that name a library.

    `reverted` are the commits that were undone exactly, with the instant of the undoing.
    """

    total: int = 0
    naming: int = 0
    reverted: Mapping[str, datetime] = MappingProxyType({})


class Surroundings(NamedTuple):
    """What stands around the program in the trusted tree, and what this c7gate can do.

    `pipelines` are the CI files that speak of c7gate, `last_run` when evidence was collected last (aware), `pages` how many
    pages of documentation there are, `broken_links` and `faults` what is wrong with them and with records, in words.
    `commands` are the commands of this c7gate, such as `report plan`.
    """

    pipelines: tuple[str, ...] = ()
    last_run: datetime | None = None
    pages: int = 0
    broken_links: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    commands: frozenset[str] = frozenset()


class Facts(NamedTuple):
    """A program at `as_of` (aware). `data_through` is the day of the last commit that was there to be read.

    `roster` are the logins that shares are shares of, `exits` who left it with a word. `participants` holds everybody
    who has a record, also who left. `decisions` are the numbers of all architecture decisions, and of those that name
    documentation. `alerts` are all there are or were (None: nobody looked).
    """

    as_of: datetime
    policy: Policy
    trusted: Revision
    data_through: date | None
    roster: tuple[str, ...]
    participants: Mapping[str, Participant]
    exits: tuple[Member, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    surveys: tuple[Survey, ...] = ()
    measurements: Measurements | None = None
    documents: tuple[KnowledgeDocument, ...] = ()
    commits: Commits = Commits()
    decisions: tuple[int, int] = (0, 0)
    alerts: tuple[Alert, ...] | None = None

    @property
    def today(self) -> date:
        """The date of `as_of` in UTC, by which deadlines of the program itself run."""
        return self.as_of.date()

    @property
    def on_roster(self) -> tuple[Participant, ...]:
        """The participants on the roster; whoever has no record is missing here, but not from the roster."""
        return tuple(self.participants[login] for login in self.roster if login in self.participants)

    @property
    def least_group(self) -> int:
        """The fewest people a figure may be about."""
        return int(self.policy.values["privacy"]["minimum_group"])

    @property
    def confidence(self) -> Decimal:
        """The confidence of intervals, in percent."""
        return Decimal(self.policy.values["success"]["measurement"]["confidence_percent"])

    def day(self, number: int) -> date | None:
        """The date so many days after the program's start; None without a start."""
        return self.policy.start + timedelta(days=number) if self.policy.start else None
