from __future__ import annotations

import pytest

from c7gate.model.reference import Drop
from c7gate.parsing.lines import Block, Box, comment_ranges
from c7gate.parsing.markdown import markdown_blocks


def visible(text: str) -> list[Block]:
    return [block for block in markdown_blocks(text) if block.drop is None]


def texts(block: Block) -> list[tuple[int, int, str]]:
    return [(line.number, line.column, line.text) for line in block.lines]


def test_lines_of_paragraphs_keep_their_place() -> None:
    (one, two) = visible("a\n  b\n\n1. c\n   d")
    assert texts(one) == [(1, 1, "a"), (2, 1, "  b")]
    assert texts(two) == [(4, 4, "c"), (5, 4, "d")]


def test_a_task_holds_its_children_but_no_other_task() -> None:
    inner, outer = visible("- [x] a\n  - b\n  - [ ] c\n\n    d\n")
    assert (inner.box, [line.text for line in inner.lines]) == (Box.OPEN, ["[ ] c", "d"])
    assert (outer.box, [line.text for line in outer.lines]) == (Box.TICKED, ["[x] a", "b"])


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("- [x] a", Box.TICKED),
        ("* [X] a", Box.TICKED),
        ("1. [x] a", Box.TICKED),
        ("- [ ] a", Box.OPEN),
        ("- ☐ a", Box.OPEN),
        ("- [x]a", Box.NONE),
        ("[x] a", Box.NONE),
    ],
)
def test_boxes(text: str, box: Box) -> None:
    assert [block.box for block in visible(text)] == [box]


def test_a_ticked_task_under_an_open_one_is_open() -> None:
    assert {block.box for block in visible("- [ ] a\n  - [x] b")} == {Box.OPEN}


@pytest.mark.parametrize(
    "heading", ["# Context7", "###### **context7**:", "Context7\n---", "## `Context7` ##"]
)
def test_a_section_begins(heading: str) -> None:
    assert [block.section for block in visible(f"before\n\n{heading}\n\nx")] == [False, True]


@pytest.mark.parametrize(
    "heading", ["## Context7 server", "## About Context7", "    # Context7", "**Context7**"]
)
def test_no_section_begins(heading: str) -> None:
    assert not any(block.section for block in visible(f"{heading}\n\nx"))


def test_a_section_ends_at_a_heading_of_its_level_or_above() -> None:
    blocks = visible("## Context7\n\na\n\n### b\n\nc\n\n## d\n\ne")
    assert [(block.lines[0].text, block.section) for block in blocks] == [
        ("a", True),
        ("b", False),
        ("c", True),
        ("d", False),
        ("e", False),
    ]


def test_rows_of_a_table() -> None:
    rows = [block for block in visible("## Context7\n\n| a | b |\n|--|--|\n| c | d |\n") if block.row]
    assert [texts(row)[0] for row in rows] == [(3, 1, "| a | b |"), (5, 1, "| c | d |")]
    assert all(row.section for row in rows)


@pytest.mark.parametrize(
    ("text", "drop"),
    [
        ("```\nx\n```", Drop.CODE),
        ("```suggestion\nx\n```", Drop.CODE),
        ("- a\n\n  ```\n  x\n  ```", Drop.CODE),
        ("a\n\n    x", Drop.CODE),
        ("a `b\nx\nc`", Drop.CODE),
        ("> x", Drop.QUOTE),
        ("> a\nx", Drop.QUOTE),
        ("- > x", Drop.QUOTE),
        ("<!-- x -->", Drop.COMMENT),
        ("a <!--\nx\n-->", Drop.COMMENT),
        ("<!--\n\nx", Drop.COMMENT),
        ("<!-- a <!-- b -->\nx\n-->", Drop.COMMENT),
        ("<!-<!-- a -->-\nx\n-->", Drop.COMMENT),
        ("[//]: # (x)", Drop.COMMENT),
        ('[a]: /url "\nx\n"', Drop.COMMENT),
        ("~~a\nx\nb~~", Drop.STRUCK),
        ("<del>x</del>", Drop.STRUCK),
    ],
)
def test_hidden_text_says_why(text: str, drop: Drop) -> None:
    text = text.replace("x", "7")  # a line that holds none can tell nothing, and is passed over
    seen = [line.bare for block in visible(text) for line in block.lines]
    assert not any("7" in bare for bare in seen)
    assert any("7" in block.lines[0].text and block.drop == drop for block in markdown_blocks(text))


@pytest.mark.parametrize(
    "text",
    ["<details>\n<summary>a</summary>\n\nx\n\n</details>", "`<!--`\n\nx", "~~a~~\nx\n~~b~~", "`a\n\nx`"],
)
def test_visible_text_stays(text: str) -> None:
    assert any("x" in line.bare for block in visible(text) for line in block.lines)


def test_no_trailer_may_stand_in_a_heading_a_row_or_html() -> None:
    blocks = visible("# a\n\n| b |\n|--|\n\n<p>\nc\n</p>")
    assert [block.margin for block in blocks] == [None, None, None]


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("a<!--b-->c", [(1, 9)]),
        ("<!--a-->b-->", [(0, 8)]),
        ("<!--a<!--b-->c-->d", [(0, 17)]),
        ("<!-<!--a-->-b-->c", [(0, 16)]),
        ("<!--->a", [(0, 6)]),
        ("a<!--b", []),
        ("a-->b", []),
        ("<!--a<!--b-->c", [(0, 13)]),
    ],
)
def test_comments(text: str, ranges: list[tuple[int, int]]) -> None:
    assert comment_ranges(text) == ranges
