"""Which rows of a table say too much about too few people (S-136)."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet


def withheld(groups: Mapping[str, AbstractSet[str]], least: int) -> frozenset[str]:
    """The rows to leave out, each named with the people it is about.

    A row about fewer than `least` people goes. So do as many more, the smallest first, as it takes until those left
    out together are about that many: else the total less what is shown would tell what was hidden.
    """
    small = {name for name, people in groups.items() if len(people) < least}
    hidden = set(small)
    for name in sorted(groups, key=lambda name: (len(groups[name]), name)):
        if not hidden or len(_people(groups, hidden)) >= least:
            break
        hidden.add(name)
    return frozenset(hidden)


def _people(groups: Mapping[str, AbstractSet[str]], names: AbstractSet[str]) -> AbstractSet[str]:
    return frozenset[str]().union(*(groups[name] for name in names))
