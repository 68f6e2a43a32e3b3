"""The branch of collected evidence is believed only while it is whole (T24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from c7gate.model.errors import CannotLookError
from c7gate.model.scoring import Event, ForgeMerge
from c7gate.reading import collected as reading
from c7gate.reading.collected import collected, is_proven, with_collected
from c7gate.reading.evidence_branch import LOCAL
from c7gate.reading.git import Repository
from c7gate.writing.collected import EvidenceBranch

from collected_lines import NOON, change, line
from git_repo import Repo

Open = Callable[[Repo], Repository]
WEEK, CHAIN = "acme/shop/2025-W35.jsonl", "acme/shop/chain.jsonl"


@pytest.fixture
def kept(repo: Repo, opened: Open) -> Repo:
    """A repository that collected two changes, one run each."""
    repo.commit({"a": "1"})
    branch = EvidenceBranch(opened(repo))
    branch.append("acme/shop", [change("#1", 25, 26)], NOON)
    branch.append("acme/shop", [change("#2", 27)], NOON + timedelta(hours=1))
    return repo


def rewritten(repo: Repo, path: str, edit: Callable[[list[str]], list[str]], *, forget: bool = True) -> str:
    """Edit a file of the branch as somebody who may write it would, in a further commit; gives its id."""
    repo.git("checkout", "-q", "c7gate-evidence")
    lines = (repo.path / path).read_text("ascii").splitlines()
    repo.commit({path: "".join(f"{text}\n" for text in edit(lines))}, "tidy")
    oid = repo.oid()
    repo.git("checkout", "-q", "main")
    if forget:
        repo.git("reflog", "expire", "--expire=all", LOCAL)
    return oid


def failure(repo: Repo) -> str:
    with repo.reader() as reader, pytest.raises(CannotLookError) as caught:
        collected(reader)
    assert caught.value.message.startswith("collected evidence is broken: ")
    return caught.value.message.removeprefix("collected evidence is broken: ")


def test_without_a_branch_there_is_nothing(repo: Repo, opened: Open) -> None:
    repo.commit({"a": "1"})

    assert collected(opened(repo)) == {}


def test_lines_become_events_of_their_people(kept: Repo, opened: Open) -> None:
    events = collected(opened(kept))

    assert list(events) == ["alice"]
    assert [(event.kind, event.ref, event.topics, event.verified, event.first_seen) for event in events["alice"]] == [
        ("commit", one.ref, (("/websockets/ws", "reconnect"),), True, NOON)
        for one in (line("#1", 25), line("#1", 26), line("#2", 27))
    ]  # fmt: skip


def test_the_fetched_branch_is_read_before_the_local_one(kept: Repo, opened: Open) -> None:
    first = kept.oid("c7gate-evidence~1")
    kept.git("update-ref", "refs/remotes/origin/c7gate-evidence", first)

    assert len(collected(opened(kept))["alice"]) == 2


@pytest.mark.parametrize(
    ("path", "edit", "why"),
    [
        (WEEK, lambda lines: lines[1:], f"{CHAIN}:1: a line of change #1 is gone or was edited"),
        (WEEK, lambda lines: lines[:-1], f"{CHAIN}:2: a line of change #2 is gone or was edited"),
        (WEEK, lambda lines: [lines[0].replace("alice", "mallory"), *lines[1:]], f"{WEEK}:1: no entry"),
        (WEEK, lambda lines: [*lines, lines[2].replace("#2", "#3")], f"{WEEK}:4: no entry"),
        (WEEK, lambda lines: [*lines, "nonsense"], f"{WEEK}:4: not what collecting writes"),
        (CHAIN, lambda lines: lines[1:], f"{WEEK}:1: no entry"),
        (CHAIN, lambda _: [], f"{WEEK}:1: no entry"),
        (
            CHAIN,
            lambda lines: [lines[0].replace("12:00", "11:00"), lines[1]],
            f"{CHAIN}:2: the entry before it",
        ),
        (
            CHAIN,
            lambda lines: [lines[0], lines[1].replace("13:00", "11:00")],
            f"{CHAIN}: the entry that commit",
        ),
    ],
)
def test_what_was_tampered_with_is_named(
    kept: Repo, path: str, edit: Callable[[list[str]], list[str]], why: str
) -> None:
    rewritten(kept, path, edit)

    assert failure(kept).startswith(why)


def test_order_means_nothing(kept: Repo, opened: Open) -> None:
    before = collected(opened(kept))
    rewritten(kept, WEEK, lambda lines: lines[::-1])
    rewritten(kept, CHAIN, lambda lines: lines[::-1])

    assert {login: set(events) for login, events in collected(opened(kept)).items()} == {
        login: set(events) for login, events in before.items()
    }


def test_the_last_collection_cannot_be_taken_back_by_a_further_commit(kept: Repo) -> None:
    """Lines and entry gone together leave a chain that holds; the commit that added them names the entry."""
    adding = kept.oid("c7gate-evidence")
    rewritten(kept, WEEK, lambda lines: lines[:-1])
    rewritten(kept, CHAIN, lambda lines: lines[:-1])

    assert failure(kept).startswith(f"{CHAIN}: the entry that commit {adding[:10]} added is gone")


def test_a_branch_put_in_its_place_is_seen_by_what_git_remembers(
    kept: Repo, make_repo: Callable[..., Repo]
) -> None:
    old = kept.oid("c7gate-evidence")
    other = make_repo("other")
    with other.reader() as reader:
        EvidenceBranch(reader).append("acme/shop", [change("#1", 25)], NOON)
    kept.git("fetch", "-q", str(other.path), "+c7gate-evidence:c7gate-evidence")

    assert failure(kept).startswith(f"{LOCAL} was rewritten; commit {old[:10]} is no longer in it")

    kept.git("reflog", "expire", "--expire=all", LOCAL)  # what the help offers where it was agreed on
    with kept.reader() as reader:
        assert len(collected(reader)["alice"]) == 1


def test_a_fetched_branch_that_was_forced_is_seen(kept: Repo, make_repo: Callable[..., Repo]) -> None:
    clone = make_repo("clone")
    clone.git("remote", "add", "origin", str(kept.path))
    clone.git("fetch", "-q", "origin")
    kept.git("update-ref", LOCAL, "c7gate-evidence~1")
    clone.git("fetch", "-q", "--force", "origin", "+refs/heads/*:refs/remotes/origin/*")

    assert failure(clone).startswith("refs/remotes/origin/c7gate-evidence was rewritten")


def test_a_link_is_no_evidence(kept: Repo) -> None:
    kept.git("checkout", "-q", "c7gate-evidence")
    (kept.path / "acme/shop/2025-W36.jsonl").symlink_to("/etc/passwd")
    kept.commit({}, "link")
    kept.git("checkout", "-q", "main")

    assert failure(kept) == "acme/shop/2025-W36.jsonl is no regular file"


def test_a_huge_file_is_not_read(kept: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BYTES_LIMIT", 1 << 20)
    rewritten(kept, WEEK, lambda lines: [*lines, "x" * (1 << 20)])

    assert failure(kept) == f"{WEEK} brings it over 1 MiB"


def test_other_files_on_the_branch_are_nobodys_evidence(kept: Repo, opened: Open) -> None:
    kept.git("checkout", "-q", "c7gate-evidence")
    kept.commit({"README.md": "What this branch is\n", "acme/shop/notes.jsonl": "x"}, "say")
    kept.git("checkout", "-q", "main")

    assert len(collected(opened(kept))["alice"]) == 3


def test_a_day_that_had_not_begun_when_it_was_seen_is_not_proven() -> None:
    assert is_proven(line(day=29))
    assert not is_proven(line(day=30))
    assert not is_proven(line()._replace(first_seen=None))


def test_what_history_and_the_branch_both_hold_is_one_event() -> None:
    seen = Event(
        "commit", line().at, "a" * 40, (("/a/b", "x"),), verified=True, first_seen=NOON, arrival="#1"
    )
    plain = Event("commit", line().at, "a" * 40, (("/a/b", "x"), ("/c/d", "")), arrival="change")

    assert with_collected([plain], [seen], NOON) == (plain._replace(verified=True, first_seen=NOON),)
    bounded = plain._replace(built_on=ForgeMerge("f" * 40, NOON))  # what history tells of it holds, too
    assert with_collected([bounded], [seen], NOON) == (bounded._replace(verified=True, first_seen=NOON),)
    assert not with_collected([plain], [seen], NOON - timedelta(days=1))[0].verified
