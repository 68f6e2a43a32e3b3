"""What will land: which references the default branch will hold, by each way of merging the change."""

from __future__ import annotations

from c7gate.judging.authors import own_commits
from c7gate.model.evaluation import Change, Snapshot
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.reference import Channel, TextReading
from c7gate.parsing.squash import SquashBody, SquashTitle, squash_message
from c7gate.parsing.text import read_text

_WAYS = {
    SquashBody.COMMIT_MESSAGES: "squash with the commit messages",
    SquashBody.PR_BODY: "squash with the description",
    SquashBody.BLANK: "squash with the title alone",
}


class Forecast(NamedTuple):
    """One way of merging: in words, whether what lands answers for the change, and the libraries it names."""

    way: str
    answers: bool
    libraries: tuple[str, ...]


def forecast(snapshot: Snapshot) -> tuple[Forecast, ...]:
    """The ways to merge the change, most usual first; only its repository's own where the forge told them.

    Empty where nothing answers for the change by any of them.

    What does not land is not lost for anybody's score where `c7gate collect` runs after the merge; it is lost for
    who reads the history.
    """
    change = snapshot.change
    if change is None or change.merge_queue or change.landed or not own_commits(change):
        return ()
    squashed = [
        _forecast(snapshot, _WAYS[bodied], (_squashed(snapshot, change, titled, bodied),))
        for titled, bodied in _settings(change)
    ]
    kept = _forecast(
        snapshot, "merge or rebase", tuple(read.reading for read in reversed(own_commits(change)))
    )
    found = (*squashed, kept)
    return found if any(item.answers for item in found) else ()


def _settings(change: Change) -> tuple[tuple[SquashTitle, SquashBody], ...]:
    if change.squash is not None:
        title, body = change.squash
        return ((SquashTitle(title), SquashBody(body)),)
    return tuple((SquashTitle.COMMIT_OR_PR_TITLE, bodied) for bodied in _WAYS)


def _squashed(snapshot: Snapshot, change: Change, titled: SquashTitle, bodied: SquashBody) -> TextReading:
    message = squash_message(
        [read.commit.message for read in reversed(change.commits) if not read.commit.is_merge],
        title=change.title,
        body=change.body or "",
        number=change.number,
        titled=titled,
        bodied=bodied,
    )
    return read_text(message, Channel.COMMIT, placeholders=snapshot.policy.reference.placeholders)


def _forecast(snapshot: Snapshot, way: str, readings: tuple[TextReading, ...]) -> Forecast:
    counts = snapshot.policy.reference.counts
    return Forecast(
        way=way,
        answers=any(reading.verdict in counts for reading in readings),
        libraries=tuple(
            dict.fromkeys(reference.id for reading in readings for reference in reading.references)
        ),
    )
