"""Throw-away OpenPGP keys, and commits signed with them, made by a gpg of the tests' own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from git_repo import Repo

GPG = shutil.which("gpg")
IN_CI = os.environ.get("CI") == "true"  # there a missing tool is a failure, not a skip
MISSING = GPG is None and not IN_CI
MADE, SIGNED = "20250801T000000", "20250901T060000"


@dataclass(frozen=True)
class Keyring:
    """A gpg home with secret keys."""

    home: Path

    def gpg(self, *arguments: str, given: bytes = b"", at: str = SIGNED) -> bytes:
        """Run gpg with its clock at `at` (UTC) and give its output."""
        assert GPG, "install GnuPG"
        command = [GPG, "--homedir", str(self.home), "--batch", "--quiet", "--faked-system-time", f"{at}!"]
        secret = ["--pinentry-mode", "loopback", "--passphrase", ""]
        done = subprocess.run([*command, *secret, *arguments], input=given, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return done.stdout

    def make(self, name: str, *, expires: str = "never") -> str:
        """A new signing key of `name`; gives its fingerprint."""
        self.gpg("--quick-gen-key", f"{name} <{name}@example.com>", "ed25519", "sign", expires, at=MADE)
        listed = self.gpg("--with-colons", "--list-keys", f"={name} <{name}@example.com>").decode()
        return next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr:"))

    def public(self, *fingerprints: str) -> str:
        """The armored public key block."""
        return self.gpg("--armor", "--export", *fingerprints).decode()

    def signature(self, fingerprint: str, payload: bytes, *options: str, at: str = SIGNED) -> str:
        """A detached signature, armored."""
        how = ("--armor", "--local-user", fingerprint, *options)
        return self.gpg(*how, "--detach-sign", given=payload, at=at).decode()

    def revoked(self, fingerprint: str) -> str:
        """The public key block with its revocation, which the keyring itself does not take in."""
        certificate = (self.home / "openpgp-revocs.d" / f"{fingerprint}.rev").read_text(encoding="utf-8")
        block = certificate[certificate.index(":-----BEGIN") + 1 :]
        with keyring() as other:
            other.gpg("--import", given=self.public(fingerprint).encode())
            other.gpg("--import", given=block.encode())
            return other.public(fingerprint)


@contextmanager
def keyring() -> Iterator[Keyring]:
    """A gpg home in a short path, for its agent's socket; the agent is ended with it."""
    with tempfile.TemporaryDirectory(prefix="k") as folder:
        home = Path(folder) / "h"
        home.mkdir(mode=0o700)
        try:
            yield Keyring(home)
        finally:
            end = shutil.which("gpgconf")
            if end:
                subprocess.run(
                    [end, "--homedir", str(home), "--kill", "all"], capture_output=True, check=False
                )


def signed_commit(repo: Repo, content: str, signature: str) -> str:
    """Put a commit with this content and signature on the current branch, and give its id."""
    header, _, message = content.partition("\n\n")
    folded = signature.rstrip("\n").replace("\n", "\n ")
    oid = repo.raw_commit(f"{header}\ngpgsig {folded}\n\n{message}".encode())
    repo.git("reset", "-q", "--hard", oid)
    return oid
