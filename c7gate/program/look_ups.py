"""How long a look-up takes, timed with the same people before and after (S-132)."""

from __future__ import annotations

from fractions import Fraction

from c7gate.program.answer import Answer, Outcome, rounded_to, span
from c7gate.program.change import falling
from c7gate.program.facts import Facts
from c7gate.program.paired import paired
from c7gate.program.targets import Target

_PRACTICE = "whoever does a task a second time is faster without any training: the two sets must be matched"


def lookup_time(facts: Facts, target: Target) -> Answer:
    """The geometric mean of after by before. Whether the target is reached is compared exactly."""
    pairs = facts.measurements.timed if facts.measurements else ()
    if len(pairs) < facts.least_group:
        lacking = f"{len(pairs)} of {facts.least_group} people timed before and after (--measurements FILE)"
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=(lacking,))
    found = paired(pairs, facts.confidence)
    asked = 1 - Fraction(target.need) / 100
    if found is None or found.interval is None:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("nobody was timed",))
    reached = found.is_at_most(asked)
    shorter = rounded_to(100 * (1 - found.ratio), 1, target.need)
    return target.answer(
        outcome=falling(reached=reached, interval=found.interval, asked=asked),
        value=rounded_to(found.ratio, 4, asked),
        unit="x",
        interval=found.interval,
        shown_interval=span(found.interval, 2, asked),
        n=found.pairs,
        note=f"{shorter} % shorter, target {target.need} % {'reached' if reached else 'missed'} by the mean",
        caveats=(_PRACTICE,),
        through=facts.measurements.through.date() if facts.measurements else None,
    )
