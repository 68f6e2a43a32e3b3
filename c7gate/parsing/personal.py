"""Where records and policy speak of one person: what stands in their own files, and every place that holds a login.

Which places hold a login is said by the schemas, so that a role or an exercise of the same name is no person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7gate.model.document import Document, Pointer
from c7gate.model.personal import Group, PersonalFact
from c7gate.parsing.policy_entries import places

_LOGIN = "#/$defs/login"
_ABOUT = frozenset({"login", "by"})
"""Keys of an entry that is about the person as a whole, in files that are nobody else's."""


def login_places(schema: Mapping[str, Any]) -> tuple[Pointer, ...]:
    """The places of a document where a schema wants a login; `*` stands for any key or index."""
    return tuple(dict.fromkeys(_login_places(schema, ())))


def own_facts(document: Document, group: Group) -> Iterator[PersonalFact]:
    """Every fact of a file that is about one person: a key, or of a list of entries each one."""
    for key, value in document.value.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for index, entry in enumerate(value):
                yield _fact(document, group, (key, index), entry)
        elif value not in ([], {}) and key != "$schema":
            line, _ = document.key_position((key,))
            yield PersonalFact(group, document.path, line, key, value)


def mentions(
    document: Document, group: Group, wanted: tuple[Pointer, ...], login: str
) -> Iterator[PersonalFact]:
    """Every place of `wanted` that names the person, with the entry around it where that is about them.

    What a file about somebody else says beside the name is theirs, and is left out.
    """
    for pattern in wanted:
        for pointer, value in _reached(document.value, pattern):
            if value == login:
                whole = group is not Group.OTHERS and pointer[-1] in _ABOUT
                place = pointer[:-1] if whole else pointer
                yield _fact(document, group, place, _at(document.value, place))


def _login_places(schema: Mapping[str, Any], pointer: Pointer) -> Iterator[Pointer]:
    if schema.get("$ref") == _LOGIN:
        yield pointer
    for key, found in schema.get("properties", {}).items():
        yield from _login_places(found, (*pointer, key))
    for name in ("items", "additionalProperties"):
        if isinstance(found := schema.get(name), Mapping):
            yield from _login_places(found, (*pointer, "*"))


def _reached(value: Any, pattern: Pointer) -> Iterator[tuple[Pointer, Any]]:
    """What a pattern reaches, also in a file that is not valid, where a list may be something else."""
    try:
        yield from places(value, pattern)
    except (AttributeError, TypeError):
        return


def _fact(document: Document, group: Group, pointer: Pointer, value: Any) -> PersonalFact:
    line, _ = document.position(pointer)
    key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in pointer).removeprefix(".")
    return PersonalFact(group, document.path, line, key, value)


def _at(value: Any, pointer: Pointer) -> Any:
    for step in pointer:
        value = value[step]
    return value
