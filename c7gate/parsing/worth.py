"""Whether a text is worth reading for references at all: the cheap question before the grammar is even loaded."""

from __future__ import annotations

import re

WORTH = re.compile(r"c[a-z]{3,7}[-_ ]?7|ctx7|use library /|\| *`/", re.IGNORECASE)
"""What every text holds that says anything about a look-up, seen as `lookalike.skeleton` shows it."""


def is_worth_reading(text: str) -> bool:
    """Whether `read_text` could find anything in `text`; of any other it gives the empty reading."""
    if not text.isascii():
        from c7gate.parsing.lookalike import skeleton

        text = skeleton(text)
    return WORTH.search(text) is not None
