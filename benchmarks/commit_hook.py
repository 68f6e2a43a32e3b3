"""How long a person who commits waits: `c7gate hook commit-msg` against the import of click, and gitlint.

    python benchmarks/commit_hook.py                     # installs gitlint into a scratch environment
    python benchmarks/commit_hook.py --gitlint PATH      # one that is there

Whole processes, run in turn, so that what else the machine does meets all sides alike. Quote ratios, best those of
the minima on a busy machine. Goals: <= 1.5 x `python -c "import click"` and <= 0.60 x gitlint.

The sides of c7gate, each in a repository with a policy, a record and a staged file that imports a known library:
`answered` has a reference in its message; `branch` has one in an earlier commit; `reminded` has none; `fetched` is
`reminded` after others' work and records were fetched, which is the first look at that trusted commit; `cold` is
`reminded` with nothing kept at all, as after a change of the policy, of a cohort or of the author's own record (after
`hook install` it is not: that looks for the first commit). The goals are for all but `cold`.
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
POLICY = 'preset: context7@1\nrequires: ">=1.0,<2"\nstart: 2025-08-22\ncoordinators: [dana]\n'
RECORD = "login: alice\nidentities: [alice@example.com]\nenrolled_at: 2025-08-25\n"
OTHER_RECORD = RECORD.replace("alice", "bob")
PLAIN = "Reconnect after a failover\n\nThe server may go away at any time.\n"
HOOK = "import sys; sys.path.append(sys.argv.pop(1)); from c7gate.cli.start import main; main()"


class Side(NamedTuple):
    """A command, the folder it runs in, and a file that is removed before each run (or none)."""

    command: list[str]
    folder: Path
    forget: Path | None = None


def main() -> None:
    """Build the repositories, run all sides in turn, print the table."""
    options = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        sides = all_sides(Path(scratch), options.gitlint or installed_gitlint(Path(scratch)))
        environment = surroundings(Path(scratch))
        seconds: dict[str, list[float]] = {name: [] for name in sides}
        for number in range(options.runs + 1):
            for name, side in sides.items():
                took = timed(side, environment)
                if number:  # the first round compiles modules and fills the disk cache
                    seconds[name].append(took)
    for line in table(seconds):
        print(line)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--gitlint", type=Path, help="the gitlint to run; it is installed where none is named"
    )
    parser.add_argument("--runs", type=int, default=25, help="runs of each side (default 25)")
    return parser.parse_args()


def installed_gitlint(scratch: Path) -> Path:
    """Install gitlint into an environment of its own."""
    subprocess.run([sys.executable, "-m", "venv", str(scratch / "gitlint")], check=True)
    pip = [str(scratch / "gitlint" / "bin" / "python"), "-m", "pip", "install", "-q", "gitlint"]
    subprocess.run(pip, check=True)
    return scratch / "gitlint" / "bin" / "gitlint"


def surroundings(scratch: Path) -> dict[str, str]:
    """The environment git gives its hooks, with nothing of the user's settings, modules compiled beside the rest."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "HOME": str(scratch),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "alice",
        "GIT_AUTHOR_EMAIL": "alice@example.com",
        "GIT_COMMITTER_NAME": "alice",
        "GIT_COMMITTER_EMAIL": "alice@example.com",
    }


def all_sides(scratch: Path, gitlint: Path) -> dict[str, Side]:
    """Every side by its name."""
    compiled = ["-X", f"pycache_prefix={scratch / 'compiled'}"]
    hook = [sys.executable, "-I", *compiled, "-c", HOOK, str(ROOT), "hook", "commit-msg"]
    plain, answered = scratch / "plain", scratch / "answered"
    plain.write_text(PLAIN, encoding="utf-8")
    answered.write_text(f"{PLAIN}\nContext7: /websockets/ws reconnect\n", encoding="utf-8")
    fresh = repository(scratch, "fresh")
    branch = repository(scratch, "branch", f"Open a socket\n\nContext7: /websockets/ws\n\n{PLAIN}")
    return {
        "click": Side([sys.executable, *compiled, "-c", "import click"], scratch),
        "gitlint": Side([str(gitlint), "--staged", "--msg-filename", str(plain)], fresh),
        "answered": Side([*hook, str(answered)], fresh),
        "branch": Side([*hook, str(plain)], branch),
        "reminded": Side([*hook, str(plain)], repository(scratch, "warm")),
        "fetched": Side([*hook, str(plain)], fetched(scratch, [*hook, str(plain)])),
        "cold": Side([*hook, str(plain)], fresh, fresh / ".git" / "c7gate" / "demand.json"),
    }


def fetched(scratch: Path, hook: list[str]) -> Path:
    """A repository whose default branch moved after the last look, by a colleague's record."""
    folder = repository(scratch, "fetched")
    environment = surroundings(scratch)

    def run(*words: str) -> None:
        subprocess.run(words, cwd=folder, check=True, env=environment, stderr=subprocess.DEVNULL)

    run(*hook)
    run("git", "stash", "-q")
    run("git", "checkout", "-q", "-b", "theirs", "main")
    (folder / "training-records/developers/bob.yaml").write_text(OTHER_RECORD, encoding="utf-8")
    run("git", "add", "training-records")
    run("git", "commit", "-q", "-m", "Join")
    run("git", "update-ref", "refs/remotes/origin/HEAD", "theirs")
    run("git", "checkout", "-q", "topic")
    run("git", "stash", "pop", "-q", "--index")
    return folder


def repository(scratch: Path, name: str, message: str = "") -> Path:
    """A program on `main`, a file staged on a branch, which has one commit if there is a message for it."""
    folder = scratch / name
    environment = surroundings(scratch)

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(folder), *words], check=True, env=environment)

    def write(path: str, text: str) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
        git("add", path)

    folder.mkdir()
    git("init", "-q", "-b", "main")
    git("config", "user.name", "alice")  # gitlint asks for both
    git("config", "user.email", "alice@example.com")
    write("policies/program.yaml", POLICY)
    write("training-records/developers/alice.yaml", RECORD)
    git("commit", "-q", "-m", "Start")
    git("checkout", "-q", "-b", "topic")
    if message:
        git("commit", "-q", "--allow-empty", "-m", message)
    write("src/socket.ts", 'import WebSocket from "ws";\n')
    return folder


def timed(side: Side, environment: dict[str, str]) -> float:
    """Seconds of one run with its output thrown away; a failure ends the benchmark."""
    if side.forget:
        side.forget.unlink(missing_ok=True)
    start = time.perf_counter()
    done = subprocess.run(
        side.command,
        cwd=side.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    seconds = time.perf_counter() - start
    said = (done.stdout + done.stderr).decode(errors="replace")
    if done.returncode or "not looked at" in said:
        sys.exit(f"{side.command} failed ({done.returncode}): {said[-2000:]}")
    return seconds


def table(seconds: dict[str, list[float]]) -> Iterator[str]:
    """The figures of all sides in milliseconds, and c7gate's ratios of minima and medians."""
    yield f"{'':10} {'min':>7} {'median':>7} {'max':>7}   x click (min, median)   x gitlint (min, median)"
    for name, figures in seconds.items():
        line = f"{name:10} {1000 * min(figures):7.1f} {1000 * statistics.median(figures):7.1f} {1000 * max(figures):7.1f}"
        for peer in ("click", "gitlint"):
            low, middle = (kind(figures) / kind(seconds[peer]) for kind in (min, statistics.median))
            line += f"   {low:8.2f} {middle:8.2f}     "
        yield line.rstrip()


if __name__ == "__main__":
    main()
