"""Reading takes time in proportion to the text, in every channel, whatever the text."""

from __future__ import annotations

import gc
import time

import pytest

from c7gate.model.reference import Channel
from c7gate.parsing.text import LIMIT, read_text

UNITS = [
    "<!--",
    "<!-- x -->",
    "`",
    "Context7 ",
    "Context7 /a/b. ",
    "x verified via Context7. ",
    "verified via ",
    "/a",
    "~~",
    " ",
    "Context7:\n ",
    "Context7: /a/b\n",
    '* Revert "x"\n',
    "- [",
    '"Context7 ',
    "(Context7, ",
]
SIZE = 24_000


def _seconds(text: str, channel: Channel) -> float:
    """The best of five: what else the machine does only ever adds."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        read_text(text, channel)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("channel", [Channel.COMMIT, Channel.PR])
def test_twice_the_text_takes_twice_the_time(unit: str, channel: Channel) -> None:
    assert LIMIT[channel] > 2 * SIZE
    once, twice = ("Context7\n\n" + unit * (size // len(unit)) for size in (SIZE, 2 * SIZE))
    gc.disable()
    try:
        # A millisecond of grace: below it the clock, not the text, is measured.
        assert any(_seconds(twice, channel) <= 2.6 * _seconds(once, channel) + 0.001 for _ in range(3))
    finally:
        gc.enable()
