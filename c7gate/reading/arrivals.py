"""By which change each commit came into view: the merge that brought it, or the change under judgement.

What one change brings at once may claim only so many days (`max_unverified_days`). Dates decide nothing here,
for they are what is doubted; the shape of history does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from c7gate.judging.landing import AT_ONCE_SECONDS, landings
from c7gate.reading.git import Repository
from c7gate.reading.shape import Shape

UNDER_JUDGEMENT = "change"
_DEPTHS = (256, 4096, 0)
"""How much of the first-parent line is looked at, until all commits are found; 0 is all of it."""


def arrivals(
    repository: Repository, tips: Sequence[str], commits: Collection[str], shape: Shape | None = None
) -> Mapping[str, str]:
    """The change of each commit, by full id: the id of the commit that landed it, or `UNDER_JUDGEMENT`.

    `tips` are the mainline's tip, and the heads being judged. Commits rebased onto the mainline together landed
    as one (`landings`). `shape` is that of all that the tips reach, where it is known.
    """
    if shape is not None:
        return _shaped(repository, shape, tips[0], commits)
    mainline, *heads = tips
    own = repository.reachable(heads, [mainline]) if heads else frozenset()
    found = {oid: UNDER_JUDGEMENT for oid in commits if oid in own}
    for depth in _DEPTHS:
        wanted = {oid for oid in commits if oid not in found}
        if wanted:
            found.update(_landed(repository, mainline, depth, wanted))
    return found


def _shaped(
    repository: Repository, shape: Shape, mainline: str, commits: Collection[str]
) -> Mapping[str, str]:
    places = shape.places({mainline, *commits})
    line, _ = shape.first_parents(places[mainline])
    by = shape.brought(line)
    wanted = {oid: by[places[oid]] for oid in commits}
    names = _names(
        repository,
        lambda at: shape.oid(line[at]),
        [shape.seconds(place) for place in line],
        {at for at in wanted.values() if at >= 0},
    )
    return {oid: names.get(at, UNDER_JUDGEMENT) for oid, at in wanted.items()}


def _landed(
    repository: Repository, mainline: str, depth: int, wanted: Collection[str]
) -> Iterator[tuple[str, str]]:
    line = repository.first_parents(mainline, depth)
    beyond = [line.pop()[0]] if depth and len(line) == depth else []
    if not line:
        return
    place = {oid: at for at, (oid, _) in enumerate(line)}
    brought: dict[str, int] = {}
    oldest: dict[str, int] = {}
    for oid, *parents in repository.with_parents([mainline], beyond):
        at = place.get(oid, oldest.get(oid, 0))
        if oid in wanted:
            brought[oid] = at
        for parent in parents:
            if parent not in place:  # of all that reach it, the oldest on the line brought it
                oldest[parent] = max(at, oldest.get(parent, 0))
    names = _names(
        repository, lambda at: line[at][0], [seconds for _, seconds in line], set(brought.values())
    )
    yield from ((oid, names[at]) for oid, at in brought.items())


def _names(
    repository: Repository,
    oid: Callable[[int], str],
    seconds: Sequence[int],
    wanted: Collection[int],
) -> Mapping[int, str]:
    """For each wanted place on the line (newest first) the head of the change that its commit landed with.

    `oid` gives the commit at a place, `seconds` are the committers' times. Only what stands close together in
    time can have landed together, so only that is read.
    """
    names: dict[int, str] = {}
    for place in wanted:
        if place in names:
            continue
        first, last = _run(seconds, place)
        run = [oid(at) for at in range(first, last)]
        heads = {run[0]}
        if len(run) > 1:
            heads |= {landing.head for landing in landings(repository.read_commits(run[::-1]))}
        for at, one in enumerate(run, first):
            names[at] = one if one in heads else names[at - 1]
    return names


def _run(seconds: Sequence[int], place: int) -> tuple[int, int]:
    """The stretch [first, last) around a place in which each commit is near the next in time."""
    first = last = place
    while first > 0 and abs(seconds[first - 1] - seconds[first]) <= AT_ONCE_SECONDS:
        first -= 1
    while last + 1 < len(seconds) and abs(seconds[last + 1] - seconds[last]) <= AT_ONCE_SECONDS:
        last += 1
    return first, last + 1
