"""Values out of the JSON that a forge sends, each checked before it is believed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", re.ASCII)


def is_oid(value: object) -> bool:
    """Whether this is a full object id, so that it can stand in a command line or an address."""
    return isinstance(value, str) and _OID.fullmatch(value) is not None


def mapping(source: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object at `key`.

    Raises:
        KeyError: nothing is there.
        TypeError: something else is.
    """
    value = source[key]
    if not isinstance(value, dict):
        raise TypeError(repr(key))
    return value


def optional(source: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object at `key`; empty where there is none, as with the user of a deleted account."""
    value = source.get(key)
    return value if isinstance(value, dict) else {}


def oid(source: Mapping[str, Any], key: str) -> str:
    """The full object id at `key`.

    Raises:
        KeyError: nothing is there.
        TypeError: something else is.
    """
    value = source[key]
    if not is_oid(value):
        raise TypeError(repr(key))
    return str(value)


def text(source: Mapping[str, Any], key: str) -> str:
    """The text at `key`, empty where there is none."""
    value = source.get(key)
    return value if isinstance(value, str) else ""


def number(source: Mapping[str, Any], key: str) -> int:
    """The whole number at `key`, 0 where there is none."""
    value = source.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def instant(value: object) -> datetime | None:
    """An instant in UTC out of seconds since 1970 or RFC 3339; None for anything else."""
    if isinstance(value, bool):
        return None
    try:
        if isinstance(value, int):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
            return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError, OSError):
        pass
    return None
