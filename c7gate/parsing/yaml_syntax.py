"""The YAML parser's complaints in plain words."""

from __future__ import annotations

from typing import Any

from c7gate.model.finding import Problem

_INDENT = "line it up with its neighbours: two spaces a level, never tabs"
_QUOTE = 'put the whole value in quotes: "…"'
_QUOTE_INSIDE = 'a text with ": " or " #" in it needs quotes'
_KEY = ('a key without ": " after it', "write key: value, with a space after the colon")

# What either parser says (a part of it) -> what is wrong, how to mend it.
_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        'a second ": " on one line, or a line indented too far',
        f"{_INDENT}; or {_QUOTE}",
    ),
    ("unexpected ':'", 'a ":" where none can stand', _QUOTE),
    ("block sequence entries are not allowed", 'a "- " where no list item can stand', _INDENT),
    ("sequence entries are not allowed", 'a "- " where no list item can stand', _INDENT),
    (
        "expected ',' or ']'",
        "a list is not closed, or a comma is missing",
        f"check the [ ] and the commas; {_QUOTE_INSIDE}",
    ),
    (
        "expected ',' or '}'",
        "a mapping is not closed, or a comma is missing",
        f"check the {{ }} and the commas; {_QUOTE_INSIDE}",
    ),
    ("unexpected end of stream", "a quoted text is not closed", "close it with the quote it begins with"),
    (
        "unexpected document separator",
        "a quoted text is not closed",
        "close it with the quote it begins with",
    ),
    ("could not find expected ':'", *_KEY),
    ("cannot start any token", "a value begins with a character that needs quotes", _QUOTE),
    ("unknown escape character", "an unknown \\ escape in double quotes", "write \\\\ for a backslash"),
    ("escape", "a broken \\ escape in double quotes", "write \\\\ for a backslash"),
    ("expected '-' indicator", "this line does not belong to the list above it", _INDENT),
    ("expected <block end>", "this line does not line up with the ones above it", _INDENT),
    ("did not find expected key", "this line does not line up with the ones above it", _INDENT),
    ("indentation", "wrong indentation", _INDENT),
    ("node content", "a value is missing", f"write a value here, or remove the line; {_QUOTE_INSIDE}"),
    ("document start", "text stands after the end of the document", "remove it, or check the indentation"),
    ("tag", "a broken tag", "remove it, or put the value in quotes"),
    ("anchor", "a broken & or * name", _QUOTE),
    ("alias", "a broken & or * name", _QUOTE),
    ("directive", "a line beginning with %", "remove it"),
    ("YAML document", "a line beginning with %", "remove it"),
)
# Where the beginning of the unfinished thing helps more than the place where the parser gave up.
_FROM_CONTEXT = (
    "unexpected end of stream",
    "unexpected document separator",
    "expected ',' or",
    "could not find expected ':'",
)
_MISSED = ("expected key", "expected '-' indicator", "expected <block end>")


def syntax_problem(error: Exception, text: str) -> Problem:
    """What a parser error about `text` says, as `yaml-syntax` at its place; (1, 1) if it names none."""
    said = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None)
    if above := _no_key_above(said, mark, text):
        return Problem("yaml-syntax", f"this is not YAML: {_KEY[0]}", _KEY[1], above, 1)
    message, help_ = _behind_a_quote(said, mark, text) or _plain(said)
    context = getattr(error, "context_mark", None)
    if context is not None and any(part in said for part in _FROM_CONTEXT):
        mark = context
    line, column = _position(mark or context)
    return Problem("yaml-syntax", message, help_, line, column)


def _behind_a_quote(said: str, mark: Any, text: str) -> tuple[str, str] | None:
    """What is wrong where a parser missed the next line and found more on this one, behind a closing quote."""
    if mark is None or not any(part in said for part in _MISSED):
        return None
    before = text.split("\n")[mark.line][: mark.column].rstrip()
    if not before.endswith(("'", '"')):
        return None
    help_ = "write '' for a ' inside '…'" if before.endswith("'") else 'write \\" for a " inside "…"'
    return "this is not YAML: text stands behind the closing quote", help_


def _no_key_above(said: str, mark: Any, text: str) -> int:
    """The line, from 1, that lacks the ": " of its key, as `login:alice` does; 0 where another fault is.

    A parser reads on and names the next line. Only at the margin it is sure that no text goes on there.
    """
    if mark is None or "mapping values are not allowed" not in said:
        return 0
    above, line = ["", *text.split("\n")][mark.line : mark.line + 2]
    begins = above[:1].isalnum() and line[:1].isalnum()
    return mark.line if begins and ": " not in above and not above.rstrip().endswith(":") else 0


def _plain(said: str) -> tuple[str, str]:
    for part, message, help_ in _WORDS:
        if part in said:
            return f"this is not YAML: {message}", help_
    return f"this is not YAML: {said.splitlines()[0][:100] if said else 'unreadable'}", _INDENT


def _position(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
