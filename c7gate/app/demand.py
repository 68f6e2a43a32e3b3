"""What the trusted side demands of one author's commits, by the same policy and people that judge in CI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from c7gate.judging.identity import is_bot_email
from c7gate.judging.rules.missing_reference import NAME
from c7gate.model.evaluation import Revision
from c7gate.model.finding import Severity
from c7gate.model.policy import Policy
from c7gate.reading.git import Repository
from c7gate.reading.program import policy_of
from c7gate.reading.snapshot import TrustedSide, trusted_side
from c7gate.writing.demand import Demand


def demand_of(trusted: str, email: str, environment: Mapping[str, str], as_of: datetime) -> Demand:
    """The demand on commits by `email` at the instant `as_of`.

    Args:
        trusted: the full id of the trusted commit; empty where there is none, so that the preset speaks.
        email: the author's, as the commit will carry it.
        environment: the process's own.
        as_of: aware.

    Raises:
        PolicyError: the trusted policy is broken.
        CannotLookError: an object of it is missing.
    """
    if not trusted:
        return _demand(policy_of({}), "off" if is_bot_email(email) else "remind")
    with Repository.open(Path(), environment) as repository:
        side = trusted_side(repository, Revision("default branch", trusted), as_of)
    return _demand(side.policy, _hook(side, email))


def _hook(side: TrustedSide, email: str) -> str:
    """What the hook does about this author's commits; it blocks only where CI would fail them."""
    reference, rule = side.policy.reference, side.policy.rules[NAME]
    asked = side.advisory or reference.who != "enrolled" or side.identities.by_email(email) in side.people
    if is_bot_email(email) or not asked or rule.severity is Severity.OFF:
        return "off"
    in_force = rule.enforce_from is None or rule.enforce_from <= side.as_of.astimezone(UTC).date()
    fails = rule.severity is Severity.ERROR and in_force and not side.advisory
    return reference.hook if fails or reference.hook != "block" else "remind"


def _demand(policy: Policy, hook: str) -> Demand:
    return Demand(
        hook=hook,
        by_library=policy.reference.when == "library-code",
        paths=policy.reference.paths,
        exclude=policy.reference.exclude,
        placeholders=policy.reference.placeholders,
        entries=tuple(map(asdict, policy.libraries)),
    )
