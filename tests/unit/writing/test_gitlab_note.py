"""The one note of c7gate on a merge request: made once, then kept up to date, and nobody else's touched."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.gitlab_api import GitLab
from c7gate.writing.forges.gitlab import post_note

from forge_server import CANARY, Forge, Reply, serving

MARKER = "<!-- c7gate -->"
BODY = f"{MARKER}\nAll is well."
NOTES = "/projects/acme%2Fteam%2Fproduct/merge_requests/7/notes"
BOT, ALICE = {"username": "project_1_bot"}, {"username": "alice-dev"}


@pytest.fixture
def forge() -> Iterator[Forge]:
    with serving() as running:
        running.replies["/user"] = Reply(BOT)
        running.replies[f"GET {NOTES}"] = Reply([])
        running.replies[f"POST {NOTES}"] = Reply({"id": 5}, 201)
        for number in range(1, 5):
            running.replies[f"PUT {NOTES}/{number}"] = Reply({"id": number})
        yield running


def note(number: int, author: dict[str, str] | None, body: str = BODY, **more: object) -> dict[str, object]:
    return {"id": number, "author": author, "body": body, "system": False, **more}


def posted(forge: Forge) -> tuple[int, list[str]]:
    """The note's id, and the calls that wrote."""
    number = post_note(GitLab.at(forge.url, CANARY), "acme/team/product", 7, BODY)
    written = [asked for asked in forge.asked if asked.method != "GET"]
    assert all(json.loads(asked.body) == {"body": BODY} for asked in written)
    return number, [f"{asked.method} {asked.path}" for asked in written]


def test_the_first_time_it_is_made(forge: Forge) -> None:
    assert posted(forge) == (5, [f"POST {NOTES}"])


def test_the_next_time_it_is_the_same_one(forge: Forge) -> None:
    forge.replies[f"GET {NOTES}"] = Reply([note(1, ALICE, "hello"), note(3, BOT, f"{MARKER}\r\nOld")])

    assert posted(forge) == (3, [f"PUT {NOTES}/3"])


@pytest.mark.parametrize(
    "other",
    [
        note(1, ALICE),
        note(1, None),
        note(1, BOT, f"> {MARKER}\nquoted"),
        note(1, BOT, system=True),
    ],
)
def test_nobody_elses_note_is_touched(forge: Forge, other: dict[str, object]) -> None:
    forge.replies[f"GET {NOTES}"] = Reply([other])

    assert posted(forge) == (5, [f"POST {NOTES}"])


@pytest.mark.parametrize(
    ("call", "reply", "message"),
    [
        (f"POST {NOTES}", Reply({"message": "403 Forbidden"}, 403), "answered 403"),
        (f"POST {NOTES}", Reply([]), "is no note"),
        ("/user", Reply([]), "whose token"),
    ],
)
def test_what_cannot_be_written_is_said(forge: Forge, call: str, reply: Reply, message: str) -> None:
    forge.replies[call] = reply

    with pytest.raises(CannotLookError, match=message):
        posted(forge)


def test_a_body_without_marker_is_a_bug(forge: Forge) -> None:
    with pytest.raises(ValueError, match="hidden marker"):
        post_note(GitLab.at(forge.url, CANARY), "acme/team/product", 7, "x")
    assert forge.asked == []
