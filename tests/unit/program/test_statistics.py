"""Every worked example of the statistics, and what must hold of all."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7gate.program.bootstrap import resampled
from c7gate.program.intervals import Interval, mean_of, t_interval, t_quantile, wilson
from c7gate.program.mix import Stratum, mixed
from c7gate.program.paired import paired
from c7gate.program.rates import (
    Side,
    Week,
    dispersion,
    events_needed,
    ratio,
    ratio_interval,
    ratio_of_ratios,
)

SURE = Decimal(95)


def side(events: int, exposure: int) -> Side:
    return Side((Week(events, Fraction(exposure)),))


def short(interval: Interval | None, places: int = 2) -> tuple[float, float]:
    assert interval is not None
    assert interval.high is not None
    return round(float(interval.low), places), round(float(interval.high), places)


@pytest.mark.parametrize(
    ("before", "after", "value", "bounds"),
    [
        ((48, 96), (30, 48), "1.25", (0.79, 1.97)),
        ((160, 320), (200, 320), "1.25", (1.02, 1.54)),
        ((20, 200), (12, 200), "0.6", (0.29, 1.23)),
        ((40, 400), (24, 400), "0.6", (0.36, 1.0)),
        ((50, 500), (28, 500), "0.56", (0.35, 0.89)),
    ],
)
def test_a_ratio_of_rates_and_its_interval(
    before: tuple[int, int], after: tuple[int, int], value: str, bounds: tuple[float, float]
) -> None:
    """V1, V2, and the three examples of bugs."""
    assert ratio(side(*before), side(*after)) == Fraction(value)
    assert short(ratio_interval(side(*before), side(*after), SURE)) == bounds


def test_forty_bugs_to_twenty_four_stay_below_one() -> None:
    interval = ratio_interval(side(40, 400), side(24, 400), SURE)

    assert short(interval, 3) == (0.362, 0.995)


def test_the_control_takes_back_what_the_ratio_promised() -> None:
    """Library bugs fell to 0.56, but so did the others, to 0.65: 0.86, and no longer below 1."""
    library = side(50, 500), side(28, 500)
    others = side(80, 500), side(52, 500)

    found = ratio_of_ratios(library, others, SURE)

    assert found is not None
    assert round(float(found[0]), 2) == 0.86
    assert short(found[1]) == (0.48, 1.54)


def test_so_many_merges_show_a_quarter_more() -> None:
    assert events_needed(Fraction(5, 4), SURE) == (139, 174)


def test_nothing_is_compared_with_nothing() -> None:
    assert ratio(side(0, 10), side(5, 10)) is None
    assert ratio(side(5, 0), side(5, 10)) is None
    assert ratio(Side(()), side(5, 10)) is None
    assert ratio_interval(side(5, 10), side(0, 10), SURE) is None
    assert ratio_of_ratios((side(5, 10), side(5, 10)), (side(0, 10), side(5, 10)), SURE) is None


def test_clustered_weeks_widen_the_interval() -> None:
    even = Side(tuple(Week(5, Fraction(8)) for _ in range(4)))
    lumpy = Side(tuple(Week(events, Fraction(8)) for events in (0, 20, 0, 0)))
    after = Side(tuple(Week(6, Fraction(8)) for _ in range(4)))

    assert dispersion(even, after) == 1.0
    assert dispersion(lumpy, after) > 5
    narrow, wide = ratio_interval(even, after, SURE), ratio_interval(lumpy, after, SURE)
    assert narrow is not None
    assert wide is not None
    assert wide.low < narrow.low


def test_even_weeks_promise_no_more_than_their_counts() -> None:
    """Resampling twelve equal weeks gives the same ratio each time, which proves nothing: the formula stands."""
    before = Side(tuple(Week(4, Fraction(8)) for _ in range(12)))
    after = Side(tuple(Week(5, Fraction(8)) for _ in range(8)))

    assert ratio_interval(before, after, SURE) == ratio_interval(side(48, 96), side(40, 64), SURE)


def test_resampling_is_the_same_every_time() -> None:
    weeks = list(range(12))

    def spread(one: list[int], other: list[int]) -> float:
        return float(sum(one) - sum(other))

    assert resampled(weeks, weeks, spread, SURE) == resampled(weeks, weeks, spread, SURE)
    assert resampled(weeks, weeks, spread, SURE) == (-34.0, 34.0)


def test_a_mix_that_shifts_is_told_from_work_that_slows() -> None:
    """Every stratum is a tenth faster, and the plain mean more than twice as slow."""
    before = {"small": Stratum(90, Fraction(90)), "large": Stratum(10, Fraction(100))}
    after = {"small": Stratum(50, Fraction(45)), "large": Stratum(50, Fraction(450))}

    found = mixed(before, after)

    assert found is not None
    assert (found.before, found.crude, found.standardised) == (
        Fraction("1.9"),
        Fraction("4.95"),
        Fraction("1.71"),
    )
    assert found.shifted
    assert mixed(before, {**before}) == found._replace(
        crude=Fraction("1.9"), standardised=Fraction("1.9"), shifted=False
    )
    assert mixed(before, {"small": Stratum(50, Fraction(45))}) is None


def test_a_target_just_missed_is_missed() -> None:
    """Six people: 59.9 % shorter, and not 60."""
    times = zip((12, 9, 15, 8, 20, 10), (5, 4, 5, 4, 9, 3), strict=True)

    found = paired([(Decimal(before), Decimal(after)) for before, after in times], SURE)

    assert found is not None
    assert str(found.ratio)[:6] == "0.4011"
    assert short(found.interval) == (0.33, 0.49)
    assert not found.is_at_most(Fraction(2, 5))
    assert found.is_at_most(Fraction("0.4012"))


@pytest.mark.parametrize(
    ("histogram", "mean", "bounds"),
    [
        ({2: 1, 3: 1, 4: 6, 5: 4}, Fraction(49, 12), (3.51, 4.66)),
        ({2: 1, 3: 3, 4: 12, 5: 14}, Fraction("4.3"), (4.0, 4.6)),
    ],
)
def test_the_mean_of_answers_has_an_interval(
    histogram: dict[int, int], mean: Fraction, bounds: tuple[float, float]
) -> None:
    assert mean_of(histogram) == mean
    assert short(t_interval(histogram, SURE)) == bounds


def test_thirty_answers_stay_above_four() -> None:
    interval = t_interval({2: 1, 3: 3, 4: 12, 5: 14}, SURE)

    assert interval is not None
    assert Decimal(4) < interval.low < Decimal("4.004")


def test_one_answer_has_no_interval() -> None:
    assert t_interval({4: 1}, SURE) is None
    assert t_interval({}, SURE) is None
    assert mean_of({}) is None


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(1, 12.706), (2, 4.303), (5, 2.571), (11, 2.201), (29, 2.045), (100, 1.984)]
)
def test_student_s_quantiles_are_those_of_the_tables(freedom: int, quantile: float) -> None:
    assert round(t_quantile(SURE, freedom), 3) == quantile


def test_wilson_s_interval_is_that_of_the_books() -> None:
    assert short(wilson(7, 10, SURE), 3) == (0.397, 0.892)
    assert short(wilson(0, 10, SURE), 3) == (0.0, 0.278)
    assert wilson(0, 0, SURE) is None


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_share_lies_within_its_interval(part: int, more: int) -> None:
    whole = part + more
    interval = wilson(part, whole, SURE)

    assert interval is not None
    assert interval.high is not None
    assert 0 <= interval.low <= Decimal(part) / whole + Decimal("0.000001")
    assert Decimal(part) / whole - Decimal("0.000001") <= interval.high <= 1


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 40)), min_size=1, max_size=7), st.integers(1, 5))
def test_a_ratio_lies_within_its_interval_and_turns_with_its_sides(
    weeks: list[tuple[int, int]], factor: int
) -> None:
    before = Side(tuple(Week(events, Fraction(exposure)) for events, exposure in weeks))
    after = Side(tuple(Week(events * factor, Fraction(exposure)) for events, exposure in weeks))

    value, interval = ratio(before, after), ratio_interval(before, after, SURE)

    assert value == factor
    assert ratio(after, before) == Fraction(1, factor)
    assert interval is not None
    assert interval.high is not None
    assert interval.low <= factor <= interval.high
    assert math.isfinite(dispersion(before, after))


def test_enough_weeks_are_resampled_and_the_wider_bound_stands() -> None:
    """One week that brought everything: resampling knows that another year may not have it."""
    before = Side(
        tuple(Week(events, Fraction(8)) for events in (10, 9, 11, 10, 8, 12, 10, 10, 9, 11, 10, 10))
    )
    after = Side(tuple(Week(events, Fraction(8)) for events in (0, 0, 0, 0, 0, 0, 0, 120)))

    interval = ratio_interval(before, after, SURE)

    assert ratio(before, after) == Fraction(3, 2)
    assert interval is not None
    assert interval.low == 0
