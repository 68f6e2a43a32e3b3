"""The grammar of a reference's value: ids, library URLs, lists, waivers, notes.

    trailer   = "Context7" *WSP ":" *WSP value      ; key case-insensitive, at column 0
    value     = waiver / ref-list [WSP note]
    ref-list  = ref *("," *WSP ref)
    ref       = ["/"] id / url                      ; "//a/b", what Git Bash needs, is "/a/b"
    id        = "/" seg "/" seg [("/" / "@") ver]
    seg       = ALNUM_ *(ALNUM_ / "." / "-")        ; never ends in "." or "-"
    ver       = ALNUM_ *(ALNUM_ / "." / "-" / "+")  ; never ends in "."
    url       = "https://context7.com" id ["/llms.txt"] ["?" query]
    waiver    = "none" WSP "(" 1*reason ")"

Read leniently beyond it: code quotes, angle brackets or a Markdown link around a ref, the full stop of a
sentence after it, `http`, `www.` or no scheme. A line break inside a value is white space (folding).
Everything here is linear in its input.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.reference import Drop
from c7gate.parsing.rare import Rare
from c7gate.parsing.trailer import DEFAULT_PLACEHOLDERS, trailer_line, waiver_line

KEY = re.compile(r"context7[ \t]*:", re.IGNORECASE)
"""The key of a trailer with its colon; it counts at column 0 only."""

_MAX_ID = 500
_CONFLICT = "a waiver and a reference in one value contradict each other"
_SEG = r"[A-Za-z0-9_]++(?:[.-]++[A-Za-z0-9_]++)*+"
_VER = r"[A-Za-z0-9_]++(?:\.*+[A-Za-z0-9_+-]++)*+"
_PAGE = r"(?:llms\.txt|admin|chat)(?![A-Za-z0-9_.-])"
_ID = rf"/{_SEG}/{_SEG}(?:/(?!{_PAGE}){_VER}|@{_VER})?+"
_TAIL = rf"(?:/{_PAGE}|/(?=[\s,?#`>)]|\Z))?+(?:\?(?P<query>[^\s,`<>()#]*+))?+(?:#[^\s,`<>()]*+)?+"
_SITE = r"(?:https?://)?(?:www\.)?context7\.com(?=/)"
_SITE_PAGES = (
    r"(?:dashboard|plans|add-library|contact|api|docs|mcp|schema|privacy|terms|oauth|login|widget\.js|v[12])"
)

_REF = re.compile(
    rf"(?P<open>`{{1,2}}|<|\[[^][\n]*\]\(<?)?"
    rf"(?:(?P<site>(?i:{_SITE}))(?!(?i:/{_SITE_PAGES}/))|/(?=/))?+(?P<id>{_ID}){_TAIL}"
    r"(?P<close>`{1,2}|>?\)|>)?",
)
_GLUE = re.compile(r"[.;:!]*+(?=[\s,]|\Z)")
_COMMA = re.compile(r"[ \t\n]*,[ \t\n]*")
_WAIVER = Rare(r"none\b[ \t\n]*(?:\((?P<reason>.*)\)[ \t\n.]*\Z)?", re.IGNORECASE | re.DOTALL)
_BOTH = Rare(
    r"[ \t\n]*,[ \t\n]*none[ \t\n]*\(|(?P<first>[ \t\n]*none[ \t\n]*\([^()]*\)[ \t\n]*,)", re.IGNORECASE
)
_LIKE_WAIVER = Rare(
    r"(?:none|n/a|not? (?:needed|required|applicable|look-?up)|no|skip(?:ped)?|-+)(?![A-Za-z0-9/])",
    re.IGNORECASE,
)
_WAIVER_IN = Rare(
    r"(?:^|\bcontext7[ \t]*:?[ \t]*(?:look-?up )?(?:is |was )?)(?:none|n/a|not (?:needed|required|applicable|necessary)"
    r"|no look-?up(?: needed)?)[:,]?[ \t]*\((?P<reason>[^\n]+)\)[ \t.]*$",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_FORM = Rare(r"[`/]*[<{\[][^<>{}\[\]]*[>}\]]")
_DASHES = " \t\n-–—:;,|`*()"  # noqa: RUF001  the dashes people write before a note

# In free text a path is no library (rule 8): first segments, file endings, routes, other people's URLs.
_NOT_AN_OWNER = (
    "usr|var|etc|tmp|opt|dev|src|app|api|apis|lib|libs|dist|build|bin|sbin|home|root|proc|sys|mnt|run|node_modules"
    "|components|pages|routes|public|static|assets|test|tests|users|user|v[0-9]+|auth|health|graphql|rest|internal"
)
_FILE = Rare(
    r"(?<=\.)(?:ts|tsx|jsx|py|md|mdx|json|ya?ml|toml|html?|css|go|rs|java|sh|txt|png|svg|lock)(?![A-Za-z0-9_])"
)
_NAMED = Rare(
    rf"(?P<site>(?<![\w.@/-])(?i:{_SITE})(?!(?i:/{_SITE_PAGES}/))(?P<page>{_ID})[^\s)\]>`'\"]*+)"
    r"|://[^\s`<>]*+"
    r"|\b(?:GET|POST|PUT|PATCH|DELETE|HEAD)[ \t`]++/[^\s`]*+"
    rf"|(?<![\w.:@/~$%{{}}<\\])(?:/(?=/))?+(?P<id>/(?!(?:{_NOT_AN_OWNER})[/@])(?:{_ID[1:]}))(?![A-Za-z0-9_/@~{{$%=])",
)


class Ref(NamedTuple):
    """One library in a value: `id` as named, `offset` of its leading slash in the value.

    `topic` is what a URL's `topic=` says; `url` whether it was written as a library URL.
    """

    id: str
    offset: int
    topic: str = ""
    url: bool = False


class Value(NamedTuple):
    """A trailer's value as read: refs with their note, or a waiver's reason, or why it is neither.

    `named` are the ids it names whether they count or not, with offsets. `suggestion` is the line to write
    instead of an invalid value.
    """

    refs: tuple[Ref, ...] = ()
    note: str = ""
    reason: str = ""
    drop: Drop | None = None
    because: str = ""
    suggestion: str = ""
    named: tuple[Ref, ...] = ()


_NO_ID = "no library id: it reads `/owner/name`, one leading slash, an optional version"
_EMPTY = Value(drop=Drop.INVALID, because=_NO_ID, suggestion=trailer_line())


def split_version(library_id: str) -> tuple[str, str]:
    """An id without its version, and the version or an empty string: `/a/b@1` gives `/a/b`, `1`."""
    _, owner, name = library_id.split("/", 2)
    name, _, version = name.replace("@", "/", 1).partition("/")
    return f"/{owner}/{name}", version


def is_placeholder(library_id: str, placeholders: Collection[str]) -> bool:
    """Whether an id, version aside, is one of a documentation's examples, given in lower case."""
    return split_version(library_id)[0].lower() in placeholders


def parse_value(value: str, placeholders: Collection[str] = DEFAULT_PLACEHOLDERS) -> Value:
    """Read what follows `Context7:`. Never raises; what is wrong is in `drop` and `because`."""
    if not value.strip():
        return _EMPTY
    refs, end = _ref_list(value)
    if refs:
        return _checked(refs, value[end:], end, placeholders)
    both = _BOTH.match(value)
    if both and both["first"]:
        refs, end = _ref_list(value, both.end())
        if refs:
            found = _checked(refs, value[end:], end, placeholders)
            return found._replace(drop=Drop.CONFLICT, because=_CONFLICT)
    waiver = _WAIVER.match(value.lstrip())
    if waiver:
        return _waiver(waiver.group("reason"), value)
    return _invalid(value, placeholders)


def find_ids(text: str) -> list[Ref]:
    """The ids that free text names, in order: library URLs, and tokens shaped like an id that are no path."""
    if "/" not in text:
        return []
    found = []
    for match in _NAMED.finditer(text):
        group = "page" if match.group("page") else "id"
        library_id = match.group(group)
        if library_id and len(library_id) <= _MAX_ID and (group == "page" or not _FILE.search(library_id)):
            found.append(Ref(library_id, match.start(group), url=group == "page"))
    return found


def waiver_in(text: str) -> str:
    """The reason of a waiver in a ticked task or a section: `not needed (CSS only)`; empty if there is none."""
    match = _WAIVER_IN.search(text)
    reason = " ".join(match["reason"].split()) if match else ""
    return reason if any(char.isalnum() for char in reason) and not _BLANK_FORM.fullmatch(reason) else ""


def note_of(text: str) -> str:
    """A note as one line: runs of white space become one space, the dash before it goes."""
    return " ".join(text.split()).lstrip("-–—:;,. ").strip()  # noqa: RUF001  the dashes people write


def note_after(text: str) -> str:
    """The note after an id in a list or table: brackets, pipes and dashes around it go too."""
    return " ".join(text.replace("|", " ").split()).strip(_DASHES)


def _ref_list(value: str, start: int = 0) -> tuple[tuple[Ref, ...], int]:
    """The leading refs and where the rest begins; words after a comma are a note."""
    refs: list[Ref] = []
    end = at = start + len(value[start:]) - len(value[start:].lstrip(" \t\n"))
    while True:
        ref, stop = _one_ref(value, at)
        if ref is None:
            return tuple(refs), end
        refs.append(ref)
        end = stop
        comma = _COMMA.match(value, stop)
        if comma is None:
            return tuple(refs), end
        at = comma.end()


def _one_ref(value: str, at: int) -> tuple[Ref | None, int]:
    match = _REF.match(value, at)
    if match is None or len(match.group("id")) > _MAX_ID:
        return None, at
    opened, closed = match.group("open") or "", match.group("close") or ""
    if opened:
        fits = closed.endswith(")") if opened[0] == "[" else closed == opened.replace("<", ">")
        end = match.end() if fits else -1
    else:
        end = match.start("close") if closed else match.end()
    glue = _GLUE.match(value, end) if end >= 0 else None
    if glue is None:
        return None, at
    site = match.group("site") is not None
    return Ref(match.group("id"), match.start("id"), _topic(match.group("query") or ""), url=site), glue.end()


def _topic(query: str) -> str:
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name == "topic":
            from urllib.parse import unquote_plus

            return " ".join(unquote_plus(value).split())
    return ""


def _checked(refs: tuple[Ref, ...], rest: str, end: int, placeholders: Collection[str]) -> Value:
    named = (*refs, *(Ref(ref.id, ref.offset + end, url=ref.url) for ref in find_ids(rest)))
    fake = [ref.id for ref in refs if is_placeholder(ref.id, placeholders)]
    if fake:
        because = f"{fake[0]} is a placeholder: name the library you looked up"
        return Value(drop=Drop.PLACEHOLDER, because=because, suggestion=trailer_line(), named=named)
    if _BOTH.match(rest):
        return Value(refs=refs, drop=Drop.CONFLICT, because=_CONFLICT, named=named)
    return Value(refs=refs, note=note_of(rest), named=named)


def _waiver(reason: str | None, value: str) -> Value:
    reason = " ".join((reason or "").split())
    if any(char.isalnum() for char in reason) and not _BLANK_FORM.fullmatch(reason):
        return Value(reason=reason)
    words = note_of(value.strip()[len("none") :].strip(" \t\n()"))
    ready = words if any(char.isalnum() for char in words) else "<reason>"
    return Value(
        drop=Drop.NO_REASON, because="a waiver needs its reason in brackets", suggestion=waiver_line(ready)
    )


def _invalid(value: str, placeholders: Collection[str]) -> Value:
    from c7gate.parsing.lookalike import skeleton

    looks = skeleton(value)
    if looks != value and _ref_list(looks)[0]:
        read = parse_value(looks, placeholders)
        because = "the id holds invisible or look-alike characters"
        suggestion = (
            trailer_line(", ".join(ref.id for ref in read.refs), read.note) if read.refs else trailer_line()
        )
        return Value(drop=Drop.INVISIBLE, because=because, suggestion=suggestion)
    if _BLANK_FORM.match(value.strip()) or "/<" in value or "[/" in value:
        because = "this is the form to fill in: name the library you looked up"
        return Value(drop=Drop.PLACEHOLDER, because=because, suggestion=trailer_line())
    if _LIKE_WAIVER.match(value.strip()):
        words = note_of(_LIKE_WAIVER.sub("", value.strip(), count=1).strip(" \t\n()")) or "<reason>"
        because = "a waiver is written `none (reason)`"
        return Value(drop=Drop.INVALID, because=because, suggestion=waiver_line(words))
    return _misspelt(value, placeholders)


_SLASHLESS = Rare(rf"\s*+(?:[A-Za-z]:/Program Files/Git/)?(?P<id>{_ID[1:]})(?![^\s,.;])")


def _misspelt(value: str, placeholders: Collection[str]) -> Value:
    named = [ref for ref in find_ids(value) if not is_placeholder(ref.id, placeholders)]
    slashless = _SLASHLESS.match(value)
    if not named and slashless and (slashless.group("id").lower() not in {"and/or", "yes/no", "true/false"}):
        # Ids had no leading slash before April 2025, and Git Bash rewrites the slash (references, 1.3).
        named = [Ref("/" + slashless.group("id"), slashless.start("id"))]
    line = trailer_line(", ".join(ref.id for ref in named)) if named else trailer_line()
    return Value(drop=Drop.INVALID, because=_NO_ID, suggestion=line, named=tuple(named))
