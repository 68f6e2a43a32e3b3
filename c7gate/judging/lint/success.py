"""Bars of success and of the gates that say the same thing, or two."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from c7gate.model.policy import Policy
from c7gate.parsing.policy_entries import Fault

_CERTIFICATION = 4


def bar_below_certification(policy: Policy) -> Iterator[Fault]:
    """A personal bar that somebody meets who cannot be certified (S-071, S-101)."""
    metric: dict[str, Any] = policy.values["success"]["metrics"].get("individual_competency", {})
    threshold = _certifying_score(policy)
    if threshold is not None and "target" in metric and metric["target"] < threshold:
        text = f"a score from {metric['target']} on meets the bar, and only {threshold} certifies"
        pointer = ("success", "metrics", "individual_competency", "target")
        yield Fault(pointer, text, "both are reported; certification decides")


def criterion_implied(policy: Policy) -> Iterator[Fault]:
    """An average that follows from everybody being certified (S-193, S-194)."""
    criteria = policy.values["success"]["criteria"]
    certified, competency = criteria.get("certification"), criteria.get("competency")
    threshold = _certifying_score(policy)
    if certified is None or competency is None or threshold is None:
        return
    everybody = certified["target"] == 100  # noqa: PLR2004  percent
    if everybody and competency["op"] in {">", ">="} and competency["target"] <= threshold:
        text = f"where everybody is certified, each with {threshold} or more, the average is not below it"
        if competency["op"] == ">" and competency["target"] == threshold:
            text += "; this asks only that not all are exactly there"
        yield Fault(("success", "criteria", "competency", "target"), text, "raise the target to ask for more")


def _certifying_score(policy: Policy) -> Decimal | None:
    """The score that the last gate asks for."""
    gates = policy.values["gates"]["gates"].values()
    scores = (
        Decimal(criterion["threshold"])
        for gate in gates
        if gate["order"] == _CERTIFICATION
        for criterion in gate["criteria"].values()
        if criterion["kind"] == "score" and "threshold" in criterion
    )
    return next(scores, None)
