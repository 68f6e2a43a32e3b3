"""OpenPGP's armor: bytes as lines of text between two rulers (RFC 9580, 6.2)."""

from __future__ import annotations

import base64
import binascii

from c7gate.model.policy import OPENPGP_HEADER

_END = "-----END PGP PUBLIC KEY BLOCK-----"
_PUBLIC_KEY = 6
_PACKET, _NEW_FORMAT = 0x80, 0x40


def is_key_block(text: str) -> bool:
    """Whether the text is one armored block whose first packet is a public key. A secret key is none."""
    if not text.startswith(OPENPGP_HEADER) or not text.rstrip("\n").endswith(f"\n{_END}"):
        return False
    _, blank, body = text.removeprefix(OPENPGP_HEADER).partition("\n\n")
    if text.startswith(f"{OPENPGP_HEADER}\n"):  # without a header line of its own
        blank, body = "\n", text.removeprefix(f"{OPENPGP_HEADER}\n")
    lines = body.rstrip("\n").removesuffix(_END).split()
    data = [
        line for line in lines if not line.startswith("=")
    ]  # the checksum, which newer programs leave out
    try:
        first = base64.b64decode("".join(data), validate=True)[:1]
    except (binascii.Error, ValueError):
        return False
    return bool(blank and first) and _tag(first[0]) == _PUBLIC_KEY


def _tag(byte: int) -> int:
    """What kind of packet begins with this byte, or 0."""
    if not byte & _PACKET:
        return 0
    return byte & 0x3F if byte & _NEW_FORMAT else (byte & 0x3C) >> 2
