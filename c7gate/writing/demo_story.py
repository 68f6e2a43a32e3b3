"""What the demo tells: its people, its two weeks and its four branches."""

from __future__ import annotations

from datetime import datetime

from c7gate.model.named_tuple import NamedTuple

MAIN = "main"
START = datetime.fromisoformat("2025-08-22T09:00:00+02:00")
AS_OF = datetime.fromisoformat("2025-09-05T17:00:00+02:00")

PROGRAM = """\
preset: context7@1
requires: ">=1.0,<2"
start: 2025-08-22
coordinators: [dana]
people: {timezone: Europe/Berlin, work_week: [mon, tue, wed, thu, fri], role: backend}
"""
KEYS = "signing_keys:\n  - {login: dana, key: %s}\n"
GATES = "gate3:\n  threshold_percent: %d\n"
SIGNOFFS = """\
login: %s
attempts:
  - {id: g1-1, gate: 1, date: 2025-08-26, scores: {written: 91}, rubric: {workflow_demo: pass}, assessor: dana}
signoffs:
  - {id: so-1, gate: 1, by: dana, at: "2025-08-26T16:00:00+02:00"}
"""
WEEKS = {  # who looked something up on which days after the start (3 is Monday 2025-08-25)
    "alice": {3: "/websockets/ws reconnect", 4: "/nodejs/node timers", 6: "/websockets/ws ping", 7: "/nodejs/node streams",
              10: "/websockets/ws close codes", 11: "/nodejs/node worker threads", 13: "/microsoft/typescript generics"},
    "bob": {3: "/microsoft/playwright locators", 4: "/microsoft/playwright traces", 10: "/microsoft/playwright fixtures",
            13: "/microsoft/playwright projects"},
}  # fmt: skip


class DemoBranch(NamedTuple):
    """A branch of the demo: what it does, and the exit code that judging it must end with."""

    name: str
    story: str
    announced: int


BRANCHES = (
    DemoBranch("alice/reconnect", "names the documentation that was looked up", 0),
    DemoBranch("bob/lobby", "has its reference, but its author looked things up on 3 of 5 days", 1),
    DemoBranch("alice/no-reference", "says nothing about documentation", 1),
    DemoBranch("bob/lower-threshold", "is bob/lobby with one commit more: policies/ now asks for 50 %", 1),
)
