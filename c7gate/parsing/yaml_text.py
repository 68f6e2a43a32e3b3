"""The bytes of a YAML file as text: encoding, characters and conflict markers.

Whatever two parsers could read differently is refused here, before any parser sees it (T64, T65).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice

from c7gate.model.finding import Problem
from c7gate.parsing.problems import MAX_PROBLEMS
from c7gate.parsing.rare import Rare

MAX_BYTES = 256 * 1024
ENOUGH = MAX_PROBLEMS + 1

FORBIDDEN = Rare("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
"""Control characters and invisible breaks. Tab and line feed are judged apart."""

_TAB = Rare(r"^(?:(?!(?:^|(?<= ))#)[^\t\n])*(\t)", re.MULTILINE)  # not one inside a comment
_CONFLICT = Rare(r"^(?:<{7}|>{7}|\|{7}|={7})(?= |$)", re.MULTILINE)
_USUAL = bytes((0x0A, *range(0x20, 0x7F)))
"""The bytes that nearly every file is made of: what ASCII prints, and line feeds."""
_NAMES = {
    "\t": "tab",
    "\r": "carriage return without line feed",
    "\x1b": "escape",
    "\x85": "next line",
    "\u2028": "line separator",
    "\u2029": "paragraph separator",
    "\ufeff": "byte order mark",
}


def decoded(data: bytes) -> tuple[str | None, tuple[Problem, ...]]:
    """Decode one file.

    Args:
        data: the whole file.

    Returns:
        The text with CRLF as LF and without byte order mark, or None if it must not be parsed; and what is
        wrong with it: `yaml-too-large`, `not-utf8`, `byte-order-mark`, `nul`, `yaml-forbidden-character`, or
        `yaml-syntax` for a git conflict marker.
    """
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data)} bytes; at most {MAX_BYTES} are read"
        return None, (Problem("yaml-too-large", message, "split it or remove what is not needed"),)
    if not data.translate(None, _USUAL) and b"<<<<<<<" not in data and b">>>>>>>" not in data:
        return data.decode("ascii"), ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_not_utf8(data, error),)
    if _is_plain(text):
        return text.replace("\r\n", "\n"), ()
    marked = text.startswith("\ufeff")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    stoppers = tuple(islice(_bad_characters(text), ENOUGH)) or tuple(_conflict_markers(text))
    return (None if stoppers else text), ((_BYTE_ORDER_MARK, *stoppers) if marked else stoppers)


def _is_plain(text: str) -> bool:
    """Whether nothing in the text needs a closer look; quick, for nearly every file is like this."""
    shown = text.replace("\r\n", "").replace("\n", "")
    return shown.isprintable() and "<<<<<<<" not in text and ">>>>>>>" not in text


_BYTE_ORDER_MARK = Problem(
    "byte-order-mark", "the file begins with a byte order mark", "save it as UTF-8 without byte order mark"
)


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> Problem:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Problem("not-utf8", "the file is UTF-16", "save it as UTF-8")
    before = data[: error.start].decode("utf-8").replace("\r\n", "\n")
    message = f"the byte 0x{data[error.start]:02X} is not UTF-8"
    return _at(before, len(before), "not-utf8", message, "save the file as UTF-8")


def _bad_characters(text: str) -> Iterator[Problem]:
    """Those of the whole file, then its tabs; lazily, for finding each one's line costs time."""
    for match in FORBIDDEN.finditer(text):
        if match[0] == "\0":
            yield _at(
                text, match.start(), "nul", "a NUL byte stands here", "remove it: the file must be text"
            )
        else:
            yield _forbidden(text, match.start(), "remove it")
    for match in _TAB.finditer(text) if "\t" in text else ():
        yield _forbidden(text, match.start(1), 'write spaces; inside a text write "\\t" in double quotes')


def _forbidden(text: str, index: int, help_: str) -> Problem:
    return _at(text, index, "yaml-forbidden-character", f"{named(text[index])} is not allowed", help_)


def named(character: str) -> str:
    """A character as `U+0085 (next line)`."""
    name = _NAMES.get(character)
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")


def _conflict_markers(text: str) -> Iterator[Problem]:
    markers = list(islice(_CONFLICT.finditer(text), ENOUGH))
    if {"<<<<<<<", ">>>>>>>"} & {match[0] for match in markers}:
        for match in markers:
            message = f"a git conflict marker ({match[0]}) stands here"
            help_ = "keep the lines of one side and remove the marker lines"
            yield _at(text, match.start(), "yaml-syntax", message, help_)


def _at(text: str, index: int, rule: str, message: str, help_: str) -> Problem:
    line = text.count("\n", 0, index) + 1
    column = index - text.rfind("\n", 0, index)
    return Problem(rule, message, help_, line, column)
