"""Escaping, held against what the runner and JSON readers do with a line."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from c7gate.rendering import escape

ANY = st.text(st.characters(), max_size=60)
HOSTILE = st.lists(
    st.sampled_from(
        [
            "::",
            "##[",
            "error",
            "]",
            "::add-mask::",
            "\n",
            "\r",
            "\u2028",
            "\x1b[31m",
            "%0A",
            " ",
            "\u00a0",
            "#",
            ":",
            "\u200b",
            "\ud800",
            "a",
        ]
    ),
    max_size=12,
).map("".join)
ANYTHING = st.one_of(ANY, HOSTILE)


def obeys(line: str) -> bool:
    """Whether the runner takes a log line for a command: `::name` after any space, or `##[name]` anywhere."""
    return line.lstrip().startswith("::") or "##[" in line


@given(ANYTHING)
def test_a_terminal_sees_no_control_character(text: str) -> None:
    shown = escape.terminal(text)

    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in shown)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert escape.terminal(text) == text


@given(ANYTHING)
def test_no_log_line_is_a_command(text: str) -> None:
    assert not obeys(escape.workflow_log(text))
    assert "\n" not in escape.workflow_log(text)


@given(ANYTHING, ANYTHING)
def test_a_command_of_ours_ends_where_we_end_it(title: str, message: str) -> None:
    line = f"::error title={escape.workflow_property(title)}::{escape.workflow_data(message)}"
    head, separator, data = line.removeprefix("::error ").partition("::")

    assert separator
    assert head == f"title={escape.workflow_property(title)}"
    assert not any(char in head.removeprefix("title=") for char in ":,\r\n")
    assert "##[" not in line
    assert data == escape.workflow_data(message)
    assert not any(char in line for char in "\r\n")


@given(ANYTHING)
def test_json_text_is_valid_unicode(text: str) -> None:
    """T89."""
    json.dumps(escape.valid_unicode(text)).encode("utf-8")
    escape.valid_unicode(text).encode("utf-8")
