from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.github_api import GitHub

from forge_server import BASE, CANARY, HEAD, MERGE, Forge, Reply, pull_request, review, serving

REPOSITORY = "acme/product"
PULL = f"/repos/{REPOSITORY}/pulls/7"


@pytest.fixture
def forge() -> Iterator[Forge]:
    with serving() as running:
        running.replies[PULL] = Reply(pull_request())
        running.replies[f"{PULL}/reviews"] = Reply([])
        yield running


def github(forge: Forge) -> GitHub:
    return GitHub.at(forge.url, CANARY)


def test_a_pull_request(forge: Forge) -> None:
    found = github(forge).pull_request(REPOSITORY, 7)

    assert (found.number, found.title, found.body, found.author) == (7, "Reconnect", "Text", "alice-dev")
    assert (found.base, found.head, found.target, found.merge_commit) == (BASE, HEAD, "main", "")
    assert found.created_at == datetime(2025, 9, 1, 6, tzinfo=UTC)
    assert found.reviews == ()


def test_a_merged_one(forge: Forge) -> None:
    forge.replies[PULL] = Reply(pull_request(merged_at="2025-09-01T09:00:00Z", body=None, user=None))

    found = github(forge).pull_request(REPOSITORY, 7)

    assert (found.merge_commit, found.body, found.author) == (MERGE, "", "")


def test_reviews_of_all_pages_in_order(forge: Forge) -> None:
    forge.replies[f"{PULL}/reviews"] = Reply(
        [review("bob", "COMMENTED", "09:00", number=3), {"state": "PENDING", "user": None}],
        headers={"Link": f'<{forge.url}/more>; rel="next"'},
    )
    forge.replies["/more"] = Reply([review("bob", "APPROVED", "08:00", number=2)])

    found = github(forge).pull_request(REPOSITORY, 7)

    assert [(one.id, one.author, one.state) for one in found.reviews] == [
        (2, "bob", "approved"),
        (3, "bob", "commented"),
    ]


@pytest.mark.parametrize(
    ("reviews", "approved"),
    [
        ([review("bob", "APPROVED", "08:00")], {"bob"}),
        ([review("bob", "APPROVED", "08:00", commit=BASE)], set()),
        ([review("bob", "APPROVED", "08:00"), review("bob", "COMMENTED", "09:00")], {"bob"}),
        ([review("bob", "APPROVED", "08:00"), review("bob", "CHANGES_REQUESTED", "09:00")], set()),
        ([review("bob", "DISMISSED", "08:00"), review("dana", "APPROVED", "09:00")], {"dana"}),
        ([{**review("bob", "APPROVED", "08:00"), "user": None}], set()),
    ],
)
def test_who_approves_the_exact_head(forge: Forge, reviews: list[object], approved: set[str]) -> None:
    forge.replies[f"{PULL}/reviews"] = Reply(reviews)

    assert github(forge).pull_request(REPOSITORY, 7).approvals == approved


def test_the_pull_requests_of_a_commit(forge: Forge) -> None:
    forge.replies[f"/repos/{REPOSITORY}/commits/{MERGE}/pulls"] = Reply([pull_request()])
    forge.replies[f"{PULL}/reviews"] = Reply([review("bob", "APPROVED", "08:00")])

    (found,) = github(forge).pull_requests_of(REPOSITORY, MERGE)

    assert found.number == 7
    assert found.approvals == {"bob"}


@pytest.mark.parametrize("commit", ["", "main", "../x", "a" * 39])
def test_only_a_full_id_is_asked_for(forge: Forge, commit: str) -> None:
    with pytest.raises(CannotLookError, match="no full commit id"):
        github(forge).pull_requests_of(REPOSITORY, commit)
    assert forge.asked == []


@pytest.mark.parametrize("repository", ["", "acme", "acme/../x", "../x", "a/b/c", "a/b?x=", "a b/c", "ä/b"])
def test_a_name_that_leads_elsewhere_is_not_asked(forge: Forge, repository: str) -> None:
    with pytest.raises(CannotLookError, match="no repository of GitHub"):
        github(forge).pull_request(repository, 7)
    assert forge.asked == []


@pytest.mark.parametrize(
    "answer", [[], "x", 3, {}, pull_request(head={"sha": "--x"}), pull_request(base=None)]
)
def test_an_answer_of_another_shape(forge: Forge, answer: object) -> None:
    forge.replies[PULL] = Reply(answer)

    with pytest.raises(CannotLookError, match="has no usable"):
        github(forge).pull_request(REPOSITORY, 7)


def test_an_answer_about_another_one(forge: Forge) -> None:
    forge.replies[PULL] = Reply(pull_request(8))

    with pytest.raises(CannotLookError, match="#8 where #7 was asked"):
        github(forge).pull_request(REPOSITORY, 7)
