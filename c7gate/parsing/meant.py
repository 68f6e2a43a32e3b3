"""What somebody meant who wrote something else: the nearest word, the same word in the right letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_LONGEST = 60
_SURE = 0.8
_MOST_ODD = 3
# Letters of other scripts that look like ASCII in most fonts; what NFKD folds needs no entry.
_LOOK_ALIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0458\u0501\u051b\u03bf\u03b1\u03c1\u0131\u2010\u2011\u2012\u2013\u2014\u2212",
    "aeopcyxisjdqoapi------",
)


def nearest(word: str, words: Iterable[str]) -> str:
    """`did you mean "…"?` with the word that looks most like it, or nothing."""
    from difflib import get_close_matches

    known = tuple(words)
    close = [same for same in known if folded(same) == folded(word)]
    for spelt in (word[:_LONGEST], word[:_LONGEST].lower()):
        close = close or get_close_matches(spelt, known, n=1)
    return f'did you mean "{close[0]}"?' if close else ""


def obvious(word: str, words: Iterable[str]) -> str:
    """The one word that was plainly meant, or empty: but for case, dashes and look-alikes it, or alone near it."""
    from difflib import get_close_matches

    known = tuple(words)
    same = [each for each in known if folded(each) == folded(word)]
    near = same or get_close_matches(word[:_LONGEST], known, n=2, cutoff=_SURE)
    return near[0] if len(near) == 1 else ""


def folded(word: str) -> str:
    """A word without what people mix up: case, accents, look-alike letters, and how its parts are joined."""
    plain = unicodedata.normalize("NFKD", word.strip()).translate(_LOOK_ALIKE)
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[\s_.-]+", "", letters).lower()


def respelt(text: str) -> Iterator[str]:
    """The ways a text may have been meant where only its form is wrong, the likeliest first."""
    if "\n" in text:
        return
    plain = unicodedata.normalize("NFKD", text).translate(_LOOK_ALIKE)
    plain = "".join(char for char in plain if not unicodedata.combining(char)).strip(
        " \"'\u201c\u201d\u2018\u2019"
    )
    yield plain
    yield plain.lower()
    yield re.sub(r"[\s_]+", "-", plain.lower())
    yield f"/{plain}"


def odd_characters(text: str) -> str:
    """`, with U+0430 (CYRILLIC SMALL LETTER A) in it` for what nobody can tell by looking; empty for plain ASCII."""
    odd = list(dict.fromkeys(char for char in text if not char.isascii()))
    if not odd:
        return ""
    names = [f"U+{ord(char):04X} ({unicodedata.name(char, 'no name')})" for char in odd[:_MOST_ODD]]
    return f", with {', '.join(names)}{' and others' if len(odd) > _MOST_ODD else ''} in it"
