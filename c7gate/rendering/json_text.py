"""Views as JSON text. Apart from the views themselves, because listing references needs none of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from c7gate.rendering.escape import valid_unicode

Json = dict[str, Any]


def dumps(view: Mapping[str, Any]) -> str:
    """A view as JSON text: pure ASCII, no lone surrogates, ending in a newline."""
    return _inert(_text(view, indent=2)) + "\n"


def dump_line(view: Mapping[str, Any]) -> str:
    """A view as one line of JSON, ending in a newline."""
    return _inert(_text(view)) + "\n"


def _text(view: Mapping[str, Any], indent: int | None = None) -> str:
    text = json.dumps(view, indent=indent)
    # A surrogate is written as \ud8xx to \udfxx, a lone one or of a pair: few views hold any.
    return json.dumps(_clean(view), indent=indent) if "\\ud" in text else text


def _inert(text: str) -> str:
    """The same JSON without the one mark that the Actions runner obeys anywhere in a log line (T37)."""
    return text.replace("##[", "##\\u005b")


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return valid_unicode(value)
    if isinstance(value, dict):
        return {valid_unicode(key): _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, (list, tuple)) else value
