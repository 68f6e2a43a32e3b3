"""The trend of a program: whole weeks, and no more of a small group than its days tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from c7gate.model.alert import Adoption
from c7gate.program.trend import Share, TeamDay, Week, trend

MONDAY = date(2025, 9, 1)
SUNDAY = date(2025, 9, 7)


def weeks(
    adoptions: Iterable[Adoption] = (),
    days: Iterable[TeamDay] = (),
    *,
    today: date = date(2025, 9, 8),
    least: int = 5,
) -> tuple[Week, ...]:
    return trend(tuple(adoptions), tuple(days), (), today, least)


def days(*counted: int | None) -> tuple[TeamDay, ...]:
    """A date each from Monday on, for so many people, all of them active; None is withheld."""
    return tuple(
        TeamDay(MONDAY + timedelta(days=at), number, number, number) for at, number in enumerate(counted)
    )


def test_a_week_counts_once_it_is_over() -> None:
    assert weeks(days=days(6), today=SUNDAY) == ()
    assert [week.monday for week in weeks(days=days(6))] == [MONDAY]
    assert weeks() == ()


def test_groups_are_counted_together() -> None:
    found = weeks([Adoption("a", SUNDAY, 4, 5, 0), Adoption("b", SUNDAY, 6, 6, 0)])

    assert found[0].adoption == Share(10, 11)


def test_a_small_group_is_left_out_so_that_nobody_can_subtract_the_others() -> None:
    """S-136."""
    small, large = Adoption("a", SUNDAY, 0, 2, 0), Adoption("b", SUNDAY, 6, 6, 0)

    assert weeks([small, large])[0].adoption == Share(6, 6)
    assert weeks([small])[0].adoption is None
    assert weeks([small, large], least=0)[0].adoption == Share(6, 8)


def test_a_week_of_which_a_day_is_withheld_has_no_sum() -> None:
    """S-136: the sum less the days that are shown would be the one that is not."""
    assert weeks(days=days(6, 6, 6))[0].consistency == Share(18, 18)
    assert weeks(days=days(6, None, 6))[0].consistency is None


def test_before_anybody_was_expected_it_is_nobody_and_after_the_end_it_is_unknown() -> None:
    before = TeamDay(MONDAY - timedelta(days=7), 0, 0, 0)
    after = TeamDay(MONDAY + timedelta(days=7), 6, 6, 6)

    first, second, third = weeks(
        [Adoption("a", SUNDAY, 5, 5, 0)], [before, after], today=MONDAY + timedelta(days=14)
    )

    assert (first.adoption, second.adoption, third.adoption) == (Share(0, 0), Share(5, 5), None)
