"""`explain`: unfold a verdict to what made it: a gate of a person, a rule, or a commit's message."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from c7gate.app.revisions import default_branch
from c7gate.judging.rule import Rule
from c7gate.judging.rules import all_rules
from c7gate.model.commit import Commit
from c7gate.model.errors import C7gateError, UsageError
from c7gate.model.evaluation import Revision
from c7gate.model.explanation import Gate3Explanation
from c7gate.model.gates import GateExplanation
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Person, RecordKind
from c7gate.model.reference import Channel, TextReading
from c7gate.model.verdict import GateResult
from c7gate.parsing.policy_gates import gate_policy
from c7gate.parsing.text import read_text
from c7gate.reading.evidence import History
from c7gate.reading.gate_facts import BY_HISTORY, GateReader
from c7gate.reading.git import Repository
from c7gate.reading.program import policy_of
from c7gate.reading.scores import scored
from c7gate.reading.trusted import TrustedSide, side_at, trusted_side
from c7gate.scoring.gate3 import next_steps
from c7gate.scoring.gate_steps import gate_steps
from c7gate.scoring.gates import gate, standing
from c7gate.scoring.slack import slack


class Where(NamedTuple):
    """Where to look: repository, program's repository (None: the same), trusted revision (empty: HEAD)."""

    repo: Path
    program: Path | None
    trusted: str
    as_of: datetime
    environment: Mapping[str, str]


def explain_gate(login: str, number: int, where: Where) -> GateExplanation:
    """Judge gate 1, 2 or 4 of one person, by the records there and what is merged into the default branch.

    Raises:
        UsageError: nobody of that login is enrolled there, or policy has no such gate.
        PolicyError, CannotLookError: as for `check`.
    """
    seen = Sight.of(where)
    person = _person(login, seen.side)
    policy = gate_policy(seen.side.policy, number)
    if policy is None:
        raise UsageError(f"policy has no gate {number}", help="c7gate policy show lists the gates")
    facts = seen.gate_reader().facts(person, history=number == BY_HISTORY)
    found = standing(policy, facts, gate(policy, facts, where.as_of), where.as_of)
    return GateExplanation(person, where.as_of, found, gate_steps(found))


def explain_gate3(login: str, where: Where) -> Gate3Explanation:
    """Score gate 3 of one person, by the evidence that counts in `check`: the default branch's and HEAD's.

    Raises:
        UsageError: nobody of that login is enrolled there.
        PolicyError, CannotLookError: as for `check`.
    """
    seen = Sight.of(where)
    return seen.gate3(_person(login, seen.side))


class Sight(NamedTuple):
    """What one call sees: the trusted side, the code's repository and the commits whose history is evidence."""

    where: Where
    side: TrustedSide
    repository: Repository
    tips: tuple[str, ...]

    @classmethod
    def of(cls, where: Where) -> Sight:
        """Look where the call says; HEAD decides unless it names another commit."""
        repository = Repository.open(where.repo, where.environment)
        program = Repository.open(where.program, where.environment) if where.program else repository
        name = where.trusted or "HEAD"
        side = trusted_side(program, Revision(name, program.resolve(name)), where.as_of)
        named = bool(where.trusted) and program is repository
        tips = (side.revision.oid,) if named else _tips(repository)
        return cls(where, side, repository, tips)

    def at(self, as_of: datetime) -> Sight:
        """The same commits seen as of another aware instant."""
        side = side_at(self.side, self.side.revision, as_of)
        return self._replace(where=self.where._replace(as_of=as_of), side=side)

    def gate_reader(self) -> GateReader:
        """Where facts for gates 1, 2 and 4 come from: what is merged, and the records of the trusted side."""
        return GateReader(self.side, self.repository, self.tips[0], self.tips[-1])

    def gates3(self, people: Mapping[str, Person]) -> Mapping[str, GateResult]:
        """Gate 3 of several people by login, with one look at history."""
        history = History(self.repository, self.tips, self.side)
        return scored(self.side, people, history, {}).gates

    def gate3(self, person: Person) -> Gate3Explanation:
        """Gate 3 of one person."""
        side, as_of = self.side, self.where.as_of
        history = History(self.repository, self.tips, side)
        scores = scored(side, {person.login: person}, history, {})
        result, consistency = scores.gates[person.login], scores.consistency[person.login]
        return Gate3Explanation(
            person=person,
            policy=side.policy.gate3,
            as_of=as_of,
            result=result,
            consistency=consistency,
            steps=next_steps(person, consistency, result, side.policy.gate3, as_of),
            uncounted=scores.uncounted[person.login],
            slack=slack(person, consistency, side.policy.gate3, as_of),
        )


def _tips(repository: Repository) -> tuple[str, ...]:
    """The default branch's tip and HEAD's, the first alone being merged; HEAD alone where there is no such branch."""
    head = repository.resolve("HEAD")
    try:
        return tuple(dict.fromkeys((default_branch(repository).oid, head)))
    except C7gateError:
        return (head,)


def explain_rule(name: str) -> Rule | None:
    """The rule of that code or name, or None."""
    wanted = name.casefold()
    return next((rule for rule in all_rules() if wanted in {rule.code.casefold(), rule.name}), None)


def explain_commit(revision: str, where: Where) -> tuple[Commit, TextReading]:
    """One commit's message and how it was read."""
    repository = Repository.open(where.repo, where.environment)
    commit = repository.read_commit(repository.resolve(revision))
    return commit, read_text(commit.message, Channel.COMMIT)


def _person(login: str, side: TrustedSide) -> Person:
    if login in side.people:
        return side.people[login]
    if any(record.login == login and record.kind is RecordKind.DEVELOPER for record in side.records):
        raise UsageError(
            f"{login} has a record at {side.revision.ref} {side.revision.oid[:10]}, but is not enrolled at "
            f"{side.as_of.isoformat()}: that is before the enrolment, or after the exit",
            help="name an instant in between with --as-of",
        )
    near = difflib.get_close_matches(login, [*side.people, *(rule.name for rule in all_rules())], 1)
    raise UsageError(
        f"{login!r} is neither a rule nor a person enrolled at {side.revision.ref} {side.revision.oid[:10]}",
        help=f'did you mean "{near[0]}"?' if near else "name a login, a rule, or commit:<id>",
    )


def preset_severity(rule: Rule) -> str:
    """How the preset weighs a rule."""
    return policy_of({}).rules[rule.name].severity.value
