"""Cases of a policy: a person as somebody might be, what policy is to say, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from c7gate.model.finding import Location
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Attempt, Developer
from c7gate.model.verdict import Verdict

SUBJECT, PEER, ASSESSOR = "subject", "peer", "assessor"
"""The logins that a case is played with."""


class PolicyCase(NamedTuple):
    """One person at one gate as of an aware instant; `location` is where the case stands.

    `reviewed` are exercises that a peer approved of, `waived` criteria that somebody waived, `merged` a number of
    merged changes that name a library. `active` are local dates with evidence that counts. `verdict` (None: any)
    and `criteria` are what is expected.
    """

    name: str
    gate: int
    as_of: datetime
    location: Location
    developer: Developer
    attempts: tuple[Attempt, ...] = ()
    reviewed: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    merged: int = 0
    ceremony: bool = False
    active: tuple[date, ...] = ()
    reviews: int = 0
    shares: int = 0
    verdict: Verdict | None = None
    criteria: Mapping[str, Verdict] = MappingProxyType({})


class CaseResult(NamedTuple):
    """A case, or a file of cases that cannot be read (`name` is empty then), and all that is not as expected."""

    name: str
    location: Location
    faults: tuple[str, ...] = ()
    help: str = ""
