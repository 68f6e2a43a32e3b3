"""`c7gate check` in CI with a token: what the forge says now counts, and a forge that says nothing is no verdict."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from c7gate.cli.events import event_of
from c7gate.model.errors import CannotLookError

from forge_server import CANARY, Forge, Reply, merge_request, pull_request, review, serving
from git_repo import Repo
from program import ALICE, BOB, DANA, TRAILER, Answer, Program

REPOSITORY = "acme/product"
PULL = f"/repos/{REPOSITORY}/pulls/7"
MERGE_REQUEST = "/projects/acme%2Fproduct/merge_requests/7"
NO_TOKEN = {"what": "live description and approvals", "why": "no token"}
POLICY_CHANGE = {"policies/gates.yaml": "gate3: {enforce: never}\n"}


@pytest.fixture
def program(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program on `main`, checked out on `pr`."""
    return Program.start(repo, capsys)


@pytest.fixture
def forge(monkeypatch: pytest.MonkeyPatch) -> Iterator[Forge]:
    """GitHub on loopback, with a token for it in the environment."""
    with serving() as running:
        monkeypatch.setenv("GITHUB_TOKEN", CANARY)
        monkeypatch.setenv("GITHUB_API_URL", running.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        running.replies[f"{PULL}/reviews"] = Reply([])
        yield running


def live(program: Program, **more: object) -> dict[str, object]:
    """The pull request of the branch `pr` as it is now."""
    ends = {
        "base": {"ref": "main", "sha": program.repo.oid("main")},
        "head": {"ref": "pr", "sha": program.repo.oid("pr")},
    }
    return {**pull_request(), **ends, **more}


def event_file(program: Program, **more: object) -> Path:
    """The event that began the run, with the description as it was then."""
    pull = live(program, updated_at="2025-09-01T07:00:00Z", body="Then", **more)
    repository = {"default_branch": "main", "full_name": REPOSITORY}
    return program.write(
        "event.json", json.dumps({"number": 7, "pull_request": pull, "repository": repository})
    )


def judged(program: Program, event: Path, *arguments: str) -> Answer:
    """`check` in JSON; whatever comes of it, the token is in no output."""
    answer = program.run("check", "--event-path", str(event), "--format", "json", *arguments)
    assert CANARY not in answer.out + answer.err
    return answer


def merge_group(program: Program, head_ref: str = "") -> Path:
    """The event of a merge queue that tries the branch `pr`."""
    group = {
        "base_sha": program.repo.oid("main"),
        "head_sha": program.repo.oid("pr"),
        "base_ref": "refs/heads/main",
        "head_ref": head_ref,
        "head_commit": {"timestamp": "2025-09-01T09:00:00Z"},
    }
    repository = {"default_branch": "main", "full_name": REPOSITORY}
    return program.write("event.json", json.dumps({"merge_group": group, "repository": repository}))


def test_the_description_as_it_is_now_counts(program: Program, forge: Forge) -> None:
    """T26: an edit mends the change without a push, also in a re-run of the old event."""
    program.work("Reconnect")
    event = event_file(program)
    forge.replies[PULL] = Reply(live(program, body=TRAILER))

    answer = judged(program, event)

    assert (answer.code, answer.errors()) == (0, [])
    assert answer.json["evidence"][0]["location"] == {"change": "body", "line": 1}
    assert NO_TOKEN not in answer.json["not_examined"]


def test_a_reference_taken_out_again_no_longer_counts(program: Program, forge: Forge) -> None:
    program.work("Reconnect")
    forge.replies[PULL] = Reply(live(program, body="Nothing"))
    event = json.loads(event_file(program).read_text(encoding="utf-8"))
    event["pull_request"]["body"] = TRAILER

    assert judged(program, program.write("event.json", json.dumps(event))).errors() == ["missing-reference"]


def test_without_a_token_the_event_alone_is_judged_and_said(
    program: Program, forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    program.work(f"Reconnect\n\n{TRAILER}")

    answer = judged(program, event_file(program))

    assert answer.code == 0
    assert NO_TOKEN in answer.json["not_examined"]
    assert forge.asked == []


def test_the_token_of_the_command_line_tool_does_as_well(
    program: Program, forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.setenv("GH_TOKEN", f"{CANARY}\n")
    program.work(f"Reconnect\n\n{TRAILER}")
    forge.replies[PULL] = Reply(live(program))

    assert judged(program, event_file(program)).code == 0
    assert forge.asked[0].headers["Authorization"] == f"Bearer {CANARY}"


def test_without_an_event_nobody_is_asked(program: Program, forge: Forge) -> None:
    program.work(f"Reconnect\n\n{TRAILER}")

    assert program.check().code == 0
    assert forge.asked == []


@pytest.mark.parametrize(
    ("reviews", "errors"),
    [
        ([review("dana", "APPROVED", "08:00", "HEAD")], []),
        (
            [review("dana", "APPROVED", "08:00", "HEAD"), review("dana", "DISMISSED", "08:30", "HEAD")],
            ["protected-path"],
        ),
        ([review("dana", "APPROVED", "08:00", "e" * 40)], ["stale-approval", "protected-path"]),
        ([review("bob", "APPROVED", "08:00", "HEAD")], ["protected-path"]),
    ],
)
def test_who_approves_is_what_the_forge_says_now(
    program: Program, forge: Forge, reviews: list[dict[str, Any]], errors: list[str]
) -> None:
    """The event speaks of dana's approval in every case; a replayed one proves nothing (T19)."""
    head = program.repo.commit(dict(POLICY_CHANGE), "Policy", author=ALICE, date="2025-09-01T08:00:00+02:00")
    forge.replies[PULL] = Reply(live(program))
    listed = [
        {**one, "commit_id": head if one["commit_id"] == "HEAD" else one["commit_id"]} for one in reviews
    ]
    forge.replies[f"{PULL}/reviews"] = Reply(listed)
    event = json.loads(event_file(program).read_text(encoding="utf-8"))
    event["review"] = {"state": "approved", "commit_id": head, "user": {"login": "dana"}}

    assert judged(program, program.write("event.json", json.dumps(event))).errors() == errors


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"head": {"ref": "pr", "sha": "f" * 40}}, "the head was"),
        ({"base": {"ref": "weak", "sha": "a" * 40}}, "the target branch was main"),
    ],
)
def test_a_stale_event_is_no_verdict(
    program: Program, forge: Forge, changed: dict[str, object], said: str
) -> None:
    """T13."""
    program.work(f"Reconnect\n\n{TRAILER}")
    forge.replies[PULL] = Reply(live(program, **changed))

    answer = judged(program, event_file(program))

    assert answer.code == 3
    assert answer.json["error"]["message"].startswith(f"stale-event: {said}")
    assert "newest event" in answer.json["error"]["help"]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply({"message": "x"}, 500), "answered 500"),
        (Reply({"message": "x"}, 429, {"Retry-After": "0"}), "answered 429"),
        (Reply({"message": "Bad credentials"}, 401), "answered 401: Bad credentials"),
        (Reply({"message": "x"}, 403), "answered 403"),
        (None, "answered 404: Not Found"),
        (Reply(b'{"number": 7, "ti'), "JSON that is not complete"),
        (Reply({"number": 7}), "has no usable 'base'"),
        (Reply(pull_request(8)), "#8 where #7 was asked"),
        (Reply(status=302, headers={"Location": "https://api.example.com/"}), "points to another host"),
    ],
)
@pytest.mark.parametrize("where", [PULL, f"{PULL}/reviews"])
def test_a_forge_that_gives_no_answer_is_no_verdict(
    program: Program, forge: Forge, reply: Reply | None, said: str, where: str
) -> None:
    """T91: it lies or is down; never a pass."""
    program.work(f"Reconnect\n\n{TRAILER}")
    event = event_file(program)
    forge.replies[PULL] = Reply(live(program))
    forge.replies.pop(where)
    if reply:
        forge.replies[where] = reply

    answer = judged(program, event)

    assert (answer.code, answer.json["status"]) == (3, "error")
    wrong = answer.json["error"]["message"]
    assert said in wrong or (where != PULL and "answered with no list" in wrong)


@pytest.mark.parametrize("reply", [Reply(hang=True), Reply(b"x" * 900, dribble=True)])
def test_a_forge_that_takes_its_time_is_no_verdict(program: Program, forge: Forge, reply: Reply) -> None:
    forge.replies[PULL] = reply
    environment = {"GITHUB_TOKEN": CANARY, "GITHUB_API_URL": forge.url}
    begun = time.monotonic()

    with pytest.raises(CannotLookError, match="no whole answer within 1 s"):
        event_of(environment, event_file(program), seconds=1)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("api", ["http://api.example.com", "nonsense"])
def test_a_token_is_sent_to_no_strange_address(
    program: Program, monkeypatch: pytest.MonkeyPatch, forge: Forge, api: str
) -> None:
    monkeypatch.setenv("GITHUB_API_URL", api)
    program.work(f"Reconnect\n\n{TRAILER}")

    answer = judged(program, event_file(program))

    assert answer.code == 2
    assert "no address to send a token to" in answer.json["error"]["message"]
    assert forge.asked == []


def test_a_merge_group_says_where_references_were_judged(program: Program, forge: Forge) -> None:
    """T27: its branch names the last pull request; where it does not, the forge may know them."""
    program.work("Reconnect")
    named = f"refs/heads/gh-readonly-queue/main/pr-12-{'a' * 40}"
    of_head = f"/repos/{REPOSITORY}/commits/{program.repo.oid('pr')}/pulls"
    forge.replies[of_head] = Reply([pull_request(number) for number in (14, 12, 13)])
    for number in (12, 13, 14):
        forge.replies[f"/repos/{REPOSITORY}/pulls/{number}/reviews"] = Reply([])

    one = judged(program, merge_group(program, named)).json
    three = judged(program, merge_group(program)).json

    assert {"what": "references", "why": "judged on pull request #12"} in one["not_examined"]
    assert {"what": "references", "why": "judged on pull request #12, #13, #14"} in three["not_examined"]


@pytest.mark.parametrize("token", [CANARY, ""])
def test_a_merge_group_of_nothing_is_no_verdict(
    program: Program, forge: Forge, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", token)
    program.work("Reconnect")
    forge.replies[f"/repos/{REPOSITORY}/commits/{program.repo.oid('pr')}/pulls"] = Reply([])

    answer = judged(program, merge_group(program))

    assert answer.code == 3
    assert "names no pull request" in answer.json["error"]["message"]


@pytest.mark.parametrize("kind", ["github", "gitlab"])
def test_what_was_merged_is_judged_with_the_description_the_forge_kept(
    program: Program, forge: Forge, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    program.repo.checkout("main")
    before, after = program.repo.oid("main"), program.work("Reconnect (#7)")
    merged = {"merged_at": "2025-09-01T07:00:00Z"}
    if kind == "github":
        forge.replies[f"/repos/{REPOSITORY}/commits/{after}/pulls"] = Reply(
            [live(program, **merged, body=TRAILER)]
        )
        payload = {"before": before, "after": after, "ref": "refs/heads/main"}
        repository = {"default_branch": "main", "full_name": REPOSITORY, "pushed_at": 1756710000}
        event = program.write("event.json", json.dumps({**payload, "repository": repository}))
        monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    else:
        path = f"/projects/acme%2Fproduct/repository/commits/{after}/merge_requests"
        forge.replies[path] = Reply([{**merge_request(description=TRAILER), **merged}])
        for name, value in {
            "GITLAB_CI": "true",
            "CI_PIPELINE_SOURCE": "push",
            "CI_PIPELINE_CREATED_AT": "2025-09-01T07:00:00Z",
            "CI_PROJECT_PATH": REPOSITORY,
            "CI_COMMIT_BRANCH": "main",
            "CI_COMMIT_BEFORE_SHA": before,
            "CI_COMMIT_SHA": after,
            "CI_API_V4_URL": forge.url,
            "C7GATE_GITLAB_TOKEN": CANARY,
        }.items():
            monkeypatch.setenv(name, value)

    answer = program.run("check", "--merged", "--format", "json")

    assert (answer.code, answer.errors()) == (0, [])
    assert CANARY not in answer.out + answer.err


COMMENTS = f"/repos/{REPOSITORY}/issues/7/comments"


def test_the_verdict_in_a_comment(program: Program, forge: Forge) -> None:
    program.work(f"Reconnect\n\n{TRAILER}")
    forge.replies |= {
        PULL: Reply(live(program)),
        f"GET {COMMENTS}": Reply([]),
        f"POST {COMMENTS}": Reply({"id": 1}),
    }

    answer = judged(program, event_file(program), "--comment")

    (written,) = [asked for asked in forge.asked if asked.method == "POST"]
    assert (answer.code, answer.err) == (0, "")
    assert json.loads(written.body)["body"].startswith("<!-- c7gate")


def test_a_comment_that_cannot_be_written_changes_no_verdict(program: Program, forge: Forge) -> None:
    """T57: a fork's token only reads; same exit code, one warning line."""
    program.work("Reconnect")
    forge.replies |= {
        PULL: Reply(live(program)),
        f"GET {COMMENTS}": Reply([]),
        f"POST {COMMENTS}": Reply({"message": "Resource not accessible by integration"}, 403),
    }

    answer = judged(program, event_file(program), "--comment")

    assert answer.errors() == ["missing-reference"]
    assert answer.code == 1
    assert answer.err.startswith("warning  no comment written: 127.0.0.1")
    assert answer.err.endswith("answered 403: Resource not accessible by integration\n")


def test_without_a_token_or_a_pull_request_no_comment(
    program: Program, forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.work(f"Reconnect\n\n{TRAILER}")
    monkeypatch.delenv("GITHUB_TOKEN")

    answer = judged(program, event_file(program), "--comment")

    assert (answer.code, answer.err.count("\n")) == (0, 1)
    assert "there is no token" in answer.err
    assert "no pull or merge request" in program.check("--comment").err
    assert forge.asked == []


def test_what_is_not_asked_for_is_not_written(program: Program, forge: Forge) -> None:
    program.work(f"Reconnect\n\n{TRAILER}")
    forge.replies[PULL] = Reply(live(program))

    judged(program, event_file(program))

    assert {asked.method for asked in forge.asked} == {"GET"}


@pytest.fixture
def pipeline(program: Program, forge: Forge, monkeypatch: pytest.MonkeyPatch) -> Forge:
    """GitLab on loopback, and the variables of a merge request's pipeline for the branch `pr`."""
    program.work("Reconnect", author=BOB)
    monkeypatch.delenv("GITHUB_TOKEN")
    for name, value in {
        "GITLAB_CI": "true",
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_PIPELINE_CREATED_AT": "2025-09-01T07:00:00Z",
        "CI_DEFAULT_BRANCH": "main",
        "CI_PROJECT_PATH": REPOSITORY,
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_PROJECT_PATH": REPOSITORY,
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": program.repo.oid("main"),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_DESCRIPTION": TRAILER,
        "CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED": "false",
        "CI_COMMIT_SHA": program.repo.oid("pr"),
        "GITLAB_USER_LOGIN": "dana",
        "CI_API_V4_URL": forge.url,
    }.items():
        monkeypatch.setenv(name, value)
    return forge


def checked(program: Program) -> Answer:
    """`check` in JSON, told by its environment alone; the token is in no output."""
    answer = program.run("check", "--format", "json")
    assert CANARY not in answer.out + answer.err
    return answer


def test_a_merge_request_by_its_pipelines_variables(program: Program, pipeline: Forge) -> None:
    answer = checked(program)

    assert (answer.code, answer.json["head"]) == (0, program.repo.oid("pr"))
    assert answer.json["as_of"] == "2025-09-01T07:00:00Z"
    assert answer.json["evidence"][0]["location"] == {"change": "body", "line": 1}
    assert NO_TOKEN in answer.json["not_examined"]
    assert pipeline.asked == []


def test_a_merge_request_as_it_is_now(
    program: Program, pipeline: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = program.repo.commit(dict(POLICY_CHANGE), "Policy", author=BOB, date="2025-09-01T08:30:00+02:00")
    monkeypatch.setenv("CI_COMMIT_SHA", head)
    monkeypatch.setenv("C7GATE_GITLAB_TOKEN", CANARY)
    pipeline.replies[MERGE_REQUEST] = Reply(
        merge_request(sha=head, description="", author={"username": "bob"})
    )
    version = {"id": 1, "head_commit_sha": head, "created_at": "2025-09-01T06:40:00Z"}
    pipeline.replies[f"{MERGE_REQUEST}/versions"] = Reply([version])
    approval = {"user": {"username": "dana"}, "approved_at": "2025-09-01T06:50:00Z"}
    pipeline.replies[f"{MERGE_REQUEST}/approvals"] = Reply({"approved_by": [approval]})

    assert checked(program).errors() == ["missing-reference"]


def test_who_started_a_pipeline_vouches_for_nothing(
    program: Program, pipeline: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = program.repo.commit(dict(POLICY_CHANGE), "Policy", author=DANA, date="2025-09-01T08:30:00+02:00")
    monkeypatch.setenv("CI_COMMIT_SHA", head)

    assert checked(program).errors() == ["protected-path"]
    assert pipeline.asked == []


@pytest.mark.parametrize(("name", "code"), [("C7GATE_GITLAB_TOKEN", 3), ("CI_JOB_TOKEN", 0)])
def test_a_refused_token_is_no_verdict_unless_it_is_the_jobs_own(
    program: Program, pipeline: Forge, monkeypatch: pytest.MonkeyPatch, name: str, code: int
) -> None:
    monkeypatch.setenv(name, CANARY)
    pipeline.replies[MERGE_REQUEST] = Reply({"message": "403 Forbidden"}, 403)

    answer = checked(program)

    assert answer.code == code
    if code == 0:
        assert "the job's own token: 127.0.0.1" in answer.json["not_examined"][0]["why"]


def test_a_jobs_own_token_that_reads_merge_requests_but_not_approvals(
    program: Program, pipeline: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_JOB_TOKEN", CANARY)
    pipeline.replies[MERGE_REQUEST] = Reply(merge_request(sha=program.repo.oid("pr"), description=TRAILER))

    answer = checked(program)

    assert answer.code == 0
    assert [item["what"] for item in answer.json["not_examined"]] == ["approvals"]


def test_a_description_that_was_cut_needs_the_api(
    program: Program, pipeline: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED", "true")

    cut = checked(program)
    monkeypatch.setenv("CI_JOB_TOKEN", CANARY)
    pipeline.replies[MERGE_REQUEST] = Reply(merge_request(sha=program.repo.oid("pr"), description=TRAILER))

    assert cut.code == 3
    assert "only part of the description" in cut.json["error"]["message"]
    assert "C7GATE_GITLAB_TOKEN" in cut.json["error"]["help"]
    assert checked(program).code == 0


def test_a_stale_merge_request_is_no_verdict(
    program: Program, pipeline: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_JOB_TOKEN", CANARY)
    pipeline.replies[MERGE_REQUEST] = Reply(merge_request(sha="f" * 40))

    answer = checked(program)

    assert answer.code == 3
    assert answer.json["error"]["message"].startswith("stale-event: the head was")
