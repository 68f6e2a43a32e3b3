"""How long the dashboard takes, and how large its page gets: 60 people over a year.

    python benchmarks/dashboard.py                                   # 60 developers, 15,000 commits, a year

The history is that of `benchmarks/gate3.py`. Whole processes. Goals: each audience under ten seconds, each page
under 1 MB.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from gate3 import fill, history
from scan_history import timed

AS_OF = "2026-01-06T12:00:00+00:00"
AUDIENCES = ("team", "coordinator", "developer")


def main() -> None:
    """Build the repository, then each page in turn."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--commits", type=int, default=15_000)
    parser.add_argument("--developers", type=int, default=60)
    parser.add_argument("--hits", type=int, default=80, metavar="PERCENT")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        repo, out = Path(scratch) / "program.git", Path(scratch) / "site"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(repo)], check=True)
        fill(repo, history(options.commits, options.developers, options.hits))
        print(f"{'audience':12} {'seconds':>8} {'peak MiB':>9} {'page kB':>8} {'JSON kB':>8}")
        for audience in AUDIENCES:
            login = ["--login", "dev1"] if audience == "developer" else []
            asked = ["-C", str(repo), "--as-of", AS_OF, "--out", str(out), "--audience", audience, *login]
            run = timed([sys.executable, "-m", "c7gate", "report", "dashboard", *asked])
            sizes = [(out / name).stat().st_size / 1000 for name in ("index.html", "dashboard.json")]
            print(f"{audience:12} {run.seconds:8.2f} {run.mebibytes:9.0f} {sizes[0]:8.0f} {sizes[1]:8.0f}")


if __name__ == "__main__":
    main()
