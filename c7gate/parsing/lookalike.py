"""What a text looks like to a person: invisible characters gone, look-alike letters made plain."""

from __future__ import annotations

import unicodedata

# Letters and signs of other scripts that are drawn like those of a key or an id. NFKD undoes the rest
# (full-width and mathematical letters, accents).
_CONFUSABLE = str.maketrans(
    "аАВеЕЅѕіІјЈкКМНоОрРсСТтуУхХһԁԛѡѵαΑΒεΕΖΗιΙκΚΜΝνοΟρΡτΤυΥχΧ∶ː։꞉∕⁄⧸╱‐‑‒–−",  # noqa: RUF001  look-alikes on purpose
    "aABeESsiIjJkKMHoOpPcCTtyYxXhdqwvaABeEZHiIkKMNvoOpPtTuYxX::::////-----",
)
_UNSEEN = frozenset({"Cf", "Cc", "Mn", "Me", "Cs", "Cn"})


def skeleton(text: str) -> str:
    """`text` as it looks: for comparing only. Spaces of every width become plain ones; newlines stay."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text).translate(_CONFUSABLE)
    return "".join(
        char if char.isascii() else " " if char.isspace() else char
        for char in plain
        if char.isascii() or unicodedata.category(char) not in _UNSEEN
    )
