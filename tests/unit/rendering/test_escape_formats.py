"""Escaping for other people's readers, held against the readers themselves: Markdown, XML, CSV, SARIF."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from c7gate.rendering import escape

from evaluations import HOSTILE

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PIECES = (
    "@org/team", "#1", "GH-2", "o/r#3", "alice@example.com", "www.x.org", "https://x.org", "ftp://x", "mailto:a", ":tada:", "$x$",
    "$`y`$", "!4", "~label", "%5", "&6", "[a](b)", "![](http://x)", "<b>", "</details>", "<!--", "-->", "&amp;", "&#64;x", "`", "```",
    "~~~", "~~", "|", "\\|", "\\", "*a*", "_b_", "__", "- ", "+ ", "1. ", "2) ", "# ", "> ", "=== ", "--- ", "    ", "\t", "\n", "\r",
    "\u2028", "\x00", "\x1b", "\u202e", "\u200b", "\ufffe", "\ud800", "]]>", "{0}", "{{", "](1)", "\\](2)", '"', "'", "=1+1", "-1",
    "＝1", "＠x", "##[error]x", "::error::x", "a", " ", "\u00a0", "\u3000",
)  # fmt: skip
TEXT = st.one_of(st.lists(st.sampled_from(PIECES), max_size=10).map("".join), st.text(max_size=40))
# What GitHub and GitLab look for in the text of finished HTML, outside code.
FORGE = {
    "mention": re.compile(r"(?:^|\W)@[a-z0-9]", re.IGNORECASE),
    "issue": re.compile(r"(?:^|\W|\w/[\w.-]+)#\d|\bGH-\d", re.IGNORECASE),
    "address": re.compile(r"(?:https?|ftp)://|(?:^|[\s*_~(])www\.|mailto:|xmpp:", re.IGNORECASE),
    "e-mail": re.compile(r"[\w.+-]+@[\w-]+\.\w"),
    "shortcode": re.compile(r":[a-z0-9_+-]+:", re.IGNORECASE),
    "formula": re.compile(r"\$"),
}


def nodes(tokens: list[Token]) -> list[Token]:
    """The inline nodes of a document."""
    return [child for token in tokens for child in token.children or ()]


def foreign(found: list[Token]) -> list[str]:
    """What is neither text nor code, and what a forge would make of the text."""
    told = [token.type for token in found if token.type not in {"text", "code_inline"}]
    texts = [token.content for token in found if token.type == "text"]
    return told + [name for name, pattern in FORGE.items() if any(map(pattern.search, texts))]


def read(found: list[Token]) -> str:
    """What a person reads."""
    return "".join(token.content for token in found)


@given(TEXT)
@example(HOSTILE)
def test_a_paragraph_of_markdown_is_text_and_reads_the_same(text: str) -> None:
    tokens = READER.parse(escape.markdown(text))
    wanted = escape.terminal(text).strip()

    assert [token.type for token in tokens] == (
        ["paragraph_open", "inline", "paragraph_close"] if wanted else []
    )
    assert foreign(nodes(tokens)) == []
    assert read(nodes(tokens)) == wanted


@given(
    st.lists(
        st.one_of(TEXT.map(lambda text: (text, False)), TEXT.map(lambda text: (text, True))),
        min_size=2,
        max_size=4,
    )
)
@example([(HOSTILE, False), (HOSTILE, True)])
def test_a_row_of_a_table_keeps_its_cells(cells: list[tuple[str, bool]]) -> None:
    row = escape.markdown_row(
        *(escape.markdown_code(text) if code else escape.markdown(text) for text, code in cells)
    )
    head = escape.markdown_row(*("h" for _ in cells))
    tokens = READER.parse(f"{head}\n{escape.markdown_row(*('---' for _ in cells))}\n{row}\n\nafter\n")
    body = tokens[[token.type for token in tokens].index("tbody_open") :]
    found = [token.children or [] for token in body if token.type == "inline"][: len(cells)]

    assert [token.type for token in body].count("td_open") == len(cells)
    assert [foreign(cell) for cell in found] == [[] for _ in cells]
    assert [read(cell).strip() for cell in found] == [escape.terminal(text).strip() for text, _ in cells]


@given(TEXT)
@example(HOSTILE)
def test_code_is_one_span_and_reads_the_same(text: str) -> None:
    found = [
        token for token in nodes(READER.parse(f"a {escape.markdown_code(text)} b")) if token.type != "text"
    ]

    assert [(token.type, token.content) for token in found] == (
        [("code_inline", escape.terminal(text))] if text else []
    )


@given(TEXT)
@example(HOSTILE)
@example(" ::debug::x")
def test_a_code_block_holds_its_one_line(text: str) -> None:
    """As it is, but that no runner takes it for a command."""
    tokens = READER.parse(f"{escape.markdown_block(text)}\n\nafter\n")
    shown = escape.terminal(text)
    is_command = shown.lstrip().startswith("::")

    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert tokens[0].content == (f": {shown.lstrip()}\n" if is_command else f"{shown}\n")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("add one line to the description", "add one line to the description"),
        ('"Context7: /vercel/next.js@v15": no', '"Context7: `/vercel/next.js@v15`": no'),
        ("ask @dana (see #4).", "ask `@dana` (see `#4`)."),
        ("1. no list", "1\\. no list"),
        ("work_weeks", "work\\_weeks"),
    ],
)
def test_plain_words_stay_readable(text: str, shown: str) -> None:
    assert escape.markdown(text) == shown


@given(TEXT)
@example(HOSTILE)
def test_xml_reads_back_the_same(text: str) -> None:
    document = f'<a b="{escape.xml(text)}">{escape.xml(text)}</a>'
    shown = escape.terminal(text).replace("\ufffe", "\\u{fffe}").replace("\uffff", "\\u{ffff}")
    root = ET.fromstring(document.encode())  # noqa: S314  our own document

    assert (root.text or "", root.get("b")) == (shown, shown)
    assert "##[" not in document


@given(st.lists(TEXT, min_size=1, max_size=4))
@example([HOSTILE])
def test_csv_reads_back_the_same_and_is_no_formula(cells: list[str]) -> None:
    """T74."""
    [row] = csv.reader(io.StringIO(escape.csv_row(*cells)))

    assert [cell.removeprefix("'") for cell in row] == [
        escape.terminal(text).removeprefix("'") for text in cells
    ]
    assert not [cell for cell in row if cell.lstrip().lstrip('"').startswith(tuple("=+-@＝＋－＠"))]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠", " =", '"='])
def test_csv_marks_what_a_spreadsheet_would_run(start: str) -> None:
    assert escape.csv_row(f"{start}1").startswith("\"'")


@given(TEXT)
@example(HOSTILE)
def test_a_sarif_message_has_no_placeholder_and_no_link(text: str) -> None:
    message = escape.sarif_text(text)

    assert re.search(r"\{\d+\}", message.replace("{{", "").replace("}}", "")) is None
    assert "](" not in message
    assert message.replace("{{", "{").replace("}}", "}") == escape.terminal(text).replace("](", "] (")


@given(st.binary(min_size=1, max_size=20).filter(lambda data: not data.startswith(b"/")))
def test_a_path_is_a_relative_reference_of_its_own_bytes(data: bytes) -> None:
    uri = escape.relative_uri(data.decode("utf-8", "surrogateescape"))

    assert unquote_to_bytes(uri) == data
    assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)


def test_an_absolute_path_is_a_file_uri() -> None:
    assert escape.relative_uri("/a b/c.yaml") == "file:///a%20b/c.yaml"
