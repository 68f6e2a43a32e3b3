"""Lines of collected evidence for several tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

from c7gate.model.collected import Gathered, Kept, Line
from c7gate.parsing.collected import entry_text, line_text

NOON = datetime(2025, 8, 29, 12, tzinfo=UTC)
BERLIN = timezone(timedelta(hours=2))
NOTHING = Kept({}, {})


def line(
    change: str = "#1", day: int = 25, library: str = "/websockets/ws", developer: str = "alice"
) -> Line:
    """One day's commit, seen at `NOON`; the ref depends on all that is given."""
    when = date(2025, 8, day)
    return Line(
        change=change,
        developer=developer,
        day=when,
        kind="commit",
        library=library,
        at=datetime.combine(when, time(10), BERLIN),
        ref=f"{abs(hash_of(change, str(day), library, developer)):040x}",
        first_seen=NOON,
        topics=("reconnect",),
    )


def hash_of(*words: str) -> int:
    """A number that is the same in every run."""
    return int.from_bytes("/".join(words).encode()[-19:], "big")


def change(name: str, *days: int, developer: str = "alice") -> Gathered:
    """A change with a line for each of these days of August 2025."""
    return Gathered(name, tuple(line(name, day, developer=developer) for day in days))


def files_of(kept: Kept) -> dict[str, bytes]:
    """The files that hold it, lines and entries in the order of their hashes."""
    texts: dict[str, list[str]] = {}
    for _, item in sorted(kept.lines.items()):
        texts.setdefault(item.file, []).append(line_text(item))
    for _, entry in sorted(kept.entries.items()):
        texts.setdefault("chain.jsonl", []).append(entry_text(entry))
    return {name: "".join(f"{text}\n" for text in lines).encode("ascii") for name, lines in texts.items()}
