"""Who a commit or a forge login belongs to, by the trusted records alone.

Names, committers, trailers and `.mailmap` identify nobody (rules of judging 8; T06, T23, T33).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from c7gate.parsing.rare import Rare

_NOREPLY = Rare(r"(?:\d+\+)([a-z0-9-]+(?:_[a-z0-9]+)?)@users\.noreply\.github\.com", re.ASCII)
_BOT_EMAIL = Rare(r"\d+\+[a-z0-9-]+\[bot\]@users\.noreply\.github\.com", re.ASCII)
_MARK = "@users.noreply."
_FORGES = ("github:", "gitlab:")


def ascii_lower(text: str) -> str:
    """Lower-cased in ASCII only: two e-mails that differ outside ASCII stay different people."""
    if text.isascii():
        return text.lower()
    return "".join(chr(ord(char) + 32) if "A" <= char <= "Z" else char for char in text)


class Identities:
    """The identity table of the trusted commit: each login with its identities, first claimant wins."""

    def __init__(self, records: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        self._owner: dict[str, str] = {}
        self._named_on: dict[str, set[str]] = {}
        for login, identities in records:
            self._named_on.setdefault(login, set())
            for identity in map(ascii_lower, identities):
                self._owner.setdefault(identity, login)
                self._named_on[login].update(forge for forge in _FORGES if identity.startswith(forge))

    def owner(self, identity: str) -> str:
        """The login that holds exactly this identity, or empty."""
        return self._owner.get(ascii_lower(identity), "")

    def claimed_by(self, identity: str) -> str:
        """The login an identity speaks of already, or empty: as `by_email` and `by_forge` would read it.

        So nobody can take over a noreply address through somebody's `github:NAME`, or `github:NAME` itself where
        that login is known and names nobody on the forge (T23).
        """
        if not self._named_on:
            return ""
        identity = ascii_lower(identity)
        forge, colon, name = identity.partition(":")
        if f"{forge}{colon}" not in _FORGES:
            return self.by_email(identity)
        login = self.by_forge(forge, name)
        return login if login in self._named_on else ""

    def by_email(self, email: str) -> str:
        """The login a commit's author e-mail belongs to, or empty."""
        email = ascii_lower(email)
        if email in self._owner:
            return self._owner[email]
        noreply = noreply_login(email)
        return self._owner.get(f"github:{noreply}", "") if noreply else ""

    def by_forge(self, forge: str, name: str) -> str:
        """The login a forge's user belongs to, or empty.

        A record that names an identity on this forge is found by that alone, so that a stranger who happens
        to carry the record's login on the forge is not taken for its owner.
        """
        name = ascii_lower(name)
        owner = self._owner.get(f"{forge}:{name}", "")
        if owner or f"{forge}:" in self._named_on.get(name, ()):
            return owner
        return name


def address_of(identity: str) -> str:
    """What every e-mail that an identity owns holds, in ASCII lower case; empty where it owns none."""
    forge, colon, name = ascii_lower(identity).partition(":")
    if f"{forge}{colon}" not in _FORGES:
        return ascii_lower(identity)
    return f"+{name}@users.noreply.github.com" if forge == "github" else ""


def noreply_login(email: str) -> str:
    """The GitHub login that a noreply address names, in lower case; empty where it is no such address."""
    found = _NOREPLY.fullmatch(ascii_lower(email)) if _MARK in email.lower() else None
    return found[1] if found else ""


def is_bot_email(email: str) -> bool:
    """Whether an author e-mail has the forge's own shape for a bot; a substring is not enough."""
    return _MARK in email.lower() and _BOT_EMAIL.fullmatch(ascii_lower(email)) is not None


def is_bot_login(login: str, listed: Iterable[str]) -> bool:
    """Whether a forge login is a bot: by its shape, or because the trusted policy lists it."""
    return login.endswith("[bot]") or ascii_lower(login) in {ascii_lower(name) for name in listed}
