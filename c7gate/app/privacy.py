"""`report privacy`: what is kept about people, as policy and the program's own schemas say."""

from __future__ import annotations

from c7gate.app.explain import Where
from c7gate.model.evaluation import Revision
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.record import RecordKind
from c7gate.program.privacy import Stored, gaps, stored
from c7gate.reading import resources
from c7gate.reading.git import Repository
from c7gate.reading.program import policy_at, policy_of


class Told(NamedTuple):
    """What a notice rests on; `lacks` is what it would not say."""

    policy: Policy
    trusted: Revision
    stored: tuple[Stored, ...]
    lacks: tuple[str, ...]


def privacy(where: Where) -> Told:
    """Look at the policy of the trusted commit; without one the preset speaks.

    Raises:
        UsageError, PolicyError, CannotLookError: as for `check`.
    """
    with Repository.open(where.program or where.repo, where.environment) as repository:
        trusted = Revision(where.trusted or "HEAD", repository.resolve(where.trusted or "HEAD"))
        policy = policy_at(repository, trusted.oid) or policy_of({})
    schemas = {kind: resources.schema(kind.value) for kind in RecordKind}
    return Told(policy, trusted, stored(policy, schemas), tuple(gaps(policy)))
