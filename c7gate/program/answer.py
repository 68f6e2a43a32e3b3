"""One figure with all that is needed to believe or doubt it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from c7gate.model.named_tuple import NamedTuple
from c7gate.program.intervals import Interval

_MOST_DECIMALS = 6


class Outcome(StrEnum):
    """What a figure amounts to. Missing data is `INSUFFICIENT`, never zero and never success."""

    MET = "met"
    MET_UNCERTAIN = "met_uncertain"
    NOT_MET = "not_met"
    NOT_DEMONSTRATED = "not_demonstrated"
    INSUFFICIENT = "insufficient"
    MEASURABLE_IMPROVEMENT = "measurable_improvement"
    TARGET_DEMONSTRATED = "target_demonstrated"
    TARGET_CONSISTENT = "target_consistent"
    NO_MEASURABLE_CHANGE = "no_measurable_change"
    MEASURABLE_DECLINE = "measurable_decline"
    NOT_ATTRIBUTABLE = "not_attributable"
    MIX_SHIFT = "mix_shift"
    IN_PROGRESS = "in_progress"
    OBSERVED = "observed"
    PROXY = "proxy"
    JUDGEMENT = "judgement"
    WITHHELD = "withheld"

    @property
    def holds(self) -> bool:
        """Whether a criterion with this outcome is fulfilled."""
        return self in {Outcome.MET, Outcome.MET_UNCERTAIN}

    @property
    def words(self) -> str:
        """As a person reads it."""
        return {"met_uncertain": "met, uncertain"}.get(self.value, self.value.replace("_", " "))


class Answer(NamedTuple):
    """A figure: `value` as it is shown (empty where there is none), what it is a share of, how sure, of how many.

    `unit` is written behind the value; a ratio has `x` and it stands before. `window` are the days it is about.
    `through` is the day up to which data were there. `note` says in a few words what a person wants to know next,
    `lacks` what is missing for a verdict.
    """

    metric: str
    title: str
    outcome: Outcome
    value: str = ""
    unit: str = ""
    need: str = ""
    numerator: Fraction | Decimal | int | None = None
    denominator: Fraction | Decimal | int | None = None
    interval: Interval | None = None
    shown_interval: str = ""
    n: int | None = None
    window: tuple[date, date] | None = None
    note: str = ""
    caveats: tuple[str, ...] = ()
    through: date | None = None
    lacks: tuple[str, ...] = ()

    def withheld(self, people: int, least: int, *, keep_verdict: bool = False) -> Answer:
        """The same without its figures where they are of fewer people than `least` (S-136).

        Of one person the verdict is a figure, too; only a criterion of success, which must be answered, keeps it.
        """
        if people >= least:
            return self
        stays = keep_verdict or self.outcome is Outcome.INSUFFICIENT
        outcome = self.outcome if stays else Outcome.WITHHELD
        bare = Answer(
            self.metric, self.title, outcome, need=self.need, window=self.window, through=self.through
        )
        note = f"figures of fewer than {least} people are withheld"
        return bare._replace(note=note, lacks=self.lacks, caveats=self.caveats)


def cut(value: Fraction | Decimal | int, places: int, against: Fraction | Decimal | int | None = None) -> str:
    """A figure cut after so many decimals, or after more where the cut one would read as on the target's other side.

    79.98 is never 80.0, and 90.004 that exceeds 90 is not shown as 90.0.
    """
    return _faithful(lambda digits: _cut(Fraction(value), digits), Fraction(value), places, against)


def rounded_to(value: Decimal, places: int, against: Fraction | Decimal | int | None = None) -> str:
    """A bound rounded half to even, with more decimals where the rounded one would read as on the other side."""
    return _faithful(lambda digits: f"{value:.{digits}f}", Fraction(value), places, against)


def span(interval: Interval | None, places: int, against: Fraction | Decimal | int | None = None) -> str:
    """An interval such as `[0.79, 1.97]`; empty for none."""
    if interval is None:
        return ""
    high = "∞" if interval.high is None else rounded_to(interval.high, places, against)
    return f"[{rounded_to(interval.low, places, against)}, {high}]"


def _faithful(
    show: Callable[[int], str],
    value: Fraction,
    places: int,
    against: Fraction | Decimal | int | None,
) -> str:
    shown = show(places)
    if against is None:
        return shown
    target = Fraction(against)
    for digits in range(places, _MOST_DECIMALS + 1):
        shown = show(digits)
        if _side(Fraction(shown), target) == _side(value, target):
            break
    return shown


def _side(value: Fraction, target: Fraction) -> int:
    return (value > target) - (value < target)


def _cut(value: Fraction, digits: int) -> str:
    sign = "-" if value < 0 else ""
    units, rest = divmod(int(abs(value) * 10**digits), 10**digits)
    return f"{sign}{units}.{rest:0{digits}}" if digits else f"{sign}{units}"
