"""Who answers, who signs, and who may see whom."""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.model.policy import Policy
from c7gate.parsing.policy_entries import Fault


def no_coordinator(policy: Policy) -> Iterator[Fault]:
    """Nobody who may change policy or sign the last gate."""
    if not policy.coordinators:
        text = "no coordinator is named: nobody may change policy, and nobody can sign the last gate"
        yield Fault(("program", "coordinators"), text, "write coordinators: [LOGIN]")


def single_coordinator(policy: Policy) -> Iterator[Fault]:
    """One coordinator alone, whose own last gate nobody else may sign (T05, T88)."""
    if len(policy.coordinators) == 1:
        text = f"{policy.coordinators[0]} is the only coordinator, whose own gates nobody else may sign"
        yield Fault(("program", "coordinators"), text, "name a second one")


def risk_without_owner(policy: Policy) -> Iterator[Fault]:
    """A risk that nobody answers for (S-016, S-158, S-167)."""
    for name, risk in policy.values["program"]["risks"].items():
        if "owner" not in risk and "owner_role" not in risk:
            yield Fault(("program", "risks", name), f"risk {name} has no owner", "write owner: LOGIN")


def risk_without_rationale(policy: Policy) -> Iterator[Fault]:
    """A risk that does not say what remains of it (S-170)."""
    for name, risk in policy.values["program"]["risks"].items():
        if "residual" not in risk:
            text = f"risk {name} does not say what remains once its mitigations hold"
            yield Fault(("program", "risks", name), text, "write residual: and one sentence")


def level_without_contact(policy: Policy) -> Iterator[Fault]:
    """An escalation level that reaches nobody (S-110 to S-113, S-156)."""
    for name, level in policy.values["alerts"]["escalation"]["levels"].items():
        if not level["any_of"]:
            pointer = ("alerts", "escalation", "levels", name, "any_of")
            text = f"level {level['n']} ({level['title']}) reaches nobody"
            yield Fault(pointer, text, f"write {name}: {{any_of: [LOGIN]}} below escalation.levels")


def top_level_sees_names(policy: Policy) -> Iterator[Fault]:
    """The last level told about people by name (S-100, S-113)."""
    levels = policy.values["alerts"]["escalation"]["levels"]
    name, top = max(levels.items(), key=lambda item: int(item[1]["n"]))
    if top["audience"] != "aggregate":
        pointer = ("alerts", "escalation", "levels", name, "audience")
        text = f"level {top['n']}, the last one, is shown names"
        yield Fault(pointer, text, "write audience: aggregate")


def signer_is_escalation(policy: Policy) -> Iterator[Fault]:
    """Whoever signs gates off also answers first when something goes wrong with them."""
    for name, level in policy.values["alerts"]["escalation"]["levels"].items():
        both = sorted(set(level["any_of"]) & set(policy.coordinators))
        if level["n"] == 1 and both:
            text = f"{', '.join(both)} signs gates off and is escalation level 1: nobody looks at both"
            help_ = "name somebody else in one of the places; the program text has one person in both"
            yield Fault(("alerts", "escalation", "levels", name, "any_of"), text, help_)
