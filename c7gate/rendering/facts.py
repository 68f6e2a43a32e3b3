"""What the renderings of an evaluation share: counted evidence, places and counts in words."""

from __future__ import annotations

from pathlib import PurePosixPath

from c7gate.judging.texts import texts
from c7gate.model.evaluation import Evaluation, Snapshot
from c7gate.model.finding import Location, Severity
from c7gate.model.named_tuple import NamedTuple


class Evidence(NamedTuple):
    """A text that answered for the change: its verdict, libraries, and place."""

    verdict: str
    libraries: tuple[str, ...]
    location: Location


def evidence(evaluation: Evaluation) -> tuple[Evidence, ...]:
    """Every text of the change whose verdict counts by policy."""
    snapshot = evaluation.snapshot
    if snapshot.change is None or snapshot.change.merge_queue:
        return ()
    found = []
    for text in texts(snapshot.change):
        if text.reading.verdict in snapshot.policy.reference.counts:
            lines = [reference.line for reference in text.reading.references]
            lines += [waiver.line for waiver in text.reading.waivers]
            ids = tuple(reference.id for reference in text.reading.references)
            found.append(Evidence(text.reading.verdict.value, ids, text.location(min(lines, default=1))))
    return tuple(found)


def place(location: Location) -> str:
    """A place as a person clicks or copies it; empty for nowhere. Not escaped."""
    if location.file:
        return f"{location.file}:{location.line}:{location.column}"
    if location.commit:
        return f"commit {location.commit[:10]}:{location.line}"
    return (
        f"{'description' if location.change == 'body' else location.change}:{location.line}"
        if location.change
        else ""
    )


def examined(evaluation: Evaluation) -> str:
    """What was looked at, in words."""
    snapshot = evaluation.snapshot
    parts = []
    if snapshot.change is not None:
        parts.append(counted(len(snapshot.change.commits), "commit"))
    if records := record_count(evaluation):
        parts.append(counted(records, "record"))
    if policies := _policy_count(snapshot):
        parts.append(counted(policies, "policy file"))
    if snapshot.change is not None and snapshot.change.body is not None:
        parts.append("the description")
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else "nothing"


def record_count(evaluation: Evaluation) -> int:
    """How many training records were judged; policy files and stray files are not records."""
    snapshot = evaluation.snapshot
    return snapshot.right_records + sum(record.kind is not None for record in snapshot.judged_records)


def _policy_count(snapshot: Snapshot) -> int:
    """How many policy files were judged; of a change only those are held in which something is wrong."""
    files = (PurePosixPath(record.path) for record in snapshot.judged_records if record.kind is None)
    return 0 if snapshot.change else sum(file.parent.name == "policies" for file in files)


def counts(evaluation: Evaluation) -> dict[Severity, int]:
    """How many findings of each severity, most important first."""
    order = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    return {level: sum(finding.severity is level for finding in evaluation.findings) for level in order}


def counted(count: int, noun: str) -> str:
    """`1 commit`, `3 commits`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
