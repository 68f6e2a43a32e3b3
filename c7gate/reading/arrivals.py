"""By which change each commit came into view: the merge that brought it, or the change under judgement.

What one change brings at once may claim only so many days (`max_unverified_days`). Dates decide nothing here,
for they are what is doubted; the shape of history does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from c7gate.judging.landing import AT_ONCE_SECONDS, landings
from c7gate.reading.git import Repository

UNDER_JUDGEMENT = "change"
_DEPTHS = (256, 4096, 0)
"""How much of the first-parent line is looked at, until all commits are found; 0 is all of it."""


def arrivals(repository: Repository, tips: Sequence[str], commits: Collection[str]) -> Mapping[str, str]:
    """The change of each commit, by full id: the id of the commit that landed it, or `UNDER_JUDGEMENT`.

    `tips` are the mainline's tip, and the heads being judged. Commits rebased onto the mainline together landed
    as one (`landings`).
    """
    mainline, *heads = tips
    own = repository.reachable(heads, [mainline]) if heads else frozenset()
    found = {oid: UNDER_JUDGEMENT for oid in commits if oid in own}
    for depth in _DEPTHS:
        wanted = {oid for oid in commits if oid not in found}
        if wanted:
            found.update(_landed(repository, mainline, depth, wanted))
    return found


def _landed(
    repository: Repository, mainline: str, depth: int, wanted: Collection[str]
) -> Iterator[tuple[str, str]]:
    line = repository.first_parents(mainline, depth)
    beyond = [line.pop()[0]] if depth and len(line) == depth else []
    if not line:
        return
    place = {oid: at for at, (oid, _) in enumerate(line)}
    names = _names(repository, line)
    oldest: dict[str, int] = {}
    for oid, *parents in repository.with_parents(mainline, beyond):
        at = place.get(oid, oldest.get(oid, 0))
        if oid in wanted:
            yield oid, names[at]
        for parent in parents:
            if parent not in place:  # of all that reach it, the oldest on the line brought it
                oldest[parent] = max(at, oldest.get(parent, 0))


def _names(repository: Repository, line: Sequence[tuple[str, int]]) -> list[str]:
    """For each commit of the line (newest first, with its committer's time) the head of the change it landed with.

    Only what stands close together in time can have landed together, so only that is read.
    """
    names = [oid for oid, _ in line]
    for first, last in _runs([seconds for _, seconds in line]):
        run = names[first:last]
        heads = {landing.head for landing in landings(map(repository.read_commit, reversed(run)))}
        for at in range(first + 1, last):
            names[at] = names[at] if names[at] in heads else names[at - 1]
    return names


def _runs(seconds: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The stretches [first, last) of more than one commit in which each is near the next in time."""
    first = 0
    for at in range(1, len(seconds) + 1):
        if at == len(seconds) or abs(seconds[at] - seconds[at - 1]) > AT_ONCE_SECONDS:
            if at - first > 1:
                yield first, at
            first = at
