"""The facts that people enter: the keys of each line, and the file in which it stands (house: "Where each fact lives")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import RecordKind

Value = str | int | Decimal | date | datetime | Sequence[str] | Mapping[str, Decimal | str]
Item = Mapping[str, Value]
"""One line of a record: keys in the order in which they are written. Instants are aware."""


class Form(StrEnum):
    """How a value is typed."""

    TEXT = "text"
    DATE = "date"
    INSTANT = "instant"
    MOMENT = "date or instant"
    LIBRARY = "library"
    GATE = "gate"
    LIST = "list"
    SCORES = "scores"
    RUBRIC = "rubric"


class Known(StrEnum):
    """Names that policy and records know, so that they can be offered."""

    EXERCISES = "exercises"
    LIBRARIES = "libraries"
    CRITERIA = "criteria"
    RULES = "rules"
    PEOPLE = "people"
    JUDGES = "assessors and coordinators"


class Default(StrEnum):
    """What stands in for a value that nobody gave; no value at all where it cannot be had."""

    NONE = ""
    TODAY = "today"
    NOW = "now"
    YOU = "you, by git's user.email"
    FIRST_DAY = "the first day"
    NEXT_ID = "the next free one"
    NEW_ID = "a new one"


class Field(NamedTuple):
    """One key of a line.

    `option` is empty where it is called as the key is. With `choices` no other text is right; `known` are names to
    offer. `fixed` is a value that nobody gives. A field with `needed_with` is asked for beside that choice of another one
    alone; one that lies `ahead` may be an instant to come.
    """

    key: str
    help: str = ""
    form: Form = Form.TEXT
    option: str = ""
    required: bool = True
    default: Default = Default.NONE
    choices: tuple[str, ...] = ()
    known: Known | None = None
    fixed: str = ""
    needed_with: str = ""
    ahead: bool = False

    @property
    def flag(self) -> str:
        """The option's long name."""
        return f"--{(self.option or self.key).replace('_', '-')}"


class Fact(NamedTuple):
    """A kind of line: `name` as it is asked for, `key` of its list, in a person's own record or the assessors' file.

    One that is `alone` is no list: a record holds at most one. `id_prefix` begins the ids that are made up; `{gate}` in
    it is the line's.
    """

    name: str
    key: str
    where: RecordKind
    help: str
    fields: tuple[Field, ...]
    alone: bool = False
    id_prefix: str = ""

    def field(self, key: str) -> Field:
        """The field of that key."""
        return next(field for field in self.fields if field.key == key)


_OWN, _ASSESSED = RecordKind.DEVELOPER, RecordKind.ASSESSMENT

FACTS: tuple[Fact, ...] = (
    Fact(
        "usage", "usage", _OWN, "Add a look-up that no commit shows.",
        (
            Field("at", "When, RFC 3339 with its offset", Form.INSTANT, default=Default.NOW),
            Field("kind", fixed="log"),
            Field("library", "The library you looked up, such as /websockets/ws.", Form.LIBRARY, known=Known.LIBRARIES),
            Field("topic", "What you looked for, in a few words.", required=False),
            Field("outcome", "How it went.", required=False, choices=("helpful", "partial", "not")),
        ),
    ),
    Fact(
        "use-case", "use_cases", _OWN, "Add where the practice helps in your project (gate 1).",
        (
            Field("title", "What you did with it, in a few words."),
            Field("library", "The library you looked up.", Form.LIBRARY, known=Known.LIBRARIES),
            Field("link", "The issue, change or page that shows it.", required=False),
        ),
    ),
    Fact(
        "exercise", "exercises", _OWN, "Hand an exercise in (gate 2).",
        (
            Field("id", "The exercise, as the policy names it.", known=Known.EXERCISES),
            Field("evidence", "What shows it: commit:ID, pr:NUMBER, a path or a link; may be repeated.", Form.LIST),
            Field("submitted", "The day you hand it in", Form.DATE, default=Default.TODAY),
        ),
    ),
    Fact(
        "share", "shares", _OWN, "Add knowledge you passed on (gates 2 and 3).",
        (
            Field("date", "The day", Form.DATE, default=Default.TODAY),
            Field("kind", "What it was: doc, talk, pairing, or as the team says."),
            Field("ref", "Where it can be found: a path or a link."),
            Field("audience", "Whom it was for.", required=False),
        ),
    ),
    Fact(
        "commitment", "commitment", _OWN, "Write your commitment to keep the practice up (gate 4).",
        (
            Field("date", "The day you make it", Form.DATE, default=Default.TODAY),
            Field("statement", "What you commit to, in your own words."),
        ),
        alone=True,
    ),
    Fact(
        "away", "away", _OWN, "Add days you do not work, or work instead of others; never a reason.",
        (
            Field("from", "The first day.", Form.DATE),
            Field("to", "The last day", Form.DATE, default=Default.FIRST_DAY),
            Field("type", "leave, half, or swap-on and swap-off, which need --instead.", choices=("leave", "half", "swap-on", "swap-off")),
            Field("instead", "Of a swap: the day off for the one worked, or the other way round.", Form.DATE, required=False),
        ),
    ),
    Fact(
        "blocker", "blockers", _OWN, "Add what keeps you from working.",
        (
            Field("id", "A short name; whoever gives the same one reports the same blocker", default=Default.NEW_ID),
            Field("opened", "When it began, a date or an instant", Form.MOMENT, default=Default.NOW),
            Field("closed", "When it ended.", Form.MOMENT, required=False),
            Field("summary", "What it is, in a few words."),
            Field("owner", "Who solves it.", known=Known.PEOPLE),
        ),
        id_prefix="b",
    ),
    Fact(
        "attempt", "attempts", _ASSESSED, "Enter an attempt at a gate's assessment, or many from a CSV file.",
        (
            Field("id", "A short name", default=Default.NEXT_ID),
            Field("gate", "The gate's number.", Form.GATE, choices=("1", "2", "3", "4")),
            Field("date", "The day of the assessment", Form.DATE, default=Default.TODAY),
            Field("scores", "A criterion with its percentage, as written=87.5; may be repeated.", Form.SCORES, "score", required=False, known=Known.CRITERIA),
            Field("rubric", "A criterion with pass or fail, as workflow_demo=pass; may be repeated.", Form.RUBRIC, required=False, known=Known.CRITERIA),
            Field("assessor", "Who assessed", known=Known.JUDGES, default=Default.YOU),
            Field("supersedes", "The id of the attempt that this one corrects.", required=False),
            Field("note", "What a later reader must know.", required=False),
        ),
        id_prefix="g{gate}",
    ),
    Fact(
        "review", "reviews", _ASSESSED, "Enter a peer's review of an exercise (gate 2).",
        (
            Field("exercise", "The exercise, as the policy names it.", known=Known.EXERCISES),
            Field("reviewer", "Who reviewed", known=Known.PEOPLE, default=Default.YOU),
            Field("verdict", "The verdict.", choices=("approve", "changes")),
            Field("at", "When, RFC 3339 with its offset", Form.INSTANT, default=Default.NOW),
            Field("ref", "Where it can be read, such as pr:388.", required=False),
        ),
    ),
    Fact(
        "excused", "excused", _ASSESSED, "Excuse days, so that they do not count; never a reason.",
        (
            Field("from", "The first day.", Form.DATE),
            Field("to", "The last day", Form.DATE, default=Default.FIRST_DAY),
            Field("by", "Who grants it", known=Known.JUDGES, default=Default.YOU),
        ),
    ),
    Fact(
        "waiver", "waivers", _ASSESSED, "Enter an exception that policy permits.",
        (
            Field("id", "A short name", default=Default.NEXT_ID),
            Field("rule", "The rule's name, where it is an exception from a rule.", required=False, known=Known.RULES),
            Field("gate", "The gate's number, where it is one from a gate.", Form.GATE, required=False, choices=("1", "2", "3", "4")),
            Field("criterion", "The gate's criterion  [default: all of them]", required=False, known=Known.CRITERIA),
            Field("reason", "Why, in one line."),
            Field("approver", "Who approves", known=Known.JUDGES, default=Default.YOU),
            Field("expires", "The last day it holds.", Form.DATE),
        ),
        id_prefix="w",
    ),
    Fact(
        "intervention", "interventions", _ASSESSED, "Enter what was done about an alert.",
        (
            Field("alert", "The alert's key, as reports print it."),
            Field("action", "What was done.", choices=("ack", "check-in", "intervention", "retest", "plan", "note", "notify", "silence", "resolve")),
            Field("by", "Who did it", known=Known.JUDGES, default=Default.YOU),
            Field("at", "When, RFC 3339 with its offset", Form.INSTANT, default=Default.NOW),
            Field("outcome", "What came of it, in a word.", required=False),
            Field("plan_ref", "The plan, kept elsewhere, such as PLAN-12.", option="plan", required=False),
            Field("until", "When a silence ends, RFC 3339 with its offset.", Form.INSTANT, required=False, needed_with="silence", ahead=True),
            Field("reason", "Why there is silence; never why somebody is away.", required=False, choices=("known", "waiting", "duplicate", "false-alarm"), needed_with="silence"),
        ),
    ),
)  # fmt: skip
"""Every kind of line that `add` writes, but for a record as a whole."""


def fact_of(name: str) -> Fact:
    """The kind of that name."""
    return next(fact for fact in FACTS if fact.name == name)
