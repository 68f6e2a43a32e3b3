"""A schema as one quick yes-or-no test.

Nearly every file is valid. This test says so without importing jsonschema and in a small part of its time; a
file it refuses goes to jsonschema, which finds and words what is wrong. It knows the keywords that the
shipped schemas use; a schema with any other has no quick test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from decimal import Decimal
from functools import lru_cache
from typing import Any

from c7gate.parsing.dates import to_date, to_instant
from c7gate.parsing.rare import Rare

Test = Callable[[Any], bool]
Schema = Mapping[str, Any]

FORMATS: Mapping[str, Callable[[str], object | None]] = {"date": to_date, "date-time": to_instant}
"""The formats that are checked, each by a parser that answers None for text that is not one."""

_ANNOTATIONS = frozenset(
    (
        *("$schema", "$id", "$defs", "$comment", "title", "description", "examples", "default", "deprecated"),
        *("doNotSuggest", "x-write", "x-derived"),
    )
)


_ABOUT_TEXT = frozenset(("type", "pattern", "format", "minLength", "maxLength", "enum", "const"))
_ABOUT_KEYS = frozenset(("type", "properties", "additionalProperties", "required"))
_ABOUT_ITEMS = frozenset(("type", "items"))
_ANSWERS = 4096
"""How many texts each place of a schema remembers its answer for."""


def quick_test(schema: Schema) -> Test | None:
    """The test of `schema`, or None if it uses a keyword that is not known here.

    What a property must be is made into a test when a file first has it. If that turns out to use such a keyword, the
    test refuses, and jsonschema decides.
    """
    try:
        test = _test(schema, schema)
    except _UnknownKeywordError:
        return None

    def accepts(value: Any) -> bool:
        try:
            return test(value)
        except (_UnknownKeywordError, TypeError):  # a list or mapping where only text may stand
            return False

    return accepts


class _UnknownKeywordError(Exception):
    """The schema says more than the quick test can check."""


def _test(schema: Schema | bool, root: Schema) -> Test:  # noqa: FBT001  a schema may be true or false
    """One schema as one test: all its keywords hold."""
    if isinstance(schema, bool):
        return lambda _: schema
    words = [keyword for keyword in schema if keyword not in _ANNOTATIONS]
    if schema.get("type") == "string" and _ABOUT_TEXT.issuperset(words):
        return _Text(_all([_keyword(word, schema[word], schema, root) for word in words]))
    if schema.get("type") == "object" and schema.get("additionalProperties") is False:
        others = [_keyword(word, schema[word], schema, root) for word in words if word not in _ABOUT_KEYS]
        return _all([_entries(schema, root), *others])
    if schema.get("type") == "array" and "items" in schema:
        others = [_keyword(word, schema[word], schema, root) for word in words if word not in _ABOUT_ITEMS]
        return _list(_test(schema["items"], root), _all(others) if others else None)
    return _all([_keyword(word, schema[word], schema, root) for word in words])


def _all(tests: Sequence[Test]) -> Test:
    """Several tests as one."""
    if len(tests) == 1:
        return tests[0]
    return lambda value: all([test(value) for test in tests])  # noqa: C419  a list is faster for so few


class _Text:
    """A test that only text can pass, with its answers kept: records say the same words again and again.

    `answered` is the same for what can be hashed, and raises TypeError for the rest: that saves asking.
    """

    __slots__ = ("answered",)

    def __init__(self, test: Test) -> None:
        self.answered = lru_cache(maxsize=_ANSWERS)(lambda value: isinstance(value, str) and test(value))

    def __call__(self, value: Any) -> bool:
        return isinstance(value, str) and self.answered(value)


def _list(each: Test, others: Test | None) -> Test:
    """A list of what passes one test, and itself passes the others."""
    return lambda value: (
        isinstance(value, list) and all([each(item) for item in value]) and (others is None or others(value))  # noqa: C419
    )


def _never(_: Any) -> bool:
    return False


def _any(_: Any) -> bool:
    return True


def _entries(schema: Schema, root: Schema) -> Test:
    """A mapping that holds what it must and nothing but its properties, each as it should be: one look at each key."""
    required = frozenset(schema.get("required", ()))
    tests = _Properties(schema.get("properties", {}), root, _never)

    def test(value: Any) -> bool:
        if not isinstance(value, dict) or not required <= value.keys():
            return False
        return all([tests[key](item) for key, item in value.items()])  # noqa: C419

    return test


class _Properties(dict[str, Test]):
    """The tests of a mapping's properties, each made when it is first needed; `other` is that of any other key."""

    def __init__(self, wanted: Mapping[str, Schema], root: Schema, other: Test) -> None:
        super().__init__()
        self._wanted = wanted
        self._root = root
        self._other = other

    def __missing__(self, key: str) -> Test:
        if key not in self._wanted:
            return self._other
        test = _test(self._wanted[key], self._root)
        self[key] = test = test.answered if isinstance(test, _Text) else test
        return test


def _keyword(keyword: str, wanted: Any, schema: Schema, root: Schema) -> Test:
    make = _KEYWORDS.get(keyword)
    if make is None:
        raise _UnknownKeywordError(keyword)
    return make(wanted, schema, root)


def is_type(value: Any, name: str) -> bool:
    """Whether a value is of a JSON Schema type; a Decimal is a number, never an integer (T43)."""
    return isinstance(value, _TYPES[name]) and (not isinstance(value, bool) or name == "boolean")


_TYPES: Mapping[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, Decimal),
    "boolean": bool,
    "null": type(None),
}


@lru_cache(maxsize=256)
def expression(pattern: str) -> Rare:
    """A schema's pattern: ASCII classes, and a final `$` is the end of the text (T70)."""
    strict = pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern
    return Rare(strict, re.ASCII)


def frozen(value: Any) -> Any:
    """A hashable stand-in: equal exactly where JSON Schema calls two values equal."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "object", frozenset((key, frozen(item)) for key, item in value.items())
    if isinstance(value, list):
        return "array", tuple(map(frozen, value))
    return (isinstance(value, bool), value)


def has_places(value: Any, most: int) -> bool:
    """Whether a number is written with at most so many decimal places; others always are."""
    return not isinstance(value, Decimal) or -int(value.as_tuple().exponent) <= most


def _type(wanted: Any, _schema: Schema, _root: Schema) -> Test:
    if isinstance(wanted, str):
        return lambda value: is_type(value, wanted)
    return lambda value: any(is_type(value, name) for name in wanted)


def _enum(wanted: Iterable[Any], _schema: Schema, _root: Schema) -> Test:
    if all(isinstance(choice, str) for choice in wanted):
        words = frozenset(wanted)
        return lambda value: isinstance(value, str) and value in words
    allowed = frozenset(map(frozen, wanted))
    return lambda value: frozen(value) in allowed


def _pattern(wanted: str, _schema: Schema, _root: Schema) -> Test:
    pattern = expression(wanted)
    return lambda value: not isinstance(value, str) or pattern.search(value) is not None


def _format(wanted: str, _schema: Schema, _root: Schema) -> Test:
    parse = FORMATS.get(wanted)
    if parse is None:
        raise _UnknownKeywordError(wanted)
    return lambda value: not isinstance(value, str) or parse(value) is not None


def _length(kind: type[Sized], holds: Callable[[int, int], bool]) -> Callable[[int, Schema, Schema], Test]:
    def make(wanted: int, _schema: Schema, _root: Schema) -> Test:
        return lambda value: not isinstance(value, kind) or holds(len(value), wanted)

    return make


def _bound(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Schema, Schema], Test]:
    def make(wanted: Any, _schema: Schema, _root: Schema) -> Test:
        return lambda value: not is_type(value, "number") or holds(value, wanted)

    return make


def _items(wanted: Schema, _schema: Schema, root: Schema) -> Test:
    test = _test(wanted, root)
    return lambda value: not isinstance(value, list) or all(map(test, value))


_PAIR = 2


def _unique(wanted: bool, _schema: Schema, _root: Schema) -> Test:  # noqa: FBT001  the keyword's own value
    if not wanted:
        return lambda _: True
    return lambda value: (
        not isinstance(value, list) or len(value) < _PAIR or len(set(map(frozen, value))) == len(value)
    )


def _properties(wanted: Mapping[str, Schema], _schema: Schema, root: Schema) -> Test:
    tests = _Properties(wanted, root, _any)
    return lambda value: (
        not isinstance(value, dict) or all([tests[key](item) for key, item in value.items()])  # noqa: C419
    )


def _extra(wanted: Schema | bool, schema: Schema, root: Schema) -> Test:  # noqa: FBT001  a schema may be false
    known = frozenset(schema.get("properties", ()))
    if wanted is False:
        return lambda value: not isinstance(value, dict) or value.keys() <= known
    test = _test(wanted, root)
    return lambda value: (
        not isinstance(value, dict) or all(test(item) for key, item in value.items() if key not in known)
    )


def _required(wanted: Iterable[str], _schema: Schema, _root: Schema) -> Test:
    keys = frozenset(wanted)
    return lambda value: not isinstance(value, dict) or keys <= value.keys()


def _names(wanted: Schema, _schema: Schema, root: Schema) -> Test:
    test = _test(wanted, root)
    return lambda value: not isinstance(value, dict) or all(map(test, value))


def _dependent(wanted: Mapping[str, list[str]], _schema: Schema, _root: Schema) -> Test:
    return lambda value: (
        not isinstance(value, dict)
        or all(set(needs) <= value.keys() for key, needs in wanted.items() if key in value)
    )


def _any_of(wanted: Iterable[Schema], _schema: Schema, root: Schema) -> Test:
    tests = [_test(part, root) for part in wanted]
    return lambda value: any(test(value) for test in tests)


def _one_of(wanted: Iterable[Schema], _schema: Schema, root: Schema) -> Test:
    tests = [_test(part, root) for part in wanted]
    return lambda value: sum(test(value) for test in tests) == 1


def _not(wanted: Schema, _schema: Schema, root: Schema) -> Test:
    test = _test(wanted, root)
    return lambda value: not test(value)


def _local(wanted: str, _schema: Schema, root: Schema) -> Test:
    folder, _, name = wanted.rpartition("/")
    if folder != "#/$defs" or name not in root.get("$defs", {}):
        raise _UnknownKeywordError(wanted)
    return _test(root["$defs"][name], root)


_KEYWORDS: Mapping[str, Callable[[Any, Schema, Schema], Test]] = {
    "$ref": _local,
    "additionalProperties": _extra,
    "anyOf": _any_of,
    "const": lambda wanted, schema, root: _enum([wanted], schema, root),
    "dependentRequired": _dependent,
    "enum": _enum,
    "format": _format,
    "items": _items,
    "maxItems": _length(list, lambda have, most: have <= most),
    "maxLength": _length(str, lambda have, most: have <= most),
    "maximum": _bound(lambda have, most: bool(have <= most)),
    "minItems": _length(list, lambda have, least: have >= least),
    "minLength": _length(str, lambda have, least: have >= least),
    "minProperties": _length(dict, lambda have, least: have >= least),
    "minimum": _bound(lambda have, least: bool(have >= least)),
    "not": _not,
    "oneOf": _one_of,
    "pattern": _pattern,
    "properties": _properties,
    "propertyNames": _names,
    "required": _required,
    "type": _type,
    "uniqueItems": _unique,
    "x-decimals": lambda wanted, _schema, _root: lambda value: has_places(value, wanted),
}
