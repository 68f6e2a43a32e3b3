"""`explain`: unfold a verdict to what made it: a person's gate 3, a rule, or a commit's message."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from c7gate.judging.rule import Rule
from c7gate.judging.rules import all_rules
from c7gate.model.commit import Commit
from c7gate.model.errors import UsageError
from c7gate.model.evaluation import Revision
from c7gate.model.record import Person
from c7gate.model.reference import Channel, TextReading
from c7gate.model.scoring import Consistency, Uncounted
from c7gate.model.verdict import GateResult
from c7gate.parsing.text import read_text
from c7gate.reading.evidence import History
from c7gate.reading.git import Repository
from c7gate.reading.program import policy_of
from c7gate.reading.snapshot import TrustedSide, scored, trusted_side
from c7gate.scoring.gate3 import next_steps


@dataclass(frozen=True, slots=True)
class Where:
    """Where to look: repository, program's repository (None: the same), trusted revision (empty: HEAD)."""

    repo: Path
    program: Path | None
    trusted: str
    as_of: datetime
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Gate3Explanation:
    """Gate 3 of one person with every day of the window, next steps in words, and commits that earn nothing."""

    person: Person
    as_of: datetime
    result: GateResult
    consistency: Consistency
    steps: tuple[str, ...]
    uncounted: tuple[Uncounted, ...]


def explain_gate3(login: str, where: Where) -> Gate3Explanation:
    """Score gate 3 of one person from what the trusted commit holds.

    Raises:
        UsageError: nobody of that login is enrolled there.
        PolicyError, CannotLookError: as for `check`.
    """
    repository = Repository.open(where.repo, where.environment)
    program = Repository.open(where.program, where.environment) if where.program else repository
    name = where.trusted or "HEAD"
    side = trusted_side(program, Revision(name, program.resolve(name)), where.as_of)
    person = _person(login, side)
    tip = side.revision.oid if program is repository else repository.resolve("HEAD")
    scores = scored(side, {login: person}, History(repository, (tip,), side.identities, side.policy), {})
    result, consistency = scores.gates[login], scores.consistency[login]
    steps = next_steps(person, consistency, result, side.policy.gate3, where.as_of)
    return Gate3Explanation(person, where.as_of, result, consistency, steps, scores.uncounted[login])


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
    near = difflib.get_close_matches(login, [*side.people, *(rule.name for rule in all_rules())], 1)
    raise UsageError(
        f"{login!r} is neither a rule nor a person enrolled at {side.revision.ref} {side.revision.oid[:10]}",
        help=f"did you mean {near[0]}?" if near else "name a login, a rule, or commit:<id>",
    )


def preset_severity(rule: Rule) -> str:
    """How the preset weighs a rule."""
    return policy_of({}).rules[rule.name].severity.value
