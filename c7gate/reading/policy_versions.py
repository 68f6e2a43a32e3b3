"""The policies of alerts that were in force over time, so that an alert keeps the one it was raised under."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from c7gate.model.alert import PolicyVersion
from c7gate.model.errors import PolicyError
from c7gate.parsing.policy_alerts import alert_policy
from c7gate.reading.last_touch import seeking_last_touch
from c7gate.reading.program import FOLDER, policy_at, policy_of
from c7gate.reading.trusted import TrustedSide

_PATH = f"{FOLDER}/alerts.yaml"
_MOST = 50
_ALWAYS = datetime.min.replace(tzinfo=UTC)


Versions = Callable[[], tuple[PolicyVersion, ...]]


@contextmanager
def policy_versions(side: TrustedSide) -> Iterator[Versions]:
    """The policies of alerts that the trusted commit descends from, oldest first, the trusted one last.

    Each is in force from the committer time of the commit that wrote it; before the first one the preset is. One that
    could not be used never was. git looks for the newest in all of history while the caller does other things: what
    is given waits for it.
    """
    with seeking_last_touch(side.repository, side.revision.oid, _PATH) as newest:
        yield lambda: _versions(side, newest())


def _versions(side: TrustedSide, newest_commit: str | None) -> tuple[PolicyVersion, ...]:
    current = alert_policy(side.policy)
    written = list(_written(side, newest_commit))
    if not written:
        return (PolicyVersion(_ALWAYS, side.policy.preset, current),)
    newest = written[0]._replace(policy=current)
    preset = policy_of({})
    first = PolicyVersion(_ALWAYS, preset.preset, alert_policy(preset))
    return (first, *reversed(written[1:]), newest)


def _written(side: TrustedSide, oid: str | None) -> Iterator[PolicyVersion]:
    """The versions that were written, newest first; none is younger than what came after it."""
    repository = side.repository
    latest: datetime | None = None
    for _ in range(_MOST):
        if oid is None:
            return
        commit = repository.read_commit(oid)
        at = commit.committer.instant if commit.committer else latest or _ALWAYS
        latest = min(at, latest) if latest else at
        try:
            policy = policy_at(repository, oid)
        except PolicyError:
            policy = None
        if policy is not None:
            yield PolicyVersion(latest, oid, alert_policy(policy))
        oid = repository.last_touching(commit.parents, _PATH)
