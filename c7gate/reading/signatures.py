"""Commit signatures, verified by c7gate's own call against the keys of the trusted policy.

git's configuration is never asked: a repository could name a verifier that says yes to everything (T22).
What counts is whose key it is; the author line may name anybody (T21).
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from c7gate.model.policy import SigningKey
from c7gate.parsing.commit import signature_of

_NAMESPACE = "git"
_SSH_HEADER = b"-----BEGIN SSH SIGNATURE-----"
_SECONDS = 10


class Verifier:
    """Verifies SSH signatures of commit objects with `ssh-keygen`, in a private folder."""

    def __init__(self, keys: Iterable[SigningKey], on: date, program: str | None) -> None:
        """Trust `keys` whose window holds the UTC date `on`; without a `program` nothing is verified."""
        self._keys = tuple(key for key in keys if _in_window(key, on))
        self._program = program

    @property
    def wanted(self) -> bool:
        """Whether any signature could be verified at all."""
        return bool(self._keys) and self._program is not None

    def signers(self, raw: bytes) -> frozenset[str]:
        """The logins whose listed key signed this commit object; empty for no, bad or unknown signatures."""
        if not self._keys or self._program is None:
            return frozenset()
        parts = signature_of(raw)
        if parts is None or not parts[1].startswith(_SSH_HEADER):
            return frozenset()
        with tempfile.TemporaryDirectory(prefix="c7gate-") as folder:
            return frozenset(_verified(Path(folder), self._program, self._by_login(), *parts))

    def _by_login(self) -> Mapping[str, list[str]]:
        by_login: dict[str, list[str]] = {}
        for key in self._keys:
            by_login.setdefault(key.login, []).append(key.key)
        return by_login


def _in_window(key: SigningKey, on: date) -> bool:
    return (key.since is None or key.since <= on) and (key.until is None or on <= key.until)


def _verified(
    folder: Path, program: str, keys: Mapping[str, list[str]], payload: bytes, signature: bytes
) -> Iterable[str]:
    allowed, signed = folder / "allowed_signers", folder / "signature"
    signed.write_bytes(signature)
    for login, lines in keys.items():
        allowed.write_text("".join(f"{login} {line}\n" for line in lines), encoding="utf-8")
        command = [
            program,
            "-Y",
            "verify",
            "-n",
            _NAMESPACE,
            "-I",
            login,
            "-f",
            str(allowed),
            "-s",
            str(signed),
        ]
        if _succeeds(command, payload, folder):
            yield login


def _succeeds(command: list[str], payload: bytes, folder: Path) -> bool:
    """Whether the verifier says yes in time; anything else verifies nobody."""
    try:
        done = subprocess.run(  # noqa: S603  an absolute program, no shell, no user's string
            command, input=payload, capture_output=True, check=False, timeout=_SECONDS, env={}, cwd=folder
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
