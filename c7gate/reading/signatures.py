"""Commit signatures, verified by c7gate's own call against the keys of the trusted policy.

git's configuration is never asked: a repository could name a verifier that says yes to everything (T22).
What counts is whose key it is; the author line may name anybody (T21). A key counts by the instant of judging, never
by the date that its commit claims, and one that the trusted policy no longer lists counts for nothing (T20).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cached_property

from c7gate.model.policy import SigningKey
from c7gate.parsing.commit import signature_of

_Signers = Callable[[bytes, bytes], frozenset[str]]
_SSH, _OPENPGP = "SSH", "OpenPGP"
_KINDS = {b"-----BEGIN SSH SIGNATURE-----": _SSH, b"-----BEGIN PGP SIGNATURE-----": _OPENPGP}
"""How each kind of signature begins."""


class Verifier:
    """Verifies signatures of commit objects. No program is started before a commit carries a signature it knows."""

    def __init__(self, keys: Iterable[SigningKey], at: datetime, path: str) -> None:
        """Trust `keys` whose window holds the UTC date of `at` (aware); programs are looked for on the PATH `path`."""
        self._keys = tuple(key for key in keys if _in_window(key, at.astimezone(UTC).date()))
        self._at = at
        self._path = path
        self._unproven: dict[tuple[str, str], None] = {}

    @property
    def wanted(self) -> bool:
        """Whether any signature could be verified at all."""
        return bool(self._keys)

    @property
    def unproven(self) -> tuple[tuple[str, str], ...]:
        """What could not be looked at so far, and why; such a signature proves nothing."""
        return tuple(self._unproven)

    def signers(self, raw: bytes) -> frozenset[str]:
        """The login whose listed key signed this commit object; empty for no, bad or unknown signatures.

        A key that is listed for two people tells neither from the other, and proves nobody.
        """
        parts = signature_of(raw)
        kind = next((kind for header, kind in _KINDS.items() if parts and parts[1].startswith(header)), None)
        if parts is None or kind is None:
            return frozenset()
        from c7gate.reading.verifiers import UnprovenError

        try:
            logins = (self._ssh if kind is _SSH else self._openpgp)(*parts)
        except UnprovenError as error:
            self._unproven[f"commits signed with {kind} keys", str(error)] = None
            return frozenset()
        return logins if len(logins) == 1 else frozenset()

    @cached_property
    def _ssh(self) -> _Signers:
        from c7gate.reading.ssh_signatures import SshSignatures
        from c7gate.reading.verifiers import found

        keys = [key for key in self._keys if not key.is_openpgp]
        if not keys:
            return _nobody
        program = found("ssh-keygen", self._path)
        return SshSignatures(keys, program).signers if program else _missing("ssh-keygen")

    @cached_property
    def _openpgp(self) -> _Signers:
        from c7gate.reading.openpgp_signatures import OpenPgpSignatures
        from c7gate.reading.verifiers import found

        keys = [key for key in self._keys if key.is_openpgp]
        if not keys:
            return _nobody
        program = found("gpg", self._path)
        return OpenPgpSignatures(keys, self._at, program).signers if program else _missing("gpg")


def _in_window(key: SigningKey, on: date) -> bool:
    return (key.since is None or key.since <= on) and (key.until is None or on <= key.until)


def _nobody(_payload: bytes, _signature: bytes) -> frozenset[str]:
    return frozenset()


def _missing(program: str) -> _Signers:
    from c7gate.reading.verifiers import UnprovenError

    def signers(_payload: bytes, _signature: bytes) -> frozenset[str]:
        raise UnprovenError(f"{program} was not found on PATH, so their signatures prove nothing")

    return signers
