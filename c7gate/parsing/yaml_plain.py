"""The value of a YAML file that has nothing unusual in it, without the place of anything.

Nearly every file is like this, and nobody asks where its values stand. What is unusual, or wrong, is left to the whole
reader, which says what and where; so this one need only be sure of what it reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

import yaml

from c7gate.parsing.yaml_text import FORBIDDEN

MAX_DEPTH = 32
MAX_DIGITS = 18
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?")
WORDS = {"": None, "null": None, "true": True, "false": False}
NUMERIC = frozenset("-+.0123456789")
"""What a plain scalar begins with that may be a number."""

_WORDLESS = frozenset(("inf", "Inf", "INF", "nan", "NaN", "NAN"))
"""What a plain scalar ends with that may be infinite, or no number."""

UNSURE: Final[Any] = object()
"""The answer for a file that has to be read with care."""

_Next = Callable[[], Any]

# By name, because they are asked for millions of times.
_Scalar, _Alias = yaml.ScalarEvent, yaml.AliasEvent
_Mapping, _MappingEnd, _ListEnd = yaml.MappingStartEvent, yaml.MappingEndEvent, yaml.SequenceEndEvent


class _UnusualError(Exception):
    """Something stands here that the whole reader has to look at."""


def plain_value(text: str, loader: Any) -> Any:
    """The value of a document, exactly as the whole reader gives it where it finds nothing wrong; else `UNSURE`.

    Args:
        text: the file, decoded and without what `decoded` refuses.
        loader: the parser that gives the events.
    """
    parser = loader(text)
    try:
        return _document(parser.get_event)
    except (_UnusualError, yaml.YAMLError, ValueError, OverflowError):
        return UNSURE
    finally:
        parser.dispose()


def _document(following: _Next) -> Any:
    following()  # the stream's start
    event = following()
    if type(event) is yaml.StreamEndEvent:
        return None
    event = following()
    value = _scalar(event) if type(event) is _Scalar else _nested(event, following, 0)
    following()  # the document's end
    if type(following()) is not yaml.StreamEndEvent:
        raise _UnusualError
    return value


def _nested(event: Any, following: _Next, depth: int) -> Any:
    """The mapping or list that begins with `event`, inside so many others."""
    if type(event) is _Alias or event.anchor is not None or event.tag is not None or depth == MAX_DEPTH:
        raise _UnusualError
    if type(event) is _Mapping:
        return _mapping(following, depth + 1)
    found = []
    while type(event := following()) is not _ListEnd:
        found.append(_scalar(event) if type(event) is _Scalar else _nested(event, following, depth + 1))
    return found


def _mapping(following: _Next, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while type(event := following()) is _Scalar:
        key: Any = event.value
        if (
            event.style
            or key in WORDS
            or key[0] in NUMERIC
            or event.anchor is not None
            or event.tag is not None
        ):
            key = _scalar(event)  # few keys are not plain words
        if not isinstance(key, str) or key in found or key == "<<":
            raise _UnusualError
        event = following()
        found[key] = _scalar(event) if type(event) is _Scalar else _nested(event, following, depth)
    if type(event) is not _MappingEnd:
        raise _UnusualError
    return found


def _scalar(event: Any) -> Any:
    if event.anchor is not None or event.tag is not None:
        raise _UnusualError
    text: str = event.value
    if event.style:
        if not text.isprintable() and FORBIDDEN.search(text):
            raise _UnusualError
        return text
    if text in WORDS:
        return WORDS[text]
    return text if text[0] not in NUMERIC else _numeric(text)


def _numeric(text: str) -> Any:
    """A plain scalar that may be a number: the number, or the text if it is none after all."""
    match = NUMBER.fullmatch(text)
    if match is None:
        if text[-3:] in _WORDLESS:
            raise _UnusualError
        return text
    if len(text) > MAX_DIGITS:
        raise _UnusualError  # perhaps too long
    return Decimal(text) if match[1] else int(text)
