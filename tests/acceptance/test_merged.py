"""`check --merged`: what stands on the default branch is judged again, by the policy each change found (T01)."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from c7gate.app.merged import MergedRequest, check_merged
from c7gate.reading.forges.event import PullRequest, Review

from git_repo import Repo
from program import ALICE, BOB, DANA, POLICY, TRAILER, Answer, Program

MERGE_DATE = "2025-09-01T08:00:00+02:00"
MERGED_AT = datetime(2025, 9, 1, 6, tzinfo=UTC)


@pytest.fixture
def program(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program, checked out on `main` itself."""
    started = Program.start(repo, capsys)
    repo.checkout("main")
    return started


def merge(program: Program, branch: str, *, number: int = 0) -> str:
    """Merge a branch the way a forge does, and give the merge commit."""
    tree = program.repo.oid(f"{branch}^{{tree}}")
    message = f"Merge pull request #{number} from acme/{branch}\n" if number else f"Merge {branch}\n"
    oid = program.repo.git(
        "commit-tree", "-p", "main", "-p", branch, tree, given=message.encode(),
        env={"GIT_AUTHOR_EMAIL": DANA[1], "GIT_AUTHOR_DATE": MERGE_DATE, "GIT_COMMITTER_DATE": MERGE_DATE},
    )  # fmt: skip
    program.repo.git("reset", "-q", "--hard", oid)
    return oid


def topic(program: Program, name: str, *messages: str, author: tuple[str, str] = ALICE) -> None:
    """A branch from `main` with one commit a message; ends on `main`."""
    program.repo.checkout(name, new=True)
    for message in messages:
        program.work(message, author=author)
    program.repo.checkout("main")


def judged(program: Program, span: str, *arguments: str) -> Answer:
    as_of = "2025-09-01T09:00:00+02:00"
    return program.run("check", "--merged", span, "--as-of", as_of, "--format", "json", *arguments)


def test_a_merge_that_should_not_have_passed_is_named(program: Program) -> None:
    """T14, T76."""
    start = program.repo.oid()
    topic(program, "good", f"Work\n\n{TRAILER}")
    merge(program, "good", number=6)
    topic(program, "bad", "Work without a word")
    bad = merge(program, "bad", number=7)

    answer = judged(program, f"{start}..main")

    assert (answer.code, answer.errors()) == (1, ["missing-reference"])
    finding = answer.json["findings"][0]
    assert finding["message"].startswith(f"merged as {bad[:10]} (#7): no reference")
    assert finding["location"]["commit"] == bad
    assert "fix" not in finding  # nothing can be appended any more
    assert answer.json["examined"]["commits"] == 4
    assert answer.json["gates"] == []


def test_a_workflow_that_was_switched_off_in_its_own_pull_request_is_found(program: Program) -> None:
    """The attack of T01: the job is replaced by `true`, and its own run is green."""
    start = program.repo.oid()
    program.repo.checkout("evil", new=True)
    program.repo.commit({".github/workflows/c7gate.yml": "jobs: {x: {run: true}}\n"}, f"CI\n\n{TRAILER}")
    program.repo.checkout("main")
    oid = merge(program, "evil")

    answer = judged(program, f"{start}..main")

    assert answer.errors() == ["protected-path"]
    assert oid[:10] in answer.json["findings"][0]["message"]


def test_each_change_is_judged_by_the_policy_of_its_own_first_parent(program: Program) -> None:
    start = program.repo.oid()
    topic(program, "early", "Work without a word")
    early = merge(program, "early")
    program.repo.commit(
        {"policies/references.yaml": "reference: {paths: ['docs/**']}\n"},
        "Ask docs only",
        author=DANA,
        date=MERGE_DATE,
    )
    topic(program, "late", "More work without a word")
    merge(program, "late")

    answer = judged(program, f"{start}..main")

    found = [
        (item["name"], item["message"]) for item in answer.json["findings"] if item["severity"] == "error"
    ]
    assert [name for name, _ in found] == ["missing-reference", "protected-path"]  # dana's own was not proven
    assert early[:10] in found[0][1]


def test_a_rebased_pull_request_answers_once(program: Program) -> None:
    start = program.repo.oid()
    at = "2025-09-01T08:00:00+02:00"
    program.repo.commit({"src/a.ts": "a"}, "One", date="2025-08-28T08:00:00+02:00", committed=at)
    program.repo.commit(
        {"src/b.ts": "b"}, f"Two\n\n{TRAILER}", date="2025-08-29T08:00:00+02:00", committed=at
    )

    assert judged(program, f"{start}..main").code == 0


def test_single_commits_answer_each_for_itself(program: Program) -> None:
    start = program.repo.oid()
    program.work("One", date="2025-09-01T07:00:00+02:00")
    program.work(f"Two\n\n{TRAILER}", date="2025-09-01T08:00:00+02:00")

    answer = judged(program, f"{start}..main")

    assert answer.errors() == ["missing-reference"]


def test_squashed_changes_are_told_apart_by_their_numbers(program: Program) -> None:
    start = program.repo.oid()
    program.work("One (#1)")
    program.work(f"Two (#2)\n\n{TRAILER}")

    answer = judged(program, f"{start}..main")

    assert [item["message"].split(": ")[0][-4:] for item in answer.json["findings"][:1]] == ["(#1)"]
    assert answer.errors() == ["missing-reference"]


def pull(program: Program, head: str, **more: object) -> PullRequest:
    values: dict[str, object] = {
        "number": 9, "title": "Work", "body": "", "author": "alice-dev", "author_is_bot": False,
        "target": "main", "base": program.repo.oid("main~1"), "head": head,
        "merged_at": MERGED_AT, "merge_commit": program.repo.oid("main"),
    }  # fmt: skip
    return PullRequest(**{**values, **more})  # type: ignore[arg-type]


def with_forge(program: Program, start: str, found: PullRequest) -> list[str]:
    """The errors of `check --merged` where the forge says by which pull request a commit came."""
    evaluation = check_merged(
        MergedRequest(
            repo=program.repo.path,
            as_of=datetime(2025, 9, 1, 7, tzinfo=UTC),
            environment=program.repo.environment,
            span=f"{start}..main",
            pulls_of=lambda _: (found,),
        )
    )
    return [finding.name for finding in evaluation.findings if finding.severity == "error"]


def test_a_description_that_only_the_forge_has_answers(program: Program) -> None:
    start = program.repo.oid()
    head = program.work("Squashed without a word (#9)")

    assert with_forge(program, start, pull(program, head)) == ["missing-reference"]
    assert with_forge(program, start, pull(program, head, body=f"Text\n\n{TRAILER}")) == []


def test_commits_that_were_squashed_away_answer_while_the_clone_has_them(program: Program) -> None:
    start = program.repo.oid()
    topic(program, "lost", f"Original\n\n{TRAILER}")
    original = program.repo.oid("lost")
    program.work("Squashed without a word (#9)")
    program.repo.git("branch", "-D", "lost")

    assert with_forge(program, start, pull(program, original)) == []


def test_a_coordinators_approval_of_the_merged_head_counts(program: Program) -> None:
    start = program.repo.oid()
    head = program.repo.commit(
        {"policies/program.yaml": POLICY.replace("2025-08-22", "2025-08-23")},
        "Move the start (#9)",
        author=BOB,
        date="2025-09-01T08:00:00+02:00",
    )
    review = Review(1, "dana", "approved", head, "", MERGED_AT)

    assert with_forge(program, start, pull(program, head)) == ["protected-path"]
    assert with_forge(program, start, pull(program, head, reviews=(review,))) == []


def test_a_push_names_its_own_range(program: Program) -> None:
    before = program.repo.oid()
    after = program.work("Work without a word")
    event = program.write(
        "push.json",
        json.dumps({"ref": "refs/heads/main", "before": before, "after": after,
                    "repository": {"default_branch": "main", "pushed_at": 1756710000}}),
    )  # fmt: skip

    answer = program.run("check", "--merged", "--event-path", str(event), "--format", "json")

    assert answer.errors() == ["missing-reference"]


def test_a_branch_that_was_replaced_by_an_unrelated_history_is_judged_by_what_it_replaced(
    program: Program,
) -> None:
    """A force push: the new root landed on nothing, and brings its own policy along."""
    before = program.repo.oid()
    program.repo.git("checkout", "-q", "--orphan", "anew")
    lax = f"{POLICY}rules: {{missing-reference: {{severity: off}}}}\n"
    program.repo.commit({"policies/program.yaml": lax}, "Anew", date=MERGE_DATE)
    program.work("Work without a word", date=MERGE_DATE)

    answer = judged(program, f"{before}..anew")

    assert answer.code == 1
    assert {"unrelated-history", "protected-path"} <= set(answer.errors())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("main",), 2), (("main..",), 2), (("main...pr",), 2), (("main..main",), 3), (("nowhere..main",), 2)],
)
def test_what_is_no_range_gives_no_verdict(program: Program, arguments: tuple[str, ...], code: int) -> None:
    answer = judged(program, *arguments)

    assert (answer.code, answer.json["status"]) == (code, "error")


def test_other_revisions_beside_it_are_refused(program: Program) -> None:
    assert judged(program, "main~1..main", "--base", "main").code == 2
