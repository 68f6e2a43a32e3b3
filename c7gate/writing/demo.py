"""The demo's repository: two weeks of a small team, built with real git in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from git import Repo

from c7gate.writing.demo_story import GATES, KEYS, MAIN, PROGRAM, SIGNOFFS, START, WEEKS


class DemoRepository:
    """Builds the demo under `folder`: `repository/`, and `keys/` with dana's throw-away signing key."""

    def __init__(self, folder: Path, records: Mapping[str, bytes]) -> None:
        """Prepare to build in `folder` with these training records (repository path to content)."""
        self.path = folder / "repository"
        self._records = records
        self._repo = Repo.init(self.path, initial_branch=MAIN)
        self._key = _signing_key(folder / "keys")
        with self._repo.config_writer() as config:
            config.set_value("user", "name", "demo")
            config.set_value("user", "email", "demo@example.com")
            config.set_value("core", "autocrlf", "false")

    def build(self) -> None:
        """Write the two weeks on `main`, then the four branches; leaves `main` checked out."""
        self._write(self._start_files())
        self._commit("dana", START, "Start the program")
        for day in range(3, 14):
            for login, looked_up in WEEKS.items():
                if day in looked_up:
                    self._work(login, day, looked_up[day])
            if day == 4:  # noqa: PLR2004  Tuesday of the first week
                self._sign_off("alice", START + timedelta(days=day, hours=7))
        self._branch("alice/reconnect")
        self._work("alice", 14, "/websockets/ws heartbeat")
        self._branch("alice/no-reference")
        self._write({"src/alice.ts": "export const quick = true;\n"})
        self._commit("alice", START + timedelta(days=14, hours=2), "Fix it quickly")
        self._branch("bob/lobby")
        self._work("bob", 14, "/microsoft/playwright assertions")
        self._repo.create_head("bob/lower-threshold").checkout()
        self._write({"policies/gates.yaml": GATES % 50})
        self._commit("bob", START + timedelta(days=14, hours=3), "Ask for a little less")
        self._repo.heads[MAIN].checkout()
        self._repo.close()

    def _start_files(self) -> dict[str, str]:
        keys = KEYS % self._key.with_suffix(".pub").read_text(encoding="utf-8").strip() if self._key else ""
        records = {path: data.decode() for path, data in self._records.items()}
        return {
            "policies/program.yaml": PROGRAM + keys,
            "policies/gates.yaml": GATES % 80,
            "README.md": "# The demo's product\n",
            **records,
        }

    def _work(self, login: str, day: int, looked_up: str) -> None:
        # People are not punctual to the second, as equal-spacing knows.
        when = START + timedelta(days=day, hours=1 if login == "alice" else 2, seconds=997 * day % 2400)
        self._write({f"src/{login}.ts": f"export const day = {day}; // {looked_up}\n"})
        self._commit(login, when, f"Work of {when:%A}\n\nContext7: {looked_up}\n")

    def _sign_off(self, login: str, when: datetime) -> None:
        self._write({f"training-records/assessments/{login}.yaml": SIGNOFFS % login})
        self._commit("dana", when, f"Sign gate 1 of {login} off", signed=True)

    def _branch(self, name: str) -> None:
        self._repo.heads[MAIN].checkout()
        self._repo.create_head(name).checkout()

    def _write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        self._repo.index.add(list(files))

    def _commit(self, login: str, when: datetime, message: str, *, signed: bool = False) -> None:
        stamp = f"{int(when.timestamp())} +0200"
        identity = {"NAME": login, "EMAIL": f"{login}@example.com", "DATE": stamp}
        environment = {
            f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in identity.items()
        }
        signing = [f"--gpg-sign={self._key}"] if signed and self._key else ["--no-gpg-sign"]
        settings = ["-c", "gpg.format=ssh", "-c", f"core.hooksPath={os.devnull}"]
        command = ["git", *settings, "commit", "--quiet", "--no-verify", *signing, "-m", message]
        self._repo.git.execute(command, env=environment)


def _signing_key(folder: Path) -> Path | None:
    """A throw-away key, or None where `ssh-keygen` is missing: the sign-off is then unsigned."""
    program = shutil.which("ssh-keygen")
    if program is None:
        return None
    folder.mkdir()
    key = folder / "dana"
    command = [program, "-q", "-t", "ed25519", "-N", "", "-C", "dana of the demo", "-f", str(key)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  an absolute program, fixed arguments
    return key
