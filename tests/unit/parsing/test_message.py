from __future__ import annotations

import pytest

from c7gate.model.reference import Drop
from c7gate.parsing.message import is_revert, message_blocks


def visible(message: str) -> list[list[tuple[int, int, str]]]:
    return [
        [(line.number, line.column, line.text) for line in block.lines]
        for block in message_blocks(message)
        if block.drop is None
    ]


def hidden(message: str) -> list[tuple[Drop, int, str]]:
    return [
        (block.drop, line.number, line.text.strip())
        for block in message_blocks(message)
        if block.drop is not None
        for line in block.lines
    ]


def test_paragraphs_end_at_blank_lines() -> None:
    assert visible("a\nb\n \nc\n") == [[(1, 1, "a"), (2, 1, "b")], [(4, 1, "c")]]


def test_a_carriage_return_is_a_line_end_only_before_a_newline() -> None:
    assert visible("a\r\nb\rc") == [[(1, 1, "a"), (2, 1, "b\rc")]]


def test_chunks_of_a_squash_body_have_their_own_column_0() -> None:
    assert visible("s\n* one\n  two\n    three\n* four\nfive\n  six") == [
        [(1, 1, "s")],
        [(2, 3, "one"), (3, 3, "two"), (4, 3, "  three")],
        [(5, 3, "four"), (6, 1, "five"), (7, 1, "  six")],
    ]


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1e"])
def test_only_a_newline_ends_a_line(separator: str) -> None:
    assert visible(f"a{separator}b") == [[(1, 1, f"a{separator}b")]]


@pytest.mark.parametrize(
    ("message", "drop"),
    [
        ("s\n\n```\nx\n```\n", Drop.CODE),
        ("s\n\n~~~ text\nx\n", Drop.CODE),
        ("s\n\n````\n```\nx\n````\n", Drop.CODE),
        ("s\n\n    x\n", Drop.CODE),
        ("s\n\n\tx\n", Drop.CODE),
        ("s\n\n> x\n", Drop.QUOTE),
        ("s\n* a\n  > x\n", Drop.QUOTE),
        ("s\n\n# x\n", Drop.COMMENT),
        ("s\n\n<!-- x -->\n", Drop.COMMENT),
        ("s\n\n<!--\nx\n-->\n", Drop.COMMENT),
        ("s\n\n<!-- unclosed\nx\n", Drop.COMMENT),
        ("s\n\n<!-- a <!-- b -->\nx\n-->\n", Drop.COMMENT),
        ("s\n\n<!-<!-- a -->-\nx\n-->\n", Drop.COMMENT),
        ("s\n# ---- >8 ----\nx\n", Drop.COMMENT),
    ],
)
def test_hidden_lines_say_why(message: str, drop: Drop) -> None:
    message = message.replace("x", "7")  # a line that holds none can tell nothing, and is passed over
    assert not any(text.strip() == "7" for block in visible(message) for _, _, text in block)
    assert any(found == drop and "7" in text for found, _, text in hidden(message))


@pytest.mark.parametrize(
    "message",
    [
        "s\n\n```\ny\n```\nx\n",
        "s\n\n<!--\n```\n-->\n\nx\n",
        "s\n\n`<!--` opens a comment\n\nx\n",
        "s\n\na <!-- that never ends\n\nx\n",
        "s\n\n<!--> is a whole comment\n\nx\n",
        "s\n* a\n  ```\n  y\nx\n",
    ],
)
def test_what_follows_stays_visible(message: str) -> None:
    assert any(text == "x" for block in visible(message) for _, _, text in block)


def test_a_folded_line_is_no_code() -> None:
    assert visible("Key: a\n    b") == [[(1, 1, "Key: a"), (2, 1, "    b")]]


@pytest.mark.parametrize(
    "message",
    [
        'Revert "feat: x"\n\nThis reverts commit 0123456789abcdef.\n',
        'Reapply "feat: x"\n\nThis reverts commit 0123456789abcdef.\n',
        "revert(ws): x\n\nThis reverts commit 0123456.\n",
        'Revert "feat: x" (#13)\n\nReverts alice/project#12\n',
    ],
)
def test_reverts(message: str) -> None:
    assert is_revert(message)


@pytest.mark.parametrize(
    "message", ['Revert "x"', "Revert to the old parser\n\nbody", "fix: x\n\nThis reverts commit 0123456."]
)
def test_no_reverts(message: str) -> None:
    assert not is_revert(message)
