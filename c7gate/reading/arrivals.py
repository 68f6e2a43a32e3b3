"""By which change each commit came into view: the merge that brought it, or the change under judgement.

What one change brings at once may claim only so many days (`max_unverified_days`). Dates decide nothing here,
for they are what is doubted; the shape of history does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from c7gate.judging.landing import landings
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
    chain = repository.first_parents(mainline, depth)
    beyond = [chain.pop()] if depth and len(chain) == depth else []
    if not chain:
        return
    place = {oid: at for at, oid in enumerate(chain)}
    names = _names(repository, chain)
    oldest: dict[str, int] = {}
    for oid, *parents in repository.with_parents(mainline, beyond):
        at = place.get(oid, oldest.get(oid, 0))
        if oid in wanted:
            yield oid, names[at]
        for parent in parents:
            if parent not in place:  # of all that reach it, the oldest on the line brought it
                oldest[parent] = max(at, oldest.get(parent, 0))


def _names(repository: Repository, chain: Sequence[str]) -> list[str]:
    """For each commit of the line (newest first) the head of the change it landed with."""
    heads = {landing.head for landing in landings(map(repository.read_commit, reversed(chain)))}
    names: list[str] = []
    for oid in chain:
        names.append(oid if oid in heads else names[-1])
    return names
