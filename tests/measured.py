"""Programs built by hand for everything that measures one; no repository needed."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from c7gate.model.evaluation import Revision
from c7gate.model.impact import Bug, Measurements, MergedChange
from c7gate.model.policy import Policy
from c7gate.model.record import Assessment, Attempt, Developer, Person, SignOff, Survey, Waiver, Zone
from c7gate.model.scoring import Event
from c7gate.program.facts import Facts, Participant
from c7gate.reading.program import policy_of

START = date(2025, 8, 22)
AS_OF = datetime(2025, 12, 1, 12, tzinfo=UTC)
TEAM = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy")


def policy(**success: Any) -> Policy:
    """The preset, with these keys of `success.yaml` written over its own."""
    values = copy.deepcopy(dict(policy_of({}).values))
    values["success"] = {**values["success"], **success}
    return policy_of({})._replace(values=values)


def participant(
    login: str = "alice", *, score: str | None = "95.00", signed: int = 4, **more: Any
) -> Participant:
    """Somebody enrolled from the start, in UTC, with a gate 4 score and so many gates signed off by dana."""
    at = datetime(2025, 8, 25, 9, tzinfo=UTC)
    attempts = (
        [
            Attempt(
                "g4-1",
                4,
                date(2025, 9, 4),
                "dana",
                {"comprehensive": Decimal(score)},
                {"independence": "pass"},
            )
        ]
        if score
        else []
    )
    assessment = Assessment(
        login,
        attempts=more.pop("attempts", tuple(attempts)),
        signoffs=tuple(
            SignOff(f"so-{gate}", gate, "dana", at + timedelta(days=gate)) for gate in range(1, signed + 1)
        ),
        waivers=more.pop("waivers", ()),
    )
    person = Person(
        login, (f"{login}@example.com",), (Zone(None, "UTC"),), frozenset(range(5)), enrolled_at=START,
        tracking_start=more.pop("tracking_start", date(2025, 8, 25)), **more.pop("person", {}),
    )  # fmt: skip
    return Participant(person, more.pop("developer", Developer(login)), assessment, **more)


def facts(people: Iterable[Participant] | None = None, **more: Any) -> Facts:
    """A program of ten certified people as of 1 December 2025, and nothing else measured."""
    found = tuple(people) if people is not None else tuple(participant(login) for login in TEAM)
    given: dict[str, Any] = {
        "as_of": AS_OF,
        "policy": policy(),
        "trusted": Revision("main", "4be1c90" + "0" * 33),
        "data_through": AS_OF.date(),
        "roster": tuple(one.person.login for one in found),
        "participants": {one.person.login: one for one in found},
    }
    return Facts(**(given | more))


def waiver(gate: int = 2, approver: str = "dana", expires: date = date(2025, 12, 31)) -> Waiver:
    """An exception from all of a gate's criteria."""
    return Waiver(gate, "", "", "on loan to another team", approver, expires)


def active(*days: date) -> tuple[Event, ...]:
    """A commit that names a library at noon of each of these days."""
    return tuple(
        Event(
            "commit",
            datetime.combine(day, time(12), UTC),
            f"{day:%Y%m%d}" + "a" * 32,
            (("/websockets/ws", "reconnect"),),
            arrival=f"#{day}",
        )
        for day in days
    )


def wave(period: str = "2025-W48", invited: int = 14, histogram: Mapping[int, int] | None = None) -> Survey:
    """A wave; by default twelve of fourteen with a mean of 4.08."""
    return Survey(period, invited, histogram or {2: 1, 3: 1, 4: 6, 5: 4})


def baseline(
    features: int, dev_days: int, *, weeks: int = 12, frozen_at: str = "2025-08-15", **each: int
) -> dict[str, Any]:
    """A baseline of so many weeks up to three before the start, its features and days shared out evenly."""
    monday = date(2025, 8, 4)
    shares = [features // weeks + (number < features % weeks) for number in range(weeks)]
    lines = []
    for number, share in enumerate(shares):
        year, week, _ = (monday - timedelta(weeks=number)).isocalendar()
        line = {"week": f"{year}-W{week:02}", "dev_days": Decimal(dev_days) / weeks, "features": share}
        lines.append(line | {key: value // weeks + (number < value % weeks) for key, value in each.items()})
    return {"frozen_at": frozen_at, "weeks": lines, "strata": []}


def merged(
    count: int,
    *,
    first: date = date(2025, 9, 22),
    weeks: int = 8,
    kind: str = "feature",
    library: int = 0,
    other: int = 0,
    rounds: int | None = 1,
) -> tuple[MergedChange, ...]:
    """So many changes merged on the Wednesdays of these weeks in turn; the first ones have bugs, found a week later."""
    found = []
    for number in range(count):
        at = datetime.combine(first + timedelta(weeks=number % weeks, days=2), time(12), UTC)
        bugs = [Bug(at + timedelta(days=7), library=True)] if number < library else []
        bugs += [Bug(at + timedelta(days=7), library=False)] if number < other else []
        found.append(
            MergedChange(f"#{kind}-{number}", at, kind, "acme/shop", "small", Decimal(1), rounds, tuple(bugs))
        )
    return tuple(found)


def measured(*changes: MergedChange, through: datetime = AS_OF, **more: Any) -> Measurements:
    """An export."""
    return Measurements("a forge", through, "0" * 64, tuple(changes), **more)
