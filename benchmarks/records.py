"""How long many training records take: `c7gate validate` against check-jsonschema and ajv, and against itself.

    python benchmarks/records.py                       # installs both peers into a scratch folder
    python benchmarks/records.py --check-jsonschema PATH --ajv PATH

Whole processes, run in turn, so that what else the machine does meets all sides alike. All sides read the same files,
valid records of about 70 lines, by the same schema. c7gate alone looks at what stands between records, too. Goals:
1,000 records <= 0.25 x check-jsonschema, 10,000 <= 2.0 x ajv, and again with nothing changed <= 0.05 x the first time.
At the end some records are made wrong, and every error must come with its line and column.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
START = "import sys; sys.path.append(sys.argv.pop(1)); from c7gate.cli.start import main; main()"
FIRST = date(2025, 8, 22)
AJV = ("ajv-cli@5.0.0", "ajv-formats@2.1.1")
SETTLED = 3  # seconds; what was written just now is read again


class Side(NamedTuple):
    """A command, the folder it runs in, and a folder that is removed before each run (or none)."""

    command: list[str]
    folder: Path
    forget: Path | None = None


def main() -> None:
    """Write the records, run all sides in turn, print the table."""
    options = arguments()
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        peer = options.check_jsonschema or installed_check_jsonschema(here)
        ajv = options.ajv or installed_ajv(here)
        thousand, many = (written(here / str(count), count) for count in (1_000, options.records))
        time.sleep(SETTLED)
        sides = {
            "check-jsonschema": Side([str(peer), "--schemafile", schema(), *files(thousand)], thousand),
            "c7gate 1,000": Side(c7gate(here), thousand, store(thousand)),
            "ajv": Side([*ajv_command(ajv), "-d", "training-records/developers/*.yaml"], many),
            "c7gate": Side(c7gate(here), many, store(many)),
            "c7gate again": Side(c7gate(here), many),
        }
        seconds = measured(sides, options.runs)
        for line in table(seconds):
            print(line)
        print(errors_with_places(here, thousand))


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    installed = "; it is installed where none is named"
    parser.add_argument("--check-jsonschema", type=Path, help=f"the check-jsonschema to run{installed}")
    parser.add_argument(
        "--ajv", type=Path, help=f"the ajv of ajv-cli to run, with ajv-formats beside it{installed}"
    )
    parser.add_argument("--records", type=int, default=10_000, help="records for ajv (default 10,000)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each side (default 5)")
    return parser.parse_args()


def installed_check_jsonschema(scratch: Path) -> Path:
    """Install check-jsonschema into an environment of its own."""
    subprocess.run([sys.executable, "-m", "venv", str(scratch / "peer")], check=True)
    pip = [str(scratch / "peer" / "bin" / "python"), "-m", "pip", "install", "-q", "check-jsonschema"]
    subprocess.run(pip, check=True)
    return scratch / "peer" / "bin" / "check-jsonschema"


def installed_ajv(scratch: Path) -> Path:
    """Install ajv-cli into a folder of its own."""
    npm = [
        "npm",
        "install",
        "--prefix",
        str(scratch),
        "--no-save",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
    ]
    subprocess.run([*npm, "--loglevel", "error", *AJV], check=True)
    return scratch / "node_modules" / ".bin" / "ajv"


def schema() -> str:
    """The schema of developers' records."""
    return str(ROOT / "schemas" / "developer.schema.json")


def ajv_command(ajv: Path) -> list[str]:
    """How ajv reads this schema: draft 2020-12, formats checked, words it does not know left alone."""
    return [str(ajv), "validate", "--spec=draft2020", "--strict=false", "-c", "ajv-formats", "-s", schema()]


def c7gate(scratch: Path) -> list[str]:
    """This c7gate as installed: its modules compiled beside the rest."""
    compiled = ["-X", f"pycache_prefix={scratch / 'compiled'}"]
    return [sys.executable, "-I", *compiled, "-c", START, str(ROOT), "validate", "training-records"]


def store(folder: Path) -> Path:
    """Where c7gate keeps what it found right."""
    return folder / ".git" / "c7gate"


def written(folder: Path, count: int) -> Path:
    """A repository with so many records."""
    developers = folder / "training-records" / "developers"
    developers.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    for number in range(count):
        (developers / f"dev-{number:05}.yaml").write_text(record(number), encoding="utf-8")
    return folder


def files(folder: Path) -> list[str]:
    """The records' names from the folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("dev-*.yaml"))


def record(number: int) -> str:
    """A record after some weeks, dates in quotes, so that every reader takes them for text."""
    login = f"dev-{number:05}"
    return "\n".join(
        (
            f"login: {login}",
            f'identities: [{login}@example.com, "github:{login}"]',
            "role: backend",
            'enrolled_at: "2025-08-22"',
            "timezone: Europe/Berlin",
            "work_week: [mon, tue, wed, thu, fri]",
            *listed("away", 4, lambda day: [f"{{from: {day}, to: {day}, type: leave}}"]),
            *listed("use_cases", 3, lambda _: ["title: Reconnect after failover", "library: /websockets/ws"]),
            *listed("exercises", 5, lambda day: ["id: be-websocket-reconnect", f"submitted: {day}", f'evidence: ["commit:{number:07x}"]']),
            *listed("shares", 3, lambda day: [f"date: {day}", "kind: doc", "ref: docs/notes/ws.md", "audience: backend"]),
            *listed("usage", 6, lambda day: [f'at: {day[:-1]}T14:05:00+02:00"', "kind: log", "library: /microsoft/playwright", "topic: trace viewer"]),
            "",
        )
    )  # fmt: skip


def listed(key: str, count: int, item: Callable[[str], list[str]]) -> Iterator[str]:
    """A list of so many items, each of lines that it makes from a day in quotes."""
    yield f"{key}:"
    for number in range(count):
        first, *rest = item(f'"{FIRST + timedelta(number)}"')
        yield f"  - {first}"
        yield from (f"    {line}" for line in rest)


def measured(sides: dict[str, Side], runs: int) -> dict[str, list[float]]:
    """Seconds of each side's runs; the first round, which compiles modules and fills the disk cache, is left out."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(runs + 1):
        for name, side in sides.items():
            took = timed(side)
            if number:
                seconds[name].append(took)
    return seconds


def timed(side: Side) -> float:
    """Seconds of one run with its output thrown away; a failure ends the benchmark."""
    if side.forget:
        shutil.rmtree(side.forget, ignore_errors=True)
    start = time.perf_counter()
    done = subprocess.run(side.command, cwd=side.folder, capture_output=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        said = (done.stdout + done.stderr).decode(errors="replace")
        sys.exit(f"{side.command[:8]} failed ({done.returncode}): {said[-2000:]}")
    return seconds


def table(seconds: dict[str, list[float]]) -> Iterator[str]:
    """The figures of all sides in seconds, then the ratios of medians and of minima."""
    yield f"{'':18} {'min':>7} {'median':>7} {'max':>7}"
    for name, figures in seconds.items():
        yield f"{name:18} {min(figures):7.2f} {statistics.median(figures):7.2f} {max(figures):7.2f}"
    for name, peer, goal in (
        ("c7gate 1,000", "check-jsonschema", 0.25),
        ("c7gate", "ajv", 2.0),
        ("c7gate again", "c7gate", 0.05),
    ):
        middle, low = (kind(seconds[name]) / kind(seconds[peer]) for kind in (statistics.median, min))
        yield f"{name} / {peer}: {middle:.3f} (minima {low:.3f}), goal {goal}"


def errors_with_places(scratch: Path, folder: Path) -> str:
    """Make every hundredth record wrong in two places, and count the errors and those with line and column."""
    wrong = sorted(folder.rglob("dev-*00.yaml"))
    for path in wrong:
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("role:", "rolle:").replace("type: leave", "type: sick", 1), encoding="utf-8"
        )
    command = [*c7gate(scratch), "--format", "json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env={**os.environ, "CI": ""})
    places = [finding["location"] for finding in json.loads(done.stdout)["findings"]]
    placed = sum(place.get("line", 0) > 1 and place.get("column", 0) >= 1 for place in places)
    if (done.returncode, placed, len(places)) != (1, 2 * len(wrong), 2 * len(wrong)):
        sys.exit(f"{len(wrong)} wrong records gave {len(places)} errors, {placed} with their place")
    return f"{len(wrong)} wrong records: {len(places)} errors, each with line and column"


if __name__ == "__main__":
    main()
