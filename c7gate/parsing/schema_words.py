"""jsonschema's errors in plain words for people who edit by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7gate.model.document import Document, Pointer
from c7gate.model.finding import Problem
from c7gate.parsing.meant import nearest, obvious, odd_characters
from c7gate.parsing.schema_phrases import (
    FORMS,
    how,
    is_wrongly,
    kinds,
    listed_choices,
    mend,
    phrases,
    place,
    shown,
)
from c7gate.parsing.schema_samples import sample


def worded(document: Document, error: Any, rule: str, root: Mapping[str, Any]) -> Iterator[Problem]:
    """One jsonschema error as problems: one for each key or alternative it is about.

    Args:
        document: what was judged; it knows the positions.
        error: jsonschema's ValidationError.
        rule: the name that the problems carry, but for computed keys (`derived-key`).
        root: the whole schema, whose examples say what to write.
    """
    pointer = tuple(error.absolute_path)
    if error.schema_path and "propertyNames" in error.schema_path:
        yield from _bad_name(document, error, rule, pointer)
    elif error.validator == "additionalProperties":
        yield from _unknown_keys(document, error, rule, pointer)
    elif error.validator == "not" and error.schema.get("x-derived"):
        message = f"{place(pointer)} is computed, never typed"
        yield _at_key(document, pointer, "derived-key", message, "remove the line; see c7gate explain LOGIN")
    elif error.validator in ("anyOf", "oneOf") and error.context:
        yield from _alternatives(document, error, rule, root)
    else:
        for message, help_ in phrases(error, root):
            yield Problem(rule, message, help_, *document.position(pointer), mend=mend(error))


def _at_key(document: Document, pointer: Pointer, rule: str, message: str, help_: str) -> Problem:
    return Problem(rule, message, help_, *document.key_position(pointer))


def _unknown_keys(document: Document, error: Any, rule: str, pointer: Pointer) -> Iterator[Problem]:
    properties: Mapping[str, Any] = error.schema.get("properties", {})
    known = [key for key, part in properties.items() if not _is_derived(part)]
    for key in error.instance:
        if key not in properties:
            help_ = nearest(key, known) or f"remove it; keys are: {listed_choices(known)}"
            meant = obvious(key, known)
            problem = _at_key(
                document, (*pointer, key), rule, f"unknown key {shown(key)}{odd_characters(key)}", help_
            )
            yield problem._replace(mend="" if meant in error.instance else meant)


def _is_derived(part: Any) -> bool:
    return isinstance(part, Mapping) and bool(part.get("x-derived"))


def _bad_name(document: Document, error: Any, rule: str, pointer: Pointer) -> Iterator[Problem]:
    """A key of a free mapping that is not written as such keys are; `error.instance` is the key."""
    message = f"the key {shown(error.instance)} is not written as keys of {place(pointer)} are"
    yield _at_key(document, (*pointer, error.instance), rule, message, how(error.schema))


def _alternatives(document: Document, error: Any, rule: str, root: Mapping[str, Any]) -> Iterator[Problem]:
    """The errors of the alternative that was most likely meant: the one whose type fits."""
    pointer = tuple(error.absolute_path)
    branches: dict[int, list[Any]] = {}
    for part in error.context:
        branches.setdefault(part.relative_schema_path[0], []).append(part)
    if all(_is_missing(parts) for parts in branches.values()):
        keys = [key for parts in branches.values() for key in parts[0].validator_value]
        message = f"one of {' or '.join(map(shown, keys))} is missing in {place(pointer)}"
        properties = error.schema.get("properties", {})
        lines = " or ".join(f"{key}: {sample(properties.get(key, {}), root)}" for key in keys)
        yield Problem(rule, message, f"add {lines}", *document.position(pointer))
        return
    fitting = [parts for parts in branches.values() if not _is_other_type(parts)]
    if fitting and not all(map(_is_of_form, fitting)):
        for part in max(fitting, key=_depth):
            yield from worded(document, part, rule, root)
        return
    parts = [part for parts in fitting or branches.values() for part in parts]
    wanted = ", or ".join(dict.fromkeys(kind for part in parts for kind in _wanted(part)))
    meant = next(filter(None, map(mend, parts)), "") if fitting else ""
    message = (
        f"{place(pointer)} is {shown(error.instance)}, neither date nor instant"
        if fitting
        else is_wrongly(error, place(pointer))
    )
    yield Problem(rule, message, f"write {meant or wanted}", *document.position(pointer), mend=meant)


def _wanted(part: Any) -> list[str]:
    """What an alternative asks for."""
    if write := part.schema.get("x-write"):
        return [write]
    return [FORMS[part.validator_value]] if part.validator == "format" else kinds(part.validator_value)


def _is_missing(parts: list[Any]) -> bool:
    return all(part.validator == "required" and not part.relative_path for part in parts)


def _is_other_type(parts: list[Any]) -> bool:
    return any(part.validator == "type" and not part.relative_path for part in parts)


def _is_of_form(parts: list[Any]) -> bool:
    """Whether the form of a text is all that is wrong, which another alternative may have."""
    return all(part.validator == "format" and not part.relative_path for part in parts)


def _depth(parts: list[Any]) -> int:
    return max(len(part.relative_path) for part in parts)
