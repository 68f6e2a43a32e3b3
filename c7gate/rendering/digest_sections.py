"""The sections of a period's report. Which report has which is the table at the end; an empty one is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from c7gate.model.named_tuple import NamedTuple
from c7gate.program.cadence import Review, overdue
from c7gate.program.digest import Digest
from c7gate.program.periods import Kind
from c7gate.program.readiness import actions, next_review
from c7gate.program.standing import Bucket, GroupStanding, Standing
from c7gate.rendering.alerts import moment, share
from c7gate.rendering.digest_figures import (
    advanced,
    attempts,
    judgements,
    returns_lines,
    shared,
    success,
    survey,
    usage,
)
from c7gate.rendering.status import Audience, StatusView, adoption, alert_line, funnel

_MOST = 8
"""Lines of one section, so that the whole stays a page."""
_STANDINGS = (
    Bucket.NEEDS_YOU,
    Bucket.BEHIND,
    Bucket.NO_RECORD,
    Bucket.ON_TRACK,
    Bucket.AWAY,
    Bucket.CERTIFIED,
)


class DigestView(NamedTuple):
    """A period and, as of its end, the status that says for whom it is rendered."""

    digest: Digest
    status: StatusView

    @property
    def names(self) -> bool:
        """Whether people are named."""
        return self.status.audience is Audience.COORDINATOR

    def may_count(self, people: int) -> bool:
        """Whether a figure of so many people is shown (S-136)."""
        return self.names or people >= self.status.told.minimum


class Section(NamedTuple):
    """Some lines under a title."""

    id: str
    title: str
    lines: tuple[str, ...]


def sections(view: DigestView) -> Iterator[Section]:
    """The sections that have something to say."""
    for id_ in KINDS[view.digest.period.kind]:
        title, tell = SECTIONS[id_]
        lines = tuple(tell(view))
        if lines:
            yield Section(id_, title, _cut(lines))


def _cut(lines: tuple[str, ...]) -> tuple[str, ...]:
    more = len(lines) - _MOST
    return (*lines[:_MOST], f"and {more} more: c7gate status") if more > 0 else lines


def adopted(view: DigestView, group: GroupStanding) -> str:
    """A group's adoption as a share; empty where there is none to be shown."""
    now = view.status.told.adoption.get(group.id)
    return share(now) if now and now.eligible and view.may_count(now.eligible) else ""


def _changes(view: DigestView) -> Iterator[str]:
    found = view.digest
    if not view.may_count(found.size):
        return
    gates = [f"gate {gate} +{count}" for gate, count in enumerate(found.passed, 1) if count]
    if gates:
        yield f"signed off: {', '.join(gates)}"
    if found.raised:
        severities = Counter(alert.severity for alert in found.raised)
        parts = [f"{severities[key]} {key.value}" for key in sorted(severities, key=lambda key: -key.rank)]
        open_ = sum(not alert.state.is_over for alert in found.raised)
        yield f"alerts that came up: {', '.join(parts)}; {open_} not over yet"
    if found.ended:
        yield f"alerts whose cause went away: {len(found.ended)}"
    for group in found.groups:
        for line in group.exits:
            if line.exit_on and found.period.first <= line.exit_on <= found.period.last:
                yield f"left {group.id}: {line.login if view.names else '1 person'} ({line.exit_word} {line.exit_on})"


def _needs(view: DigestView) -> Iterator[str]:
    yield from _people(view, Bucket.NEEDS_YOU)


def _behind(view: DigestView) -> Iterator[str]:
    yield from _people(view, Bucket.BEHIND)


def _people(view: DigestView, bucket: Bucket) -> Iterator[str]:
    """Who stands so and why, for their coordinator alone."""
    found = ((group, one) for group in view.digest.groups if view.names for one in group.in_(bucket))
    for number, (group, one) in enumerate(found):
        # Beyond those that are shown people are only counted.
        yield f"{one.login} ({group.id}): {'; '.join(_why(view, one))}" if number < _MOST else one.login


def _why(view: DigestView, one: Standing) -> Iterator[str]:
    for alert in one.alerts:
        yield alert_line(alert, view.status.told, view.digest.period.ends)
    yield from one.because


def _no_record(view: DigestView) -> Iterator[str]:
    """The roster members whom nobody can follow, as they have no record (S-184)."""
    if view.names:
        for group in view.digest.groups:
            missing = [one.login for one in group.in_(Bucket.NO_RECORD)]
            if missing:
                yield f"{group.id}: {', '.join(missing)}"


def _decisions(view: DigestView) -> Iterator[str]:
    """What is late or cannot work as planned."""
    found, facts = view.digest, view.digest.facts
    for late in found.late:
        if view.may_count(late.people):
            yield f"{late.id} OVERDUE {late.days}d: {late.open} of {late.people} not certified by {late.deadline}"
    for id_, window in found.unfit.items():
        yield f"gate 3 does not fit {id_}: {window.words}"
    for item in view.status.blockers:
        if item.due <= found.period.ends:
            whose = f" of {item.developer}" if view.names else ""
            yield f"blocker {item.id}{whose} open since {moment(item.opened, view.status.told)}, due {moment(item.due, view.status.told)}"
    for action in actions(facts):
        if action.overdue:
            yield f"action {action.id} overdue since {action.due}: {action.title} ({action.owner})"
    yield from _owed(overdue(facts))


def _owed(late: Sequence[Review]) -> Iterator[str]:
    """The reviews that are overdue, those of one day and place together."""
    for due, where in dict.fromkeys((review.due, review.where) for review in late):
        named = [review.what for review in late if (review.due, review.where) == (due, where)]
        yield f"overdue since {due}: {', '.join(named)} (write it into {where})"


def _standing(view: DigestView) -> Iterator[str]:
    for group in view.digest.groups:
        if not view.may_count(len(group.people)):
            yield f"{group.id}: fewer than {view.status.told.minimum} people, no figures are shown"
            continue
        day = f"day {group.day} of {group.of}" if group.day <= group.of else f"day {group.day}"
        yield f"{group.id}, {day}, {len(group.people)} people{_buckets(group) if view.names else ''}"
        week = f"   adoption {adoption(view.status, group)}" if adopted(view, group) else ""
        yield f"{group.id}: {funnel(group)}{week}"


def _buckets(group: GroupStanding) -> str:
    """How many stand how; a team is not told, for in it a count of one is a person."""
    counts = [(bucket, len(group.in_(bucket))) for bucket in _STANDINGS]
    parts = (
        f"{count} need you" if bucket is Bucket.NEEDS_YOU and count > 1 else f"{count} {bucket.value}"
        for bucket, count in counts
        if count
    )
    return f": {', '.join(parts)}" if group.people else ""


def _actions(view: DigestView) -> Iterator[str]:
    """Every action that is open, and what became of those that were due in the period (S-121)."""
    period = view.digest.period
    for action in actions(view.digest.facts):
        if action.status == "open" or period.first <= action.due <= period.last:
            state = "overdue" if action.overdue else action.status
            yield f"{action.id} [{state}] due {action.due}: {action.title} ({action.owner})"


def _ahead(view: DigestView) -> Iterator[str]:
    """What is planned for the seven days after, and the next review (S-186)."""
    dates = list(view.digest.ahead)
    if review := next_review(view.digest.facts):
        dates.append((review, "next review"))
    yield from (f"{date:%a} {date}: {what}" for date, what in sorted(dates))


Tell = Callable[[DigestView], Iterator[str]]
SECTIONS: Mapping[str, tuple[str, Tell]] = {
    "changes": ("Changed", _changes),
    "needs": ("Needs somebody", _needs),
    "decisions": ("Needs a decision", _decisions),
    "no-record": ("On the roster, without a record", _no_record),
    "behind": ("Behind plan", _behind),
    "standing": ("Where people stand", _standing),
    "attempts": ("First attempts since the start", lambda view: attempts(view.digest)),
    "usage": ("Usage", lambda view: usage(view.digest)),
    "survey": ("Survey", lambda view: survey(view.digest)),
    "shared": ("Shared", lambda view: shared(view.digest)),
    "actions": ("Actions from feedback", _actions),
    "judgements": ("What only people can judge", lambda view: judgements(view.digest)),
    "advanced": ("Advanced exercises", lambda view: advanced(view.digest)),
    "success": ("Success", lambda view: success(view.digest)),
    "returns": ("Return on investment", lambda view: returns_lines(view.digest)),
    "ahead": ("Ahead", _ahead),
}
_CORE = ("changes", "needs", "decisions", "no-record")
KINDS: Mapping[Kind, Sequence[str]] = {
    Kind.DAILY: (*_CORE, "behind", "standing", "ahead"),
    Kind.WEEKLY: (*_CORE, "behind", "standing", "usage", "survey", "shared", "ahead"),
    Kind.MONTHLY: (*_CORE, "standing", "attempts", "usage", "survey", "shared", "actions", "ahead"),
    Kind.QUARTERLY: (
        "changes",
        "decisions",
        "standing",
        "attempts",
        "judgements",
        "advanced",
        "actions",
        "ahead",
    ),
    Kind.ANNUAL: ("changes", "decisions", "standing", "success", "returns"),
}
