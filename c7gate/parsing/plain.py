"""A trailer in the very form c7gate suggests, in a message where nothing could hide it.

Most messages that answer are of this kind, and a person who commits need not wait for the grammar to be loaded.
Whatever else a message holds is left to `read_text`: this is no second reading, only a first one that may not know.
"""

from __future__ import annotations

import re

from c7gate.parsing.trailer import DEFAULT_PLACEHOLDERS
from c7gate.parsing.worth import WORTH

_LIMIT = 1 << 16
_SEGMENT = r"[A-Za-z0-9_]{1,99}+(?:[.-][A-Za-z0-9_]++){0,9}+"
_TRAILER = re.compile(
    rf"^Context7: (?:(?P<id>/{_SEGMENT}/{_SEGMENT})(?: [A-Za-z0-9][^`\n]*)?|none \([A-Za-z0-9][^()`\n]*\))$(?!\n[ \t])",
    re.MULTILINE,
)
_HIDES = re.compile(r"```|~~~|<!--|>8|\r|^\* |\A\n*re(?:vert|apply)", re.MULTILINE | re.IGNORECASE)
"""What can hide a line that stands elsewhere: fences, comments, scissors, chunks of a squash, a revert."""


def answers_plainly(message: str) -> bool:
    """Whether a commit message answers beyond doubt; False says nothing.

    True means that `read_text` in the channel of commits gives it the verdict `reference` or `waived`.
    """
    if len(message) > _LIMIT or _HIDES.search(message):
        return False
    for trailer in _TRAILER.finditer(message):
        name = trailer["id"]
        if name is None:
            return message.isascii() and len(WORTH.findall(message)) == 1  # a claim beside it is stronger
        if name.lower() not in DEFAULT_PLACEHOLDERS:
            return True
    return False
