"""How long the views of a running program take: `status`, `report alerts` and `report weekly` against scoring gate 3 alone.

    python benchmarks/views.py                                   # 1,000 developers, 100,000 commits, a year

The history is that of `benchmarks/gate3.py`. Whole processes, run in turn; quote ratios. Goal: each <= 2 x gate 3. The
first round walks over all of history, and is left out of the medians; the others begin where it ended.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from gate3 import READER, fill, history
from scan_history import Run, timed

AS_OF = "2026-01-06T12:00:00+00:00"


def main() -> None:
    """Build the repository, run all sides in turn, print the table."""
    options = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        repo = Path(scratch) / "program.git"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(repo)], check=True)
        fill(repo, history(options.commits, options.developers, options.hits))
        ours = [sys.executable, "-m", "c7gate"]
        asked = ["-C", str(repo), "--as-of", AS_OF, "--format", "json"]
        sides = {
            "gate 3": [sys.executable, "-c", READER, str(repo)],
            "status": [*ours, "status", *asked],
            "report alerts": [*ours, "report", "alerts", *asked],
            "report weekly": [*ours, "report", "weekly", *asked],
        }
        runs: dict[str, list[Run]] = {name: [] for name in sides}
        for number in range(options.runs + 1):
            for name, command in sides.items():
                run = timed(command)
                if number:
                    runs[name].append(run)
        table(runs)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--commits", type=int, default=100_000)
    parser.add_argument("--developers", type=int, default=1_000)
    parser.add_argument("--hits", type=int, default=15, metavar="PERCENT")
    parser.add_argument("--runs", type=int, default=3, help="runs of each side (default 3)")
    return parser.parse_args()


def table(runs: dict[str, list[Run]]) -> None:
    """The figures of all sides, and each one's ratio to gate 3."""
    base = statistics.median(run.seconds for run in runs["gate 3"])
    print(f"{'':14} {'min s':>8} {'median s':>9} {'max s':>8} {'peak MiB':>9} {'/ gate 3':>9}")
    for name, figures in runs.items():
        seconds = [run.seconds for run in figures]
        median, peak = statistics.median(seconds), max(run.mebibytes for run in figures)
        print(
            f"{name:14} {min(seconds):8.3f} {median:9.3f} {max(seconds):8.3f} {peak:9.0f} {median / base:9.2f}"
        )


if __name__ == "__main__":
    main()
