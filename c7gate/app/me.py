"""`me`: where a developer stands with gate 3, and what comes next."""

from __future__ import annotations

from typing import NamedTuple

from c7gate.app.explain import Sight, Where
from c7gate.model.errors import UsageError
from c7gate.model.explanation import Gate3Explanation
from c7gate.reading.committing import Committing


class Progress(NamedTuple):
    """How far a developer is. `coordinators` are the logins that sign gates off."""

    role: str
    gate3: Gate3Explanation
    coordinators: tuple[str, ...]


def me(where: Where, login: str = "") -> Progress:
    """The standing of one person: of `login`, else of whose e-mail git would write into a commit made here.

    Raises:
        UsageError: nobody enrolled has that login or address.
        PolicyError, CannotLookError: as for `check`.
    """
    sight = Sight.of(where)
    person = sight.side.people.get(login or _by_email(sight))
    if person is None:
        who = repr(login) if login else f"the address {_email(where)!r} that git has for you"
        raise UsageError(
            f"{who} belongs to nobody enrolled at {sight.side.revision.ref} {sight.side.revision.oid[:10]}",
            help="name yourself with --login, or write your record: c7gate add enrolment",
        )
    own = {record.login: record.developer for record in sight.side.records if record.developer}
    record = own.get(person.login)  # None where it cannot be read but for who it is
    people = sight.side.policy.values["program"].get("people", {})
    return Progress(
        role=(record.role if record else "") or str(people.get("role") or ""),
        gate3=sight.gate3(person),
        coordinators=tuple(name for name in sight.side.policy.coordinators if name != person.login),
    )


def _by_email(sight: Sight) -> str:
    return sight.side.identities.by_email(_email(sight.where))


def _email(where: Where) -> str:
    named = where.environment.get("GIT_AUTHOR_EMAIL")
    return named or Committing.here(where.environment, str(where.repo)).author_email()
