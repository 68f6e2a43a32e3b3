"""What the program keeps about a person and what each thing is for, and what a notice of it must say (S-202)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.record import RecordKind
from c7gate.parsing.policy_gates import gate_policies
from c7gate.program import adoption, blockers, gate_failures, inactivity
from c7gate.scoring.attempts import ASSESSED

LEAST_GROUP = 5
"""The fewest people that a figure of the preset is about."""
OWN = "training-records/developers/<login>.yaml"
ASSESSMENT = "training-records/assessments/<login>.yaml"
COHORT = "training-records/cohorts/<id>.yaml"
EVIDENCE = "branch c7gate-evidence"
POLICY = "policies/"
COMMITS = "git itself"
CLONE = ".git/c7gate/ of a clone"

_SAID = ("purposes", "collected", "visible_to", "retention_months")
_PLACES = {RecordKind.DEVELOPER: OWN, RecordKind.ASSESSMENT: ASSESSMENT, RecordKind.COHORT: COHORT}
_ATTEMPTS = "attempts"


class Stored(NamedTuple):
    """One thing that is kept: where, under which key, what it is.

    `gates` are the numbers of the gates it decides, each with the ids of its criteria; `alerts` the alerts that rest on
    it; `used` any other use in words, or empty.
    """

    where: str
    key: str
    what: str
    gates: tuple[tuple[int, tuple[str, ...]], ...] = ()
    alerts: tuple[str, ...] = ()
    used: str = ""


class _Use(NamedTuple):
    """What a key is for; `person` says that it tells of a person at all."""

    criteria: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    words: str = ""
    person: bool = True


_ABSENCE = (inactivity.RULE, adoption.RULE)
_NOBODY = _Use(person=False)
_DAYS = _Use(("consistency",), _ABSENCE, "which days count for you")
_EVIDENCE = ("consistency", "references", "reviews")
_USES: Mapping[RecordKind, Mapping[str, _Use]] = MappingProxyType(
    {
        RecordKind.DEVELOPER: {
            "login": _Use(words="your name in every file and report"),
            "identities": _Use(("real_task", *_EVIDENCE), _ABSENCE, "whose commits and changes are whose"),
            "role": _Use(("exercises",)),
            "cohort": _DAYS,
            "enrolled_at": _DAYS,
            "timezone": _DAYS,
            "work_week": _DAYS,
            "away": _DAYS,
            "use_cases": _Use(("use_cases",)),
            "exercises": _Use(("exercises", "peer_review", "real_task")),
            "commitment": _Use(("commitment",)),
            "shares": _Use(("knowledge_doc", "share", "shares", "consistency"), _ABSENCE),
            "usage": _Use(("consistency", "references"), _ABSENCE, "figures of the team"),
            "blockers": _Use((), (blockers.RULE,)),
        },
        RecordKind.ASSESSMENT: {
            "login": _NOBODY,
            _ATTEMPTS: _Use((), (gate_failures.RULE,), "figures of the team"),
            "reviews": _Use(("peer_review",)),
            "excused": _DAYS,
            "waivers": _Use(words="criteria and rules that do not hold for you"),
            "interventions": _Use(words="whether an alert is still open, and whom silence tells next"),
            "signoffs": _Use(words="which gates you have passed; counting your days ends with gate 3"),
            "revocations": _Use(words="which sign-offs count no more"),
        },
        RecordKind.COHORT: {
            "id": _NOBODY,
            "start_date": _NOBODY,
            "roster": _Use(("consistency",), _ABSENCE, "of whom every share is a share"),
            "frozen_at": _NOBODY,
            "calendar": _NOBODY,
            "mentors": _Use(words="who helps whom"),
            "ceremony": _Use(("ceremony",)),
        },
    }
)
"""What each key of a record is for; a test demands every key that a schema allows."""


def stored(policy: Policy, schemas: Mapping[RecordKind, Mapping[str, Any]]) -> tuple[Stored, ...]:
    """Everything that is kept about people, by place; `schemas` are those of records, which say what each key is."""
    return (*_in_records(policy, schemas), *_elsewhere(policy))


def recorded_keys(schema: Mapping[str, Any]) -> dict[str, str]:
    """The keys that people may write into a record, with what each is."""
    return {
        key: str(found["description"])
        for key, found in schema["properties"].items()
        if key != "$schema" and not found.get("x-derived")
    }


def gaps(policy: Policy) -> Iterator[str]:
    """What a notice made from policy would not say: without it there is none worth the name."""
    privacy = policy.values["privacy"]
    for key in _SAID:
        if not privacy.get(key):
            yield f"the privacy notice does not say {key} (policies/privacy.yaml)"
    if not whom_to_ask(policy):
        yield "the privacy notice names nobody to ask (contact in policies/privacy.yaml)"


def whom_to_ask(policy: Policy) -> tuple[str, ...]:
    """The contact that policy names, else the coordinators; empty where there is nobody."""
    contact = policy.values["privacy"].get("contact")
    return (str(contact),) if contact else policy.coordinators


def _in_records(policy: Policy, schemas: Mapping[RecordKind, Mapping[str, Any]]) -> Iterator[Stored]:
    for kind, where in _PLACES.items():
        for key, what in recorded_keys(schemas[kind]).items():
            use = _USES[kind][key]
            if use.person:
                criteria = _assessed(policy) if key == _ATTEMPTS else use.criteria
                yield Stored(where, key, what, _gates(policy, criteria), use.alerts, use.words)


def _elsewhere(policy: Policy) -> Iterator[Stored]:
    evidence = _gates(policy, _EVIDENCE)
    yield Stored(
        EVIDENCE, "lines",
        "Of merged work: login, date, library, topics, the commit, change or review, and when the forge saw it.",
        evidence, _ABSENCE, "so that a squash or a deleted branch costs you no day",
    )  # fmt: skip
    yield Stored(
        POLICY, "names",
        "Who coordinates, assesses, signs and with which key, answers alerts, owns a risk or an action, or approved something.",
        used="who may do what",
    )  # fmt: skip
    yield Stored(
        COMMITS, "commits",
        "Author, address, time and message of every commit, in every clone; with or without c7gate.",
        _gates(policy, ("real_task", *_EVIDENCE)), _ABSENCE,
    )  # fmt: skip
    yield Stored(
        CLONE, "files",
        "Look-ups that wait to be named in a commit, and what was read before, with addresses of authors; never pushed.",
        used="to be quick, and to fill the next commit's line in",
    )  # fmt: skip


def _assessed(policy: Policy) -> tuple[str, ...]:
    return tuple(
        item.id for gate in gate_policies(policy) for item in gate.criteria if item.source == ASSESSED
    )


def _gates(policy: Policy, criteria: tuple[str, ...]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The gates of policy that ask for any of these criteria, each with those it asks for."""
    found = (
        (gate.number, tuple(item.id for item in gate.criteria if item.id in criteria))
        for gate in gate_policies(policy)
    )
    return tuple((number, ids) for number, ids in found if ids)
