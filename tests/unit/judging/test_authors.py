from __future__ import annotations

import pytest

from c7gate.judging.setup.authors import Author, authors_of
from c7gate.judging.setup.people import enrolment_check
from c7gate.model.commit import Commit, Stamp
from c7gate.model.setup import State

ALICE = "alice@example.com"
NOREPLY = "12345+Alice-Dev@users.noreply.github.com"
BOT = "49699333+dependabot[bot]@users.noreply.github.com"


def commit(name: str, email: str, *, offset: int = 120, parents: int = 1) -> Commit:
    stamp = Stamp(name, email, 1756100000, offset)
    return Commit("0" * 40, "1" * 40, ("2" * 40,) * parents, stamp, stamp, "work")


def grouped(*people: tuple[str, str], enrolled: dict[str, str] | None = None) -> tuple[Author, ...]:
    known = enrolled or {}
    commits = [commit(*person) for person in people]
    return authors_of(commits, lambda email: known.get(email, ""), lambda login: login == "machine")


def test_addresses_beside_one_name_are_one_person() -> None:
    [author] = grouped(
        ("Alice Example", ALICE), ("alice  example", NOREPLY), ("Alice Example", ALICE.upper())
    )

    assert author.emails == (ALICE.upper(), NOREPLY)
    assert author.forge_logins == ("alice-dev",)
    assert len(author.stamps) == 3


def test_groups_join_through_a_third_address() -> None:
    [author] = grouped(
        ("Alice", "a@example.com"),
        ("Ali", "b@example.com"),
        ("Alice", "c@example.com"),
        ("Ali", "c@example.com"),
    )

    assert set(author.emails) == {"a@example.com", "b@example.com", "c@example.com"}


def test_a_name_that_names_nobody_joins_nobody() -> None:
    assert len(grouped(("root", ALICE), ("root", "bob@example.com"))) == 2


@pytest.mark.parametrize(
    "person", [("x", BOT), ("x[bot]", ALICE), ("machine", ALICE), ("GitHub", "noreply@github.com")]
)
def test_bots_are_nobody(person: tuple[str, str]) -> None:
    assert grouped(person) == ()


def test_merges_are_left_out() -> None:
    assert authors_of([commit("alice", ALICE, parents=2)], lambda _: "", lambda _: False) == ()


def test_who_holds_an_address_is_told() -> None:
    [author] = grouped(("Alice", ALICE), ("Alice", "alice@example.net"), enrolled={ALICE: "alice"})

    assert author.enrolled == ("alice",)


@pytest.mark.parametrize(("unknown", "state"), [(2, State.OK), (3, State.PROBLEM)])
def test_a_fifth_of_the_work_may_be_unknown(unknown: int, state: State) -> None:
    commits = [commit("bob", "bob@example.com")] * unknown + [commit("alice", ALICE)] * (10 - unknown)
    commits += [commit("bot", BOT)] * 50 + [commit("bob", "bob@example.com", parents=2)] * 50

    found = enrolment_check(
        commits, lambda email: "alice" if email == ALICE else "", days=90, show_addresses=True
    )

    assert found.state is state
    assert f"{unknown} of 10" in found.message
    assert ("bob@example.com" in found.message) is (state is State.PROBLEM)


def test_a_log_that_others_read_shows_no_address() -> None:
    found = enrolment_check([commit("bob", "bob@example.com")], lambda _: "", days=90, show_addresses=False)

    assert found.name == "enrolment-gap"
    assert "@" not in found.message


def test_nothing_to_count_is_not_in_order() -> None:
    assert enrolment_check([], lambda _: "", days=90, show_addresses=True).state is State.UNKNOWN
