"""What is read without the grammar is read as the grammar reads it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.reference import Channel, TextVerdict
from c7gate.parsing.plain import answers_plainly, plain_topics
from c7gate.parsing.text import read_text
from c7gate.parsing.trailer import DEFAULT_PLACEHOLDERS

ANSWERS = {TextVerdict.REFERENCE, TextVerdict.WAIVED}
PIECES = [
    *("Context7: /websockets/ws", "Context7: /a/b.c reconnect after", "Context7: /org/project", "Context7: none (css)"),
    *("Context7: /a/b/llms.txt", "Context7: /a/b,", "Context7: /a/b none (x),", "Context7: /a/b, /c/d", ", /org/project"),
    *("Context7: none (no look-up, verified via Context7)", "Context7: none (-)", "Context7: none (<reason>)"),
    *("Verified via Context7", "not checked against Context7", "context7: /c/d", "none (x),", "Context-7: /a/b"),
    *("Use ctx7", "Соntext7: /a/b", "\u2028", "\x0b", "\x85", "é", "`", "``", "```", "~~~", "<!--", "-->", "~~"),
    *("# comment", "# ------------------------ >8 ------------------------", "> quoted", "- item", "* chunk", "  folded"),
    *('Revert "x"', "This reverts commit 0123456789.", "---------", "\tcode", "    code", "\\", "\r", " ", "Words", "x: y"),
]  # fmt: skip


@pytest.mark.parametrize(
    "message",
    [
        "Open a socket\n\nContext7: /websockets/ws\n",
        "Open `ws`\n\n- one, with `code`\n- two\n\nContext7: /websockets/ws reconnect after failover\nSigned-off-by: alice\n",
        "Rename\n\nContext7: none (renames only)\n",
        "Größe\n\nContext7: /org/project\nContext7: /vercel/next.js routing\n",
    ],
)
def test_the_suggested_forms_need_no_grammar(message: str) -> None:
    assert answers_plainly(message)
    assert read_text(message, Channel.COMMIT).verdict in ANSWERS


@pytest.mark.parametrize(
    "message",
    [
        "```\nContext7: /a/b\n```\n",
        "<!--\nContext7: /a/b\n-->\n",
        'Revert "x"\n\nThis reverts commit 0123456789.\n\nContext7: /a/b\n',
        '* Revert "x"\n\nThis reverts commit 0123456789.\n\nContext7: /a/b\n',
        "Context7: /org/project\n",
        "Context7: /a/b\n , /org/project\n",
        "Context7: none (css)\n\nVerified via Context7.\n",
        "x\n# ------------------------ >8 ------------------------\nContext7: /a/b\n",
    ],
)
def test_what_may_be_hidden_or_be_more_is_left_to_the_grammar(message: str) -> None:
    assert not answers_plainly(message)


@settings(max_examples=1500, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n", "\n", "\n", "\n\n", " ", ""])), max_size=7
    )
)
def test_an_answer_is_one_for_the_grammar_too(pieces: list[tuple[str, str]]) -> None:
    message = "".join(piece + end for piece, end in pieces)
    if answers_plainly(message):
        assert read_text(message, Channel.COMMIT).verdict in ANSWERS


def topics_by_grammar(message: str) -> tuple[tuple[str, str], ...]:
    reading = read_text(message, Channel.COMMIT)
    return tuple((reference.library, reference.topic) for reference in reading.references)


@pytest.mark.parametrize(
    "message",
    [
        "Open a socket\n\nContext7: /websockets/ws\n",
        "Größe\n\nContext7: /vercel/next.js/v15 routing\nContext7: /a/b, /c/d both\nSigned-off-by: alice\n",
        "x\n\nContext7: /a/b one\nContext7: /A/B One\nContext7: /a/b two\\\n",
    ],
)
def test_plain_trailers_are_read_without_the_structure(message: str) -> None:
    assert plain_topics(message, frozenset(DEFAULT_PLACEHOLDERS)) == topics_by_grammar(message) != ()


@settings(max_examples=3000, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*PIECES, "Context7: /a/b", "Context7: /x/y \\"]),
            st.sampled_from(["\n", "\n", "\n", "\n\n", " ", ""]),
        ),
        max_size=7,
    )
)
def test_topics_are_those_of_the_grammar(pieces: list[tuple[str, str]]) -> None:
    message = "".join(piece + end for piece, end in pieces)
    found = plain_topics(message, frozenset(DEFAULT_PLACEHOLDERS))
    assert not found or found == topics_by_grammar(message)
