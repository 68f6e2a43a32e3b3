"""Which way each key of policy goes: one table, read by `policy diff` (S-191)."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

from c7gate.model.document import Pointer
from c7gate.model.policy_diff import Effect


class Weaker(Enum):
    """What makes a key ask for less. A key that is not written asks for nothing, or has no limit, but for a date."""

    LOWER = auto()
    HIGHER = auto()
    LATER = auto()  # of a date; without one, at once
    SHORTER = auto()  # of a list
    LONGER = auto()
    ON = auto()
    OFF = auto()
    GONE = auto()  # of a whole entry


Direction = Weaker | tuple[str, ...]
"""A way, or the words that a key takes, the strongest first."""

_OPERATORS = ("==", ">", ">=")
_GATE: Pointer = ("gates", "gates", "*")
_GATE3: Pointer = ("gates", "gate3")

DIRECTIONS: tuple[tuple[Pointer, Direction], ...] = (
    # gates
    (_GATE, Weaker.GONE),
    ((*_GATE, "max_attempts"), Weaker.HIGHER),
    ((*_GATE, "cooling_off_working_days"), Weaker.LOWER),
    ((*_GATE, "waivers_allowed"), Weaker.ON),
    ((*_GATE, "criteria", "*"), Weaker.GONE),
    ((*_GATE, "criteria", "*", "threshold"), Weaker.LOWER),
    ((*_GATE, "criteria", "*", "op"), _OPERATORS),
    ((*_GATE, "criteria", "*", "required"), Weaker.OFF),
    ((*_GATE, "signoff", "roles"), Weaker.LONGER),
    ((*_GATE, "signoff", "proof"), Weaker.LONGER),
    # the consistency score
    ((*_GATE3, "enforce"), ("own-change", "signoff", "never")),
    ((*_GATE3, "threshold_percent"), Weaker.LOWER),
    ((*_GATE3, "window", "min_calendar_days"), Weaker.LOWER),
    ((*_GATE3, "window", "min_counted_days"), Weaker.LOWER),
    ((*_GATE3, "tracking_start_day"), Weaker.HIGHER),
    ((*_GATE3, "active_day", "kinds"), Weaker.LONGER),
    ((*_GATE3, "min_distinct_references"), Weaker.LOWER),
    ((*_GATE3, "reviews", "min"), Weaker.LOWER),
    ((*_GATE3, "shares", "min"), Weaker.LOWER),
    ((*_GATE3, "late_log_working_days"), Weaker.HIGHER),
    ((*_GATE3, "excused_max_per_window"), Weaker.HIGHER),
    ((*_GATE3, "day_attribution"), ("home_zone", "commit_offset")),
    ((*_GATE3, "evidence", "require_first_seen"), Weaker.OFF),
    ((*_GATE3, "evidence", "max_unverified_days"), Weaker.HIGHER),
    ((*_GATE3, "evidence", "grace_working_days"), Weaker.HIGHER),
    ((*_GATE3, "evidence", "clock_tolerance_minutes"), Weaker.HIGHER),
    # who may do what, and how much it weighs
    (("program", "rules", "*", "severity"), ("error", "warning", "note", "off")),
    (("program", "rules", "*", "enforce_from"), Weaker.LATER),
    (("program", "coordinators"), Weaker.LONGER),
    (("program", "assessors"), Weaker.LONGER),
    (("program", "signing_keys"), Weaker.LONGER),
    (("program", "forge_keys"), Weaker.SHORTER),
    (("program", "bots"), Weaker.LONGER),
    (("program", "protected"), Weaker.SHORTER),
    (("program", "clock_tolerance_minutes"), Weaker.HIGHER),
    (("program", "people", "work_week"), Weaker.SHORTER),
    (("program", "risks", "*"), Weaker.GONE),
    (("program", "risks", "*", "mitigations"), Weaker.SHORTER),
    # which changes must name what they looked up
    (("references", "reference", "who"), ("everyone", "enrolled")),
    (("references", "reference", "when"), ("always", "library-code")),
    (("references", "reference", "hook"), ("block", "remind", "off")),
    (("references", "reference", "paths"), Weaker.SHORTER),
    (("references", "reference", "exclude"), Weaker.LONGER),
    (("references", "reference", "counts"), Weaker.LONGER),
    (("references", "reference", "placeholders"), Weaker.SHORTER),
    # exercises
    (("exercises", "roles", "*", "required"), Weaker.SHORTER),
    (("exercises", "roles", "*", "project"), Weaker.GONE),
    (("exercises", "roles", "*", "at_least"), Weaker.LOWER),
    (("exercises", "exercises", "*", "rubric"), Weaker.SHORTER),
    # alerts
    (("alerts", "inactivity", "*", "missed"), Weaker.HIGHER),
    (("alerts", "inactivity", "*", "due", "hours"), Weaker.HIGHER),
    (("alerts", "inactivity", "*", "ack", "hours"), Weaker.HIGHER),
    (("alerts", "gate_failed", "ack", "hours"), Weaker.HIGHER),
    (("alerts", "adoption", "below_percent"), Weaker.LOWER),
    (("alerts", "adoption", "grace_days"), Weaker.HIGHER),
    (("alerts", "blocker", "due", "hours"), Weaker.HIGHER),
    (("alerts", "acknowledgement_hours"), Weaker.HIGHER),
    (("alerts", "silence_max_days"), Weaker.HIGHER),
    (("alerts", "escalation", "matrix", "*"), Weaker.SHORTER),
    (("alerts", "escalation", "levels", "*", "audience"), ("aggregate", "named")),
    # success
    (("success", "criteria", "*"), Weaker.GONE),
    (("success", "criteria", "*", "target"), Weaker.LOWER),
    (("success", "criteria", "*", "op"), _OPERATORS),
    (("success", "criteria", "*", "coverage_percent"), Weaker.LOWER),
    (("success", "criteria", "*", "min_answers"), Weaker.LOWER),
    (("success", "criteria", "*", "min_response_percent"), Weaker.LOWER),
    (("success", "criteria", "*", "not_before_day"), Weaker.LOWER),
    # privacy
    (("privacy", "use_for_performance_evaluation"), Weaker.ON),
    (("privacy", "minimum_group"), Weaker.LOWER),
    (("privacy", "aggregate_only"), Weaker.SHORTER),
    (("privacy", "collected"), Weaker.LONGER),
    (("privacy", "never_collected"), Weaker.SHORTER),
    (("privacy", "visible_to", "*"), Weaker.LONGER),
    (("privacy", "retention_months"), Weaker.HIGHER),
    (("privacy", "pseudonyms_allowed"), Weaker.OFF),
)


def effect(pointer: Pointer, before: Any, after: Any) -> Effect:
    """Which way a key goes; None stands for a key that is not there. What the table does not know is `CHANGED`."""
    direction = next((way for pattern, way in DIRECTIONS if _matches(pattern, pointer)), None)
    if isinstance(direction, tuple):
        return _by_words(direction, before, after)
    if direction is None:
        return Effect.CHANGED
    if direction in {Weaker.SHORTER, Weaker.LONGER}:
        return _by_items(before or [], after or [], weaker_when_gone=direction is Weaker.SHORTER)
    return _ranked(_strength(direction, before), _strength(direction, after))


def _matches(pattern: Pointer, pointer: Pointer) -> bool:
    return len(pattern) == len(pointer) and all(
        step in ("*", key) for step, key in zip(pattern, pointer, strict=True)
    )


def _by_words(words: tuple[str, ...], before: Any, after: Any) -> Effect:
    if before not in words or after not in words:
        return Effect.CHANGED
    return _ranked(-words.index(before), -words.index(after))


def _by_items(before: list[Any], after: list[Any], *, weaker_when_gone: bool) -> Effect:
    """By what a list lost and gained; where it did both, what asks for less decides."""
    gone = any(item not in after for item in before)
    new = any(item not in before for item in after)
    loss, gain = (gone, new) if weaker_when_gone else (new, gone)
    return Effect.WEAKER if loss else Effect.STRONGER if gain else Effect.CHANGED


def _strength(direction: Weaker, value: Any) -> Any:
    """Something to compare: a pair whose first part puts what is not written where it belongs."""
    match direction:
        case Weaker.LOWER:
            return (value is not None, value or 0)
        case Weaker.HIGHER:
            return (value is not None, -(value or 0))
        case Weaker.LATER:  # an earlier date is stronger: turned round digit by digit
            return (value is None, [-ord(digit) for digit in value or ""])
        case Weaker.ON:
            return not value
        case Weaker.OFF:
            return value is None or bool(value)
        case _:
            return value is not None


def _ranked(before: Any, after: Any) -> Effect:
    if before == after:
        return Effect.CHANGED
    return Effect.STRONGER if after > before else Effect.WEAKER
