"""How well references are read: precision, recall and exact ids on labelled text; verdicts over a history.

    python benchmarks/references.py                              # tests/corpus/*.jsonl
    python benchmarks/references.py --half held FILE...          # rows on which nothing was tuned
    python benchmarks/references.py --history PATH [--commits N] # what a repository's messages are read as

A row is `{"id", "channel", "text", "label", "libraries", "half"}`; labels are genuine, negated, mention and
negative. Positive is a verdict of `reference` or `claim`. Exit 1 if a goal is missed: precision 0.97, recall
0.95, exact ids 0.97, and no `reference` that is not genuine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from c7gate.model.reference import Channel, TextReading, TextVerdict
from c7gate.parsing.text import read_text

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "corpus"
POSITIVE = frozenset({TextVerdict.REFERENCE, TextVerdict.CLAIM})
_SILENT = frozenset({TextVerdict.MENTION, TextVerdict.NONE})
ALLOWED = {
    "genuine": POSITIVE,
    "mention": _SILENT,
    "negative": _SILENT,
    "negated": _SILENT | {TextVerdict.NEGATED, TextVerdict.WAIVED},
}
GOALS = {"precision": Decimal("0.97"), "recall": Decimal("0.95"), "exact": Decimal("0.97")}


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text and how it was read."""

    id: str
    channel: str
    text: str
    label: str
    libraries: tuple[str, ...]
    reading: TextReading

    @property
    def found(self) -> bool:
        """Whether it was read as a look-up."""
        return self.reading.verdict in POSITIVE

    @property
    def exact(self) -> bool:
        """Whether the ids are those it names."""
        return self.reading.libraries == self.libraries


@dataclass(frozen=True, slots=True)
class Figures:
    """The measure of some rows; a share without a denominator is 1."""

    rows: int
    precision: Decimal
    recall: Decimal
    exact: Decimal
    false_references: int

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Figures:
        """Measure rows: genuine against the rest."""
        rows = list(rows)
        right = sum(row.found and row.label == "genuine" for row in rows)
        return cls(
            len(rows),
            _share(right, sum(row.found for row in rows)),
            _share(right, sum(row.label == "genuine" for row in rows)),
            _share(sum(row.exact for row in rows), len(rows)),
            sum(row.reading.verdict is TextVerdict.REFERENCE and row.label != "genuine" for row in rows),
        )

    @property
    def reached(self) -> bool:
        """Whether every goal is reached."""
        return not self.false_references and all(getattr(self, name) >= goal for name, goal in GOALS.items())


def read_rows(paths: Iterable[Path], half: str = "") -> Iterator[Row]:
    """Read labelled rows through the grammar; `half` keeps those that say so."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if not half or row.get("half") == half:
                reading = read_text(row["text"], Channel(row["channel"]))
                ids = tuple(row["libraries"])
                yield Row(row["id"], row["channel"], row["text"], row["label"], ids, reading)


def history(path: Path, commits: int) -> Iterator[tuple[str, TextReading]]:
    """The last `commits` commits of a repository (0: all) with the reading of their messages."""
    limit = [f"--max-count={commits}"] if commits else []
    command = ["git", "-C", str(path), "log", "--format=%H%x00%B%x01", *limit, "HEAD"]
    found = subprocess.run(command, capture_output=True, check=True).stdout.decode(errors="replace")
    for entry in found.split("\x01"):
        commit, nul, message = entry.lstrip("\n").partition("\x00")
        if nul:
            yield commit, read_text(message, Channel.COMMIT)


def main() -> int:
    """Measure what was asked for; 1 if a goal is missed."""
    options = _arguments()
    if options.history:
        return _print_history(options.history, options.commits)
    rows = list(read_rows(options.corpus or sorted(CORPUS.glob("*.jsonl")), options.half))
    print("group      rows  precision  recall  exact ids  false references")
    groups = {"all": rows}
    for channel in Channel:
        groups[channel.value] = [row for row in rows if row.channel == channel]
    for name, members in groups.items():
        one = Figures.of(members)
        print(
            f"{name:<9} {one.rows:>5} {one.precision:>10.3f} {one.recall:>7.3f} {one.exact:>10.3f} {one.false_references:>17}"
        )
    _print_labels(rows)
    _print_disagreements(rows)
    return 0 if Figures.of(rows).reached else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", nargs="*", type=Path, help="JSONL files (default: tests/corpus/*.jsonl)")
    parser.add_argument("--half", default="", help="only rows of this half: tune or held")
    parser.add_argument("--history", type=Path, help="a repository whose messages to read")
    parser.add_argument("--commits", type=int, default=0, help="how many commits of it (default: all)")
    return parser.parse_args()


def _share(part: int, whole: int) -> Decimal:
    return Decimal(part) / whole if whole else Decimal(1)


def _print_labels(rows: list[Row]) -> None:
    print("\nlabel      rows  fits  exact ids  verdicts")
    for label, allowed in ALLOWED.items():
        members = [row for row in rows if row.label == label]
        fits = _share(sum(row.reading.verdict in allowed for row in members), len(members))
        exact = _share(sum(row.exact for row in members), len(members))
        verdicts = Counter(row.reading.verdict.value for row in members)
        spread = ", ".join(f"{name} {count}" for name, count in verdicts.most_common())
        print(f"{label:<9} {len(members):>5} {fits:>5.3f} {exact:>10.3f}  {spread}")


def _print_disagreements(rows: list[Row]) -> None:
    print("\nrows that disagree")
    for row in rows:
        text = " ⏎ ".join(row.text.split("\n"))
        if row.reading.verdict not in ALLOWED[row.label]:
            print(f"  {row.id} {row.channel}: {row.label}, read as {row.reading.verdict.value}: {text}")
        if not row.exact:
            print(f"  {row.id} {row.channel}: ids {row.reading.libraries}, labelled {row.libraries}: {text}")


def _print_history(path: Path, commits: int) -> int:
    start = time.perf_counter_ns()
    verdicts: Counter[str] = Counter()
    for commit, reading in history(path, commits):
        verdicts[reading.verdict.value] += 1
        if reading.verdict is TextVerdict.REFERENCE:
            print(commit, *(f"{one.id} ({one.form.value})" for one in reading.references))
    milliseconds = (time.perf_counter_ns() - start) // 1_000_000
    spread = ", ".join(f"{name} {count}" for name, count in verdicts.most_common())
    print(f"{verdicts.total()} commits in {milliseconds} ms: {spread}")
    return 1 if verdicts["reference"] else 0


if __name__ == "__main__":
    sys.exit(main())
