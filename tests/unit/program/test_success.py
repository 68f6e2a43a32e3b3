"""The five criteria, each at its boundary, and the declaration as it is printed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from c7gate.model.policy import Policy
from c7gate.model.record import Attempt, Member
from c7gate.parsing.yaml import parse_document
from c7gate.program.answer import Answer, Outcome
from c7gate.program.facts import Facts
from c7gate.program.forecasts import forecasts
from c7gate.program.people import Daily, certification, competency, daily, daily_answer, daily_use
from c7gate.program.satisfaction import satisfaction
from c7gate.program.success import Declaration, declaration
from c7gate.program.targets import Target, criteria
from c7gate.program.velocity import velocity
from c7gate.reading.program import policy_of
from c7gate.rendering.success import render_text

from measured import TEAM, active, baseline, facts, measured, merged, participant, policy, waiver, wave


def target(name: str) -> Target:
    return next(item for item in criteria(policy()) if item.id == name)


def certify(given: Facts) -> Answer:
    return certification(given, target("certification"))


# certification


def test_everybody_certified_meets_it() -> None:
    answer = certify(facts())

    assert (answer.outcome, answer.value, answer.numerator, answer.denominator) == (
        Outcome.MET,
        "100.0",
        10,
        10,
    )
    assert answer.interval is None


def test_a_waived_gate_is_not_certified_and_is_named_apart() -> None:
    people = [participant(login, waivers=(waiver(),) if login == "judy" else ()) for login in TEAM]
    exits = (Member("kim", exit_on=date(2025, 9, 1), exit_word="withdrawn"),)

    answer = certify(facts(people, exits=exits))

    assert (answer.outcome, answer.numerator, answer.denominator) == (Outcome.NOT_MET, 9, 10)
    assert answer.note == "1 by a waiver, not counted, 1 withdrawn"


@pytest.mark.parametrize(
    "void",
    [waiver(gate=1), waiver(approver="judy"), waiver(expires=date(2025, 8, 20))],
    ids=["gate 1", "own", "expired"],
)
def test_an_exception_that_was_none_makes_nobody_waived(void: object) -> None:
    people = [participant(login, waivers=(void,) if login == "judy" else ()) for login in TEAM]

    assert certify(facts(people)).outcome is Outcome.MET


def test_somebody_without_a_record_is_in_the_share() -> None:
    given = facts()

    assert certify(given._replace(roster=(*given.roster, "kim"))).outcome is Outcome.NOT_MET


def test_an_unsigned_gate_and_one_signed_later_count_for_nothing() -> None:
    assert (
        certify(facts([participant(login, signed=3 if login == "bob" else 4) for login in TEAM])).numerator
        == 9
    )
    assert certify(facts(as_of=datetime(2025, 8, 28, tzinfo=UTC))).numerator == 0


def test_nobody_on_the_roster_is_no_success() -> None:
    assert certify(facts([])).outcome is Outcome.INSUFFICIENT


def test_a_small_group_keeps_its_verdict_and_loses_its_figures() -> None:
    answer = certify(facts([participant(login) for login in TEAM[:4]]))

    assert (answer.outcome, answer.value, answer.numerator, answer.n) == (Outcome.MET, "", None, None)
    assert answer.note == "figures of fewer than 5 people are withheld"


# competency


@pytest.mark.parametrize(
    ("scores", "outcome", "shown"),
    [
        (["90.00"] * 10, Outcome.NOT_MET, "90.0"),
        (["90.01"] + ["90.00"] * 9, Outcome.MET, "90.001"),
        (["93.20"] * 10, Outcome.MET, "93.2"),
        (["89.99"] + ["90.00"] * 9, Outcome.NOT_MET, "89.9"),
    ],
)
def test_the_mean_must_exceed_ninety(scores: list[str], outcome: Outcome, shown: str) -> None:
    people = [participant(login, score=score) for login, score in zip(TEAM, scores, strict=True)]

    answer = competency(facts(people), target("competency"))

    assert (answer.outcome, answer.value, answer.note) == (outcome, shown, "10/10 assessed")


def test_one_missing_assessment_is_not_zero_but_no_verdict() -> None:
    people = [participant(login, score=None if login == "bob" else "95.00") for login in TEAM]

    answer = competency(facts(people), target("competency"))

    assert (answer.outcome, answer.value, answer.lacks) == (
        Outcome.INSUFFICIENT, "95.0", ("100 % of the roster must be assessed",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("which", "shown"),
    [("passing-else-latest", "91.0"), ("latest", "91.0"), ("first", "80.0"), ("highest", "91.0")],
)
def test_which_attempt_counts_is_policy(which: str, shown: str) -> None:
    attempts = tuple(
        Attempt(
            f"g4-{number}",
            4,
            date(2025, 9, 1 + 3 * number),
            "dana",
            {"comprehensive": Decimal(score)},
            {"independence": "pass"},
        )
        for number, score in enumerate(("80.00", "91.00"), 1)
    )
    measurement = {**policy().values["success"]["measurement"], "competency_attempt": which}
    given = facts(
        [participant(login, attempts=attempts) for login in TEAM], policy=policy(measurement=measurement)
    )

    assert competency(given, target("competency")).value == shown


# daily use


@pytest.mark.parametrize(
    ("active_days", "outcome", "shown", "note"),
    [
        (799, Outcome.NOT_MET, "79.9", "short by 1 active day"),
        (800, Outcome.MET, "80.0", ""),
        (797, Outcome.NOT_MET, "79.7", "short by 3 active days"),
    ],
)
def test_days_are_pooled_and_compared_exactly(
    active_days: int, outcome: Outcome, shown: str, note: str
) -> None:
    """800 of 999 is 80.08 %, which exceeds 80, and is shown as 80.0."""
    found = Daily(active_days, 999, 10, 6, Fraction(3, 4))

    answer = daily_answer(found, facts(), target("daily_use"))

    assert answer.outcome is outcome
    assert answer.value.startswith(shown)
    assert answer.note == note


def test_exactly_eighty_does_not_exceed_eighty() -> None:
    answer = daily_answer(Daily(800, 1000, 10, 6, None), facts(), target("daily_use"))

    assert (answer.outcome, answer.value, answer.note) == (Outcome.NOT_MET, "80.0", "short by 1 active day")


def test_people_weigh_by_the_days_they_were_expected() -> None:
    """9 of 10 and 2 of 5 pool to 73.3, though the mean of both is 65."""
    monday = date(2025, 8, 25)
    one = participant(
        "alice", events=active(*(monday + timedelta(days=day) for day in (0, 1, 2, 3, 4, 7, 8, 9, 10)))
    )
    other = participant(
        "bob", tracking_start=date(2025, 9, 1), events=active(date(2025, 9, 1), date(2025, 9, 2))
    )
    given = facts([one, other], as_of=datetime(2025, 9, 6, 12, tzinfo=UTC))

    found = daily(given)

    assert (found.active, found.counted, found.people, found.reaching) == (11, 15, 2, 1)
    assert found.mean == Fraction(13, 20)
    assert daily_use(given, target("daily_use")).outcome is Outcome.NOT_MET


def test_counting_ends_with_the_sign_off_of_gate_3_and_leaves_days_off_out() -> None:
    monday = date(2025, 8, 25)
    given = participant(
        "alice",
        events=active(monday, date(2025, 8, 30)),
        person={"gate3_signed": datetime(2025, 8, 27, 12, tzinfo=UTC)},
    )

    found = daily(facts([given]))

    assert (found.active, found.counted) == (1, 2)


def test_without_a_day_there_is_no_verdict() -> None:
    given = facts([participant(login, tracking_start=None) for login in TEAM])

    assert daily_use(given, target("daily_use")).outcome is Outcome.INSUFFICIENT


# velocity


def grown(before: int, after: int, *, dev_days: int = 480, people: int = 6) -> Facts:
    """So many merges before in so many developer days, and after in eight weeks of so many people."""
    return facts(
        [participant(login) for login in TEAM[:people]],
        policy=policy(baseline=baseline(before, dev_days)),
        measurements=measured(*merged(after)),
    )


def test_a_quarter_more_may_be_no_more_than_chance() -> None:
    """V1: 48 merges in 96 developer weeks, then 30 in 48."""
    answer = velocity(grown(48, 30), target("velocity"))

    assert (answer.outcome, answer.value, answer.shown_interval) == (
        Outcome.NOT_DEMONSTRATED,
        "1.25",
        "[0.79, 1.97]",
    )
    assert answer.note == "30 vs 48 merges"
    assert "exposure 48.0 vs 96.0 developer weeks" in answer.caveats
    assert any("139 merges before and 174 after" in line for line in answer.caveats)
    assert answer.window == (date(2025, 9, 22), date(2025, 11, 16))


def test_with_more_merges_the_same_ratio_is_measurable() -> None:
    """V2: 160 in 320 developer weeks, then 200 in 320. Shown to have improved, not shown to have reached a quarter."""
    given = facts(
        [participant(f"p{number}") for number in range(40)],
        policy=policy(baseline=baseline(160, 1600)),
        measurements=measured(*merged(200)),
    )
    metric = Target("velocity", "Velocity", "velocity", ">=", Decimal(25))

    assert velocity(given, target("velocity")).outcome is Outcome.MET
    answer = velocity(given, metric)
    assert (answer.outcome, answer.shown_interval) == (Outcome.MEASURABLE_IMPROVEMENT, "[1.02, 1.54]")


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        (grown(48, 30)._replace(measurements=None), "no measurements are given (--measurements FILE)"),
        (
            grown(48, 30)._replace(policy=policy()),
            "no baseline is frozen (baseline in policies/success.yaml)",
        ),
        (
            grown(48, 30)._replace(policy=policy(baseline=baseline(48, 480, frozen_at="2025-08-23"))),
            "the baseline was frozen on 2025-08-23, not before the start on 2025-08-22",
        ),
        (grown(48, 30)._replace(policy=policy(baseline=baseline(48, 480, weeks=7))), "7 of 8 baseline weeks"),
        (grown(19, 30), "19 of 20 merges before"),
        (grown(48, 19), "19 of 20 merges after"),
        (
            grown(48, 30)._replace(as_of=datetime(2025, 10, 5, tzinfo=UTC)),
            "not judged before day 45, 2025-10-06",
        ),
        (grown(48, 30)._replace(as_of=datetime(2025, 10, 18, tzinfo=UTC)), "3 of 4 whole weeks after"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_too_little_is_no_verdict(given: Facts, lacking: str) -> None:
    answer = velocity(given, target("velocity"))

    assert answer.outcome is Outcome.INSUFFICIENT
    assert lacking in answer.lacks


def test_weeks_too_close_to_the_start_are_left_out() -> None:
    frozen = baseline(48, 480)
    close = {"week": "2025-W33", "dev_days": 40, "features": 400}
    answer = velocity(
        grown(48, 30)._replace(policy=policy(baseline={**frozen, "weeks": [*frozen["weeks"], close]})),
        target("velocity"),
    )

    assert answer.denominator == 48
    assert "1 weeks of the baseline lie within 7 days of the start, and are left out" in answer.caveats


def test_holidays_and_leave_do_not_move_the_rate() -> None:
    """Half the people away: half the merges are the same rate."""
    holidays = {"holidays": frozenset(date(2025, 9, 1) + timedelta(days=day) for day in range(100))}
    people = [
        participant(login, person=holidays if number % 2 else {}) for number, login in enumerate(TEAM[:6])
    ]
    given = grown(48, 30)

    half = given._replace(
        participants={one.person.login: one for one in people}, measurements=measured(*merged(15))
    )

    answer = velocity(
        half._replace(
            policy=policy(
                baseline=baseline(48, 480),
                measurement={**policy().values["success"]["measurement"], "min_events": 10},
            )
        ),
        target("velocity"),
    )
    assert answer.value == "1.25"


def test_a_shift_of_the_mix_takes_the_verdict_away() -> None:
    strata = [
        {"repository": "acme/shop", "size": "small", "changes": 90, "days": 90},
        {"repository": "acme/shop", "size": "large", "changes": 10, "days": 100},
    ]
    frozen = baseline(160, 1600) | {"strata": strata}
    changes = merged(200)
    mixed = [
        change._replace(size="small", days=Decimal("0.9"))
        if number % 2
        else change._replace(size="large", days=Decimal(9))
        for number, change in enumerate(changes)
    ]
    people = [participant(f"p{number}") for number in range(40)]

    answer = velocity(
        facts(people, policy=policy(baseline=frozen), measurements=measured(*mixed)), target("velocity")
    )

    assert answer.outcome is Outcome.MIX_SHIFT
    assert not answer.outcome.holds
    assert "MIX-SHIFT: days a feature: 1.90 before, 4.95 after, 1.71 with the mix of before" in answer.caveats


# satisfaction


@pytest.mark.parametrize(
    ("histogram", "invited", "outcome", "value", "interval"),
    [
        ({2: 1, 3: 1, 4: 6, 5: 4}, 14, Outcome.MET_UNCERTAIN, "4.08", "[3.51, 4.66]"),
        ({2: 1, 3: 3, 4: 12, 5: 14}, 40, Outcome.MET, "4.30", "[4.003, 4.60]"),
        ({4: 12}, 14, Outcome.NOT_MET, "4.00", "[4.00, 4.00]"),
        ({5: 4}, 4, Outcome.INSUFFICIENT, "", ""),
        ({5: 6}, 11, Outcome.INSUFFICIENT, "5.00", "[5.00, 5.00]"),
        ({5: 6, 7: 2}, 11, Outcome.INSUFFICIENT, "5.50", "[4.73, 6.27]"),
    ],
)
def test_satisfaction_must_exceed_four(
    histogram: dict[int, int], invited: int, outcome: Outcome, value: str, interval: str
) -> None:
    answer = satisfaction(
        facts(surveys=(wave(invited=invited, histogram=histogram),)), target("satisfaction")
    )

    assert (answer.outcome, answer.value, answer.shown_interval) == (outcome, value, interval)


def test_sixty_percent_is_enough_to_answer() -> None:
    answer = satisfaction(facts(surveys=(wave(invited=10, histogram={5: 6}),)), target("satisfaction"))

    assert answer.outcome is Outcome.MET


def test_the_latest_finished_wave_counts() -> None:
    waves = (
        wave("2025-W30", histogram={1: 12}),
        wave("2025-11"),
        wave("2025-W49", histogram={1: 12}),
        wave("2025-Q3", histogram={1: 12}),
    )

    answer = satisfaction(facts(surveys=waves), target("satisfaction"))

    assert answer.caveats == ("wave 2025-11", "answers 2: 1, 3: 1, 4: 6, 5: 4")


# all together


def whole() -> Facts:
    """Ten certified people whose days and velocity fall short, and a mean of 4.08."""
    people = [participant(login, score="93.20") for login in TEAM[:6]]
    given = grown(48, 30)
    return facts(people, policy=given.policy, measurements=given.measurements, surveys=(wave(),))


def test_the_declaration_is_printed_as_promised() -> None:
    found = declaration(whole())
    short = daily_answer(Daily(799, 999, 10, 6, None), whole(), target("daily_use"))
    criteria_ = tuple(
        (asked, short if asked.id == "daily_use" else answer) for asked, answer in found.criteria
    )

    printed = render_text(whole(), Declaration(criteria_), (), exit_code=1, verbose=False)

    assert (
        printed
        == """\
SUCCESS DECLARATION  everybody  as of 2025-12-01  policy 4be1c90
1 certification = 100%        MET              6/6
2 avg competency > 90         MET              93.2 (6/6 assessed; implied by 1)
3 daily use > 80%             NOT MET          79.9% (799/999)  short by 1 active day
4 velocity improvement        NOT DEMONSTRATED x1.25 [0.79, 1.97]  30 vs 48 merges
5 satisfaction > 4.0          MET, UNCERTAIN   4.08 [3.51, 4.66]  n=12/14
NOT DECLARED: 2 of 5 open.    exit 1
"""
    )


def test_all_five_must_hold() -> None:
    monday = date(2025, 8, 25)
    days = active(*(monday + timedelta(days=day) for day in range(100)))
    people = [participant(f"p{number}", events=days) for number in range(40)]
    given = facts(
        people,
        policy=policy(baseline=baseline(160, 1600)),
        measurements=measured(*merged(200)),
        surveys=(wave(),),
    )

    assert declaration(given).declared
    assert not declaration(given._replace(surveys=())).declared
    assert not declaration(given._replace(policy=policy(criteria={}))).declared


def test_a_criterion_that_nothing_measures_is_never_met() -> None:
    line = {"title": "Culture", "metric": "culture", "op": ">=", "target": 0}

    (answer,) = [
        answer for _, answer in declaration(facts(policy=policy(criteria={"culture": line}))).criteria
    ]

    assert answer.outcome is Outcome.INSUFFICIENT
    assert "nothing measures culture" in answer.lacks[0]


def stating(line: str) -> Policy:
    """The policy of a team that says this of the preset's forecast."""
    text = f"preset: context7@1\nforecasts: {{success: {{{line}}}}}\n"
    return policy_of({"program": parse_document(text.encode(), "policies/program.yaml")})


@pytest.mark.parametrize(
    ("line", "brier"),
    [
        ("outcome: true", "0.0025"),
        ("outcome: false", "0.9025"),
        ("event: We are declared", None),
    ],
)
def test_a_forecast_is_scored_once_its_outcome_is_known(line: str, brier: str | None) -> None:
    (scored,) = forecasts(stating(line))

    assert (str(scored.probability_percent), scored.at) == ("95", "2025-08-22")
    assert scored.brier == (None if brier is None else Decimal(brier))


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("probability_percent: 70", ""),  # nobody said so on the preset's day
        ("probability_percent: 70, at: 2025-10-01", "2025-10-01"),
    ],
)
def test_a_probability_of_ones_own_has_a_day_of_its_own(line: str, at: str) -> None:
    (scored,) = forecasts(stating(line))

    assert (str(scored.probability_percent), scored.at) == ("70", at)


def test_what_only_the_preset_forecasts_is_no_forecast_of_the_team() -> None:
    assert forecasts(policy()) == ()
