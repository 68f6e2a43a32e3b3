"""Two policies compared, and the verdicts that follow from each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from c7gate.judging.directions import effect
from c7gate.model.document import Pointer
from c7gate.model.policy import Policy
from c7gate.model.policy_diff import KeyChange, Swing, Verdicts

_JUDGED_BY = frozenset(("gates", "exercises", "program", "references", "calendars"))


def key_changes(before: Policy, after: Policy) -> tuple[KeyChange, ...]:
    """Every key in force that is not what it was, in file order; an entry that comes or goes is one change."""
    return tuple(
        KeyChange(pointer, old, new, effect(pointer, old, new), _where(after, pointer))
        for pointer, old, new in _differences(before.values, after.values)
    )


def decides_verdicts(changes: tuple[KeyChange, ...]) -> bool:
    """Whether the verdict of a gate can depend on any of these keys."""
    return any(change.pointer[0] in _JUDGED_BY for change in changes)


def swings(before: Verdicts, after: Verdicts) -> tuple[Swing, ...]:
    """How many verdicts of each gate become another one, by gate and verdict."""
    found = Counter(
        (key[1], verdict, after[key])
        for key, verdict in before.items()
        if key in after and after[key] is not verdict
    )
    return tuple(Swing(*key, count) for key, count in sorted(found.items()))


def _differences(before: Any, after: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Any, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from _differences(before.get(key), after.get(key), (*pointer, key))
    elif before != after:
        yield pointer, before, after


def _where(policy: Policy, pointer: Pointer) -> str:
    """The place that says it now: of an entry its first key, of what is gone nothing."""
    found = (origin for leaf, origin in policy.origins.items() if leaf[: len(pointer)] == pointer)
    origin = next(found, None)
    if origin is None or origin.source == policy.preset:
        return origin.source if origin else ""
    return f"{origin.source}:{origin.line}"
