"""What the trusted side demands of one author's commits, by the same policy and people that judge in CI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from c7gate.judging.identity import is_bot_email
from c7gate.model.evaluation import Revision
from c7gate.model.finding import Severity
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy, RulePolicy
from c7gate.reading.git import Repository
from c7gate.reading.program import policy_of
from c7gate.reading.trusted import TrustedSide, trusted_side
from c7gate.writing.demand import Demand

RULE = "missing-reference"
_ALWAYS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
_STEP = timedelta(minutes=15)
"""Midnight is at a multiple of it in UTC, in every zone of our time."""


class Answer(NamedTuple):
    """A demand, from and until when (not included) it holds, and whether a policy stands at the trusted commit."""

    demand: Demand
    since: datetime
    until: datetime
    by_policy: bool


def demand_of(
    trusted: str, email: str, environment: Mapping[str, str], as_of: datetime, where: str = ""
) -> Answer:
    """The demand on commits by `email` at the instant `as_of`.

    Args:
        trusted: the full id of the trusted commit; empty where there is none, so that the preset speaks.
        email: the author's, as the commit will carry it.
        environment: the process's own.
        as_of: aware.
        where: a folder of the repository; by default the current one.

    Raises:
        PolicyError: the trusted policy is broken.
        CannotLookError: an object of it is missing.
    """
    if not trusted:
        demand = _demand(policy_of({}), "off" if is_bot_email(email) else "remind")
        return Answer(demand, *_ALWAYS, by_policy=False)
    with Repository.open(Path(where), environment) as repository:
        side = trusted_side(repository, Revision("default branch", trusted), as_of)
    demand = _demand(side.policy, _hook(side, email))
    return Answer(demand, *_holding(as_of, _turns(side, email)), by_policy=not side.advisory)


def _hook(side: TrustedSide, email: str) -> str:
    """What the hook does about this author's commits; it blocks only where CI would fail them."""
    reference, rule = side.policy.reference, side.policy.rules[RULE]
    asked = side.advisory or reference.who != "enrolled" or side.identities.by_email(email) in side.people
    if is_bot_email(email) or not asked or rule.severity is Severity.OFF:
        return "off"
    fails = rule.severity is Severity.ERROR and _in_force(rule, side.as_of) and not side.advisory
    return reference.hook if fails or reference.hook != "block" else "remind"


def _in_force(rule: RulePolicy, as_of: datetime) -> bool:
    return rule.enforce_from is None or rule.enforce_from <= as_of.astimezone(UTC).date()


def _demand(policy: Policy, hook: str) -> Demand:
    return Demand(
        hook=hook,
        by_library=policy.reference.when == "library-code",
        paths=policy.reference.paths,
        exclude=policy.reference.exclude,
        placeholders=policy.reference.placeholders,
        entries=tuple(library._asdict() for library in policy.libraries),
    )


def _turns(side: TrustedSide, email: str) -> Iterator[date]:
    """Every date in the author's own calendar or the rule's on which the demand could turn; some never do."""
    login = side.identities.by_email(email)
    zones = [*side.policy.zones]
    for record in side.records:
        if record.developer and record.login == login:
            zones += record.developer.zones
            yield from _written(record.developer.enrolled_at)
        if record.cohort:
            yield record.cohort.start
            for member in record.cohort.roster:
                if member.login == login:
                    yield from _written(member.joined, member.exit_on)
    yield from _written(side.policy.rules[RULE].enforce_from, *(zone.since for zone in zones))


def _written(*dates: date | None) -> Iterable[date]:
    return filter(None, dates)


def _holding(as_of: datetime, turns: Iterable[date]) -> tuple[datetime, datetime]:
    """From and until when nothing turns, `as_of` within.

    A local date begins at most 14 hours before the date in UTC, and ends at most 12 hours after it. Around a turn
    only the quarter of an hour is certain: whose midnight it is would take the author's zone to say.
    """
    now = as_of.astimezone(UTC)
    since, until = _ALWAYS
    for turn in turns:
        days = (turn - now.date()).days
        if abs(days) <= 1:
            start = datetime.combine(now.date(), time(now.hour, now.minute // 15 * 15), UTC)
            return start, start + _STEP
        midnight = datetime.combine(turn, time(), UTC)
        if days > 0:
            until = min(until, midnight - timedelta(days=1))
        else:
            since = max(since, midnight + timedelta(days=2))
    return since, until
