"""A trailer in the very form c7gate suggests, in a message where nothing could hide it.

Most messages that answer are of this kind: a person who commits need not wait for the grammar to be loaded, and
of a hundred thousand commits few are read line by line. Whatever else a message holds is left to `read_text`: this
is no second reading, only a first one that may not know.
"""

from __future__ import annotations

import re
from functools import lru_cache

from c7gate.parsing.rare import Rare
from c7gate.parsing.trailer import DEFAULT_PLACEHOLDERS
from c7gate.parsing.worth import WORTH

_LIMIT = 1 << 16
_SEGMENT = r"[A-Za-z0-9_]{1,99}+(?:[.-][A-Za-z0-9_]++){0,9}+"
_TRAILER = Rare(
    rf"^Context7: (?:(?P<id>/{_SEGMENT}/{_SEGMENT})(?: [A-Za-z0-9][^`\n]*)?|none \([A-Za-z0-9][^()`\n]*\))$(?!\n[ \t])",
    re.MULTILINE,
)
_ANY_TRAILER = re.compile(r"Context7:(?<![^\n]Context7:)(?P<value> [^`\n]*)$(?!\n[ \t])", re.MULTILINE)
"""The word comes before the look at what it begins, so that it is searched for as fast as memory is read."""

_UNDOES = re.compile(r"\n*(?:re(?:vert|apply)|\* )", re.IGNORECASE)


def answers_plainly(message: str) -> bool:
    """Whether a commit message answers beyond doubt; False says nothing.

    True means that `read_text` in the channel of commits gives it the verdict `reference` or `waived`.
    """
    if len(message) > _LIMIT or _may_hide(message):
        return False
    for trailer in _TRAILER.finditer(message):
        name = trailer["id"]
        if name is None:
            return message.isascii() and len(WORTH.findall(message)) == 1  # a claim beside it is stronger
        if name.lower() not in DEFAULT_PLACEHOLDERS:
            return True
    return False


def _may_hide(message: str) -> bool:
    """Whether something in a message may hide a line of it, or make it a revert.

    Fences, comments, scissors and chunks of a squash can hide a line that stands elsewhere.
    """
    return (
        "```" in message
        or "~~~" in message
        or "<!--" in message
        or ">8" in message
        or "\r" in message
        or "\n* " in message
        or _UNDOES.match(message) is not None
    )


def plain_topics(message: str, placeholders: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """The (library, topic) of each reference in a commit message that holds plain trailers alone; empty says nothing.

    `placeholders` are in lower case. What is given is what the references of `read_text` say, in the channel of
    commits: whatever could be a reference holds the practice's name, and that stands in trailers which nothing hides.
    """
    if len(message) > _LIMIT or _may_hide(message):
        return ()
    values = _ANY_TRAILER.findall(message)
    if message.lower().count("context7") != len(values):
        return ()
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for value in values:
        named = _named(value, placeholders)
        if not named:
            return ()
        for key, topic in named:
            found.setdefault(key, topic)
    return tuple(found.values())


@lru_cache(maxsize=4096)
def _named(value: str, placeholders: frozenset[str]) -> tuple[tuple[tuple[str, str], tuple[str, str]], ...]:
    """Of a trailer's value the (id, topic) that make a reference one of its own, with its (library, topic)."""
    from c7gate.parsing.reference import parse_value, split_version

    read = parse_value(value.rstrip("\\"), placeholders)
    if read.drop is not None or read.reason:
        return ()
    topics = ((ref.id, ref.topic or read.note) for ref in read.refs)
    return tuple(((name.lower(), topic.lower()), (split_version(name)[0], topic)) for name, topic in topics)
