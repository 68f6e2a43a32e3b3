"""Any bytes read as a commit object, line by line: what `commit.py` leaves to a closer look, and what is wrong with it."""

from __future__ import annotations

import codecs
import re

from c7gate.model.commit import Commit, Stamp
from c7gate.parsing.commit import LATEST_SECONDS, MESSAGE_LIMIT, offset_minutes

_OBJECT_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_IDENTITY = re.compile(rb"(?P<name>[^<>\n\0]*) <(?P<email>[^<>\n\0]*)> (?P<date>\S+) (?P<zone>\S+)")
_DATE = re.compile(r"0|[1-9][0-9]*")
_ONCE = (b"tree", b"parent", b"author", b"committer")
_SIGNATURES = (b"gpgsig", b"gpgsig-sha256")

# Encodings in which ASCII bytes mean ASCII, so that a search in the raw bytes and in the text agree. Any
# other name (UTF-16, UTF-7, a codec that unpacks) is read as UTF-8.
_ENCODING = re.compile(
    r"iso-?8859-?[0-9]{1,2}|latin-?[0-9]|(?:windows|cp)-?125[0-9]|cp?-?866|koi8-[rtu]"
    r"|s(?:hift)?-?jis|cp932|euc-?(?:jp|kr)|gb-?(?:k|2312|18030)|big5(?:-?hkscs)?|(?:us-)?ascii"
)


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
    seconds, minutes = _seconds(date), offset_minutes(zone)
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
