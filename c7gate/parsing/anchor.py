"""How prose names the practice. What a sentence says about it is for `prose.py`, which takes longer to load."""

from __future__ import annotations

import re

from c7gate.parsing.rare import Rare

ANCHOR = Rare(
    r"(?<![\w@.-])(?:(?<!/)|(?<=docs/)|(?<=search/)|(?<= /))context7(?!-mcp|\.json|\.com|\.md|\w|/README)"
    r"|(?<![\w@/.-])ctx7(?!-\d|\w|\.json)",
    re.IGNORECASE,
)
"""The practice's name in prose: not a package, a file, a tool's identifier or a ticket."""

LOOSE_ANCHOR = Rare(r"context[-_]?7|(?-i:Context 7)|ctx7|use library /", re.IGNORECASE)
"""Anything that talks about the product, for mentions. `context 7 lines above` does not."""

TELLING = re.compile(r"7|use library /", re.IGNORECASE)
"""What every line holds in which any of these, or a trailer's key, occurs."""
