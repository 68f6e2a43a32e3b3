"""Who is verified by a signature: only a key that the trusted policy lists (T06, T20 to T22)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from git_repo import Repo
from program import DANA, POLICY, Program

CHANGED = {"policies/gates.yaml": "gate3: {enforce: never}\n"}


def make_key(folder: Path, name: str) -> Path:
    """A throw-away SSH key."""
    program = shutil.which("ssh-keygen")
    assert program, "install an OpenSSH client"
    key = folder / name
    subprocess.run([program, "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(key)], check=True)
    return key


def start(repo: Repo, capsys: pytest.CaptureFixture[str], key: Path, window: str = "") -> Program:
    """A program whose policy lists dana's key."""
    public = key.with_suffix(".pub").read_text(encoding="utf-8").strip()
    keys = f"signing_keys:\n  - {{login: dana, key: {public}{window}}}\n"
    return Program.start(repo, capsys, {"policies/program.yaml": POLICY + keys})


def signed_change(program: Program, key: Path, author: tuple[str, str] = DANA) -> None:
    """A change of policy, signed with this key."""
    repo = program.repo
    repo.git("config", "gpg.format", "ssh")
    repo.git("config", "user.signingkey", str(key))
    repo.git("config", "commit.gpgsign", "true")
    repo.commit(dict(CHANGED), "Policy", author=author, date="2025-09-01T08:00:00+02:00")


def test_a_coordinators_signature_opens_a_protected_path(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    key = make_key(tmp_path, "dana")
    program = start(repo, capsys, key)

    signed_change(program, key)

    assert program.check().errors() == []


def test_it_is_the_key_that_counts_not_the_author_line(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    program = start(repo, capsys, make_key(tmp_path, "dana"))

    signed_change(program, make_key(tmp_path, "mallory"))

    assert program.check().errors() == ["protected-path"]


@pytest.mark.parametrize(
    ("window", "errors"),
    [
        (", until: 2025-08-31", ["protected-path"]),
        (", from: 2025-09-02", ["protected-path"]),
        (", from: 2025-09-01, until: 2025-09-01", []),
    ],
)
def test_a_key_verifies_inside_its_window(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path, window: str, errors: list[str]
) -> None:
    key = make_key(tmp_path, "dana")
    program = start(repo, capsys, key, window)

    signed_change(program, key)

    assert program.check().errors() == errors


def test_a_signature_of_another_commit_proves_nothing(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    key = make_key(tmp_path, "dana")
    program = start(repo, capsys, key)
    signed_change(program, key)
    raw = repo.git("cat-file", "commit", "HEAD")

    repo.raw_commit(raw.replace("\n\nPolicy", "\n\nPolicy of mine").encode())

    assert program.check().errors() == ["protected-path"]


def test_the_repositorys_own_verifier_is_never_run(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    program = start(repo, capsys, make_key(tmp_path, "dana"))
    ran = tmp_path / "ran"
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {ran}\nexit 0\n", encoding="utf-8")
    evil.chmod(0o755)
    for setting in ("gpg.program", "gpg.ssh.program"):
        repo.git("config", setting, str(evil))
    tree = program.repo.commit(dict(CHANGED), "Policy", author=DANA, date="2025-09-01T08:00:00+02:00")
    stamp = "dana <dana@example.com> 1756706400 +0200"
    repo.raw_commit(
        f"tree {repo.oid(f'{tree}^{{tree}}')}\nparent {repo.oid('main')}\nauthor {stamp}\ncommitter {stamp}\n"
        "gpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----\n\nPolicy\n".encode()
    )

    assert program.check().errors() == ["protected-path"]
    assert not ran.exists()
