"""`policy show`: every value in force, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from c7gate.model.evaluation import Revision
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.reading.git import Repository
from c7gate.reading.program import policy_at, policy_of


class ShownPolicy(NamedTuple):
    """A policy and the commit it stands at; None where only the preset speaks."""

    policy: Policy
    trusted: Revision | None


def show(repo: Path, trusted: str, environment: Mapping[str, str]) -> ShownPolicy:
    """The policy at `trusted` (empty: HEAD); without one there, the preset.

    Raises:
        PolicyError: the policy there is broken.
        UsageError, CannotLookError: no repository, or the revision cannot be read.
    """
    repository = Repository.open(repo, environment)
    revision = Revision(trusted or "HEAD", repository.resolve(trusted or "HEAD"))
    policy = policy_at(repository, revision.oid)
    return ShownPolicy(policy or policy_of({}), revision if policy else None)
