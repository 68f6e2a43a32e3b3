"""The raw bytes of a commit object as a `Commit`.

The shape is the one `git fsck` demands: one tree, the parents, one author, one committer, in this order
(T59). What is not so becomes words in `defects`; nothing here raises, whatever the bytes.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from c7gate.model.commit import Commit, Stamp

MESSAGE_LIMIT = 64 * 1024
"""Bytes of a message that are read (T61)."""

LATEST_SECONDS = 253_402_214_399
"""The last date that stays a date in every zone: 9999-12-30T23:59:59Z, in seconds since 1970."""

_OBJECT_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_IDENTITY = re.compile(rb"(?P<name>[^<>\n\0]*) <(?P<email>[^<>\n\0]*)> (?P<date>\S+) (?P<zone>\S+)")
_DATE = re.compile(r"0|[1-9][0-9]*")
_ZONE = re.compile(r"([+-])([0-9]{2})([0-9]{2})")
_ONCE = (b"tree", b"parent", b"author", b"committer")
_USUAL = re.compile(
    rb"tree (?P<tree>[0-9a-f]{40}(?:[0-9a-f]{24})?)\n"
    rb"(?P<parents>(?:parent [0-9a-f]{40}(?:[0-9a-f]{24})?\n)*+)"
    rb"author (?P<author>[^<>\n\0]*) <(?P<email>[^<>\n\0]*+)> (?P<written>[0-9]{1,11}) (?P<here>[+-][0-9]{4})\n"
    rb"committer (?P<committer>[^<>\n\0]*) <(?P<by>[^<>\n\0]*+)> (?P<made>[0-9]{1,11}) (?P<there>[+-][0-9]{4})\n"
    rb"(?P<signature>gpgsig(?:-sha256)? [^\n\0]*+\n(?: [^\n\0]*+\n)*+)?\n"
)
"""The header of nearly every commit: what git itself writes, signed or not, and nothing else."""
_SIGNATURES = (b"gpgsig", b"gpgsig-sha256")

# Encodings in which ASCII bytes mean ASCII, so that a search in the raw bytes and in the text agree. Any
# other name (UTF-16, UTF-7, a codec that unpacks) is read as UTF-8.
_ENCODING = re.compile(
    r"iso-?8859-?[0-9]{1,2}|latin-?[0-9]|(?:windows|cp)-?125[0-9]|cp?-?866|koi8-[rtu]"
    r"|s(?:hift)?-?jis|cp932|euc-?(?:jp|kr)|gb-?(?:k|2312|18030)|big5(?:-?hkscs)?|(?:us-)?ascii"
)


def parse_commit(oid: str, raw: bytes) -> Commit:
    """Read one commit object: `raw` is its content without git's own `commit <size>` prefix.

    Of a message over `MESSAGE_LIMIT` bytes only the beginning is kept, and `oversized` says so (T61).
    Text is decoded by the `encoding` header, else as UTF-8, with surrogate escapes (T60).
    """
    return _usual(oid, raw) or read_thoroughly(oid, raw)


def glance(raw: bytes) -> tuple[str, int | None]:
    """The tree and the committer's time in seconds (None where it cannot be read), as `parse_commit` gives them."""
    header = _USUAL.match(raw)
    if header and _minutes(header["there"].decode()) is not None and _is_plain(header["made"]):
        return header["tree"].decode(), int(header["made"])
    commit = read_thoroughly("", raw)
    return commit.tree, commit.committer.seconds if commit.committer else None


def _is_plain(number: bytes) -> bool:
    return number[:1] != b"0" or number == b"0"


def _usual(oid: str, raw: bytes) -> Commit | None:
    """A commit as git writes it, in a tenth of the time; None for one that needs a closer look."""
    header = _USUAL.match(raw)
    if header is None or raw.find(b"\0", header.end()) >= 0:
        return None
    name, email, date, zone, by, address, made, there = header.group(
        "author", "email", "written", "here", "committer", "by", "made", "there"
    )
    author = _usual_stamp(name, email, date, zone)
    committer = _usual_stamp(by, address, made, there)
    if author is None or committer is None:
        return None
    body = raw[header.end() :]
    return Commit(
        oid=oid,
        tree=header["tree"].decode(),
        parents=tuple(header["parents"].decode().replace("parent ", "").split()),
        author=author,
        committer=committer,
        message=body[:MESSAGE_LIMIT].decode("utf-8", "surrogateescape"),
        signed=header["signature"] is not None,
        oversized=len(body) > MESSAGE_LIMIT,
    )


def _usual_stamp(name: bytes, email: bytes, date: bytes, zone: bytes) -> Stamp | None:
    minutes = _minutes(zone.decode())
    if minutes is None or not _is_plain(date):
        return None  # whatever is wrong with it, the closer look finds the words
    who = name.decode("utf-8", "surrogateescape"), email.decode("utf-8", "surrogateescape")
    return Stamp(*who, int(date), minutes)


def read_thoroughly(oid: str, raw: bytes) -> Commit:
    """Read any bytes as a commit; `parse_commit` gives the same, and takes a short way where there is one."""
    header, _, body = raw.partition(b"\n\n")
    lines = header.split(b"\n")
    defects: list[str] = []
    tree = _take_ids(lines, b"tree", defects)
    parents = _take_ids(lines, b"parent", defects)
    if len(tree) != 1:
        defects.append("no tree line" if not tree else "more than one tree line")
    identities = [_take_one(lines, word, defects) for word in (b"author", b"committer")]
    extra = [line.partition(b" ")[0] for line in lines]
    defects += [f"a further {word.decode()} line is out of place" for word in _ONCE if word in extra]
    encoding = _encoding(lines)
    author, committer = (
        _stamp(word, line, encoding, defects)
        for word, line in zip(("author", "committer"), identities, strict=True)
    )
    defects += _oversights(header, body)
    return Commit(
        oid=oid,
        tree=tree[0] if tree else "",
        parents=tuple(parents),
        author=None if b"author" in extra else author,
        committer=None if b"committer" in extra else committer,
        message=_decoded(body[:MESSAGE_LIMIT], encoding),
        signed=any(word in extra for word in _SIGNATURES),
        defects=tuple(dict.fromkeys(defects)),
        oversized=len(body) > MESSAGE_LIMIT,
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


def _take_ids(lines: list[bytes], word: bytes, defects: list[str]) -> list[str]:
    """Remove the leading lines that start with `word`, and give their object ids."""
    found = []
    while lines and lines[0].startswith(word + b" "):
        value = lines.pop(0)[len(word) + 1 :].decode("ascii", "replace")
        if _OBJECT_ID.fullmatch(value):
            found.append(value)
        else:
            defects.append(f"the {word.decode()} line holds no object id")
    return found


def _take_one(lines: list[bytes], word: bytes, defects: list[str]) -> bytes | None:
    """Remove the leading line that starts with `word` and give the rest of it; None unless there is just one."""
    found = []
    while lines and lines[0].startswith(word + b" "):
        found.append(lines.pop(0)[len(word) + 1 :])
    if len(found) != 1:
        defects.append(f"no {word.decode()} line" if not found else f"more than one {word.decode()} line")
        return None
    return found[0]


def _stamp(who: str, line: bytes | None, encoding: str, defects: list[str]) -> Stamp | None:
    """An author or committer line as a stamp, or None and a defect."""
    if line is None:
        return None
    match = _IDENTITY.fullmatch(line)
    if match is None:
        defects.append(f"the {who} line is not `name <e-mail> seconds zone`")
        return None
    date = match["date"].decode("ascii", "replace")
    zone = match["zone"].decode("ascii", "replace")
    seconds, minutes = _seconds(date), _minutes(zone)
    if seconds is None:
        defects.append(f"{who} date {date[:40]} is out of range")
    if minutes is None:
        defects.append(f"{who} zone {zone[:40]} is out of range")
    if seconds is None or minutes is None:
        return None
    return Stamp(_decoded(match["name"], encoding), _decoded(match["email"], encoding), seconds, minutes)


def _seconds(text: str) -> int | None:
    """Seconds since 1970, or None if that is no date of the years 1970 to 9999."""
    if not _DATE.fullmatch(text) or len(text) > len(str(LATEST_SECONDS)):
        return None
    seconds = int(text)
    return seconds if seconds <= LATEST_SECONDS else None


@lru_cache(maxsize=256)
def _minutes(text: str) -> int | None:
    """An offset such as `-0730` in minutes, or None if it is beyond ±1400 or has over 59 minutes."""
    match = _ZONE.fullmatch(text)
    if match is None:
        return None
    hours, minutes = int(match[2]), int(match[3])
    total = 60 * hours + minutes
    if minutes >= 60 or total > 14 * 60:  # noqa: PLR2004  minutes of an hour
        return None
    return -total if match[1] == "-" else total


def _oversights(header: bytes, body: bytes) -> list[str]:
    """Defects of the object as a whole."""
    found = []
    if b"\0" in header:
        found.append("NUL byte in the header")
    if b"\0" in body:
        found.append("NUL byte in the message, which git log hides from there on")
    return found


def _encoding(lines: list[bytes]) -> str:
    """The codec that the `encoding` header names, if it is one that may be used; else `utf-8`."""
    for line in lines:
        if line.startswith(b"encoding "):
            name = line[len("encoding ") :].decode("ascii", "replace").lower().replace("_", "-")
            return name if _ENCODING.fullmatch(name) and _known(name) else "utf-8"
    return "utf-8"


def _known(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def _decoded(text: bytes, encoding: str) -> str:
    return text.decode(encoding, "surrogateescape")
