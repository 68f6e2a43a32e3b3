"""jsonschema's errors in plain words for people who edit by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from c7gate.model.document import Document, Pointer
from c7gate.model.finding import Problem

MAX_SHOWN = 60
MAX_CHOICES = 12

Words = Iterator[tuple[str, str]]  # (message, help)

_KINDS = {
    "object": "a mapping (key: value)",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


def worded(document: Document, error: Any, rule: str) -> Iterator[Problem]:
    """One jsonschema error as problems: one for each key or alternative it is about.

    Args:
        document: what was judged; it knows the positions.
        error: jsonschema's ValidationError.
        rule: the name that the problems carry, but for computed keys (`derived-key`).
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
        yield from _alternatives(document, error, rule, pointer)
    else:
        words = _WORDS.get(error.validator, _other)
        for message, help_ in words(error, pointer):
            yield Problem(rule, message, help_, *document.position(pointer))


def place(pointer: Pointer) -> str:
    """How a person calls a place: `"role"`, `item 2 of "identities"`, `the file`."""
    if not pointer:
        return "the file"
    last = pointer[-1]
    if isinstance(last, str):
        return shown(last)
    return f"item {last + 1} of {place(pointer[:-1])}"


def shown(value: Any) -> str:
    """A value in one short line."""
    if value is None:
        return "empty"
    if isinstance(value, dict | list):
        return _KINDS["object" if isinstance(value, dict) else "array"]
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return str(value)
    return json.dumps(value if len(value) <= MAX_SHOWN else f"{value[:MAX_SHOWN]}…", ensure_ascii=False)


def nearest(word: str, words: Iterable[str]) -> str:
    """`; did you mean "…"?` with the word that looks most like it, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(word[:MAX_SHOWN], words, n=1)
    return f'did you mean "{close[0]}"?' if close else ""


def _at_key(document: Document, pointer: Pointer, rule: str, message: str, help_: str) -> Problem:
    return Problem(rule, message, help_, *document.key_position(pointer))


def _unknown_keys(document: Document, error: Any, rule: str, pointer: Pointer) -> Iterator[Problem]:
    properties: Mapping[str, Any] = error.schema.get("properties", {})
    known = [key for key, part in properties.items() if not _is_derived(part)]
    for key in error.instance:
        if key not in properties:
            help_ = nearest(key, known) or f"remove it; keys are: {listed_choices(known)}"
            yield _at_key(document, (*pointer, key), rule, f"unknown key {shown(key)}", help_)


def _is_derived(part: Any) -> bool:
    return isinstance(part, Mapping) and bool(part.get("x-derived"))


def _bad_name(document: Document, error: Any, rule: str, pointer: Pointer) -> Iterator[Problem]:
    """A key of a free mapping that is not written as such keys are; `error.instance` is the key."""
    message = f"the key {shown(error.instance)} is not written as keys of {place(pointer)} are"
    yield _at_key(document, (*pointer, error.instance), rule, message, _how(error.schema))


def _alternatives(document: Document, error: Any, rule: str, pointer: Pointer) -> Iterator[Problem]:
    """The errors of the alternative that was most likely meant: the one whose type fits."""
    branches: dict[int, list[Any]] = {}
    for part in error.context:
        branches.setdefault(part.relative_schema_path[0], []).append(part)
    if all(_is_missing(parts) for parts in branches.values()):
        keys = [shown(key) for parts in branches.values() for key in parts[0].validator_value]
        message = f"one of {' or '.join(keys)} is missing in {place(pointer)}"
        yield Problem(rule, message, "add one of them", *document.position(pointer))
        return
    fitting = [parts for parts in branches.values() if not _is_other_type(parts)]
    if fitting:
        for part in max(fitting, key=_depth):
            yield from worded(document, part, rule)
        return
    kinds = [kind for parts in branches.values() for part in parts for kind in _types(part.validator_value)]
    message = _is_wrongly(error, pointer)
    yield Problem(rule, message, f"write {' or '.join(dict.fromkeys(kinds))}", *document.position(pointer))


def _is_missing(parts: list[Any]) -> bool:
    return all(part.validator == "required" and not part.relative_path for part in parts)


def _is_other_type(parts: list[Any]) -> bool:
    return any(part.validator == "type" and not part.relative_path for part in parts)


def _depth(parts: list[Any]) -> int:
    return max(len(part.relative_path) for part in parts)


def _types(wanted: str | list[str]) -> list[str]:
    return [_KINDS[name] for name in ([wanted] if isinstance(wanted, str) else wanted)]


def _how(schema: Mapping[str, Any]) -> str:
    """What to write, as the schema says it."""
    if how := schema.get("x-write"):
        return f"write {how}"
    if description := schema.get("description"):
        return f"what belongs here: {description}"
    if pattern := schema.get("pattern"):
        return f"write text that matches {pattern}"
    return "correct it"


def listed_choices(choices: Iterable[Any]) -> str:
    """What may be chosen, as far as one line holds it."""
    words = [choice if isinstance(choice, str) else shown(choice) for choice in choices]
    return ", ".join(words[:MAX_CHOICES]) + (", …" if len(words) > MAX_CHOICES else "")


def _is_wrongly(error: Any, pointer: Pointer) -> str:
    kind = {str: "text ", int: "a number ", Decimal: "a number "}.get(type(error.instance))
    value = shown(error.instance)
    return f"{place(pointer)} is {f'{kind}({value})' if kind else value}"


def _type(error: Any, pointer: Pointer) -> Words:
    wanted = error.validator_value
    if not pointer and error.instance is None:
        keys = " and ".join(shown(key) for key in error.schema.get("required", ()))
        yield "the file is empty", f"write {keys or _KINDS['object']}"
        return
    help_ = f"write {error.schema.get('x-write') or ' or '.join(_types(wanted))}"
    if wanted == "string" and error.instance is not None and not isinstance(error.instance, dict | list):
        help_ = (
            f'write {error.schema.get("x-write", "text")}; in quotes it is text: "{shown(error.instance)}"'
        )
    elif wanted in ("integer", "number") and isinstance(error.instance, str):
        help_ += ", without quotes and without leading zeros"
    yield _is_wrongly(error, pointer), help_


def _required(error: Any, pointer: Pointer) -> Words:
    for key in error.validator_value:
        if key not in error.instance:
            example = _example(error.schema.get("properties", {}).get(key, {}))
            where = "" if not pointer else f" in {place(pointer)}"
            line = "the line" if not pointer else ""
            yield f"{shown(key)} is missing{where}", " ".join(f"add {line} {key}: {example}".split())


def _example(schema: Mapping[str, Any]) -> str:
    return next(map(_flow, schema.get("examples", ())), "…")


def _flow(value: Any) -> str:
    """A value as one would write it in YAML; JSON is YAML."""
    if isinstance(value, str) and all(character.isalnum() or character in "-_./@" for character in value):
        return value
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _enum(error: Any, pointer: Pointer) -> Words:
    choices = error.validator_value if error.validator == "enum" else [error.validator_value]
    near = nearest(str(error.instance), [choice for choice in choices if isinstance(choice, str)])
    yield (
        f"{place(pointer)} is {shown(error.instance)}",
        f"write one of: {listed_choices(choices)}{'; ' if near else ''}{near}",
    )


def _value(error: Any, pointer: Pointer) -> Words:
    yield f"{place(pointer)} is {shown(error.instance)}", _how(error.schema)


def _date(error: Any, pointer: Pointer) -> Words:
    if error.validator_value == "date":
        yield f"{place(pointer)} is {shown(error.instance)}, no date", "write a real date as 2025-08-22"
    else:
        help_ = 'write an instant with its offset, in quotes: "2025-08-28T14:05:00+02:00"'
        yield f"{place(pointer)} is {shown(error.instance)}, no instant", help_


def _bound(word: str) -> Callable[[Any, Pointer], Words]:
    def words(error: Any, pointer: Pointer) -> Words:
        yield (
            f"{place(pointer)} is {shown(error.instance)}",
            f"write a number of {word} {error.validator_value}",
        )

    return words


def _size(word: str, unit: str) -> Callable[[Any, Pointer], Words]:
    def words(error: Any, pointer: Pointer) -> Words:
        have, wanted = len(error.instance), error.validator_value
        counted = f"{wanted} {unit if wanted == 1 else unit + 's'}"
        message = f"{place(pointer)} " + (f"has {have}" if have else "is empty")
        yield message, f"write {word} {counted}"

    return words


def _repeated(error: Any, pointer: Pointer) -> Words:
    yield f"{place(pointer)} stands there already: {shown(error.instance)}", "remove the repetition"


def _decimals(error: Any, pointer: Pointer) -> Words:
    yield f"{place(pointer)} is {shown(error.instance)}", f"write at most {error.validator_value} decimals"


def _dependent(error: Any, pointer: Pointer) -> Words:
    for key, needs in error.validator_value.items():
        for need in needs if key in error.instance else ():
            if need not in error.instance:
                yield f"{shown(need)} is missing in {place(pointer)}", f'"{key}" needs it: add {need}: …'


def _other(error: Any, pointer: Pointer) -> Words:
    yield f"{place(pointer)} is {shown(error.instance)}, which is not allowed here", _how(error.schema)


_WORDS: Mapping[str, Callable[[Any, Pointer], Words]] = {
    "const": _enum,
    "dependentRequired": _dependent,
    "enum": _enum,
    "format": _date,
    "maxItems": _size("at most", "item"),
    "maxLength": _size("at most", "character"),
    "maximum": _bound("at most"),
    "minItems": _size("at least", "item"),
    "minLength": _size("at least", "character"),
    "minProperties": _size("at least", "key"),
    "minimum": _bound("at least"),
    "pattern": _value,
    "required": _required,
    "type": _type,
    "uniqueItems": _repeated,
    "x-decimals": _decimals,
}
