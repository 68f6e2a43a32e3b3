"""How long a check of one pull request takes in a long history: c7gate against the least it could take.

    python benchmarks/pull_request.py                       # 100,000 commits, a change of 20 of them
    python benchmarks/pull_request.py --commits 1000 --runs 11

The least is what `git log` of the 20 commits and `python -c "import click, yaml"` take together. Goal: at most
twice that. Whole processes, run in turn, so that what else the machine does meets all sides alike; quote ratios.

The sides of c7gate differ in who made the change: `stranger` has no record, so references and paths are judged and
no days are counted; `finished` is enrolled with gate 3 signed off; `enrolled` has gate 3 open, so every commit of
the history is asked for evidence. `unruled` is a change on a commit before there was any policy: that none ever stood
there was looked up in the first round, which is not counted, and is kept.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from scan_history import Run, synthetic, timed

POLICY = """\
preset: context7@1
requires: ">=1.0,<2"
start: 2025-08-22
coordinators: [dana]
people: {timezone: Europe/Berlin}
"""
RECORD = "login: {login}\nidentities: [{login}@example.com]\nenrolled_at: 2025-08-25\n"
SIGNED = 'login: finn\nsignoffs:\n  - {id: so-1, gate: 3, by: dana, at: "2025-09-01T16:00:00+02:00"}\n'
START = 1_756_720_800  # 2025-09-01T12:00:00+02:00
AS_OF = "2025-09-02T12:00:00+02:00"
CHANGE = 20
SIDES = {"stranger": "carol", "finished": "finn", "enrolled": "alice", "unruled": "dave"}
UNRULED = "dave"


def main() -> None:
    """Build the repository, run all sides in turn, print the table."""
    options = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        repo = synthetic(Path(scratch), options.commits, 5)
        subprocess.run(
            ["git", "-C", str(repo), "fast-import", "--quiet", "--force"],
            input=b"".join([program(), *map(change, SIDES.values())]), check=True,
        )  # fmt: skip
        sides = commands()
        runs: dict[str, list[Run]] = {name: [] for name in sides}
        for number in range(options.runs + 1):
            for name, command in sides.items():
                run = timed(command, repo)
                if number:  # the first round fills the disk cache
                    runs[name].append(run)
    table(runs)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--commits", type=int, default=100_000, help="history before the change")
    parser.add_argument("--runs", type=int, default=11, help="runs of each side (default 11)")
    return parser.parse_args()


def commands() -> dict[str, list[str]]:
    """The command of each side, to be run in the repository; c7gate's as its console script runs it."""
    script = "from c7gate.cli.start import main; main()"
    check = [sys.executable, "-c", script, "check", "--as-of", AS_OF, "--exit-zero"]
    return {
        "git log": ["git", "log", "main..pr-carol"],
        "python": [sys.executable, "-c", "import click, yaml"],
        **{side: [*check, "--base", base(login), "--head", f"pr-{login}"] for side, login in SIDES.items()},
    }


def base(login: str) -> str:
    """What the branch of this person begins at."""
    return "main~1" if login == UNRULED else "main"


def program() -> bytes:
    """The commit on `main` that brings the policy and the records."""
    files = {
        "policies/program.yaml": POLICY,
        "training-records/developers/alice.yaml": RECORD.format(login="alice"),
        "training-records/developers/finn.yaml": RECORD.format(login="finn"),
        "training-records/assessments/finn.yaml": SIGNED,
    }
    return commit("main", "dana", START, "Start the program\n", files, on="refs/heads/main^0")


def change(login: str) -> bytes:
    """A branch of twenty commits, the last with a reference."""
    branch = f"pr-{login}"
    return b"".join(
        commit(
            branch,
            login,
            START + 60 * (number + 1),
            f"Step {number}\n\n{'Context7: /websockets/ws reconnect' if number == CHANGE - 1 else 'More.'}\n",
            {f"src/{number}.ts": f"export const step = {number};\n"},
            on="" if number else f"refs/heads/{base(login)}",
        )
        for number in range(CHANGE)
    )


def commit(branch: str, login: str, seconds: int, message: str, files: dict[str, str], *, on: str) -> bytes:
    """A commit as fast-import reads it; `on` is its parent where that is not the branch's last."""
    who = f"{login} <{login}@example.com> {seconds} +0200"
    parent = f"from {on}\n" if on else ""
    head = f"commit refs/heads/{branch}\nauthor {who}\ncommitter {who}\n{data(message)}{parent}"
    return (head + "".join(f"M 644 inline {path}\n{data(text)}" for path, text in files.items())).encode()


def data(text: str) -> str:
    """A text as fast-import reads it."""
    return f"data {len(text.encode())}\n{text}\n"


def table(runs: dict[str, list[Run]]) -> None:
    """The figures of all sides, and how often the least each of c7gate's takes."""
    medians = {name: statistics.median(run.seconds for run in figures) for name, figures in runs.items()}
    least = medians["git log"] + medians["python"]
    print(f"{'':10} {'min s':>8} {'median s':>9} {'max s':>8} {'x least':>8}")
    for name, figures in runs.items():
        seconds = [run.seconds for run in figures]
        times = f"{medians[name] / least:8.2f}" if name in SIDES else ""
        print(f"{name:10} {min(seconds):8.3f} {medians[name]:9.3f} {max(seconds):8.3f} {times}")


if __name__ == "__main__":
    main()
