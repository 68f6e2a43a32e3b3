"""Scanned texts as lines: text for a person, JSON lines for a machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from c7gate.model.commit import Commit, Stamp
from c7gate.model.reference import Reference, TextReading
from c7gate.rendering.escape import terminal
from c7gate.rendering.json_text import Json, dump_line


def json_line(reading: TextReading, *, id: object) -> str:  # noqa: A002  the contract's key
    """One given text."""
    return dump_line({"id": id, **_view(reading)})


def json_commit(commit: Commit, reading: TextReading) -> str:
    """One commit; `author` is the author e-mail, `date` the author date with its own offset."""
    author = commit.author
    return dump_line(
        {
            "id": commit.oid,
            **_view(reading),
            "commit": commit.oid,
            "author": author.email if author else "",
            "date": _local(author).isoformat() if author else "",
        }
    )


def text_line(reading: TextReading, *, id: object) -> str:  # noqa: A002  the contract's key
    """One given text, for a person."""
    return f"{terminal(str(id))}  {_words(reading)}\n".lstrip()


def text_commit(commit: Commit, reading: TextReading) -> str:
    """One commit, for a person."""
    day = f"{_local(commit.author):%Y-%m-%d}" if commit.author else "?"
    email = commit.author.email if commit.author else "?"
    return f"{commit.oid[:10]}  {day}  {terminal(email)}  {_words(reading)}\n"


def _words(reading: TextReading) -> str:
    named = " ".join(reading.libraries)
    return f"{reading.verdict.value:<9} {terminal(named)}".rstrip()


def _view(reading: TextReading) -> Json:
    return {
        "verdict": reading.verdict.value,
        "libraries": list(reading.libraries),
        "references": [reference_view(reference) for reference in reading.references],
    }


def reference_view(reference: Reference) -> Json:
    """One reference in its fixed form."""
    return {
        "library": reference.library,
        "version": reference.version,
        "topic": reference.topic,
        "form": reference.form.value,
        "line": reference.line,
        "column": reference.column,
    }


def _local(stamp: Stamp) -> datetime:
    try:
        return stamp.instant.astimezone(timezone(timedelta(minutes=stamp.offset_minutes)))
    except (OverflowError, ValueError):
        return stamp.instant.astimezone(UTC)
