"""Entries of policy that are not whole, texts that are not clean, names of things that are not there.

Every function reads the merged values by stem and yields faults, each at the place that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from c7gate.model.document import Pointer
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import OPENPGP_HEADER
from c7gate.parsing.dates import to_date

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_YEAR, _LAST_YEAR = 1970, 2999
_KEYS = {("program", "signing_keys"), ("program", "forge_keys")}


class Fault(NamedTuple):
    """What is wrong at `pointer`, which begins with the stem of the policy file."""

    pointer: Pointer
    message: str
    help: str


# Keys without which an entry means nothing. A team may write part of an entry that the preset has; an entry
# of its own must be whole, which no schema of a single file can tell apart.
_WHOLE: tuple[tuple[Pointer, tuple[str, ...]], ...] = (
    (("gates", "gates", "*"), ("order", "title", "risk", "waivers_allowed", "criteria", "signoff")),
    (("gates", "gates", "*", "signoff"), ("roles", "proof")),
    (("gates", "gates", "*", "criteria", "*"), ("title", "kind", "source")),
    (("exercises", "focus", "*"), ("title", "objectives")),
    (
        ("exercises", "exercises", "*"),
        ("version", "title", "kind", "level", "status", "objectives", "libraries", "rubric"),
    ),
    (("exercises", "roles", "*"), ("title", "required")),
    (("references", "libraries", "*"), ("title", "fallback")),
    (("program", "rules", "*"), ("severity",)),
    (("program", "timeline", "phases", "*"), ("title", "first_day", "last_day")),
    (("program", "claims", "statements", "*"), ("statement", "group")),
    (("program", "risks", "*"), ("title", "severity", "likelihood", "impact", "level", "mitigations")),
    (("alerts", "escalation", "levels", "*"), ("n", "title", "any_of", "audience")),
    (("success", "criteria", "*"), ("title", "metric", "op", "target")),
    (("success", "metrics", "*"), ("title", "scope")),
    (("success", "outcomes", "*"), ("first_day", "metrics")),
)

# Names, and the entries one of which each must be.
_NAMES: tuple[tuple[Pointer, tuple[Pointer, ...], str], ...] = (
    (("program", "people", "role"), (("exercises", "roles"),), "role"),
    (("program", "timeline", "phases", "*", "gates", "*"), (("gates", "gates"),), "gate"),
    (("exercises", "roles", "*", "required", "*"), (("exercises", "exercises"),), "exercise"),
    (("exercises", "roles", "*", "optional", "*"), (("exercises", "exercises"),), "exercise"),
    (("exercises", "roles", "*", "project"), (("exercises", "exercises"),), "exercise"),
    (("exercises", "exercises", "*", "roles", "*"), (("exercises", "roles"),), "role"),
    (("exercises", "exercises", "*", "prerequisites", "*"), (("exercises", "exercises"),), "exercise"),
    (("exercises", "exercises", "*", "replaces", "*"), (("exercises", "exercises"),), "exercise"),
    (("exercises", "exercises", "*", "libraries", "*"), (("references", "libraries"),), "library"),
    (
        ("exercises", "exercises", "*", "objectives", "*"),
        (("exercises", "focus", "*", "objectives"),),
        "objective",
    ),
    (("references", "libraries", "*", "focus"), (("exercises", "focus"),), "focus area"),
    (("success", "criteria", "*", "metric"), (("success", "metrics"),), "metric"),
    (("success", "outcomes", "*", "metrics", "*"), (("success", "metrics"),), "metric"),
)


def places(value: Any, pattern: Pointer, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Any]]:
    """Every place that `pattern` reaches, `*` standing for any key or index; what is not there is left out."""
    if not pattern:
        yield pointer, value
        return
    step, *rest = pattern
    if step == "*":
        items = enumerate(value) if isinstance(value, list) else value.items()
    else:
        items = [(step, value[step])] if isinstance(value, Mapping) and step in value else ()
    for key, item in items:
        yield from places(item, tuple(rest), (*pointer, key))


def unwhole(values: Mapping[str, Any], written: Mapping[str, Any], rules: Collection[str]) -> Iterator[Fault]:
    """Entries of the written files that lack a key, and rules that no c7gate has."""
    for _, name in places(written, ("program", "rules")):
        yield from (
            _unknown(("program", "rules", rule), "rule", rule, rules) for rule in name if rule not in rules
        )
    for pattern, keys in _WHOLE:
        for pointer, entry in places(values, pattern) if pattern[0] in written else ():
            missing = [key for key in keys if key not in entry]
            if missing and pointer[:2] != ("program", "rules"):
                yield Fault(
                    pointer,
                    f'"{pointer[-1]}" lacks {", ".join(missing)}',
                    "write the entry whole; the preset has none of this name",
                )


def texts(value: Any, pointer: Pointer = ()) -> Iterator[Fault]:
    """Texts of more than one line, and dates that no calendar has.

    A pattern's `$` lets a final line break through; what reaches an allowed-signers file must not (T70). Only an
    OpenPGP key is a block of lines.
    """
    if isinstance(value, str):
        is_block = pointer[:2] in _KEYS and value.startswith(OPENPGP_HEADER)
        if any(character < " " for character in (value.replace("\n", "") if is_block else value)):
            yield Fault(pointer, "a text of more than one line", "write it on one line, or fold it with >-")
        elif _DATE.fullmatch(value) and not is_date(value):
            yield Fault(pointer, f'"{value}" is no date', "write a day between 1970 and 2999")
        return
    items = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for key, item in items:
        yield from texts(item, (*pointer, key))


def unknown_names(values: Mapping[str, Any], written: Mapping[str, Any]) -> Iterator[Fault]:
    """Names of things that are not there. A file adds entries to the preset's and takes none away."""
    for pattern, patterns, what in _NAMES:
        for pointer, name in places(written, pattern):
            known = {name for entries in patterns for _, found in places(values, entries) for name in found}
            if name not in known:
                yield _unknown(pointer, what, name, known)


def _unknown(pointer: Pointer, what: str, name: str, known: Collection[str]) -> Fault:
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    help_ = f'did you mean "{close[0]}"?' if close else f"known: {', '.join(sorted(known))}"
    return Fault(pointer, f'unknown {what} "{name}"', help_)


def is_date(text: str) -> bool:
    """Whether `text` is a day of the years in which a program can run."""
    day = to_date(text)
    return day is not None and _FIRST_YEAR <= day.year <= _LAST_YEAR
