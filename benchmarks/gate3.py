"""How long scoring gate 3 of everybody takes: c7gate against `git log` over the same history.

    python benchmarks/gate3.py                                     # 100,000 commits, 500 developers, a year
    python benchmarks/gate3.py --commits 10000 --developers 100 --hits 15
    python benchmarks/gate3.py --growth                            # 1,000 to 100,000 commits, 10 to 1,000 developers

The commits are spread over a year among the developers, `--hits` per cent of them with a reference; all developers
are enrolled from its first day. `git log` formats the whole history; `first` scores everybody; `again` does after a
hundred new commits, and finds what the run before kept in the git directory. Whole processes, run in turn; quote
ratios, of wall clock and of what all processors spent together (CPU), which a busy machine disturbs less. Goals: first
<= 1.5 x git log, again <= 0.1 x first, under 300 MiB.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scan_history import timed

DAY = 86_400
START = 1_735_689_600 + 5 * DAY  # Monday 2025-01-06, UTC
GROWTH = (
    *((1_000, 10), (10_000, 10), (100_000, 10)),
    *((1_000, 100), (10_000, 100), (100_000, 100)),
    *((1_000, 1_000), (10_000, 1_000), (100_000, 1_000)),
)
POLICY = """\
preset: context7@1
requires: ">=1.0,<2"
start: 2025-01-06
coordinators: [dana]
people: {timezone: Europe/Berlin}
"""
READER = """
import gc, os, sys
gc.set_threshold(100_000)  # as the console script does
from datetime import datetime
from pathlib import Path
from c7gate.app.scores import everybody
scores = everybody(Path(sys.argv[1]), os.environ, datetime.fromisoformat("2026-01-06T12:00:00+00:00"))
print(len(scores.gates), "people", file=sys.stderr)
"""


class Side(NamedTuple):
    """One run: wall clock and processor time in seconds, and the most memory that one process held, in MiB."""

    seconds: float
    cpu: float
    mebibytes: float


def main() -> None:
    """Build the repositories, run all sides in turn, print a table."""
    options = arguments()
    if not options.growth:
        table(measured(options.commits, options.developers, options))
        return
    print(
        f"{'commits':>8} {'people':>7} {'git log':>8} {'first':>8} {'again':>8} {'MiB':>5}  (median seconds)"
    )
    for commits, developers in GROWTH:
        grown(commits, developers, measured(commits, developers, options))


def measured(commits: int, developers: int, options: argparse.Namespace) -> dict[str, list[Side]]:
    """The runs of each side over a repository of this size."""
    runs: dict[str, list[Side]] = {"git log": [], "first": [], "again": []}
    with tempfile.TemporaryDirectory() as scratch:
        repo = Path(scratch) / "gate3.git"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(repo)], check=True)
        fill(repo, history(commits, developers, options.hits))
        log = ["git", "-C", str(repo), "log", "-z", "--format=%H%n%an%n%ae%n%ad%n%B", "main"]
        score = [sys.executable, "-c", READER, str(repo)]
        timed(log)  # fills the disk cache
        for number in range(options.runs):
            shutil.rmtree(repo / "c7gate", ignore_errors=True)
            runs["git log"].append(side(log))
            runs["first"].append(side(score))
            fill(repo, later(number, developers))
            runs["again"].append(side(score))
    return runs


def side(command: list[str]) -> Side:
    """Run one side."""
    before = spent()
    run = timed(command)
    return Side(run.seconds, spent() - before, run.mebibytes)


def spent() -> float:
    """Processor time of all processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--commits", type=int, default=100_000)
    parser.add_argument("--developers", type=int, default=500)
    parser.add_argument("--hits", type=int, default=15, metavar="PERCENT")
    parser.add_argument("--runs", type=int, default=3, help="runs of each side (default 3)")
    parser.add_argument("--growth", action="store_true", help="a table over numbers of commits and people")
    return parser.parse_args()


def fill(repo: Path, stream: Iterator[bytes]) -> None:
    """Feed commits to the repository."""
    feed = subprocess.Popen(
        ["git", "-C", str(repo), "fast-import", "--quiet", "--force"], stdin=subprocess.PIPE
    )
    assert feed.stdin is not None  # noqa: S101  opened as a pipe
    for part in stream:
        feed.stdin.write(part)
    feed.stdin.close()
    if feed.wait():
        sys.exit("git fast-import failed")


def history(commits: int, developers: int, hits: int) -> Iterator[bytes]:
    """The program, then a year of work."""
    files = {"policies/program.yaml": POLICY}
    for number in range(developers):
        files[f"training-records/developers/dev{number}.yaml"] = (
            f"login: dev{number}\nidentities: [dev{number}@example.com]\nenrolled_at: 2025-01-06\n"
        )
    yield commit("dana", START, "Start the program\n", files)
    for number in range(commits):
        seconds = START + 60 + number * (365 * DAY - 120) // commits
        reference = number * 7919 % 100 < hits
        yield work(number, f"dev{number * 31 % developers}", seconds, reference=reference)


def later(run: int, developers: int) -> Iterator[bytes]:
    """A hundred commits more."""
    for number in range(100):
        seconds = START + 365 * DAY + 60 * (100 * run + number)
        yield work(
            10**9 + 100 * run + number,
            f"dev{number % developers}",
            seconds,
            reference=number % 7 == 0,
            on=number == 0,
        )


def work(number: int, login: str, seconds: int, *, reference: bool, on: bool = False) -> bytes:
    """One commit that changes one file."""
    body = "".join(
        f"Line {line} says why the change of step {number} was needed.\n" for line in range(number % 13)
    )
    trailer = f"Context7: /websockets/ws topic {number % 40}\n" if reference else "Reviewed-by: bob\n"
    files = {f"src/{number % 97}/{number % 31}.ts": f"export const step = {number};\n"}
    return commit(login, seconds, f"Step {number}: change one thing\n\n{body}\n{trailer}", files, on=on)


def commit(login: str, seconds: int, message: str, files: dict[str, str], *, on: bool = False) -> bytes:
    """A commit as fast-import reads it; `on` continues the branch that stands in the repository."""
    who = f"{login} <{login}@example.com> {seconds} +0100"
    head = f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n{data(message)}"
    parent = "from refs/heads/main^0\n" if on else ""
    changes = "".join(f"M 644 inline {path}\n{data(text)}" for path, text in files.items())
    return f"{head}{parent}{changes}".encode()


def data(text: str) -> str:
    """A text as fast-import reads it."""
    return f"data {len(text.encode())}\n{text}\n"


def median(figures: list[Side], what: str = "seconds") -> float:
    """The median of one figure."""
    return float(statistics.median(getattr(run, what) for run in figures))


def table(runs: dict[str, list[Side]]) -> None:
    """The figures of all sides, and the ratios."""
    print(f"{'':8} {'min s':>8} {'median s':>9} {'max s':>8} {'CPU s':>8} {'peak MiB':>9}")
    for name, figures in runs.items():
        seconds = [run.seconds for run in figures]
        print(
            f"{name:8} {min(seconds):8.3f} {median(figures):9.3f} {max(seconds):8.3f} {median(figures, 'cpu'):8.3f}"
            f" {max(run.mebibytes for run in figures):9.0f}"
        )
    for one, other in (("first", "git log"), ("again", "first")):
        wall, cpu = (median(runs[one], what) / median(runs[other], what) for what in ("seconds", "cpu"))
        print(f"{one} / {other}: {wall:.2f} (CPU {cpu:.2f})")


def grown(commits: int, developers: int, runs: dict[str, list[Side]]) -> None:
    """One line of the table of growth."""
    seconds = " ".join(f"{median(figures):8.3f}" for figures in runs.values())
    peak = max(run.mebibytes for run in runs["first"])
    print(f"{commits:8,} {developers:7,} {seconds} {peak:5.0f}", flush=True)


if __name__ == "__main__":
    main()
