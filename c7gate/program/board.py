"""All that a dashboard shows to one audience. What others must not see is left out here, not when it is drawn (S-100).

A team sees figures of at least as many people as policy says, rows that would tell of fewer left out together with as
many more as it takes; a coordinator sees people as well; a developer the team's figures beside the own ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from enum import StrEnum

from c7gate.model.alert import Adoption, Alert
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Person
from c7gate.model.scoring import Day
from c7gate.parsing.policy_gates import gate_policies
from c7gate.program.answer import Answer
from c7gate.program.burn_up import BurnUpDay, burn_up
from c7gate.program.facts import Facts
from c7gate.program.metrics import measure
from c7gate.program.people import passed, scores_of
from c7gate.program.standing import GroupStanding, Standing
from c7gate.program.success import Declaration, declaration
from c7gate.program.suppression import withheld
from c7gate.program.trend import TeamDay, Week, trend
from c7gate.program.usage import LibraryUse, library_success, look_ups_by_day
from c7gate.scoring.tracked import days_so_far, is_counted


class Audience(StrEnum):
    """Who reads it."""

    TEAM = "team"
    COORDINATOR = "coordinator"
    DEVELOPER = "developer"


class Reached(NamedTuple):
    """A gate, and how many of the roster passed it."""

    gate: int
    title: str
    passed: int


class Library(NamedTuple):
    """A library's look-ups, and how many of the rated ones helped; what is None is withheld or not there."""

    use: LibraryUse
    helpful: int | None
    rated: int | None


class Track(NamedTuple):
    """Somebody on the roster with all their days, and how they stand (None: in no group any more).

    `look_ups` are how many there were on each active date that has any (S-032), `score` the one of the last gate.
    """

    person: Person
    days: tuple[Day, ...]
    standing: Standing | None
    look_ups: Mapping[date, int]
    score: Decimal | None


class AlertWeek(NamedTuple):
    """How many people an alert was raised about in a week (its Monday); None where they are too few to be counted."""

    monday: date
    people: int | None


class Board(NamedTuple):
    """What is shown. `funnel` and `burn_up` are None where the roster is too small for figures.

    `tracks` and alerts about people are empty but for a coordinator, `own` alerts for anybody but the developer.
    """

    facts: Facts
    audience: Audience
    groups: tuple[GroupStanding, ...]
    success: Declaration
    metrics: tuple[Answer, ...]
    funnel: tuple[Reached, ...] | None
    burn_up: tuple[BurnUpDay, ...] | None
    days: tuple[TeamDay, ...]
    trend: tuple[Week, ...]
    tracks: tuple[Track, ...]
    libraries: tuple[Library, ...]
    weeks: tuple[AlertWeek, ...]
    alerts: tuple[Alert, ...]
    own: tuple[Alert, ...]


def board(
    facts: Facts,
    groups: tuple[GroupStanding, ...],
    alerts: Iterable[Alert],
    adoptions: Iterable[Adoption],
    audience: Audience,
    *,
    login: str = "",
) -> Board:
    """What the audience may see; `adoptions` are each group's by week, `login` is the developer's."""
    alerts = tuple(alerts)
    sees_people = audience is Audience.COORDINATOR
    least = 0 if sees_people else facts.least_group
    sees_roster = sees_people or len(facts.roster) >= facts.least_group
    tracks = tuple(_tracks(facts, groups))
    found = measure(facts)
    reached = burn_up(facts) if sees_roster else None
    days = tuple(_team_days(facts, tracks, least))
    return Board(
        facts=facts,
        audience=audience,
        groups=groups,
        success=_told(declaration(facts), facts, sees_people=sees_people),
        metrics=tuple(answer if sees_people else _for_others(facts, answer) for answer in found.answers),
        funnel=tuple(_funnel(facts)) if sees_roster else None,
        burn_up=reached,
        days=days,
        trend=trend(adoptions, days, reached or (), facts.today, least),
        tracks=tracks if sees_people else (),
        libraries=tuple(_libraries(facts, found.libraries)),
        weeks=tuple(_weeks(facts, alerts, least)),
        alerts=tuple(alert for alert in alerts if sees_people or not alert.developer),
        own=tuple(alert for alert in alerts if login and alert.developer == login),
    )


def _told(found: Declaration, facts: Facts, *, sees_people: bool) -> Declaration:
    if sees_people:
        return found
    return Declaration(tuple((target, _for_others(facts, answer)) for target, answer in found.criteria))


def _for_others(facts: Facts, answer: Answer) -> Answer:
    """A figure without what may tell of one person: the least score of all, a document's name, a judge's words."""
    judged = facts.policy.values["success"]["metrics"].get(answer.metric, {}).get("scope") == "judgement"
    return answer._replace(caveats=(), note="" if judged else answer.note)


def _funnel(facts: Facts) -> Iterator[Reached]:
    for gate, count in zip(gate_policies(facts.policy), passed(facts), strict=True):
        yield Reached(gate.number, gate.title, count)


def _tracks(facts: Facts, groups: Iterable[GroupStanding]) -> Iterator[Track]:
    """Everybody on the roster by login, never by a number."""
    standings = {one.login: one for group in groups for one in group.people}
    scores = scores_of(facts)
    for one in facts.on_roster:
        days = days_so_far(one.person, one.events, facts.policy.gate3, facts.as_of)
        login = one.person.login
        yield Track(one.person, days, standings.get(login), look_ups_by_day(facts, one), scores.get(login))


def _team_days(facts: Facts, tracks: Iterable[Track], least: int) -> Iterator[TeamDay]:
    """Every completed date between the first and the last that counted for somebody; 0 of 0 where it did for nobody."""
    counted: dict[date, set[str]] = defaultdict(set)
    active: dict[date, int] = defaultdict(int)
    look_ups: dict[date, int] = defaultdict(int)
    for track in tracks:
        for day in track.days:
            if is_counted(day) and day.date < facts.today:
                counted[day.date].add(track.person.login)
                active[day.date] += day.active
                look_ups[day.date] += track.look_ups.get(day.date, 0)
    if not counted:
        return
    hidden = _hidden(counted, least)
    for ordinal in range(min(counted).toordinal(), max(counted).toordinal() + 1):
        on = date.fromordinal(ordinal)
        if on in hidden:
            yield TeamDay(on, None, None, None)
        else:
            yield TeamDay(on, active[on], len(counted.get(on, ())), look_ups[on])


def _libraries(facts: Facts, uses: Iterable[LibraryUse]) -> Iterator[Library]:
    ratings = library_success(facts)
    for use in uses:
        helpful, rated = ratings.get(use.library) or (None, None)
        yield Library(use, helpful, rated)


def _weeks(facts: Facts, alerts: Iterable[Alert], least: int) -> Iterator[AlertWeek]:
    """Every week from the first alert about a person on; that there was none is withheld like any small number."""
    people: dict[date, set[str]] = defaultdict(set)
    for alert in alerts:
        if alert.developer:
            people[_monday(alert.raised_at.date())].add(alert.developer)
    first = _monday(facts.policy.start or min(people, default=facts.today))
    weeks = range(first.toordinal(), _monday(facts.today).toordinal() + 1, 7)
    hidden = _hidden(people, least)
    for monday in map(date.fromordinal, weeks):
        count = len(people.get(monday, ()))
        yield AlertWeek(monday, None if monday in hidden or count < least else count)


def _hidden(groups: Mapping[date, AbstractSet[str]], least: int) -> AbstractSet[date]:
    named = withheld({str(day): people for day, people in groups.items()}, least)
    return {date.fromisoformat(name) for name in named}


def _monday(day: date) -> date:
    return date.fromordinal(day.toordinal() - day.weekday())
