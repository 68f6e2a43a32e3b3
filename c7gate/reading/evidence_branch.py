"""Where collected evidence lies. Most repositories have none, and then nothing that reads it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from c7gate.model.collected import BRANCH
from c7gate.model.scoring import Event
from c7gate.reading.altered import may_stand
from c7gate.reading.git import Repository

ORIGIN = "origin"
LOCAL = f"refs/heads/{BRANCH}"


class Collected:
    """The collected evidence of a program's repository; nothing is read before it is asked for."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def of(self, login: str) -> tuple[Event, ...]:
        """What is collected of one person.

        Raises:
            CannotLookError: the evidence is broken.
        """
        return self._events.get(login, ())

    @cached_property
    def _events(self) -> Mapping[str, tuple[Event, ...]]:
        if evidence_ref(self._repository) is None:
            return {}
        from c7gate.reading.collected import collected

        return collected(self._repository)


def evidence_ref(repository: Repository) -> str | None:
    """The ref that evidence is read from: the branch as fetched from `origin`, else the local one, else None."""
    places = (tracking(ORIGIN), LOCAL)
    if not any(may_stand(repository.common_directory, place) for place in places):
        return None
    found = repository.refs(*places)
    return next((ref for ref in places if ref in found), None)


def tracking(remote: str) -> str:
    """The ref that a remote's evidence is fetched to."""
    return f"refs/remotes/{remote}/{BRANCH}"
