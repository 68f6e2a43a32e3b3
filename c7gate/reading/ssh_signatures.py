"""SSH signatures, verified by `ssh-keygen -Y verify` against the listed keys of one login at a time (T21)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from c7gate.model.policy import SigningKey
from c7gate.reading.verifiers import ask

_NAMESPACE = "git"


class SshSignatures:
    """The SSH keys that may sign, and the program that knows their signatures."""

    def __init__(self, keys: Iterable[SigningKey], program: str) -> None:
        self._program = program
        self._lines: dict[str, list[str]] = {}
        for key in keys:
            self._lines.setdefault(key.login, []).append(key.key)

    def signers(self, payload: bytes, signature: bytes) -> frozenset[str]:
        """The logins one of whose keys made this signature of `payload`.

        Raises:
            UnprovenError: the program could not tell.
        """
        with tempfile.TemporaryDirectory(prefix="c7gate-") as name:
            folder = Path(name)
            signed = folder / "signature"
            signed.write_bytes(signature)
            return frozenset(login for login in self._lines if self._is_by(login, folder, payload))

    def _is_by(self, login: str, folder: Path, payload: bytes) -> bool:
        allowed = folder / "allowed_signers"
        allowed.write_text("".join(f"{login} {line}\n" for line in self._lines[login]), encoding="utf-8")
        names = ("-n", _NAMESPACE, "-I", login, "-f", str(allowed), "-s", str(folder / "signature"))
        return ask((self._program, "-Y", "verify", *names), given=payload, folder=folder).code == 0
