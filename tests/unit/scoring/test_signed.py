"""Which sign-offs count: by how many people, in which order, and none that was taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7gate.model.record import Assessment, Revocation, SignOff
from c7gate.scoring.signed import counting, gates_passed, signed_off

START = datetime(2025, 8, 25, 8, tzinfo=UTC)
SIGN_OFFS = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(["alice", "dana", "farid", "erin"]), st.integers(0, 99)),
    max_size=9,
)


def line(number: int, gate: int, by: str, hours: int = 0) -> SignOff:
    return SignOff(f"so-{number}", gate, by, START + timedelta(hours=hours))


def signs(*lines: SignOff, revoked: tuple[str, ...] = (), by: str = "farid") -> Assessment:
    revocations = tuple(Revocation(f"rv-{id_}", id_, by, START) for id_ in revoked)
    return Assessment("alice", signoffs=lines, revocations=revocations)


@pytest.mark.parametrize(
    ("who", "needed", "counts"),
    [
        (("dana",), 1, "dana"),
        (("dana",), 2, ""),
        (("dana", "farid"), 2, "farid"),
        (("dana", "dana"), 2, ""),
        (("dana", "alice"), 2, ""),  # nobody signs their own gate, not even as the second
        (("alice", "dana", "erin", "farid"), 2, "erin"),
    ],
)
def test_how_many_people_a_gate_takes(who: tuple[str, ...], needed: int, counts: str) -> None:
    """T88."""
    found = counting(signs(*(line(number, 1, by) for number, by in enumerate(who))), {1: needed})

    signed = signed_off(found, 1)
    assert (signed.by if signed else "") == counts


def test_a_later_line_never_makes_a_gate_older() -> None:
    found = counting(signs(line(1, 1, "dana", 48), line(2, 1, "farid", -48)), {})

    assert signed_off(found, 1) == line(1, 1, "dana", 48)


def test_what_is_taken_back_counts_no_more() -> None:
    both = (line(1, 1, "dana"), line(2, 2, "dana"))

    assert gates_passed(counting(signs(*both), {})) == 2
    assert gates_passed(counting(signs(*both, revoked=("so-2",)), {})) == 1
    assert gates_passed(counting(signs(*both, revoked=("so-1",)), {})) == 0
    assert gates_passed(counting(signs(*both, line(3, 1, "farid"), revoked=("so-1",)), {})) == 2
    assert gates_passed(counting(signs(*both, revoked=("so-2",), by="alice"), {})) == 2  # not by oneself


@given(SIGN_OFFS, st.sampled_from([1, 2]))
def test_more_lines_open_no_gate_for_fewer_people(lines: list[tuple[int, str, int]], needed: int) -> None:
    """A gate counts exactly where so many others have signed it, whatever else stands in the file."""
    entered = [line(number, *item) for number, item in enumerate(lines)]
    found = counting(signs(*entered), dict.fromkeys(range(1, 5), needed))

    others = {gate: {item.by for item in entered if item.gate == gate} - {"alice"} for gate in range(1, 5)}
    assert {item.gate for item in found.signoffs} == {
        gate for gate, who in others.items() if len(who) >= needed
    }
