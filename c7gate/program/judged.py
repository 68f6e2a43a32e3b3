"""What no figure measures honestly: proxies that say so, and what people judge (S-133, S-139 to S-141)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from c7gate.model.impact import Judgement
from c7gate.parsing.impact import judgements_of
from c7gate.program.answer import Answer, Outcome, cut
from c7gate.program.facts import Facts
from c7gate.program.people import is_signed
from c7gate.program.targets import Target
from c7gate.program.velocity import merged_between
from c7gate.program.windows import windows

_FAILED = frozenset(("revert", "hotfix"))
_CERTIFIED = 4


def code_quality(facts: Facts, target: Target) -> Answer:
    """Reverts and hot fixes among the merged changes: a proxy, for not every failure is undone in haste."""
    found = windows(facts, "code_quality")
    first, last = facts.policy.start or date.min, facts.today
    changes = tuple(merged_between(facts.measurements, first, last))
    if not changes:
        return target.answer(
            outcome=Outcome.INSUFFICIENT, lacks=("no measurements are given (--measurements FILE)",)
        )
    failed = sum(change.kind in _FAILED for change in changes)
    before = [
        (week.failures, week.changes) for week in found.before if week.failures is not None and week.changes
    ]
    return target.answer(
        outcome=Outcome.PROXY,
        value=cut(Fraction(100 * failed, len(changes)), 1),
        unit="%",
        numerator=failed,
        denominator=len(changes),
        n=len(changes),
        window=(first, last),
        note=_before(before),
        caveats=("a proxy for change failure",),
        through=facts.measurements.through.date() if facts.measurements else None,
    )


def _before(weeks: list[tuple[int, int]]) -> str:
    if not weeks:
        return ""
    failed, changes = sum(part for part, _ in weeks), sum(whole for _, whole in weeks)
    return f"{cut(Fraction(100 * failed, changes), 1)}% before"


def technical_debt(facts: Facts, target: Target) -> Answer:
    """The latest judgement; git cannot tell debt."""
    return _judged(facts, target)


def architecture_quality(facts: Facts, target: Target) -> Answer:
    """The latest judgement, and how many architecture decisions name documentation."""
    total, naming = facts.decisions
    answer = _judged(facts, target)
    said = f"{naming} of {total} architecture decisions name documentation"
    return answer._replace(note="; ".join(filter(None, [answer.note, said])), through=facts.data_through)


def leadership(facts: Facts, target: Target) -> Answer:
    """Certified mentors and talks given; a mentor who is not certified is not counted (S-141)."""
    named = sorted({login for cohort in facts.cohorts for login in cohort.mentors})
    certified = [
        login
        for login in named
        if (one := facts.participants.get(login)) and is_signed(facts, one, _CERTIFIED)
    ]
    talks = sum(
        share.kind == "talk" and share.date <= facts.today
        for one in facts.on_roster
        for share in (one.developer.shares if one.developer else ())
    )
    answer = _judged(facts, target)
    return answer._replace(
        outcome=Outcome.JUDGEMENT,
        lacks=(),
        numerator=len(certified),
        denominator=len(named),
        note="; ".join(
            filter(None, [answer.note, f"{len(certified)} of {len(named)} mentors certified, {talks} talks"])
        ),
        through=facts.data_through,
    )


def _judged(facts: Facts, target: Target) -> Answer:
    found = [
        item
        for item in judgements_of(facts.policy)
        if item.metric == target.metric and item.at <= facts.today
    ]
    if not found:
        lacking = f"nobody judged it yet (judgements in policies/success.yaml, metric {target.metric})"
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=(lacking,))
    last = found[-1]
    return target.answer(
        outcome=Outcome.JUDGEMENT,
        value=str(last.rating),
        unit="/5",
        note=last.note,
        caveats=tuple(_earlier(found)),
        through=last.at,
    )


def _earlier(found: list[Judgement]) -> Iterator[str]:
    yield f"judged by {found[-1].by} on {found[-1].at}: 1 much worse, 3 as before, 5 much better"
    if len(found) > 1:
        yield "before: " + ", ".join(f"{item.rating} on {item.at}" for item in found[:-1])
