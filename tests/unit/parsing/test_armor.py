"""What is an OpenPGP public key block, and what only looks like one."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.parsing.armor import is_key_block

BEGIN, END = "-----BEGIN PGP PUBLIC KEY BLOCK-----", "-----END PGP PUBLIC KEY BLOCK-----"


def block(first: int, *, header: str = "", checksum: str = "=abcd\n") -> str:
    """A block whose first packet begins with this byte."""
    data = base64.encodebytes(bytes([first]) + b"key" * 40).decode()
    return f"{BEGIN}\n{header}\n{data}{checksum}{END}\n"


@pytest.mark.parametrize("first", [0x98, 0x99, 0xC6])
@pytest.mark.parametrize("header", ["", "Comment: laptop\n", "Version: GnuPG\nComment: a\n"])
@pytest.mark.parametrize("checksum", ["", "=abcd\n"])
def test_a_public_key_in_the_old_and_the_new_format(first: int, header: str, checksum: str) -> None:
    assert is_key_block(block(first, header=header, checksum=checksum))
    assert is_key_block(block(first, header=header, checksum=checksum).rstrip("\n"))


@pytest.mark.parametrize(
    "text",
    [
        block(0x95),  # a secret key
        block(0x88),  # a signature
        block(0x18),  # no packet
        block(0x98).replace("PUBLIC", "PRIVATE"),
        block(0x98).replace(END, ""),
        block(0x98).replace("tleW", "t.eW"),
        f"{BEGIN}\n\n{END}\n",
        f"{BEGIN}\n{END}\n",
        f" {block(0x98)}",
        f"{block(0x98)}ssh-ed25519 AAAA",
        "",
    ],
)
def test_anything_else(text: str) -> None:
    assert not is_key_block(text)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert not is_key_block(text)
    assert is_key_block(f"{BEGIN}\n{text}\n{END}\n") in (True, False)
