"""What `collect` found and wrote, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from c7gate.model.collected import BRANCH, Gathered, Line
from c7gate.parsing.collected import line_text
from c7gate.rendering.escape import terminal

_NOUNS = {"pr": "description", "review": "review"}


def collection_text(
    repository: str,
    changes: Iterable[tuple[Gathered, tuple[Line, ...]]],
    *,
    tip: str,
    pushed: str,
    dry_run: bool,
) -> str:
    """Each change with what it gives and how many lines of that are new, then where they are.

    Args:
        repository: its full name.
        changes: each with its new lines.
        tip: full id of the branch's tip, empty for no branch.
        pushed: the remote that has it, or empty.
        dry_run: whether nothing was written; the lines themselves are shown then.
    """
    lines: list[str] = []
    total = 0
    for change, added in changes:
        total += len(added)
        lines.append(_change(change, len(added), dry_run=dry_run))
        if change.note:
            lines.append(f"  note  {change.note}")
        if dry_run:
            lines += [f"  {line.file}  {line_text(line)}" for line in added]
    lines.append(_outcome(repository, total, tip=tip, pushed=pushed, dry_run=dry_run))
    return "".join(f"{terminal(line)}\n" for line in lines)


def _change(change: Gathered, added: int, *, dry_run: bool) -> str:
    name = change.change if change.change.startswith("#") else change.change[:10]
    if not change.lines:
        return f"{name}: no evidence of anybody who is enrolled"
    if not added:
        return f"{name}: {_given(change.lines)}; collected before"
    done = "to add" if dry_run else "added"
    return f"{name}: {_given(change.lines)}; {_many(added, 'line')} {done}"


def _given(lines: Iterable[Line]) -> str:
    """Who gave what, as `4 days of alice (commits), description of alice, review of bob`."""
    commits: dict[str, set[date]] = defaultdict(set)
    texts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in lines:
        if line.kind == "commit":
            commits[line.developer].add(line.day)
        else:
            texts[line.kind, line.developer].add(line.ref)
    return ", ".join((*_days(commits), *_texts(texts)))


def _days(commits: dict[str, set[date]]) -> Iterator[str]:
    for login, days in sorted(commits.items()):
        yield f"{_many(len(days), 'day')} of {login} (commits)"


def _texts(texts: dict[tuple[str, str], set[str]]) -> Iterator[str]:
    for (kind, login), refs in sorted(texts.items()):
        yield f"{_NOUNS[kind]} of {login}" if len(refs) == 1 else f"{len(refs)} {_NOUNS[kind]}s of {login}"


def _outcome(repository: str, total: int, *, tip: str, pushed: str, dry_run: bool) -> str:
    where = f", which {pushed} has" if pushed else ""
    if not total:
        stands = f"; {BRANCH} stands at {tip[:10]}{where}" if tip else ""
        return f"{repository}: nothing to add{stands}"
    if dry_run:
        return f"{repository}: {_many(total, 'line')} to add; nothing was written"
    return f"{repository}: {_many(total, 'line')} added; {BRANCH} stands at {tip[:10]}{where}"


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
