"""What a figure is held against: the criteria and metrics of `policies/success.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.program.answer import Answer, Outcome
from c7gate.program.intervals import Interval
from c7gate.scoring.thresholds import meets


class Target(NamedTuple):
    """A figure's name and what it must be; without `op` nothing is demanded of it."""

    id: str
    title: str
    metric: str
    op: str = ""
    need: Decimal = Decimal(0)
    scope: str = "team"
    coverage_percent: Decimal = Decimal(100)
    not_before_day: int = 0
    min_answers: int = 1
    min_response_percent: Decimal = Decimal(0)

    @property
    def words(self) -> str:
        """The target as a person reads it, such as `> 90`; empty without one."""
        return f"{'=' if self.op == '==' else self.op} {self.need}" if self.op else ""

    def is_met(self, value: Fraction | Decimal | int) -> bool:
        """Whether a figure is what it must be, compared exactly."""
        return bool(self.op) and meets(self.op, value, self.need)

    def answer(
        self,
        *,
        outcome: Outcome = Outcome.OBSERVED,
        value: str = "",
        unit: str = "",
        numerator: Fraction | Decimal | int | None = None,
        denominator: Fraction | Decimal | int | None = None,
        interval: Interval | None = None,
        shown_interval: str = "",
        n: int | None = None,
        window: tuple[date, date] | None = None,
        note: str = "",
        caveats: tuple[str, ...] = (),
        through: date | None = None,
        lacks: tuple[str, ...] = (),
    ) -> Answer:
        """A figure under this target's name."""
        return Answer(
            self.metric, self.title, outcome, value, unit, self.words, numerator, denominator, interval,
            shown_interval, n, window, note, caveats, through, lacks,
        )  # fmt: skip


def criteria(policy: Policy) -> tuple[Target, ...]:
    """What all must hold for the program to be a success, in the policy's order (S-017, S-192)."""
    return tuple(_criterion(name, line) for name, line in policy.values["success"]["criteria"].items())


def metrics(policy: Policy) -> tuple[Target, ...]:
    """Every figure that is watched, in the policy's order; what a criterion asks of it is asked here, too."""
    asked = {target.metric: target for target in criteria(policy)}
    found = []
    for name, line in policy.values["success"]["metrics"].items():
        own = Target(
            name, line["title"], name, line.get("op", ""), Decimal(line.get("target", 0)), line["scope"]
        )
        found.append(
            asked[name]._replace(id=name, title=own.title, scope=own.scope) if name in asked else own
        )
    return tuple(found)


def _criterion(name: str, line: Mapping[str, Any]) -> Target:
    return Target(
        id=name,
        title=line["title"],
        metric=line["metric"],
        op=line["op"],
        need=Decimal(line["target"]),
        coverage_percent=Decimal(line.get("coverage_percent", 100)),
        not_before_day=line.get("not_before_day", 0),
        min_answers=line.get("min_answers", 1),
        min_response_percent=Decimal(line.get("min_response_percent", 0)),
    )
