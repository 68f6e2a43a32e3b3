"""GitLab: the change out of a pipeline's variables, and out of the API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.gitlab import read_pipeline
from c7gate.reading.forges.gitlab_api import GitLab
from c7gate.reading.forges.http import RefusedError

from forge_server import BASE, CANARY, HEAD, MERGE, Forge, Reply, merge_request, serving

COMMON = {
    "GITLAB_CI": "true",
    "CI_PIPELINE_CREATED_AT": "2025-09-01T07:00:00Z",
    "CI_DEFAULT_BRANCH": "main",
    "CI_PROJECT_PATH": "acme/team/product",
    "GITLAB_USER_LOGIN": "dana",
    "CI_COMMIT_SHA": HEAD,
}
MERGE_REQUEST = {
    **COMMON,
    "CI_PIPELINE_SOURCE": "merge_request_event",
    "CI_COMMIT_BEFORE_SHA": "0" * 40,
    "CI_MERGE_REQUEST_IID": "7",
    "CI_MERGE_REQUEST_PROJECT_PATH": "acme/team/product",
    "CI_MERGE_REQUEST_DIFF_BASE_SHA": BASE,
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    "CI_MERGE_REQUEST_TITLE": "Reconnect",
    "CI_MERGE_REQUEST_DESCRIPTION": "Text",
    "CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED": "false",
}
PUSH = {**COMMON, "CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "x", "CI_COMMIT_BEFORE_SHA": BASE}
PROJECT = "acme/team/product"
API = "/projects/acme%2Fteam%2Fproduct/merge_requests/7"


def test_a_merge_request() -> None:
    event = read_pipeline(MERGE_REQUEST)

    assert event is not None
    assert (event.forge, event.name, event.number) == ("gitlab", "merge_request", 7)
    assert (event.base, event.head, event.target, event.default_branch) == (BASE, HEAD, "main", "main")
    assert (event.title, event.body, event.repository) == ("Reconnect", "Text", PROJECT)
    assert event.at == datetime(2025, 9, 1, 7, tzinfo=UTC)


def test_who_started_the_pipeline_is_not_its_author() -> None:
    event = read_pipeline(MERGE_REQUEST)

    assert event is not None
    assert event.author == ""


def test_the_head_of_a_merged_result_is_the_source_branchs() -> None:
    event = read_pipeline(
        {**MERGE_REQUEST, "CI_COMMIT_SHA": MERGE, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": HEAD}
    )

    assert event is not None
    assert event.head == HEAD


@pytest.mark.parametrize(
    ("changed", "removed", "body"),
    [
        ({"CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED": "true"}, (), None),
        ({}, ("CI_MERGE_REQUEST_DESCRIPTION",), ""),
        ({}, ("CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED",), "Text"),
        ({}, ("CI_MERGE_REQUEST_DESCRIPTION", "CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED"), None),
    ],
)
def test_how_much_of_the_description_there_is(
    changed: dict[str, str], removed: tuple[str, ...], body: str | None
) -> None:
    variables = {name: value for name, value in {**MERGE_REQUEST, **changed}.items() if name not in removed}

    event = read_pipeline(variables)

    assert event is not None
    assert event.body == body


def test_a_push() -> None:
    event = read_pipeline(PUSH)

    assert event is not None
    assert (event.name, event.base, event.head, event.pushed_branch) == ("push", BASE, HEAD, "x")


def test_a_push_of_a_new_branch_has_no_base() -> None:
    event = read_pipeline({**PUSH, "CI_COMMIT_BEFORE_SHA": "0" * 40})

    assert event is not None
    assert event.base == ""


@pytest.mark.parametrize(
    "source", ["schedule", "web", "api", "trigger", "pipeline", "parent_pipeline", "chat"]
)
def test_some_pipelines_speak_of_no_change(source: str) -> None:
    assert read_pipeline({**PUSH, "CI_PIPELINE_SOURCE": source}) is None


def test_a_child_pipeline_of_a_merge_request_speaks_of_it() -> None:
    event = read_pipeline({**MERGE_REQUEST, "CI_PIPELINE_SOURCE": "parent_pipeline"})

    assert event is not None
    assert event.number == 7


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({**PUSH, "CI_PIPELINE_SOURCE": "external_pull_request_event"}, "external_pull_request_event"),
        ({**PUSH, "CI_PIPELINE_SOURCE": ""}, r"source \(unnamed\)"),
        ({**PUSH, "CI_COMMIT_BRANCH": "", "CI_COMMIT_TAG": "v1"}, "a tag's"),
        ({**PUSH, "CI_COMMIT_SHA": "--output=x"}, "CI_COMMIT_SHA holds no commit id"),
        ({**MERGE_REQUEST, "CI_MERGE_REQUEST_DIFF_BASE_SHA": ""}, "DIFF_BASE_SHA holds no commit id"),
        ({**MERGE_REQUEST, "CI_MERGE_REQUEST_IID": "7/../8"}, "IID holds no number"),
        ({**MERGE_REQUEST, "CI_PROJECT_PATH": "eve/product"}, "runs in the fork eve/product"),
    ],
)
def test_what_cannot_be_read_is_no_verdict(variables: dict[str, str], said: str) -> None:
    with pytest.raises(CannotLookError, match=said) as caught:
        read_pipeline(variables)
    assert caught.value.help


@pytest.fixture
def forge() -> Iterator[Forge]:
    with serving() as running:
        running.replies[API] = Reply(merge_request())
        running.replies[f"{API}/versions"] = Reply([version(1, BASE, "06:00"), version(2, HEAD, "07:00")])
        yield running


def version(number: int, head: str, at: str) -> dict[str, object]:
    return {"id": number, "head_commit_sha": head, "created_at": f"2025-09-01T{at}:00.000Z"}


def approval(login: str, at: str) -> dict[str, object]:
    return {"user": {"username": login}, "approved_at": f"2025-09-01T{at}:00.000Z"}


def gitlab(forge: Forge) -> GitLab:
    return GitLab.at(forge.url, CANARY)


def test_a_live_merge_request(forge: Forge) -> None:
    found = gitlab(forge).merge_request(PROJECT, 7)

    assert (found.number, found.title, found.body, found.author) == (7, "Reconnect", "Text", "alice-dev")
    assert (found.base, found.head, found.target, found.merge_commit) == (BASE, HEAD, "main", "")
    assert forge.asked[0].headers["PRIVATE-TOKEN"] == CANARY


def test_a_jobs_own_token_has_its_own_header(forge: Forge) -> None:
    GitLab.at(forge.url, CANARY, of_job=True).merge_request(PROJECT, 7)

    assert forge.asked[0].headers["JOB-TOKEN"] == CANARY
    assert "PRIVATE-TOKEN" not in forge.asked[0].headers


def test_the_merge_requests_of_a_commit(forge: Forge) -> None:
    merged = merge_request(merged_at="2025-09-01T09:00:00Z", merge_commit_sha=None, squash_commit_sha=MERGE)
    forge.replies[f"/projects/acme%2Fteam%2Fproduct/repository/commits/{MERGE}/merge_requests"] = Reply(
        [merged]
    )

    (found,) = gitlab(forge).merge_requests_of(PROJECT, MERGE)

    assert (found.number, found.merge_commit) == (7, MERGE)


@pytest.mark.parametrize(
    ("approvals", "counted"),
    [
        ([approval("bob", "07:30")], ["bob"]),
        ([approval("bob", "06:30"), approval("dana", "07:30")], ["dana"]),
        ([approval("bob", "07:00")], []),
        ([{"user": {"username": "bob"}}], []),
        ([{"approved_at": "2025-09-01T07:30:00Z", "user": None}, 3], []),
    ],
)
def test_an_approval_counts_if_it_is_younger_than_the_head(
    forge: Forge, approvals: list[object], counted: list[str]
) -> None:
    forge.replies[f"{API}/approvals"] = Reply({"approved_by": approvals})

    found = gitlab(forge).approvals(PROJECT, 7, HEAD)

    assert [(one.author, one.state, one.commit) for one in found] == [
        (login, "approved", HEAD) for login in counted
    ]


def test_approvals_of_another_head_do_not_count(forge: Forge) -> None:
    forge.replies[f"{API}/approvals"] = Reply({"approved_by": [approval("bob", "09:00")]})

    assert gitlab(forge).approvals(PROJECT, 7, MERGE) == ()


def test_approvals_that_may_not_be_read(forge: Forge) -> None:
    forge.replies[f"{API}/approvals"] = Reply({"message": "403 Forbidden"}, 403)

    with pytest.raises(RefusedError, match="403"):
        gitlab(forge).approvals(PROJECT, 7, HEAD)


def test_what_people_wrote(forge: Forge) -> None:
    note = {"id": 1, "body": "Looked up", "author": {"username": "bob"}, "created_at": "2025-09-01T08:00:00Z"}
    forge.replies[f"{API}/notes"] = Reply(
        [{**note, "system": False}, {**note, "system": True}, {"body": "x"}]
    )

    (found,) = gitlab(forge).notes(PROJECT, 7)

    assert (found.id, found.author, found.state, found.body) == (1, "bob", "commented", "Looked up")


@pytest.mark.parametrize("answer", [[], "x", {}, merge_request(sha="main"), merge_request(sha=None)])
def test_an_answer_of_another_shape(forge: Forge, answer: object) -> None:
    forge.replies[API] = Reply(answer)

    with pytest.raises(CannotLookError, match="has no usable"):
        gitlab(forge).merge_request(PROJECT, 7)


def test_an_answer_about_another_one(forge: Forge) -> None:
    forge.replies[API] = Reply(merge_request(8))

    with pytest.raises(CannotLookError, match="!8 where !7 was asked"):
        gitlab(forge).merge_request(PROJECT, 7)
