"""Who is at the keyboard, as far as git's configuration tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from c7gate.judging.identity import noreply_login
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.record import record_login
from c7gate.reading.checkout import Checkout
from c7gate.reading.committing import Committing

_FORGES = ("github", "gitlab")
_LONGEST = 39  # as the schemas of records say


class Guess(NamedTuple):
    """A login, empty where nothing suggests one, and what it was taken from.

    `forge` is the one whose login it is (`github`, `gitlab`); empty where it is a guess from a name.
    """

    login: str
    source: str
    forge: str = ""


def guess_login(checkout: Checkout) -> Guess:
    """The login of git's user: as set for the forge, from a noreply address, else from the e-mail or name."""
    for forge in _FORGES:
        login = checkout.setting(f"{forge}.user").lower()
        if is_login(login):
            return Guess(login, f"git's {forge}.user", forge)
    email = checkout.setting("user.email")
    login = noreply_login(email)
    if is_login(login):
        return Guess(login, "git's user.email", "github")
    for name, text in (("user.email", email.partition("@")[0]), ("user.name", checkout.setting("user.name"))):
        login = as_login(text)
        if login:
            return Guess(login, f"git's {name}")
    return Guess("", "")


def author_email(environment: Mapping[str, str], repo: Path) -> str:
    """Whom git would write into a commit made here; empty where it does not know."""
    named = environment.get("GIT_AUTHOR_EMAIL")
    return named or Committing.here(environment, str(repo)).author_email()


def as_login(text: str) -> str:
    """A text as a login: lower case, everything else a hyphen; empty where nothing is left."""
    login = re.sub(r"[^a-z0-9]+", "-", text.partition("+")[0].lower()).strip("-")[:_LONGEST].strip("-")
    return login if is_login(login) else ""


def is_login(text: str) -> bool:
    """Whether a text may name a record (T67)."""
    return len(text) <= _LONGEST and record_login(f"{text}.yaml") is not None
