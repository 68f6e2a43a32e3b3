"""What the changes that landed leave to be kept: original commits, descriptions, reviews (T54, T55, T86).

A commit earns here exactly what it earns in history (`reading/evidence.py`). Of a text only the libraries and topics
that it names are kept, of a person only the login.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from c7gate.app.merged import PullsOf, first_parents
from c7gate.judging.identity import is_bot_login
from c7gate.judging.landing import Landing, landings, merge_number
from c7gate.model.collected import Gathered, Line
from c7gate.model.commit import Commit
from c7gate.model.evaluation import Change, Revision
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.reference import Channel, TextReading, TextVerdict
from c7gate.model.scoring import Event
from c7gate.parsing.collected import TOPIC_LENGTH
from c7gate.parsing.text import read_text
from c7gate.reading.evidence import History
from c7gate.reading.forges.event import PullRequest
from c7gate.reading.git import Repository
from c7gate.reading.snapshot import change_reader
from c7gate.reading.trusted import TrustedSide
from c7gate.scoring.calendar import event_date
from c7gate.scoring.qualifying import is_late

MOST_LIBRARIES = 50
"""Libraries kept of one person, date and kind in one change: nobody looks more up, but a text can name thousands."""
MOST_TOPICS = 50
_ORIGINALS = ("refs/pull/{}/head", "refs/merge-requests/{}/head", "refs/remotes/*/pr/{}")
"""Under which names a clone may hold the commits of a pull or merge request that were squashed away or rebased."""


class _Deed(NamedTuple):
    """One thing a person did: `at` as claimed, `first_seen` by the forge's clock, None where that does not say."""

    login: str
    kind: str
    at: datetime
    ref: str
    topics: tuple[tuple[str, str], ...]
    first_seen: datetime | None


class _Landed(NamedTuple):
    """A landed change: the ids of the commits that are its work, and the tip that reaches them where no other does."""

    landing: Landing
    pull: PullRequest | None
    work: frozenset[str]
    tip: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        return f"#{self.landing.number}" if self.landing.number else self.landing.head

    @property
    def before(self) -> Sequence[str]:
        return [self.landing.base] if self.landing.base else []


@dataclass(slots=True)
class Gatherer:
    """Finds what each change of a range leaves; the forge is asked about each commit once.

    `side` says who is enrolled. `first_seen` (aware) is when the forge knew what landed, None where no event of it
    says so. `forge` is which one it is.
    """

    repository: Repository
    side: TrustedSide
    first_seen: datetime | None
    forge: str
    pulls_of: PullsOf | None = None
    _pulls: dict[str, PullRequest | None] = field(default_factory=dict)

    def gather(self, base: str, head: str) -> tuple[Gathered, ...]:
        """Each change of the first-parent history of `head` that `base` has not (full ids), oldest first.

        Raises:
            CannotLookError: the clone lacks history, or the forge gives no usable answer.
        """
        chain = first_parents(self.repository, base, head)
        landed = [self._landed(landing) for landing in landings(chain, self._number_of)]
        tips = (head, *dict.fromkeys(item.tip for item in landed if item.tip))
        history = History(self.repository, tips, self.side)
        earned: dict[str, list[tuple[str, Event]]] = defaultdict(list)
        for login, evidence in history.of(self.side.people).items():
            for event in evidence.events:
                earned[event.ref].append((login, event))
        return tuple(self._gathered(item, earned) for item in landed)

    def _number_of(self, commit: Commit) -> int:
        pull = self._pull(commit.oid)
        return pull.number if pull else merge_number(commit)

    def _pull(self, oid: str) -> PullRequest | None:
        """The pull request that a commit landed by; of several the one that says so itself."""
        if oid not in self._pulls:
            asked = self.pulls_of(oid) if self.pulls_of else ()
            merged = [pull for pull in asked if pull.merged_at is not None]
            merged.sort(key=lambda pull: pull.merge_commit != oid)
            self._pulls[oid] = merged[0] if merged else None
        return self._pulls[oid]

    def _landed(self, landing: Landing) -> _Landed:
        """The change with its original commits, where others landed for them (T54, T55)."""
        found = _Landed(landing, self._pull(landing.head), frozenset())
        landed = self.repository.reachable([landing.head], found.before)
        if self.repository.read_commit(landing.head).is_merge:
            return _Landed(landing, found.pull, landed)
        tip = self._original_tip(landing.number, found.pull)
        original = self.repository.reachable([tip], found.before) if tip else frozenset()
        if not original <= landed:
            return _Landed(landing, found.pull, original, tip)
        lost = landing.number and not tip and len(landed) == 1
        note = "its own commits are not in this clone, so what landed counts as one commit" if lost else ""
        return _Landed(landing, found.pull, landed, note=note)

    def _original_tip(self, number: int, pull: PullRequest | None) -> str:
        if pull and self.repository.exists(pull.head):
            return pull.head
        if not number:
            return ""
        found = self.repository.refs(*(pattern.format(number) for pattern in _ORIGINALS))
        return next((oid for _, oid in sorted(found.items())), "")

    def _gathered(self, item: _Landed, earned: Mapping[str, list[tuple[str, Event]]]) -> Gathered:
        deeds = list(self._committed(item, earned))
        if item.pull:
            deeds += self._described(item, item.pull)
            deeds += self._reviews(item, item.pull)
        return Gathered(item.name, tuple(self._lines(item.name, deeds)), item.note)

    def _committed(self, item: _Landed, earned: Mapping[str, list[tuple[str, Event]]]) -> Iterator[_Deed]:
        reviewed = self._reviewed(item)
        for oid in item.work:
            seen = min(filter(None, (reviewed.get(oid), self.first_seen)), default=None)
            for login, event in earned.get(oid, ()):
                if isinstance(event.at, datetime):
                    yield _Deed(
                        login, event.kind, event.at, oid, event.topics, self._proven(login, event, seen)
                    )

    def _proven(self, login: str, event: Event, seen: datetime | None) -> datetime | None:
        """The first-seen time, where it proves the day: nobody looked at a long-open change before it was merged.

        That is no proof of lateness, so its early days stay what they were before the merge: unverified.
        """
        late = seen is not None and is_late(self.side.people[login], event, seen, self.side.policy.gate3)
        return None if late else seen

    def _reviewed(self, item: _Landed) -> Mapping[str, datetime]:
        """Since when each commit was there by the forge's own word: since the first review of it, or of what follows."""
        seen: dict[str, datetime] = {}
        for review in sorted(item.pull.reviews if item.pull else (), key=lambda review: review.at):
            if review.commit in item.work and review.commit not in seen:
                for oid in self.repository.reachable([review.commit], item.before):
                    seen.setdefault(oid, review.at)
        return seen

    def _described(self, item: _Landed, pull: PullRequest) -> Iterator[_Deed]:
        """The description, on the day it was opened by the forge's clock."""
        login, at = self._login(pull.author), pull.created_at or pull.merged_at
        if login and at and not pull.author_is_bot:
            bare = Change(Revision("", item.landing.base), Revision("", item.landing.head), (), ())
            reader = change_reader(self.side, self.repository)
            read = reader.described(bare, pull.body, item.landing.base or item.landing.head).body_reading
            yield from _said(login, "pr", at, item.name, read)

    def _reviews(self, item: _Landed, pull: PullRequest) -> Iterator[_Deed]:
        """Other people's reviews, on the day each was given by the forge's clock."""
        placeholders = self.side.policy.reference.placeholders
        for review in pull.reviews:
            login = self._login(review.author)
            if login and login != self._login(pull.author):
                read = read_text(review.body, Channel.REVIEW, placeholders=placeholders)
                yield from _said(login, "review", review.at, f"{item.name}/review/{review.id}", read)

    def _login(self, name: str) -> str:
        """The enrolled person that a user of the forge is, or empty (T86)."""
        if not name or is_bot_login(name, self.side.policy.bots):
            return ""
        login = self.side.identities.by_forge(self.forge, name)
        return login if login in self.side.people else ""

    def _lines(self, change: str, deeds: Iterable[_Deed]) -> Iterator[Line]:
        """One line for each (person, date, kind, library); what is dated after this run is no evidence."""
        grouped: dict[tuple[str, date, str], dict[str, list[_Deed]]] = defaultdict(lambda: defaultdict(list))
        for deed in deeds:
            if deed.at <= self.side.as_of:
                for library, _ in deed.topics:
                    grouped[deed.login, self._day(deed), deed.kind][library].append(deed)
        for (_, day, _), libraries in sorted(grouped.items()):
            for library in sorted(libraries)[:MOST_LIBRARIES]:
                yield _line(change, day, library, libraries[library])

    def _day(self, deed: _Deed) -> date:
        event = Event(deed.kind, deed.at, deed.ref)
        return event_date(self.side.people[deed.login], event, self.side.policy.gate3.day_attribution)


def _said(login: str, kind: str, at: datetime, ref: str, reading: TextReading | None) -> Iterator[_Deed]:
    """What a text on the forge earns; the forge's clock, not its author, says when it was seen."""
    if reading and reading.verdict is TextVerdict.REFERENCE:
        topics = tuple((reference.library, reference.topic) for reference in reading.references)
        yield _Deed(login, kind, at, ref, topics, at)


def _line(change: str, day: date, library: str, deeds: Iterable[_Deed]) -> Line:
    """The deeds of one key as one line: all their topics, with reference and instants of the first."""
    found = list(deeds)
    first = min(found, key=lambda deed: (deed.at, deed.ref))
    topics = {topic[:TOPIC_LENGTH] for deed in found for name, topic in deed.topics if name == library}
    return Line(
        change=change,
        developer=first.login,
        day=day,
        kind=first.kind,
        library=library,
        at=first.at,
        ref=first.ref,
        first_seen=first.first_seen.astimezone(UTC) if first.first_seen else None,
        topics=tuple(sorted(topics)[:MOST_TOPICS]),
    )
