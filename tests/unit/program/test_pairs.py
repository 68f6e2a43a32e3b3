"""Pairs of any group: deterministic, nobody with themselves, nobody left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from c7gate.program.pairs import pairs

LOGINS = st.text("abcdef", min_size=1, max_size=3)
ROLES = st.sampled_from(["backend", "frontend", "qa"])
_THREE = 3


@given(st.dictionaries(LOGINS, ROLES, min_size=2, max_size=30))
def test_everybody_is_in_one_pair_and_never_alone(roles: dict[str, str]) -> None:
    """S-117."""
    found = pairs(roles)

    assert sorted(login for pair in found for login in pair) == sorted(roles)
    assert all(len(set(pair)) == len(pair) >= 2 for pair in found)
    assert sum(len(pair) == _THREE for pair in found) == len(roles) % 2


@given(st.dictionaries(LOGINS, ROLES, max_size=30))
def test_the_same_people_make_the_same_pairs(roles: dict[str, str]) -> None:
    assert pairs(dict(reversed(roles.items()))) == pairs(roles)


def test_a_role_stays_together_where_it_can() -> None:
    roles = {"alice": "backend", "bob": "qa", "erin": "backend", "frank": "qa", "gina": "frontend"}

    assert pairs(roles) == (("alice", "erin"), ("bob", "frank", "gina"))
    assert pairs({"alice": "backend"}) == ()
