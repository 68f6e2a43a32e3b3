"""A repository's name becomes a folder, so nothing may climb out of it (T66)."""

from __future__ import annotations

import pytest

from c7gate.parsing.repository import is_repository_name, name_of_folder, name_of_url


@pytest.mark.parametrize("name", ["shop", "acme/shop", "acme/.github", "group/part/shop_2.js", "a-b/c--d"])
def test_names_of_forges_are_names(name: str) -> None:
    assert is_repository_name(name)


@pytest.mark.parametrize(
    "name",
    ["", "../x", "acme/..", "acme/.", "/acme", "acme/", "a//b", "acme/.git", "acme/.GIT", "a\\b", "a b", "a\nb",
     "acme/shop.", "-\0", "x" * 501, "é/x", "C:/x"],
)  # fmt: skip
def test_what_could_climb_is_none(name: str) -> None:
    assert not is_repository_name(name)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/acme/shop.git", "acme/shop"),
        ("https://alice:secret@github.com/acme/shop", "acme/shop"),
        ("git@github.com:acme/shop.git", "acme/shop"),
        ("ssh://git@gitlab.example.com:2222/group/part/shop.git", "group/part/shop"),
        ("/srv/git/shop.git", "shop"),
        ("file:///srv/git/shop.git/", "shop"),
        ("../shop", "shop"),
        ("C:/code/shop", "shop"),
        ("https://github.com/../../x", ""),
        ("git@github.com:../x", ""),
        ("", ""),
    ],
)
def test_an_address_ends_in_the_name(url: str, name: str) -> None:
    assert name_of_url(url) == name


def test_any_folder_gives_a_name() -> None:
    assert [name_of_folder(name) for name in ("shop.git", "My shop (2)", "…")] == [
        "shop",
        "My-shop-2",
        "repository",
    ]
