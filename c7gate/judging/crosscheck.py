"""What is wrong between records, though each is right by itself: identities and names that do not fit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from c7gate.judging.identity import Identities, ascii_lower
from c7gate.model.document import Pointer
from c7gate.model.evaluation import Mentions, RecordFile
from c7gate.model.finding import Problem
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.record import WAIVABLE, RecordKind


class Known(NamedTuple):
    """What exists beside the records judged: identities of the trusted side, and names that policy gives a meaning.

    Names are those of cohorts, calendars, roles, exercises, and of each gate's criteria by the gate's number, and
    of the rules that a waiver can lift. None means that nobody looked, so names are not held against it.
    """

    identities: Identities
    cohorts: Collection[str] | None = None
    calendars: Collection[str] | None = None
    roles: Collection[str] | None = None
    exercises: Collection[str] | None = None
    criteria: Mapping[int, Collection[str]] | None = None
    rules: Collection[str] | None = None

    def by_policy(self, policy: Policy) -> Known:
        """The same with the names of this policy."""
        exercises, gates = policy.values["exercises"], policy.values["gates"]["gates"]
        return self._replace(
            calendars=policy.calendars,
            roles=exercises["roles"],
            exercises=exercises["exercises"],
            criteria={gate["order"]: gate["criteria"] for gate in gates.values()},
            rules=WAIVABLE,
        )


def cross_checked(records: Iterable[RecordFile], known: Known) -> tuple[RecordFile, ...]:
    """The same records with what is wrong between them added to their problems (T23)."""
    pairs = [(record, mentioned(record)) for record in records]
    check = Crosscheck(known, ((record.login, said) for record, said in pairs))
    return tuple(record if check.fits(said) else check.told(record) for record, said in pairs)


def mentioned(record: RecordFile) -> Mentions:
    """What a record says of others; one with something wrong says nothing."""
    names: dict[str, list[str]] = {}
    for kind, name, _ in _named(record):
        names.setdefault(kind, []).append(name)
    return Mentions(
        identities=tuple(_right(record, RecordKind.DEVELOPER).get("identities", ())),
        cohort=_right(record, RecordKind.COHORT).get("id", ""),
        names=names,
    )


class Crosscheck:
    """All records against each other.

    Args:
        known: what exists beside them.
        said: what each record says of others, with its login.
    """

    def __init__(self, known: Known, said: Iterable[tuple[str, Mentions]]) -> None:
        self._owner: dict[str, str] = {}
        self._contested: dict[str, set[str]] = {}
        cohorts = set(known.cohorts or ())
        for login, mentions in said:
            if mentions.cohort:
                cohorts.add(mentions.cohort)
            for identity in map(ascii_lower, mentions.identities):
                self._claim(identity, login, known.identities)
        self._known = known if known.cohorts is None else known._replace(cohorts=cohorts)

    def _claim(self, identity: str, login: str, trusted: Identities) -> None:
        first = self._owner.setdefault(identity, login)
        claimed = trusted.claimed_by(identity) or first
        if not first == claimed == login:
            self._contested.setdefault(identity, set()).update((first, claimed, login))

    def fits(self, said: Mentions) -> bool:
        """Whether each identity is one person's, and each name one of those there are."""
        if self._contested and not self._contested.keys().isdisjoint(map(ascii_lower, said.identities)):
            return False
        for kind, names in said.names.items():
            known = self._names(kind)
            if known is not None and not all(name in known for name in names):
                return False
        return True

    def told(self, record: RecordFile) -> RecordFile:
        """A record with what of it does not fit added to its problems."""
        return record._replace(problems=(*record.problems, *self._shared(record), *self._unknown(record)))

    def _shared(self, record: RecordFile) -> Iterator[Problem]:
        for index, identity in enumerate(_right(record, RecordKind.DEVELOPER).get("identities", ())):
            others = self._contested.get(ascii_lower(identity), set()) - {record.login}
            if others:
                message = f"identity {identity} belongs to {' and '.join(sorted(others))} as well"
                help_ = "an identity is one person's: remove it from the record of whoever it is not"
                yield _problem(record, "record-invalid", ("identities", index), message, help_)

    def _unknown(self, record: RecordFile) -> Iterator[Problem]:
        for kind, name, pointer in _named(record):
            known = self._names(kind)
            if known is not None and name not in known:
                message = _SAID.get(kind, 'policy knows no {kind} "{name}"').format(kind=kind, name=name)
                yield _problem(record, "unknown-name", pointer, message, _one_of(known, kind, name))

    def _names(self, kind: str) -> Collection[str] | None:
        """The names there are of a kind; None where nobody looked."""
        if kind == _JUDGEMENT:
            return _JUDGED
        if kind.startswith(_CRITERION):
            gate = int(kind.removeprefix(_CRITERION))
            return None if self._known.criteria is None else self._known.criteria.get(gate, ())
        names: Collection[str] | None = getattr(self._known, _PLURALS[kind])
        return names


_JUDGEMENT = "judgement"
_JUDGED = ("pass", "fail")
"""Any other word would leave the point undecided (`scoring.attempts`)."""
_SAID = {
    "cohort": 'no cohort is called "{name}", so this record has none',
    "rule": 'no rule that a waiver can lift is called "{name}"',
    "calendar": 'no calendar is called "{name}", so this cohort has no public holidays',
    _JUDGEMENT: '"{name}" decides nothing',
}
_PLURALS = {
    "cohort": "cohorts",
    "calendar": "calendars",
    "role": "roles",
    "exercise": "exercises",
    "rule": "rules",
}
_CRITERION = "criterion of gate "


def _named(record: RecordFile) -> Iterator[tuple[str, str, Pointer]]:
    """Every name in a record that another file gives a meaning: its kind, itself, where it stands."""
    developer, cohort = _right(record, RecordKind.DEVELOPER), _right(record, RecordKind.COHORT)
    for kind, value in (("cohort", developer), ("role", developer), ("calendar", cohort)):
        if kind in value:
            yield kind, value[kind], (kind,)
    for index, line in enumerate(developer.get("exercises", ())):
        yield "exercise", line["id"], ("exercises", index, "id")
    yield from _judged(_right(record, RecordKind.ASSESSMENT))


def _judged(assessment: Mapping[str, Any]) -> Iterator[tuple[str, str, Pointer]]:
    for index, review in enumerate(assessment.get("reviews", ())):
        yield "exercise", review["exercise"], ("reviews", index, "exercise")
    for index, attempt in enumerate(assessment.get("attempts", ())):
        for name in attempt.get("scores", ()):
            yield f"{_CRITERION}{attempt['gate']}", name, ("attempts", index, "scores", name)
        for name, word in attempt.get("rubric", {}).items():
            yield _JUDGEMENT, word, ("attempts", index, "rubric", name)
        for name in attempt.get("exercise_versions", ()):
            yield "exercise", name, ("attempts", index, "exercise_versions", name)
    for index, waiver in enumerate(assessment.get("waivers", ())):
        if "rule" in waiver:
            yield "rule", waiver["rule"], ("waivers", index, "rule")
        if "gate" in waiver and "criterion" in waiver:
            yield f"{_CRITERION}{waiver['gate']}", waiver["criterion"], ("waivers", index, "criterion")


def _right(record: RecordFile, kind: RecordKind) -> Mapping[str, Any]:
    """The data of a file of this kind with nothing wrong in it; of any other none."""
    if record.kind is not kind or record.problems or record.document is None:
        return {}
    value: Mapping[str, Any] = record.document.value
    return value


def _one_of(names: Collection[str], what: str, name: str) -> str:
    if not names:
        return f"write the {what} first, or leave this out"
    from c7gate.parsing.meant import nearest
    from c7gate.parsing.schema_phrases import listed_choices

    near = nearest(name, sorted(names))
    return f"write one of: {listed_choices(sorted(names))}{'; ' if near else ''}{near}"


def _problem(record: RecordFile, rule: str, pointer: Pointer, message: str, help_: str) -> Problem:
    line, column = record.document.position(pointer) if record.document else (1, 1)
    return Problem(rule, message, help_, line, column)
