"""OpenPGP signatures, verified by a call of `gpg` that knows the listed keys and nothing else (T20 to T22).

Its home is a private folder that is gone afterwards: no keyring, no options, no trust database and no agent of
whoever runs c7gate. It reaches no network, and its clock stands at the instant of judging, so that what is expired
does not depend on the day on which somebody looks. Its exit code alone proves nothing, for it is 0 for the good
signature of an expired key, too: what it reports is read word by word.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import SigningKey
from c7gate.reading.verifiers import Answer, UnprovenError, ask

_CLOSED = (
    *("--no-options", "--batch", "--no-tty", "--quiet", "--lock-never", "--status-fd", "1"),
    *("--no-autostart", "--disable-dirmngr", "--no-auto-key-retrieve", "--no-auto-key-locate"),
    *("--trust-model", "always", "--no-default-keyring"),
)
_STATUS = "[GNUPG:] "
_REFUSED = frozenset(
    {
        *("BADSIG", "ERRSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "NO_PUBKEY"),
        *("NODATA", "UNEXPECTED", "FAILURE", "ERROR"),
    }
)
_DIGESTS = frozenset({"8", "9", "10", "11"})  # the SHA-2 family; a collision of older ones can be made
_OF_BYTES = "00"  # a signature of text lets line ends and trailing spaces change
_VALIDSIG_WORDS = 10


class _Ring(NamedTuple):
    """A keyring as gpg wrote it, whose each primary key's fingerprint is, and whose keys it could not use."""

    data: bytes
    owners: dict[str, set[SigningKey]]
    unusable: tuple[str, ...]


class OpenPgpSignatures:
    """The OpenPGP keys that may sign at an instant (aware), and the program that knows their signatures."""

    def __init__(self, keys: Iterable[SigningKey], at: datetime, program: str) -> None:
        self._keys = tuple(keys)
        self._clock = f"{at.astimezone(UTC):%Y%m%dT%H%M%S}!"
        self._program = program
        self._ring: _Ring | None = None

    def signers(self, payload: bytes, signature: bytes) -> frozenset[str]:
        """The logins one of whose keys made this signature of `payload`.

        Raises:
            UnprovenError: the program could not tell, or could not use a listed key, which may have made it.
        """
        if self._ring is None:
            self._ring = self._imported()
        with tempfile.TemporaryDirectory(prefix="c7gate-") as name:
            folder = Path(name)
            (folder / "keys").write_bytes(self._ring.data)
            (folder / "signature").write_bytes(signature)
            answer = self._gpg(folder, "--verify", str(folder / "signature"), "-", given=payload)
        makers = frozenset(_makers(answer, self._ring))
        if not makers and self._ring.unusable:
            listed = " and ".join(self._ring.unusable)
            raise UnprovenError(f"gpg cannot use the OpenPGP key that policy lists for {listed}")
        return makers

    def _imported(self) -> _Ring:
        """All keys in one ring. Each is taken in by itself, so that gpg says which fingerprints are its own."""
        owners: dict[str, set[SigningKey]] = {}
        unusable: dict[str, None] = {}
        with tempfile.TemporaryDirectory(prefix="c7gate-") as name:
            folder = Path(name)
            for key in self._keys:
                answer = self._gpg(folder, "--import", given=key.key.encode("ascii", "replace"))
                found = [words[2] for words in _reported(answer) if words[0] == "IMPORT_OK"]
                if not found:
                    unusable[key.login] = None
                for fingerprint in found:
                    owners.setdefault(fingerprint, set()).add(key)
            ring = folder / "keys"
            return _Ring(ring.read_bytes() if ring.exists() else b"", owners, tuple(unusable))

    def _gpg(self, folder: Path, *arguments: str, given: bytes) -> Answer:
        home = ("--homedir", str(folder), "--keyring", str(folder / "keys"))
        command = (self._program, *_CLOSED, *home, "--faked-system-time", self._clock, *arguments)
        return ask(command, given=given, folder=folder, environment={"GNUPGHOME": str(folder), "LC_ALL": "C"})


def _makers(answer: Answer, ring: _Ring) -> Iterable[str]:
    """Whose key made the one signature that gpg reports to be good; nobody's for anything out of the ordinary."""
    reported = _reported(answer)
    words = [line[0] for line in reported]
    ordinary = all(words.count(word) == 1 for word in ("NEWSIG", "GOODSIG", "VALIDSIG"))
    if answer.code or not ordinary or not _REFUSED.isdisjoint(words):
        return
    valid = reported[words.index("VALIDSIG")][1:]
    if len(valid) != _VALIDSIG_WORDS or valid[7] not in _DIGESTS or valid[8] != _OF_BYTES:
        return
    signing, primary = valid[0], valid[9]
    for key in ring.owners.get(primary, ()):
        if key.fingerprint in ("", signing, primary):
            yield key.login


def _reported(answer: Answer) -> list[list[str]]:
    """The words of each status line. What a key's owner wrote into it is escaped by gpg and begins no line."""
    lines = answer.output.decode("utf-8", "replace").split("\n")
    found = (line.removeprefix(_STATUS).split() for line in lines if line.startswith(_STATUS))
    return [words for words in found if words]
