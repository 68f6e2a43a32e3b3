"""`policy upgrade`: move the policy on disk on to this c7gate, as one change to review."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from c7gate.model.version import VERSION
from c7gate.reading.checkout import Checkout
from c7gate.reading.policy_files import policy_on_disk
from c7gate.writing.policy_upgrade import Upgrade, upgrade_policy


def upgrade(repo: Path, environment: Mapping[str, str], *, dry_run: bool = False) -> Upgrade:
    """Say what has to move, and write it unless `dry_run`.

    Raises:
        UsageError: `repo` is in no work tree, or the policy is not valid for another reason.
        CannotLookError: there is no policy, or it cannot be read or written; it is unchanged.
    """
    checkout = Checkout.find(repo, environment)
    lock = checkout.place.directory / "c7gate" / "policies.lock"
    documents = policy_on_disk(checkout)
    return upgrade_policy(checkout.root, documents, version=VERSION, lock=lock, dry_run=dry_run)
