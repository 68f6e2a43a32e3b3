"""jsonschema's validator with the keywords that it reads differently from what the records promise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry

from c7gate.parsing.schema_filter import FORMATS, expression, frozen, has_places, is_type


def validator(schema: Mapping[str, Any]) -> Any:
    """A validator of `schema` that fetches nothing."""
    return _Validator(schema, registry=Registry(), format_checker=_formats())


def _formats() -> FormatChecker:
    """Exactly the formats of `FORMATS`; jsonschema's own depend on what happens to be installed."""
    checker = FormatChecker(formats=())
    for name, parse in FORMATS.items():
        checker.checks(name)(
            lambda value, parse=parse: not isinstance(value, str) or parse(value) is not None
        )
    return checker


def _pattern(_validator: Any, wanted: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """`$` is the end of the text and classes are ASCII (T70)."""
    if isinstance(instance, str) and not expression(wanted).search(instance):
        yield ValidationError("pattern")


def _unique(_validator: Any, wanted: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """Every repeated item at its own place, in linear time."""
    seen = set()
    for index, item in enumerate(instance if wanted and isinstance(instance, list) else ()):
        key = frozen(item)
        if key in seen:
            yield ValidationError("uniqueItems", path=(index,), instance=item)
        seen.add(key)


def _decimals(_validator: Any, wanted: int, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """At most so many decimal places; exact, unlike `multipleOf: 0.01` in binary floating point."""
    if not has_places(instance, wanted):
        yield ValidationError("x-decimals")


def _is(name: str) -> Any:
    return lambda _checker, value: is_type(value, name)


_Validator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"pattern": _pattern, "uniqueItems": _unique, "x-decimals": _decimals},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"number": _is("number"), "integer": _is("integer")}
    ),
)
