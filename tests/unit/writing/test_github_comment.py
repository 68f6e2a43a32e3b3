"""The one comment of c7gate on a pull request: made once, then kept up to date, and nobody else's touched."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.github_api import GitHub
from c7gate.writing.forges.github import post_comment

from forge_server import CANARY, Forge, Reply, serving

MARKER = "<!-- c7gate -->"
BODY = f"{MARKER}\nAll is well."
COMMENTS = "/repos/acme/product/issues/7/comments"
BOT, ALICE = {"login": "github-actions[bot]", "type": "Bot"}, {"login": "alice-dev", "type": "User"}


@pytest.fixture
def forge() -> Iterator[Forge]:
    with serving() as running:
        running.replies["/user"] = Reply({"message": "Resource not accessible by integration"}, 403)
        running.replies[f"GET {COMMENTS}"] = Reply([])
        running.replies[f"POST {COMMENTS}"] = Reply({"id": 5}, 201)
        for number in range(1, 5):
            running.replies[f"PATCH /repos/acme/product/issues/comments/{number}"] = Reply({"id": number})
        yield running


def comment(number: int, user: dict[str, str] | None, body: str = BODY) -> dict[str, object]:
    return {"id": number, "user": user, "body": body}


def posted(forge: Forge) -> tuple[int, list[str]]:
    """The comment's id, and the calls that wrote."""
    number = post_comment(GitHub.at(forge.url, CANARY), "acme/product", 7, BODY)
    written = [asked for asked in forge.asked if asked.method != "GET"]
    assert all(json.loads(asked.body) == {"body": BODY} for asked in written)
    return number, [f"{asked.method} {asked.path}" for asked in written]


def test_the_first_time_it_is_made(forge: Forge) -> None:
    assert posted(forge) == (5, [f"POST {COMMENTS}"])


def test_the_next_time_it_is_the_same_one(forge: Forge) -> None:
    forge.replies[f"GET {COMMENTS}"] = Reply(
        [comment(1, ALICE, "hello")], headers={"Link": f'<{forge.url}/more>; rel="next"'}
    )
    forge.replies["/more"] = Reply([comment(3, BOT, f"{MARKER}\r\nOld")])

    assert posted(forge) == (3, ["PATCH /repos/acme/product/issues/comments/3"])


@pytest.mark.parametrize(
    "other",
    [
        comment(1, ALICE),
        comment(1, None),
        comment(1, {"login": "other[bot]", "type": "Bot"}),
        comment(1, BOT, f"> {MARKER}\nquoted"),
        comment(1, BOT, f"alice wrote:\n{MARKER}"),
    ],
)
def test_nobody_elses_comment_is_touched(forge: Forge, other: dict[str, object]) -> None:
    forge.replies[f"GET {COMMENTS}"] = Reply([other])

    assert posted(forge) == (5, [f"POST {COMMENTS}"])


def test_a_persons_token_keeps_that_persons_comment(forge: Forge) -> None:
    forge.replies["/user"] = Reply({"login": "dana"})
    forge.replies[f"GET {COMMENTS}"] = Reply([comment(1, BOT), comment(2, {"login": "dana", "type": "User"})])

    assert posted(forge) == (2, ["PATCH /repos/acme/product/issues/comments/2"])


def test_a_token_that_may_not_write(forge: Forge) -> None:
    """T57: a pull request from a fork has a token that only reads."""
    forge.replies[f"POST {COMMENTS}"] = Reply({"message": "Resource not accessible"}, 403)

    with pytest.raises(CannotLookError, match="answered 403"):
        posted(forge)


def test_a_body_without_marker_is_a_bug(forge: Forge) -> None:
    with pytest.raises(ValueError, match="hidden marker"):
        post_comment(GitHub.at(forge.url, CANARY), "acme/product", 7, "x")
    assert forge.asked == []
