"""Lines that were meant to be a trailer and are none: a slip in the key, its punctuation or its place."""

from __future__ import annotations

import re
from collections.abc import Collection

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.reference import Drop, TextVerdict
from c7gate.parsing.lookalike import skeleton
from c7gate.parsing.rare import Rare
from c7gate.parsing.reference import KEY, parse_value
from c7gate.parsing.trailer import trailer_line, waiver_line

_WORD = "context7"
_WINDOW = 300
_NEAR = Rare(
    r"(?P<lead>[ \t]*+(?:[-+*•] +)?[*_`\"]{0,3})(?P<key>[A-Za-z]{4,9}[-_ ]?7)(?P<more>s|[-_][A-Za-z-]+)?"
    r"(?:[*_`\"]{0,3}+(?:[ \t]*+[:=–—-]++[*_`\"]{0,3}+[ \t]*+|[ \t]++))(?=[`<]?(?:/|https?://|none[ \t]*\())"  # noqa: RUF001  dashes people write
)


class NearMiss(NamedTuple):
    """What is wrong with a line that was meant to be a trailer, and the line to write instead."""

    drop: Drop
    because: str
    suggestion: str
    ids: tuple[str, ...] = ()


def near_miss(text: str, bare: str, placeholders: Collection[str]) -> NearMiss | None:
    """Whether a visible line without a trailer was meant to be one. `bare` is the line without code spans."""
    looks = skeleton(text)
    if looks != text and KEY.match(looks.lstrip(" ")):
        value = parse_value(looks.partition(":")[2], placeholders)
        ready = (
            trailer_line(", ".join(ref.id for ref in value.refs), value.note)
            if value.refs
            else value.suggestion
        )
        return NearMiss(Drop.INVISIBLE, "the key holds invisible or look-alike characters", ready)
    match = _NEAR.match(text)
    if match is None or not bare[match.start("key")].strip() or not _is_slip(match["key"]):
        return None
    value = parse_value(text[match.end() :].replace("**", ""), placeholders)
    if value.reason:
        return NearMiss(Drop.NEAR_MISS, _why(match), waiver_line(value.reason))
    from c7gate.parsing.prose import judge

    if (
        not value.refs
        or judge("Context7 " + text[match.end("key") :][:_WINDOW], with_id=True) is not TextVerdict.CLAIM
    ):
        return None
    ids = tuple(ref.id for ref in value.refs)
    return NearMiss(Drop.NEAR_MISS, _why(match), trailer_line(", ".join(ids), value.note), ids)


def _is_slip(key: str) -> bool:
    """Whether a key is `Context7` up to one letter wrong, missing, doubled or swapped."""
    word = re.sub(r"[-_ ]", "", key).lower()
    if word == _WORD:
        return True
    start = next(
        (at for at, (left, right) in enumerate(zip(word, _WORD, strict=False)) if left != right), len(word)
    )
    left, right = word[start:], _WORD[start:]
    return (
        left[1:] == right[1:] or left[1:] == right or left == right[1:] or (left[1::-1] + left[2:] == right)
    )


def _why(match: re.Match[str]) -> str:
    if match["key"].lower() != _WORD or match["more"]:
        return f"the key is written `Context7`, not `{match['key']}{match['more'] or ''}`"
    if match["lead"]:
        return "a trailer stands at the start of its line, without bullet, indentation or emphasis"
    return "a colon follows the key: `Context7: /owner/name`"
