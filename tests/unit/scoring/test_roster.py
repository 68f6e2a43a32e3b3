"""The frozen roster is the denominator: joiners come in, exits are seen, nobody is struck off (S-104, S-193)."""

from datetime import date

import pytest

from c7gate.model.record import Cohort, Member
from c7gate.scoring.roster import denominator

START, FROZEN, LATER = date(2025, 8, 22), date(2025, 8, 25), date(2025, 9, 5)


def cohort(*roster: Member, frozen_at: date | None = FROZEN) -> Cohort:
    return Cohort("2025-08", START, roster, frozen_at=frozen_at)


@pytest.mark.parametrize(
    ("line", "counts", "printed"),
    [
        (Member("bob"), True, False),
        (Member("bob", joined=date(2025, 9, 5)), True, False),
        (Member("bob", joined=date(2025, 9, 6)), False, False),  # not yet
        (Member("bob", exit_on=date(2025, 8, 24), exit_word="withdrawn"), False, False),  # never in
        (Member("bob", exit_on=date(2025, 9, 1), exit_word="transferred"), False, True),
        (Member("bob", exit_on=date(2025, 9, 1)), True, False),  # struck off without a word
        (Member("bob", exit_on=date(2025, 9, 5), exit_word="withdrawn"), True, False),  # the last day is one
    ],
)
def test_who_counts(line: Member, *, counts: bool, printed: bool) -> None:
    found = denominator(cohort(Member("alice"), line), LATER)
    assert found.members == (("alice", "bob") if counts else ("alice",))
    assert found.exits == ((line,) if printed else ())


def test_without_a_freeze_the_start_is_one() -> None:
    left = Member("bob", exit_on=date(2025, 8, 21), exit_word="withdrawn")
    assert denominator(cohort(left, frozen_at=None), LATER).exits == ()
