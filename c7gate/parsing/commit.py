"""The raw bytes of a commit object as a `Commit`.

The shape is the one `git fsck` demands: one tree, the parents, one author, one committer, in this order
(T59). What is not so becomes words in `defects`; nothing here raises, whatever the bytes.
"""

from __future__ import annotations

import re
from functools import lru_cache

from c7gate.model.commit import Commit, Stamp

MESSAGE_LIMIT = 64 * 1024
"""Bytes of a message that are read (T61)."""

LATEST_SECONDS = 253_402_214_399
"""The last date that stays a date in every zone: 9999-12-30T23:59:59Z, in seconds since 1970."""

_USUAL = re.compile(
    rb"tree (?P<tree>[0-9a-f]{40}(?:[0-9a-f]{24})?)\n"
    rb"(?P<parents>(?:parent [0-9a-f]{40}(?:[0-9a-f]{24})?\n)*+)"
    rb"author (?P<author>[^<>\n\0]*) <(?P<email>[^<>\n\0]*+)> (?P<written>0|[1-9][0-9]{0,10}) (?P<here>[+-][0-9]{4})\n"
    rb"committer (?P<committer>[^<>\n\0]*) <(?P<by>[^<>\n\0]*+)> (?P<made>0|[1-9][0-9]{0,10}) (?P<there>[+-][0-9]{4})\n"
    rb"(?P<signature>gpgsig(?:-sha256)? [^\n\0]*+\n(?: [^\n\0]*+\n)*+)?\n"
)
"""The header of nearly every commit: what git itself writes, signed or not, and nothing else."""


def parse_commit(oid: str, raw: bytes) -> Commit:
    """Read one commit object: `raw` is its content without git's own `commit <size>` prefix.

    Of a message over `MESSAGE_LIMIT` bytes only the beginning is kept, and `oversized` says so (T61).
    Text is decoded by the `encoding` header, else as UTF-8, with surrogate escapes (T60).
    """
    return _usual(oid, raw) or _read_thoroughly(oid, raw)


def glance(raw: bytes) -> tuple[str, int | None]:
    """The tree and the committer's time in seconds (None where it cannot be read), as `parse_commit` gives them."""
    header = _USUAL.match(raw)
    if header and _minutes(header["there"]) is not None:
        return header["tree"].decode(), int(header["made"])
    commit = _read_thoroughly("", raw)
    return commit.tree, commit.committer.seconds if commit.committer else None


def _read_thoroughly(oid: str, raw: bytes) -> Commit:
    from c7gate.parsing.commit_lines import read_thoroughly  # few commits ask for it

    return read_thoroughly(oid, raw)


def _usual(oid: str, raw: bytes) -> Commit | None:
    """A commit as git writes it, in a tenth of the time; None for one that needs a closer look."""
    header = _USUAL.match(raw)
    if header is None or raw.find(b"\0", header.end()) >= 0:
        return None
    tree, parents, name, email, date, zone, by, address, made, there, signature = header.groups()
    author = _usual_stamp(name, email, date, zone)
    is_same = (name, email, date, zone) == (by, address, made, there)
    committer = author if is_same else _usual_stamp(by, address, made, there)
    if author is None or committer is None:
        return None  # whatever is wrong with it, the closer look finds the words
    body = raw[header.end() :]
    return Commit(
        oid,
        tree.decode(),
        tuple(parents.decode().split()[1::2]),
        author,
        committer,
        body[:MESSAGE_LIMIT].decode("utf-8", "surrogateescape"),
        signature is not None,
        len(body) > MESSAGE_LIMIT,
    )


def _usual_stamp(name: bytes, email: bytes, date: bytes, zone: bytes) -> Stamp | None:
    minutes = _minutes(zone)
    if minutes is None:
        return None
    return Stamp(
        name.decode("utf-8", "surrogateescape"), email.decode("utf-8", "surrogateescape"), int(date), minutes
    )


def signature_of(raw: bytes) -> tuple[bytes, bytes] | None:
    """The signed payload and the signature of a commit object, or None unless it has exactly one signature.

    The payload is the object without any `gpgsig…` header, as git signs it; the signature is unfolded. The
    header that counts is `gpgsig`, in a repository of SHA-256 ids `gpgsig-sha256`.
    """
    wanted = b"gpgsig" if len(raw.partition(b"\n")[0]) == len("tree ") + 40 else b"gpgsig-sha256"
    header, blank, body = raw.partition(b"\n\n")
    payload: list[bytes] = []
    signatures: list[list[bytes]] = []
    inside: list[bytes] | None = None
    for line in header.split(b"\n"):
        word, _, value = line.partition(b" ")
        if word.startswith(b"gpgsig"):
            inside = [value]
            if word == wanted:
                signatures.append(inside)
        elif line.startswith(b" ") and inside is not None:
            inside.append(line[1:])
        else:
            inside = None
            payload.append(line)
    if len(signatures) != 1:
        return None
    return b"\n".join(payload) + blank + body, b"\n".join(signatures[0]) + b"\n"


@lru_cache(maxsize=256)
def _minutes(zone: bytes) -> int | None:
    return offset_minutes(zone.decode())


def offset_minutes(text: str) -> int | None:
    """An offset such as `-0730` in minutes, or None if it is beyond ±1400 or has over 59 minutes."""
    sign, digits = text[:1], text[1:]
    if sign not in ("+", "-") or len(digits) != 4 or not (digits.isascii() and digits.isdigit()):  # noqa: PLR2004  ±HHMM
        return None
    hours, minutes = int(digits[:2]), int(digits[2:])
    total = 60 * hours + minutes
    if minutes >= 60 or total > 14 * 60:  # noqa: PLR2004  minutes of an hour
        return None
    return -total if sign == "-" else total
