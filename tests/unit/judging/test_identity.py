from __future__ import annotations

import pytest

from c7gate.judging.identity import Identities, is_bot_email, is_bot_login

TABLE = Identities(
    [
        ("alice", ("Alice@Example.com", "github:alice-dev")),
        ("bob", ("bob@example.com",)),
        ("mallory", ("mallory@example.com", "bob@example.com")),
    ]
)


@pytest.mark.parametrize(
    ("email", "login"),
    [
        ("alice@example.com", "alice"),
        ("ALICE@EXAMPLE.COM", "alice"),
        ("1234+alice-dev@users.noreply.github.com", "alice"),
        ("alice-dev@users.noreply.github.com", ""),
        ("x1234+alice-dev@users.noreply.github.com", ""),
        ("1234+alice-dev@users.noreply.github.com.evil.example", ""),
        ("1234+alice@users.noreply.github.com", ""),
        ("bob@example.com", "bob"),
        ("ALİCE@example.com", ""),
        ("", ""),
    ],
)
def test_an_email_belongs_to_whose_record_holds_it(email: str, login: str) -> None:
    assert TABLE.by_email(email) == login


def test_a_forge_user_who_merely_carries_the_login_is_not_its_owner() -> None:
    """The record of alice names alice-dev on this forge, so the forge's user alice is somebody else."""
    assert TABLE.by_forge("github", "alice-dev") == "alice"
    assert TABLE.by_forge("github", "alice") == ""


def test_a_record_without_a_forge_identity_is_found_by_its_login() -> None:
    assert TABLE.by_forge("github", "Bob") == "bob"
    assert TABLE.by_forge("gitlab", "alice") == "alice"
    assert TABLE.by_forge("github", "dana") == "dana"


@pytest.mark.parametrize(
    ("email", "bot"),
    [
        ("49699333+dependabot[bot]@users.noreply.github.com", True),
        ("dependabot[bot]@users.noreply.github.com", False),
        ("bot@example.com", False),
        ("49699333+dependabot[bot]@users.noreply.github.com.evil.example", False),
    ],
)
def test_a_bot_has_the_forges_own_shape(email: str, bot: bool) -> None:  # noqa: FBT001
    assert is_bot_email(email) is bot


def test_bot_logins() -> None:
    assert is_bot_login("renovate[bot]", ())
    assert is_bot_login("Our-Robot", ("our-robot",))
    assert not is_bot_login("bot-lover", ())
