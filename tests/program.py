"""A training program in a real repository, and the command line run on it as a person would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from c7gate.cli.main import run

from git_repo import Repo

ALICE, BOB, DANA = (
    ("alice", "alice@example.com"),
    ("bob", "bob@example.com"),
    ("dana", "dana@example.com"),
)
AS_OF = "2025-09-01T09:00:00+02:00"
POLICY = """\
preset: context7@1
requires: ">=1.0,<2"
start: 2025-08-22
coordinators: [dana]
people: {timezone: Europe/Berlin, work_week: [mon, tue, wed, thu, fri], role: backend}
"""
RECORD = """\
login: {login}
identities: [{login}@example.com, "github:{login}-dev"]
role: backend
enrolled_at: {enrolled_at}
timezone: Europe/Berlin
"""
TRACKED = {"training-records/developers/alice.yaml": RECORD.format(login="alice", enrolled_at="2025-08-25")}
TRAILER = "Context7: /websockets/ws reconnect\n"


def record(login: str, enrolled_at: str = "2025-09-01") -> str:
    """A developer record."""
    return RECORD.format(login=login, enrolled_at=enrolled_at)


@dataclass(frozen=True)
class Answer:
    """What one run of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)

    @property
    def names(self) -> list[str]:
        """The names of the JSON report's findings, most important first."""
        return [finding["name"] for finding in self.json["findings"]]

    def errors(self) -> list[str]:
        """The names of its errors."""
        return [item["name"] for item in self.json["findings"] if item["severity"] == "error"]


@dataclass(frozen=True)
class Program:
    """A repository whose `main` holds a policy and two records, checked out on branch `pr`.

    alice and bob are enrolled on the day of judging, so nobody's gate 3 has data yet; with `TRACKED` alice has
    been enrolled for the week before.
    """

    repo: Repo
    capture: pytest.CaptureFixture[str]

    @classmethod
    def start(
        cls, repo: Repo, capture: pytest.CaptureFixture[str], files: dict[str, str] | None = None
    ) -> Program:
        """Commit the program to `main` as dana on the first day, and go to `pr`."""
        start = {
            "policies/program.yaml": POLICY,
            "training-records/developers/alice.yaml": record("alice"),
            "training-records/developers/bob.yaml": record("bob"),
            "src/app.ts": "export {};\n",
            **(files or {}),
        }
        repo.commit(dict(start), "Start", author=DANA, date="2025-08-22T09:00:00+02:00")
        repo.checkout("pr", new=True)
        return cls(repo, capture)

    def active(self, *days: str, author: tuple[str, str] = ALICE) -> None:
        """A commit with a reference on each of these dates, at ten in Berlin."""
        for day in days:
            files = {f"src/{author[0]}.ts": f"// {day}\n"}
            self.repo.commit(dict(files), f"Work\n\n{TRAILER}", author=author, date=f"{day}T10:00:00+02:00")

    def work(
        self,
        message: str,
        *,
        author: tuple[str, str] = ALICE,
        path: str = "src/app.ts",
        date: str = "2025-09-01T08:00:00+02:00",
    ) -> str:
        """One commit that changes a code file."""
        return self.repo.commit({path: f"// {message} {date}\n"}, message, author=author, date=date)

    def check(self, *arguments: str, base: str = "main", as_of: str = AS_OF) -> Answer:
        """`check --base main` in JSON as of Monday 2025-09-01 09:00."""
        return self.run("check", "--base", base, "--as-of", as_of, "--format", "json", *arguments)

    def run(self, command: str, *arguments: str) -> Answer:
        """Any command with `-C` set to the repository."""
        return run_cli(self.capture, *command.split(), "-C", str(self.repo.path), *arguments)

    def write(self, name: str, text: str) -> Path:
        """A file beside the repository."""
        path = self.repo.path.parent / name
        path.write_text(text, encoding="utf-8")
        return path


def run_cli(capture: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    """Run the command line in this process."""
    capture.readouterr()
    code = run(list(arguments))
    captured = capture.readouterr()
    assert code != 70, captured.err
    return Answer(code, captured.out, captured.err)
