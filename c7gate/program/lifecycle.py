"""The life of an alert: opened, acknowledged, recovered, resolved, suspended or expired (alerts, 4.2 to 4.4).

Nothing is remembered but what people entered as interventions: at every instant the whole life is told anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from c7gate.model.alert import Alert, AlertSeverity, AlertState, Clock, Timer
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Intervention
from c7gate.program.clocks import Responder, Span, holds, merged
from c7gate.program.episode import Episode, Rise

NOTIFY, SILENCE, RESOLVE, PLAN = "notify", "silence", "resolve", "plan"
_NEEDS_NOTE = frozenset({AlertSeverity.RED, AlertSeverity.CRITICAL})


class Circumstances(NamedTuple):
    """What an episode meets up to `as_of` (aware).

    `entries` are the interventions for its key by others than its subject. `away` are the subject's days off (in
    UTC, `merged`), `cut` the instant at which alerts stop for them (None: they do not). `responder` is who is told first.
    """

    as_of: datetime
    responder: Responder
    entries: tuple[Intervention, ...] = ()
    away: tuple[Span, ...] = ()
    cut: datetime | None = None


def alert_of(episode: Episode, met: Circumstances) -> Alert:
    """The alert of an episode that has risen by `met.as_of`.

    Deadlines run from when an alert came up or somebody was told of it, whichever is later. They stand still
    while its subject is away or it is silenced; whom silence tells also while somebody has taken it on.
    """
    entries = tuple(sorted((item for item in met.entries if item.at <= met.as_of), key=lambda item: item.at))
    ended = _ended(episode, entries)
    pauses = merged((*met.away, *_silences(episode, entries))) if entries else met.away
    life = _Life(episode, met, entries, ended, pauses)
    told = life.told()
    severity = episode.severity
    timer = episode.version.policy.due.get(severity)
    due = met.responder.after(life.begun(episode.rises[-1]), timer, pauses) if timer else None
    return Alert(
        key=episode.key,
        rule=episode.rule,
        severity=severity,
        scope="developer" if episode.developer else "cohort",
        developer=episode.developer,
        cohort=episode.cohort,
        since=episode.since,
        raised_at=episode.rises[-1].at,
        due_at=episode.rises[-1].at if severity is AlertSeverity.BLOCKER else due,
        state=life.state(),
        level=told[-1],
        told=tuple(sorted(set(told))),
        because=episode.because,
        action=episode.action,
        version=episode.version.version,
        ended_at=ended,
    )


def _ended(episode: Episode, entries: tuple[Intervention, ...]) -> datetime | None:
    """When the cause went away; where only a plan helps, when one is referred to (S-098)."""
    plans = (item.at for item in entries if item.action == PLAN and item.plan_ref)
    return min(plans, default=None) if episode.ends_by_plan else episode.ended


def _silences(episode: Episode, entries: tuple[Intervention, ...]) -> Iterator[Span]:
    """When the alert is silenced: never for longer at once than policy allows."""
    most = timedelta(days=episode.version.policy.silence_max_days)
    for item in entries:
        if item.action == SILENCE and item.until is not None:
            yield item.at, min(item.until, item.at + most)


class _Life(NamedTuple):
    episode: Episode
    met: Circumstances
    entries: tuple[Intervention, ...]
    ended: datetime | None
    pauses: tuple[Span, ...]

    def state(self) -> AlertState:
        as_of, cut = self.met.as_of, self.met.cut
        expired = cut is not None and cut <= as_of
        if self.ended is not None and self.ended <= as_of and (cut is None or self.ended <= cut):
            if self._is_closed(self.ended):
                return AlertState.RESOLVED
            return AlertState.EXPIRED if expired else AlertState.RECOVERED
        if expired:
            return AlertState.EXPIRED
        if holds(self.pauses, as_of):
            return AlertState.SUSPENDED
        return (
            AlertState.ACKNOWLEDGED if holds(self._taken(self.episode.rises[-1]), as_of) else AlertState.OPEN
        )

    def told(self) -> list[int]:
        """The levels that were told, in the order in which an alert climbs; the last is the highest reached."""
        policy = self.episode.version.policy
        stops = [instant for instant in (self.ended, self.met.cut) if instant is not None]
        reached: list[int] = []
        also: list[int] = []
        rises = self.episode.rises
        for number, rise in enumerate(rises):
            # At the instant at which a severity gives way to the next, or ends, it tells nobody any more.
            before = min([*stops, *(later.at for later in rises[number + 1 :])], default=None)
            first, *rest = policy.matrix[rise.severity]
            reached.append(first)
            also += rest
            begun = self.begun(rise)
            pauses = merged((*self.pauses, *self._taken(rise))) if self.entries else self.pauses
            for step in policy.unanswered[rise.severity]:
                at = self.met.responder.after(begun, step.timer, pauses)
                if at <= self.met.as_of and (before is None or at < before):
                    reached.append(step.level)
        highest = max(reached)
        return [*also, *(level for level in reached if level != highest), highest]

    def begun(self, rise: Rise) -> datetime:
        """When deadlines of a severity begin: as it came up, or when it was told of first (S-094)."""
        if not self.entries:
            return rise.at
        told = (item.at for item in self.entries if item.action == NOTIFY and item.at >= rise.at)
        return min(told, default=rise.at)

    def _taken(self, rise: Rise) -> tuple[Span, ...]:
        """When somebody has taken on the severity: each entry holds for a time, without a further one no longer."""
        if not self.entries:
            return ()
        timer = Timer(self.episode.version.policy.acknowledgement_hours, Clock.ELAPSED)
        return merged(
            (item.at, self.met.responder.after(item.at, timer, self.pauses))
            for item in self.entries
            if item.action not in {NOTIFY, SILENCE} and item.at >= rise.at
        )

    def _is_closed(self, ended: datetime) -> bool:
        """Whether nothing is left to be said: what is red or critical needs a closing note."""
        if self.episode.documented or self.episode.severity not in _NEEDS_NOTE:
            return True
        return any(item.action == RESOLVE and item.at >= ended for item in self.entries)
