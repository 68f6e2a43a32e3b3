"""`me`: where a developer stands with the gates, and what comes next."""

from __future__ import annotations

from c7gate.app.explain import Sight, Where
from c7gate.app.person import author_email
from c7gate.model.errors import UsageError
from c7gate.model.explanation import Gate3Explanation
from c7gate.model.gates import GateStanding
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Person
from c7gate.model.verdict import GateResult
from c7gate.parsing.policy_gates import gate_policies
from c7gate.reading.gate_facts import BY_HISTORY
from c7gate.scoring.gates import gate, standing
from c7gate.scoring.signed import gates_passed


class Progress(NamedTuple):
    """How far a developer is: the gates in their order, the third with its days.

    `coordinators` are the logins that sign gates off, `support` is where to ask for help.
    """

    role: str
    gate3: Gate3Explanation
    coordinators: tuple[str, ...]
    gates: tuple[GateStanding, ...] = ()
    support: tuple[str, ...] = ()


def me(where: Where, login: str = "") -> Progress:
    """The standing of one person: of `login`, else of whose e-mail git would write into a commit made here.

    Raises:
        UsageError: nobody enrolled has that login or address.
        PolicyError, CannotLookError: as for `check`.
    """
    sight = Sight.of(where)
    person = sight.side.people.get(login or _by_email(sight))
    if person is None:
        email = _email(where)
        who = repr(login) if login else f"the address {email!r} that git has for you"
        at = f"{sight.side.revision.ref} {sight.side.revision.oid[:10]}"
        raise UsageError(
            f"{who} belongs to nobody enrolled at {at}" if login or email else "git has no address for you",
            help="name yourself with --login, or write your record and commit it: c7gate add enrolment",
        )
    own = {record.login: record.developer for record in sight.side.records if record.developer}
    record = own.get(person.login)  # None where it cannot be read but for who it is
    people = sight.side.policy.values["program"].get("people", {})
    gate3 = sight.gate3(person)
    return Progress(
        role=(record.role if record else "") or str(people.get("role") or ""),
        gate3=gate3,
        coordinators=tuple(name for name in sight.side.policy.coordinators if name != person.login),
        gates=_gates(sight, person, gate3.result),
        support=tuple(sight.side.policy.values["program"]["support"]["channels"]),
    )


def _gates(sight: Sight, person: Person, third: GateResult) -> tuple[GateStanding, ...]:
    """How each gate stands; history is asked once more only for who is at the gate that rests on merged work."""
    side = sight.side
    assessment = next((item for item in side.assessments if item.login == person.login), None)
    here = gates_passed(assessment) + 1
    facts = sight.gate_reader().facts(person, history=here == BY_HISTORY)
    return tuple(
        standing(
            policy,
            facts,
            third if policy.number == third.gate else gate(policy, facts, side.as_of),
            side.as_of,
        )
        for policy in gate_policies(side.policy)
    )


def _by_email(sight: Sight) -> str:
    return sight.side.identities.by_email(_email(sight.where))


def _email(where: Where) -> str:
    return author_email(where.environment, where.repo)
