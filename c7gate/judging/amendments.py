"""What a change does to records, told apart from what others have written there meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from c7gate.model.evaluation import AddedSignOff, Earlier, LostEntry, RecordFile
from c7gate.model.record import RecordKind

NEW = Earlier(None, ())
_KEPT = frozenset({RecordKind.ASSESSMENT, RecordKind.SURVEY})


def added_signoffs(records: Iterable[RecordFile], earlier: Mapping[str, Earlier]) -> Iterator[AddedSignOff]:
    """The sign-off lines that no earlier copy holds word for word."""
    for record in records:
        copies = (copy.assessment for copy in earlier.get(record.path, NEW).all)
        known = {line for copy in copies if copy for line in copy.signoffs}
        for index, signoff in enumerate(record.assessment.signoffs if record.assessment else ()):
            if signoff not in known and record.document is not None:
                line, _ = record.document.position(("signoffs", index))
                yield AddedSignOff(record.path, record.login, signoff, line)


def added_entries(
    record: RecordFile, earlier: Mapping[str, Earlier], name: str
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The entries of a list of an assessment, with their places from 0, that no earlier copy holds as they stand."""
    known = [entry for copy in earlier.get(record.path, NEW).all for entry in _lists(copy).get(name, ())]
    for index, entry in enumerate(_lists(record).get(name, ())):
        if entry not in known:
            yield index, entry


def lost_entries(records: Iterable[RecordFile], earlier: Mapping[str, Earlier]) -> Iterator[LostEntry]:
    """What assessments and surveys said when the change began and do not say any more as they did (T12, S-142).

    What stands on the tip alone is not lost: a merge brings it in. A wave that was never valid holds nothing.
    """
    for record in records:
        if record.kind in _KEPT and record.document is not None:
            for copy in earlier.get(record.path, NEW).forks:
                if record.kind is RecordKind.ASSESSMENT or copy.survey:
                    yield from _lost(record, _lists(copy), _lists(record))
                if copy.survey:
                    yield from _lost_values(record, copy)


def _lost_values(record: RecordFile, copy: RecordFile) -> Iterator[LostEntry]:
    """The keys of a wave whose single values are not those of an earlier copy."""
    before = copy.document.value if copy.document else {}
    for key, value in before.items():
        if not isinstance(value, list) and _value(record, key) != value:
            line, _ = record.document.key_position((key,)) if record.document else (1, 1)
            yield LostEntry(record.path, "", "", 0, key, line)


def _lists(record: RecordFile) -> Mapping[str, list[Any]]:
    """The lists that an assessment holds, by key; none where it cannot be read."""
    value = record.document.value if record.document else None
    found = value.items() if isinstance(value, dict) else ()
    return {name: entries for name, entries in found if isinstance(entries, list)}


def _lost(
    record: RecordFile, before: Mapping[str, list[Any]], now: Mapping[str, list[Any]]
) -> Iterator[LostEntry]:
    """Entries without a counterpart of their own, and those that have come to stand before one they followed."""
    for name, entries in before.items():
        left = list(enumerate(now.get(name, ())))
        reached = -1
        for number, entry in enumerate(entries, 1):
            match = next((pair for pair in left if pair[1] == entry), None)
            if match is not None:
                left.remove(match)
                if match[0] > reached:
                    reached = match[0]
                    continue
            line, _ = record.document.key_position((name,)) if record.document else (1, 1)
            id_ = str(entry.get("id", "")) if isinstance(entry, dict) else ""
            yield LostEntry(record.path, record.login, name, number, id_, line, moved=match is not None)


def wrote(record: RecordFile, earlier: Mapping[str, Earlier], key: str) -> bool:
    """Whether the head's value of a top-level key is one that no earlier copy has."""
    copies = earlier.get(record.path, NEW).all
    return bool(copies) and all(_value(copy, key) != _value(record, key) for copy in copies)


def _value(record: RecordFile, key: str) -> object:
    value = record.document.value if record.document else None
    return value.get(key) if isinstance(value, dict) else None
