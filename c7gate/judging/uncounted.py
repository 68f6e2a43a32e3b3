"""The commits of the change that earned nobody a day, for the rules that tell of them."""

from __future__ import annotations

from collections.abc import Mapping

from c7gate.judging.rule import Found
from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import Location
from c7gate.model.scoring import Uncounted


def uncounted_of(snapshot: Snapshot, rule: str) -> Mapping[str, tuple[Uncounted, ...]]:
    """The commits of the change that scoring left out in the name of this rule, by login; logins sorted."""
    commits = {read.commit.oid for read in snapshot.change.commits} if snapshot.change else set()
    found = {
        login: tuple(item for item in snapshot.uncounted[login] if item.rule == rule and item.ref in commits)
        for login in sorted(snapshot.uncounted)
    }
    return {login: items for login, items in found.items() if items}


def told(snapshot: Snapshot, rule: str, help_: str) -> tuple[Found, ...]:
    """A finding for each of them."""
    return tuple(
        Found(
            message=f"commit {item.ref[:10]} of {item.at:%Y-%m-%d} earns {login} nothing: {item.because}",
            help=help_,
            location=Location.in_commit(item.ref),
            developer=login,
        )
        for login, items in uncounted_of(snapshot, rule).items()
        for item in items
    )
