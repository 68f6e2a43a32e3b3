"""Who practises with whom: pairs of one role where there are two, the same for the same people (S-117)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

_TWO = 2


def pairs(roles: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Pairs of logins, by the role of each; nobody is with themselves, and nobody left out.

    Who is over in their role is paired with who is over in another; the last one makes three. One person alone makes
    no pair.
    """
    by_role: dict[str, list[str]] = defaultdict(list)
    for login in sorted(roles):
        by_role[roles[login]].append(login)
    found, over = [], []
    for role in sorted(by_role):
        logins = by_role[role]
        found += [tuple(logins[at : at + _TWO]) for at in range(0, len(logins) - 1, _TWO)]
        over += logins[len(logins) - len(logins) % _TWO :]
    found += [tuple(over[at : at + _TWO]) for at in range(0, len(over) - 1, _TWO)]
    if len(over) % _TWO and found:
        found[-1] = (*found[-1], over[-1])
    return tuple(found)
