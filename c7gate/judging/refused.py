"""Lines that a change adds in vain, turned into findings."""

from __future__ import annotations

from collections.abc import Callable

from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import Snapshot
from c7gate.model.finding import Location


def refused_lines(name: str) -> Callable[[Snapshot], Outcome]:
    """The judgement of a rule that reports the lines refused in its name."""

    def judge(snapshot: Snapshot) -> Outcome:
        return guarded(
            tuple(
                Found(item.message, item.help, Location.in_file(item.path, item.line), item.login)
                for item in snapshot.refused
                if item.rule == name
            )
        )

    return judge
