"""How long reading a whole history takes: c7gate against `git log` (the floor) and GitPython.

    python benchmarks/scan_history.py --repo PATH              # any repository
    python benchmarks/scan_history.py --synthetic 100000 --hits 5

Whole processes, run in turn, so that what else the machine does meets all sides alike. Quote ratios of
medians, not seconds. Goals: scan <= 1.10 x floor up to 5 % hits (1.35 when every commit is one), and
<= 0.15 x GitPython's `iter_commits`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent

READER = """
import os, sys
from pathlib import Path
from c7gate.reading.git import Repository
with Repository.open(Path(sys.argv[1]), os.environ) as repository:
    walk = repository.matching_commits([repository.resolve("HEAD")])
    hits = sum(1 for _ in walk)
print(hits, "of", walk.examined, file=sys.stderr)
"""
GITPYTHON = """
import sys, git
for commit in git.Repo(sys.argv[1]).iter_commits("HEAD"):
    commit.author.email, commit.authored_date, commit.message
"""


class Run(NamedTuple):
    """Seconds of wall clock, and the most memory that one of its processes held, in MiB."""

    seconds: float
    mebibytes: float


def main() -> None:
    """Build or find the repository, run all sides in turn, print the table."""
    options = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        repo = options.repo or synthetic(Path(scratch), options.synthetic, options.hits)
        sides = commands(repo.resolve(), reader_only=options.reader_only, gitpython=not options.no_gitpython)
        if options.command:
            sides["c7gate"] = [*options.command, str(repo.resolve())]
        runs: dict[str, list[Run]] = {name: [] for name in sides}
        for number in range(options.runs + 1):
            for name, command in sides.items():
                run = timed(command)
                if number:  # the first round fills the disk cache
                    runs[name].append(run)
    for line in table(runs):
        print(line)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--repo", type=Path, help="a repository or git directory to read")
    where.add_argument("--synthetic", type=int, metavar="N", help="build a repository of N commits first")
    parser.add_argument(
        "--hits", type=int, default=5, metavar="PERCENT", help="commits of it that hold a reference"
    )
    parser.add_argument("--runs", type=int, default=5, help="runs of each side (default 5)")
    parser.add_argument(
        "--reader-only", action="store_true", help="time the reader instead of the whole command"
    )
    parser.add_argument("--no-gitpython", action="store_true", help="leave GitPython out; it takes longest")
    parser.add_argument("--command", nargs="+", help="another command for c7gate; the repository is appended")
    return parser.parse_args()


def commands(repo: Path, *, reader_only: bool, gitpython: bool) -> dict[str, list[str]]:
    """The command of each side."""
    python = [sys.executable]
    scan = [*python, "-m", "c7gate", "scan", "HEAD", "--format", "json", "-C", str(repo)]
    log = ["git", "-C", str(repo), "log", "-z", "--format=%H%n%an%n%ae%n%ad%n%B", "HEAD"]
    sides = {"git log": log, "c7gate": [*python, "-c", READER, str(repo)] if reader_only else scan}
    return {**sides, "GitPython": [*python, "-c", GITPYTHON, str(repo)]} if gitpython else sides


def timed(command: list[str], cwd: Path | None = None) -> Run:
    """Run one side, in `cwd`, with its output thrown away; anything but success ends the benchmark."""
    # Without bytecode a side would compile its modules at each start, which nobody's installation does.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {
        **kept,
        "PYTHONPATH": str(ROOT),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=errors, env=environment, cwd=cwd
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        if process.returncode:
            sys.exit(
                f"{command[:4]} failed ({process.returncode}): {errors.read().decode(errors='replace')[-2000:]}"
            )
    return Run(seconds, usage.ru_maxrss / 1024)


def table(runs: dict[str, list[Run]]) -> Iterator[str]:
    """The figures of all sides and the ratios of their medians to c7gate's."""
    medians = {}
    yield f"{'':10} {'min s':>8} {'median s':>9} {'max s':>8} {'peak MiB':>9}"
    for name, figures in runs.items():
        seconds = [run.seconds for run in figures]
        medians[name] = statistics.median(seconds)
        peak = max(run.mebibytes for run in figures)
        yield f"{name:10} {min(seconds):8.3f} {medians[name]:9.3f} {max(seconds):8.3f} {peak:9.0f}"
    for name, median in medians.items():
        if name != "c7gate":
            yield f"c7gate / {name}: {medians['c7gate'] / median:.3f}"


def synthetic(scratch: Path, commits: int, hits: int) -> Path:
    """A repository of that many commits on one line, `hits` per cent of them with a reference, packed."""
    repo = scratch / "synthetic"
    git = ["git", "-C", str(repo)]
    subprocess.run(["git", "init", "-q", "-b", "main", str(repo)], check=True)
    feed = subprocess.Popen([*git, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert feed.stdin is not None  # noqa: S101  opened as a pipe
    for number in range(commits):
        feed.stdin.write(one_commit(number, has_reference=number % 100 < hits))
    feed.stdin.close()
    if feed.wait():
        sys.exit("git fast-import failed")
    return repo


def one_commit(number: int, *, has_reference: bool) -> bytes:
    """A commit as fast-import reads it, its message about as long as people write them."""
    body = "".join(
        f"Line {line} says why the change of step {number} was needed.\n" for line in range(number % 13)
    )
    trailer = (
        "Context7: /websockets/ws reconnect\n" if has_reference else "Reviewed-by: bob <bob@example.com>\n"
    )
    message = f"Step {number}: change one thing\n\n{body}\n{trailer}".encode()
    who = f"alice <alice@example.com> {1_600_000_000 + 60 * number} +0200"
    return (
        f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {len(message)}\n".encode()
        + message
        + b"\n"
    )


if __name__ == "__main__":
    main()
