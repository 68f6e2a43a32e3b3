from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.reference import Channel, TextReading
from c7gate.parsing.text import read_text
from c7gate.parsing.worth import is_worth_reading

WORDS = st.sampled_from(["Context7", "Context 7", "ctx7", "/websockets/ws", ":", "none (why)", "use library ", "| `/a/b`", "\n", " ", "С"])  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS | st.text(max_size=4), max_size=8).map("".join))
def test_what_is_not_worth_reading_says_nothing(text: str) -> None:
    if not is_worth_reading(text):
        assert all(read_text(text, channel) == TextReading() for channel in Channel)


def test_look_alike_letters_are_worth_a_look() -> None:
    assert is_worth_reading("Сontext7: /a/b")
    assert not is_worth_reading("Überarbeitet, siehe #1742")
