from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from c7gate.model.errors import CannotLookError
from c7gate.parsing.commit import parse_commit
from c7gate.reading.git import Repository
from c7gate.reading.history import COMMIT_LIMIT
from c7gate.reading.traversal import REFERENCE_WORDS, STRAYS

from git_repo import Repo

Open = Callable[[Repo], Repository]


def chain(repo: Repo, messages: list[bytes]) -> list[str]:
    """Commits with these messages on one line of history, oldest first, made in one go."""
    stream = bytearray()
    for number, message in enumerate(messages):
        stream += b"commit refs/heads/main\ncommitter alice <alice@example.com> %d +0000\n" % (
            1_700_000_000 + number
        )
        stream += b"data %d\n%s\n" % (len(message), message)
    repo.git("fast-import", "--quiet", given=bytes(stream))
    return repo.git("rev-list", "--reverse", "main").split()


def test_every_commit_once_with_what_git_says(repo: Repo, opened: Open) -> None:
    first = repo.commit({"a": "1"}, "one\n")
    second = repo.commit({"a": "2"}, "two\n")
    side = repo.commit({"b": "1"}, "side\n", parents=[first])
    merge = repo.commit({"b": "1"}, "merge\n", parents=[second, side])
    octopus = repo.commit({}, "octopus\n", parents=[merge, first, side])
    found = list(opened(repo).commits([octopus]))
    assert [commit.oid for commit in found] == repo.git("rev-list", octopus).split()
    assert len(found) == 5
    for commit in found:
        raw = repo.git("cat-file", "commit", commit.oid).encode() + b"\n"
        assert commit == parse_commit(commit.oid, raw)
    assert found[0].parents == (merge, first, side)


def test_a_range_leaves_out_what_the_base_has(repo: Repo, opened: Open) -> None:
    oids = chain(repo, [b"%d" % number for number in range(6)])
    reader = opened(repo)
    assert [commit.oid for commit in reader.commits([oids[5]], [oids[2]])] == oids[:2:-1]
    assert list(reader.commits([oids[2]], [oids[5]])) == []
    assert list(reader.commits([])) == []


def test_thousands_of_commits_across_many_reads(repo: Repo, opened: Open) -> None:
    messages = [b"m%d " % number + b"x" * (number * 37 % 1900) for number in range(3000)]
    messages[7] = messages[2990] = b"Context7: /websockets/ws"
    oids = chain(repo, messages)
    reader = opened(repo)
    everything = reader.commits([oids[-1]])
    assert [commit.message for commit in everything] == [text.decode() for text in reversed(messages)]
    assert everything.examined == 3000
    hits = reader.matching_commits([oids[-1]])
    assert [commit.oid for commit in hits] == [oids[2990], oids[7]]
    assert hits.examined == 3000


@pytest.mark.parametrize(
    "text",
    [
        b"Context7",
        b"context7.com",
        b"CONTEXT7",
        b"ctx7",
        b"CTX7",
        b"Contex7:",
        b"Context-7",
        b"context 7",
        b"ctx_7",
    ],
)
def test_words_worth_reading(text: bytes) -> None:
    assert REFERENCE_WORDS.search(b"a " + text + b" b")


@pytest.mark.parametrize(
    "text", [b"text7", b"t7", b"context 17", b"context", b"7", b"test7 x7 -7", b"contextual 7"]
)
def test_words_not_worth_reading(text: bytes) -> None:
    assert REFERENCE_WORDS.search(b"a " + text + b" b") is None


def test_a_message_cannot_imitate_the_next_commit(repo: Repo, opened: Open) -> None:
    """N20: what looks like a record of git's output is text."""
    first = repo.commit()
    forged = b"%s commit 12\ntree x\n\n\n%s missing\n\x1e\x1f" % (b"7" * 40, b"8" * 40)
    head = (
        b"tree " + repo.oid("HEAD^{tree}").encode() + b"\nparent " + first.encode()
        + b"\nauthor A|2026-11-03|x <alice@example.com> 1794477600 +0000"
        b"\ncommitter A <alice@example.com> 1794477600 +0000\n\ns\n\n"
    )  # fmt: skip
    oid = repo.raw_commit(head + forged)
    found = list(opened(repo).commits([oid], [first]))
    assert len(found) == 1
    assert found[0].author is not None
    assert found[0].author.name == "A|2026-11-03|x"
    assert found[0].message == "s\n\n" + forged.decode()


def test_malformed_commits_are_read_and_said(repo: Repo, opened: Open) -> None:
    """N14, N19: git log would show 1970 and hide what follows the NUL."""
    tree = repo.git("write-tree").encode()
    oid = repo.raw_commit(
        b"tree " + tree + b"\nauthor A <alice@example.com> 99999999999999999999 +0000"
        b"\ncommitter A <alice@example.com> -5 +9999\n\nhidden \0 Context7: /a/b\n"
    )
    (commit,) = opened(repo).commits([oid])
    assert commit.author is None
    assert "author date 99999999999999999999 is out of range" in commit.defects
    assert "NUL byte in the message, which git log hides from there on" in commit.defects
    assert commit.message.endswith("Context7: /a/b\n")


def test_huge_commits_are_cut_in_flat_memory(repo: Repo, opened: Open) -> None:
    """A message of 24 MB among plain ones: none is lost (T61)."""
    oids = chain(repo, [b"first", b"x" * (24 << 20), b"y" * (COMMIT_LIMIT - 500), b"last"])
    reader = opened(repo)
    tracemalloc.start()
    found = list(reader.commits([oids[-1]]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 << 20
    assert [commit.oid for commit in found] == oids[::-1]
    assert [commit.message[:5] for commit in found] == ["last", "yyyyy", "xxxxx", "first"]
    assert [commit.oversized for commit in found] == [False, True, True, False]
    assert reader.read_commit(oids[1]) == found[2]


@pytest.mark.parametrize(("place", "found"), [(0, 2), (60_000, 2), (5 << 20, 1), ((6 << 20) - 20, 1)])
def test_of_a_huge_commit_the_beginning_is_searched(repo: Repo, opened: Open, place: int, found: int) -> None:
    """What lies beyond the limit is read by nobody, so it is no match either (T61)."""
    message = b"x" * place + b" Context7 " + b"x" * ((6 << 20) - place)
    oids = chain(repo, [b"first", message, b"last context7"])
    hits = opened(repo).matching_commits([oids[-1]])
    tracemalloc.start()
    assert [commit.oid for commit in hits] == [oids[2], oids[1]][:found]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert hits.examined == 3
    assert peak < 12 << 20


def test_sifting_finds_what_reading_everything_finds(repo: Repo, opened: Open) -> None:
    texts = [
        b"plain",
        b"\n\n  CONTEXT7 \n",
        b"ctx7",
        b"",
        b"caf\xe9 context-7",
        b"\x01\x1e context7" * 9,
        b"t7",
    ]
    oids = chain(repo, [text * (1 + number % 5) for number, text in enumerate(texts * 30)])
    reader = opened(repo)
    everything = list(reader.commits([oids[-1]], [oids[3]]))
    sifted = reader.matching_commits([oids[-1]], [oids[3]])
    assert list(sifted) == [
        commit
        for commit in everything
        if REFERENCE_WORDS.search(commit.message.encode("utf-8", "surrogateescape"))
    ]
    assert sifted.examined == len(everything) == len(oids) - 4


def test_what_hides_behind_a_nul_is_read_and_its_defect_said(repo: Repo, opened: Open) -> None:
    """Git's own output would end at the NUL; c7gate sees it all, and counts no malformed commit as evidence."""
    base = repo.git("cat-file", "commit", repo.commit()).encode()
    repo.raw_commit(base + b"\0\n%s\nContext7: /a/b\n" % (b"1" * 40))
    (found,) = opened(repo).matching_commits([repo.oid()])
    assert found.message.endswith("Context7: /a/b\n")
    assert found.defects


def test_a_missing_commit_is_never_a_short_history(repo: Repo, opened: Open) -> None:
    oids = chain(repo, [b"%d" % number for number in range(5)])
    loosen(repo)
    reader = opened(repo)
    loose(repo, oids[2]).unlink()
    for walk in (reader.commits([oids[-1]]), reader.matching_commits([oids[-1]])):
        with pytest.raises(CannotLookError, match="missing or corrupt") as caught:
            list(walk)
        assert "git fsck" in caught.value.help


def test_a_corrupt_commit_is_never_a_short_history(repo: Repo, opened: Open) -> None:
    oids = chain(repo, [b"%d" % number for number in range(5)])
    loosen(repo)
    target = loose(repo, oids[2])
    target.chmod(0o644)
    target.write_bytes(b"rubbish")
    reader = opened(repo)
    for walk in (reader.commits([oids[-1]]), reader.matching_commits([oids[-1]])):
        with pytest.raises(CannotLookError, match="missing or corrupt"):
            list(walk)


def test_a_walk_can_be_left_early(repo: Repo, opened: Open) -> None:
    oids = chain(repo, [b"x" * 900] * 2000)
    walk = opened(repo).commits([oids[-1]])
    assert next(walk).oid == oids[-1]
    walk.close()
    assert list(walk) == []
    assert walk.examined >= 1


def test_only_full_ids_become_arguments(repo: Repo, opened: Open) -> None:
    repo.commit()
    with pytest.raises(ValueError, match="not a full object id"):
        opened(repo).commits(["--output=x"])
    assert not (repo.path / "x").exists()


def loosen(repo: Repo) -> None:
    """Turn packs into loose objects."""
    packs = repo.path / ".git" / "objects" / "pack"
    for pack in packs.glob("*.pack"):
        content = pack.read_bytes()
        for file in packs.glob(pack.stem + ".*"):
            file.unlink()
        repo.git("unpack-objects", "-q", given=content)


def loose(repo: Repo, oid: str) -> Path:
    """The file of a loose object."""
    return repo.path / ".git" / "objects" / oid[:2] / oid[2:]


def dated(repo: Repo, seconds: list[int]) -> list[str]:
    """Commits committed at these times on one line of history, oldest first, each with a reference."""
    stream = bytearray()
    for second in seconds:
        stream += b"commit refs/heads/main\ncommitter alice <alice@example.com> %d +0000\n" % second
        stream += b"data 15\nContext7: /a/b\n\n"
    repo.git("fast-import", "--quiet", given=bytes(stream))
    return repo.git("rev-list", "--reverse", "main").split()


def test_a_walk_ends_where_everything_is_older(repo: Repo, opened: Open) -> None:
    made = dated(repo, [*range(1_600_000_000, 1_600_020_000), *range(1_700_000_000, 1_700_000_010)])
    walk = opened(repo).traverse([made[-1]], since=1_700_000_000)

    found = [commit.oid for commit in walk]

    assert found[:10] == made[:-11:-1]
    assert walk.examined < len(made)


def test_a_wrong_clock_hides_nothing(repo: Repo, opened: Open) -> None:
    """T31: git's own `--since` stops at the first commit that is dated before it."""
    made = dated(repo, [1_700_000_000, 1_700_000_001, *([1_500_000_000] * (STRAYS - 1))])

    walk = opened(repo).traverse([made[-1]], since=1_700_000_000)

    assert {commit.oid for commit in walk} >= set(made[:3])
    assert repo.git("rev-list", "--count", "--since=1700000000", "main") == "0"


@pytest.mark.parametrize(
    ("times", "found"),
    [((1, 1, 1), 0), ((9, 1, 1), 1), ((1, 9, 1), 1), ((1, 1, 9), 1), ((9, 9, 9), 1), ((1, 1, None), 1)],
)
def test_what_is_older_in_every_way_is_passed_over(
    repo: Repo, opened: Open, times: tuple[int, int, int | None], found: int
) -> None:
    """A commit that is dated before what it stands on lies about its date, which is worth a word."""
    tree = repo.git("mktree", given=b"")

    def commit(author: int, committer: int, parent: str) -> str:
        who = "alice <alice@example.com>"
        head = f"tree {tree}\n{parent}author {who} {author} +0000\ncommitter {who} {committer} +0000\n"
        return repo.raw_commit(f"{head}\nContext7: /a/b\n".encode())

    written, committed, below = times
    parent = f"parent {commit(below, below, '')}\n" if below else ""
    oid = commit(written, committed, parent)
    assert [one.oid for one in opened(repo).traverse([oid], since=5)].count(oid) == found


def test_nothing_is_left_out_that_is_not_older(repo: Repo, opened: Open) -> None:
    made = dated(repo, list(range(1_700_000_000, 1_700_002_500)))

    assert len(list(opened(repo).traverse([made[-1]], since=1_700_000_000))) == len(made)
