"""What each keyword of a schema has to say when it is not met: what is wrong, and what to write instead."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from c7gate.model.document import Pointer
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.dates import meant_dates
from c7gate.parsing.meant import nearest, obvious, odd_characters, respelt
from c7gate.parsing.schema_filter import expression
from c7gate.parsing.schema_samples import Schema, sample, sample_at

MAX_SHOWN = 60
MAX_CHOICES = 12

Phrases = Iterator[tuple[str, str]]  # (message, help)

KINDS = {
    "object": "a mapping (key: value)",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}
FORMS = {
    "date": "a date such as 2025-08-22",
    "date-time": 'an instant with its offset, in quotes: "2025-08-28T14:05:00+02:00"',
}


class At(NamedTuple):
    """The place of an error: in the document, and in the whole schema an example of what belongs there, or nothing."""

    pointer: Pointer
    example: str
    root: Schema

    @property
    def name(self) -> str:
        """How a person calls the place."""
        return place(self.pointer)


def phrases(error: Any, root: Schema) -> Phrases:
    """What one of jsonschema's errors means: (message, help)."""
    at = At(tuple(error.absolute_path), sample_at(error.absolute_schema_path, root), root)
    return _PHRASES.get(error.validator, _other)(error, at)


def mend(error: Any) -> str:
    """The same value as it should be written, where only its form is wrong and what was meant is plain; else empty.

    Such are a date in another form, and text that without quotes is a number or `true`.
    """
    value = error.instance
    if error.validator == "format" and error.validator_value == "date" and isinstance(value, str):
        meant = meant_dates(value)
        return meant[0] if len(meant) == 1 else ""
    if error.validator == "type" and error.validator_value == "string" and isinstance(value, int | Decimal):
        text = shown(value)
        pattern = error.schema.get("pattern")
        return f'"{text}"' if pattern and expression(pattern).search(text) else ""
    return ""


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
        return KINDS["object" if isinstance(value, dict) else "array"]
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return str(value)
    return json.dumps(value if len(value) <= MAX_SHOWN else f"{value[:MAX_SHOWN]}…", ensure_ascii=False)


def listed_choices(choices: Iterable[Any]) -> str:
    """What may be chosen, as far as one line holds it."""
    words = [choice if isinstance(choice, str) else shown(choice) for choice in choices]
    return ", ".join(words[:MAX_CHOICES]) + (", …" if len(words) > MAX_CHOICES else "")


def is_wrongly(error: Any, name: str) -> str:
    """What stands at a place, when it is of a kind that does not belong there."""
    kind = {str: "text ", int: "a number ", Decimal: "a number "}.get(type(error.instance))
    value = shown(error.instance)
    return f"{name} is {f'{kind}({value})' if kind else value}"


def kinds(wanted: str | list[str]) -> list[str]:
    """The kinds of value that a schema asks for, in words."""
    return [KINDS[name] for name in ([wanted] if isinstance(wanted, str) else wanted)]


def how(schema: Schema, example: str = "") -> str:
    """What to write, as the schema says it."""
    if write := schema.get("x-write"):
        return f"write {_such_as(write, example)}"
    if description := schema.get("description"):
        return f"what belongs here: {description.rstrip('.')}"
    if pattern := schema.get("pattern"):
        return f"write text that matches {pattern}"
    return "correct it"


def _such_as(write: str, example: str) -> str:
    """What to write with the example that fits the place, in the stead of the one that fits all."""
    what, such_as, _ = write.partition(" such as ")
    return f"{what}{such_as}{example}" if such_as and example else write


def _type(error: Any, at: At) -> Phrases:
    wanted = error.validator_value
    if not at.pointer and error.instance is None:
        keys = " and ".join(shown(key) for key in error.schema.get("required", ()))
        yield "the file is empty", f"write {keys or KINDS['object']}"
        return
    if write := error.schema.get("x-write"):
        help_ = f"write {_such_as(write, at.example)}"
    else:
        help_ = f"write {' or '.join(kinds(wanted))}"
        help_ += f": {at.example}" if at.example and wanted in ("array", "object") else ""
    if wanted == "string" and error.instance is not None and not isinstance(error.instance, dict | list):
        help_ += f'; in quotes it is text: "{shown(error.instance)}"'
    elif wanted in ("integer", "number") and isinstance(error.instance, str):
        help_ += ", without quotes and without leading zeros"
    yield is_wrongly(error, at.name), help_


def _required(error: Any, at: At) -> Phrases:
    properties = error.schema.get("properties", {})
    misspelt = {obvious(key, properties) for key in error.instance if key not in properties}
    for key in error.validator_value:
        if key not in error.instance and key not in misspelt:
            where = f" in {at.name}" if at.pointer else ""
            line = "" if at.pointer else "the line "
            yield (
                f"{shown(key)} is missing{where}",
                f"add {line}{key}: {sample(properties.get(key), at.root)}",
            )


def _enum(error: Any, at: At) -> Phrases:
    choices = error.validator_value if error.validator == "enum" else [error.validator_value]
    near = nearest(str(error.instance), [choice for choice in choices if isinstance(choice, str)])
    yield (
        f"{at.name} is {shown(error.instance)}{_odd(error)}",
        f"write one of: {listed_choices(choices)}{'; ' if near else ''}{near}",
    )


def _pattern(error: Any, at: At) -> Phrases:
    pattern = expression(error.validator_value)
    meant = next((text for text in respelt(error.instance) if pattern.search(text)), "")
    near = f'; did you mean "{meant}"?' if meant else ""
    yield f"{at.name} is {shown(error.instance)}{_odd(error)}", f"{how(error.schema, at.example)}{near}"


def _odd(error: Any) -> str:
    return odd_characters(error.instance) if isinstance(error.instance, str) else ""


def _format(error: Any, at: At) -> Phrases:
    value = error.instance
    if error.validator_value != "date":
        yield f"{at.name} is {shown(value)}, no instant", f"write {FORMS['date-time']}"
        return
    meant = " or ".join(meant_dates(value))
    help_ = f"write {meant}" if meant else f"write a real date as {at.example or '2025-08-22'}"
    yield f"{at.name} is {shown(value)}, no date{_odd(error)}", help_


def _bound(word: str) -> Callable[[Any, At], Phrases]:
    def said(error: Any, at: At) -> Phrases:
        write = error.schema.get("x-write") or f"a number of {word} {error.validator_value}"
        yield f"{at.name} is {shown(error.instance)}", f"write {write}"

    return said


def _size(word: str, unit: str) -> Callable[[Any, At], Phrases]:
    def said(error: Any, at: At) -> Phrases:
        have, wanted = len(error.instance), error.validator_value
        counted = f"{wanted} {unit if wanted == 1 else unit + 's'}"
        counting = f"has {have} {unit if have == 1 else unit + 's'}" if have else "is empty"
        example = f": {at.example}" if at.example and not have else ""
        yield f"{at.name} {counting}", f"write {word} {counted}{example}"

    return said


def _repeated(error: Any, at: At) -> Phrases:
    yield f"{at.name} stands there already: {shown(error.instance)}", "remove the repetition"


def _decimals(error: Any, at: At) -> Phrases:
    yield f"{at.name} is {shown(error.instance)}", f"write at most {error.validator_value} decimals"


def _dependent(error: Any, at: At) -> Phrases:
    for key, needs in error.validator_value.items():
        for need in needs if key in error.instance else ():
            if need not in error.instance:
                example = sample(error.schema.get("properties", {}).get(need), at.root)
                yield f"{shown(need)} is missing in {at.name}", f'"{key}" needs it: add {need}: {example}'


def _other(error: Any, at: At) -> Phrases:
    yield f"{at.name} is {shown(error.instance)}, which is not allowed here", how(error.schema, at.example)


_PHRASES: Mapping[str, Callable[[Any, At], Phrases]] = {
    "const": _enum,
    "dependentRequired": _dependent,
    "enum": _enum,
    "format": _format,
    "maxItems": _size("at most", "item"),
    "maxLength": _size("at most", "character"),
    "maximum": _bound("at most"),
    "minItems": _size("at least", "item"),
    "minLength": _size("at least", "character"),
    "minProperties": _size("at least", "key"),
    "minimum": _bound("at least"),
    "pattern": _pattern,
    "required": _required,
    "type": _type,
    "uniqueItems": _repeated,
    "x-decimals": _decimals,
}
