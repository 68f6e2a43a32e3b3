"""What a walk over a long history found, kept in the git directory for the next walk to begin where it ended.

Only what follows from commits and the grammar is kept; whatever depends on people, policy or time is worked out anew.
The file can be deleted at any time, and one that is odd in any way (cut, flipped, of another version of c7gate, not
the owner's own) is as good as deleted. It is believed as much as the rest of the git directory is: nothing that is
pushed or pulled reaches it, and who may write there can as well move branches.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.version import VERSION
from c7gate.parsing.commit import LATEST_SECONDS
from c7gate.reading.git import Repository
from c7gate.reading.hits import Hit
from c7gate.reading.own_files import HISTORY, MOST_BYTES, own_content, own_file, replace_own

_FORMAT = 1
_HEX = "0123456789abcdef"
_ID_DIGITS = {40, 64}
_DAY = 24 * 60
_NONE = type(None)
_TEXTS = ("oid", "malformed", "idle", "undoes")
_NUMBERS = ("seconds", "offset_minutes", "emails", "topics")
_NUMBERS_OR_NONE = ("committed", "lead")
_BESIDE = ("arrivals", "paths", "patches")


class Memory(NamedTuple):
    """What is known of all that lies at or below one commit, `base`, which was committed at `seconds`.

    `since` is before when (seconds) commits were left out, None for none. Of the hits, `arrivals` are the changes
    that brought them to a mainline on which a change ended at `base`; `paths` stand for the paths they change, and
    `patches` are their patch ids, each empty where there is none, as far as they were asked for.
    """

    base: str
    seconds: int
    since: int | None
    hits: Sequence[Hit]
    arrivals: Mapping[str, str]
    paths: Mapping[str, str]
    patches: Mapping[str, str]


def recalled(repository: Repository, placeholders: frozenset[str]) -> Memory | None:
    """What was kept; None where nothing was, or nothing that can be believed."""
    content = own_content(own_file(repository, HISTORY))
    if not content:  # in CI there never is any
        return None
    import json

    head, _, body = content.partition(b"\n")
    if head != _head(placeholders, body):
        return None
    try:
        return _read(json.loads(body))
    except (ValueError, TypeError, LookupError, RecursionError):
        return None


def remember(repository: Repository, placeholders: frozenset[str], memory: Memory) -> None:
    """Keep this instead of what was kept; where it cannot be written, nothing is."""
    import json

    body = json.dumps(_written(memory), separators=(",", ":")).encode("ascii")
    if len(body) < MOST_BYTES:
        replace_own(own_file(repository, HISTORY), _head(placeholders, body) + b"\n" + body)


def _head(placeholders: Iterable[str], body: bytes) -> bytes:
    """The first line: what the file is, who wrote it with which grammar, and the digest of the rest."""
    from hashlib import sha256

    grammar = sha256("\n".join(sorted(placeholders)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"c7gate history {_FORMAT} {VERSION} {grammar} {sha256(body).hexdigest()}".encode("ascii")


def _written(memory: Memory) -> Mapping[str, Any]:
    """As JSON holds it: column by column, and of lists that recur only their numbers."""
    emails, email_columns = _numbered([hit.emails for hit in memory.hits])
    topics, topic_columns = _numbered([hit.topics for hit in memory.hits])
    columns = {name: [getattr(hit, name) for hit in memory.hits] for name in Hit._fields}
    return {
        "base": memory.base,
        "seconds": memory.seconds,
        "since": memory.since,
        "lists": {"emails": emails, "topics": topics},
        "hits": {**columns, "emails": email_columns, "topics": topic_columns},
        **{name: [getattr(memory, name).get(hit.oid) for hit in memory.hits] for name in _BESIDE},
    }


def _numbered(items: Sequence[Hashable]) -> tuple[Sequence[Hashable], Sequence[int]]:
    """The different items, and for each item which of them it is."""
    number = {item: at for at, item in enumerate(dict.fromkeys(items))}
    return list(number), [number[item] for item in items]


def _read(data: Mapping[str, Any]) -> Memory:
    """The same back, every value checked, so that nothing odd comes further than here.

    Raises:
        ValueError, TypeError, LookupError: it is not what `_written` writes.
    """
    columns, emails, topics = data["hits"], data["lists"]["emails"], data["lists"]["topics"]
    for names, kinds in ((_TEXTS, {str}), (_NUMBERS, {int}), (_NUMBERS_OR_NONE, {int, _NONE})):
        _demand(all(set(map(type, columns[name])) <= kinds for name in names))
    _demand_ids([data["base"], *columns["oid"], *filter(None, data["arrivals"])])
    _demand(type(data["since"]) in {int, _NONE})
    _demand_times(
        [data["seconds"], *columns["seconds"], *(at for at in columns["committed"] if at is not None)]
    )
    _demand(all(-_DAY < minutes < _DAY for minutes in columns["offset_minutes"]))
    people = [_texts(item) for item in emails]
    named = [tuple((library, topic) for library, topic in map(_texts, item)) for item in topics]
    _demand(all(people) and all(named))
    columns |= {"emails": [people[at] for at in columns["emails"]]}
    columns |= {"topics": [named[at] for at in columns["topics"]]}
    hits = [Hit(*values) for values in zip(*(columns[name] for name in Hit._fields), strict=True)]
    return Memory(
        data["base"],
        data["seconds"],
        data["since"],
        hits,
        *(_known(columns["oid"], data[name]) for name in _BESIDE),
    )


def _known(oids: Sequence[str], values: Sequence[str | None]) -> Mapping[str, str]:
    _demand(set(map(type, values)) <= {str, _NONE})
    return {oid: value for oid, value in zip(oids, values, strict=True) if value is not None}


def _texts(values: Sequence[str]) -> tuple[str, ...]:
    _demand(type(values) is list and set(map(type, values)) <= {str})
    return tuple(values)


def _demand_ids(oids: Sequence[str]) -> None:
    _demand(set(map(type, oids)) <= {str} and len(set(map(len, oids))) == 1 and len(oids[0]) in _ID_DIGITS)
    _demand(not "".join(oids).strip(_HEX))


def _demand_times(seconds: Sequence[int]) -> None:
    _demand(set(map(type, seconds)) <= {int} and min(seconds) >= 0 and max(seconds) <= LATEST_SECONDS)


def _demand(holds: bool) -> None:  # noqa: FBT001  as `assert`, but for good
    if not holds:
        raise ValueError("what was kept is not what is written")
