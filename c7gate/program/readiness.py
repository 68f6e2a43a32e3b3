"""Ready to begin: every checkmark of the program text recomputed, or called what it is, a claim (S-150 to S-203)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from c7gate.model.named_tuple import NamedTuple
from c7gate.program.checks import CLAIMED, REQUIRED, approvals
from c7gate.program.facts import Facts, Surroundings
from c7gate.program.forecasts import Scored, forecasts
from c7gate.program.returns import returns
from c7gate.program.risks import Risk, risks

_ARCHITECTURE = "architecture-approved"
_ROI = "roi"
_GROUPS = ("components", "deployment", "checklist", "validation", "business")


class Mark(StrEnum):
    """What stands behind an item: it was looked at and is so, is not so, or somebody only says so."""

    CHECKED = "checked"
    FAILED = "failed"
    CLAIMED = "claimed"


class Item(NamedTuple):
    """One checkmark: what it says, what stands behind it, what is wrong, and who says so (empty where nobody has to).

    `check` names what was looked at, empty for a claim that nothing looks at.
    """

    id: str
    group: str
    statement: str
    mark: Mark
    check: str = ""
    because: tuple[str, ...] = ()
    said: str = ""


class Action(NamedTuple):
    """An action drawn from feedback; `overdue` says that it is open past its day (S-020)."""

    id: str
    title: str
    owner: str
    due: date
    status: str
    overdue: bool


class Readiness(NamedTuple):
    """All items, the risk register, actions and forecasts."""

    items: tuple[Item, ...]
    risks: tuple[Risk, ...]
    actions: tuple[Action, ...]
    forecasts: tuple[Scored, ...]

    @property
    def failed(self) -> tuple[str, ...]:
        """The checks that failed, each once however many checkmarks rest on it."""
        return tuple(dict.fromkeys(item.check for item in self.items if item.mark is Mark.FAILED))

    @property
    def verdict(self) -> str:
        """`READY`, or how many checks failed."""
        return f"NOT READY ({len(self.failed)})" if self.failed else "READY"


def readiness(facts: Facts, around: Surroundings) -> Readiness:
    """Look at everything that can be looked at."""
    found = {name: tuple(check(facts, around)) for name, check in CLAIMED.items()}
    required = tuple(
        _looked_at(name, "required", statement, tuple(check(facts, around)))
        for name, (statement, check) in REQUIRED.items()
    )
    claims = sorted(_claims(facts, found), key=lambda item: _GROUPS.index(item.group))
    return Readiness((*claims, *required), risks(facts), tuple(actions(facts)), forecasts(facts.policy))


def _looked_at(name: str, group: str, statement: str, because: tuple[str, ...], said: str = "") -> Item:
    return Item(name, group, statement, Mark.FAILED if because else Mark.CHECKED, name, because, said)


def _claims(facts: Facts, found: Mapping[str, tuple[str, ...]]) -> Iterator[Item]:
    claims = facts.policy.values["program"]["claims"]
    for name, line in claims["statements"].items():
        check, said = line.get("check", ""), _said(facts, claims, name, line)
        if check in found:
            item = _looked_at(check, line["group"], line["statement"], found[check], said)
            yield item._replace(id=name)
        else:
            because = (returns(facts.policy).words,) if check == _ROI else ()
            yield Item(name, line["group"], line["statement"], Mark.CLAIMED, "", because, said)


def next_review(facts: Facts) -> date | None:
    """The day of the next review: daily at first, weekly from then on; None without a start (S-185, S-186)."""
    start, until = facts.policy.start, facts.policy.values["program"]["review_cadence"]["until_day"]
    if start is None or facts.today < start:
        return start
    last = start + timedelta(days=until - 1)
    if facts.today < last:
        return facts.today + timedelta(days=1)
    return last + timedelta(days=7 * ((facts.today - last).days // 7 + 1))


def _said(facts: Facts, claims: Mapping[str, Any], name: str, line: Mapping[str, Any]) -> str:
    """Who stands behind a claim: whoever approved it, else whom the text makes say it, which proves nothing."""
    for approval in reversed(approvals(facts)):
        named = approval.get("item") == name or (approval["kind"] == "architecture" and name == _ARCHITECTURE)
        if named and approval.get("decision", "approved") == "approved":
            return f"signed by {approval['by']} on {approval['at']}"
    who, when = line.get("by", claims.get("by_role", "")), line.get("at", claims.get("at", ""))
    return f"claimed by {who} on {when}, not evidenced"


def actions(facts: Facts) -> Iterator[Action]:
    """What was drawn from feedback, in the policy's order."""
    for line in facts.policy.values["success"]["improvement"]:
        due = date.fromisoformat(line["due"])
        overdue = line["status"] == "open" and due < facts.today
        yield Action(line["id"], line["title"], line["owner"], due, line["status"], overdue)
