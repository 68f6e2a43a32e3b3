from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c7gate.judging.identity import Identities
from c7gate.model.errors import CannotLookError
from c7gate.reading.arrivals import arrivals
from c7gate.reading.git import Repository
from c7gate.reading.hits import emails_of
from c7gate.reading.shape import Shape

from git_repo import Repo

Open = Callable[[Repo], Repository]
graphs = st.lists(st.lists(st.integers(1, 6), max_size=3, unique=True), min_size=1, max_size=25)
"""For each commit how far back its parents lie."""


def grown(repo: Repo, graph: list[list[int]], times: list[int]) -> list[str]:
    """Commits with these parents and committer times, oldest first, each with a reference."""
    tree = repo.git("mktree", given=b"")
    made: list[str] = []
    for number, (back, seconds) in enumerate(zip(graph, times, strict=True)):
        parents = dict.fromkeys(made[-step] for step in back if step <= len(made))
        text = "".join(f"parent {oid}\n" for oid in parents)
        who = f"alice <alice@example.com> {seconds} +0000"
        body = f"tree {tree}\n{text}author {who}\ncommitter {who}\n\n{number}\n\nContext7: /a/b\n"
        made.append(repo.raw_commit(body.encode()))
    return made


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graphs, st.data())
def test_the_shape_tells_what_git_tells(
    repo: Repo, opened: Open, graph: list[list[int]], data: st.DataObject
) -> None:
    """Whatever the graph, and however wrong its clocks are, both ways name the same arrivals."""
    times = data.draw(
        st.lists(
            st.integers(0, 400).map(lambda step: 1_700_000_000 + step),
            min_size=len(graph),
            max_size=len(graph),
        )
    )
    made = grown(repo, graph, times)
    tips = [made[-1], data.draw(st.sampled_from(made))]
    reader = opened(repo)
    traversal = reader.traverse(tips)
    hits = [commit.oid for commit in traversal]
    assert sorted(hits) == sorted(set(repo.git("rev-list", *tips).split()))
    assert arrivals(reader, tips, hits, traversal.shape) == arrivals(reader, tips, hits)


def test_parents_are_seen_in_passing(repo: Repo, opened: Open) -> None:
    oids = grown(repo, [[1]] * 5, [1_700_000_000] * 5)
    reader = opened(repo)
    traversal = reader.traverse([oids[-1]])
    for commit in traversal:
        for parent in commit.parents:
            traversal.watch(parent)
    assert set(traversal.seen) == set(oids[:-1])
    assert traversal.seen[oids[1]] == (repo.oid(f"{oids[1]}^{{tree}}"), 1_700_000_000)
    assert traversal.examined == len(traversal.shape) == 5
    assert not traversal.is_cut


@pytest.mark.parametrize(
    "odd",
    [
        b"{head}\n\nx\0{oid}\n{head}\n\nContext7: /c/d\n",
        b"{head}\nencoding UTF-7\n\n+AAA-{oid}\n{head}\n\nContext7: /c/d\n",
        b"{head}\nencoding UTF-16\n\n\0x\n\0C\0o\0n\0t\0e\0x\0t\0007\n",
        b"tree {tree}\nparent {oid}\nauthor x\n\nContext7: /c/d\n",
        b"tree {tree}\nparent {oid}\nauthor a\0b <a@x> 5 +0000\ncommitter a <a@x> 5 +0000\n\nContext7: /c/d\n",
        b"tree {tree}\nparent {oid}\nauthor a <a@x> 5 +0000\ncommitter a <a@x> 99999999999999 +9999\n\nx\n",
        b"{head}\n\n" + b"a line of many\n" * 400_000 + b"\nContext7: /c/d\n",
        b"{head}\n\nContext7: /c/d\n" + b"a line of many\n" * 400_000,
    ],
    ids="nul utf-7 utf-16 half nul-in-header dates huge huge-found".split(),  # noqa: SIM905  names beside their cases
)
def test_no_commit_passes_for_another(repo: Repo, opened: Open, odd: bytes) -> None:
    """T36, T59, T61: whatever stands in one commit, those around it are what git says they are."""
    below = grown(repo, [[1], [1]], [1_700_000_000] * 2)
    tree = repo.oid(f"{below[1]}^{{tree}}").encode()
    who = b"alice <alice@example.com> 1700000000 +0000"
    head = b"tree %b\nparent %b\nauthor %b\ncommitter %b" % (tree, below[1].encode(), who, who)
    for name, value in {b"{head}": head, b"{tree}": tree, b"{oid}": below[1].encode()}.items():
        odd = odd.replace(name, value)
    middle = repo.raw_commit(odd)
    top = repo.raw_commit(head.replace(below[1].encode(), middle.encode()) + b"\n\nContext7: /a/b\n")
    reader = opened(repo)
    traversal = reader.traverse([top])
    for oid in (*below, middle):
        traversal.watch(oid)
    found = {commit.oid: commit for commit in traversal}
    assert set(found) - {middle} == {top, *below}
    assert all(commit == reader.read_commit(oid) for oid, commit in found.items())
    assert traversal.examined == 4
    assert traversal.shape.first_parents(0)[0] == [0, 1, 2, 3]
    committed = {oid: reader.read_commit(oid).committer for oid in traversal.seen}
    assert {oid: seconds for oid, (_, seconds) in traversal.seen.items()} == {
        oid: by and by.seconds for oid, by in committed.items()
    }
    assert set(traversal.seen) == {*below, middle}


WRITERS = {
    b"alice@example.com": True,
    b"ALICE@Example.com": True,
    b"7+alice-dev@users.noreply.github.com": True,
    b"mallory@example.com": False,
    b"alice@example.com.evil.example": False,
    b"al\xefce@example.com": False,
}


@pytest.mark.parametrize("encoding", [b"", b"\nencoding ISO-8859-1", b"\nencoding UTF-7"])
@pytest.mark.parametrize("email", WRITERS)
@pytest.mark.parametrize("co_author", [b"", b"Co-authored-by: A <Alice@example.com>\n"])
def test_who_is_looked_for_is_found(
    repo: Repo, opened: Open, email: bytes, encoding: bytes, co_author: bytes
) -> None:
    """T23: passing over whom nobody asks about loses nothing of who is asked about, however it is spelt."""
    tree = repo.git("mktree", given=b"").encode()
    who = b"A <%b> 1700000000 +0000" % email
    oid = repo.raw_commit(
        b"tree %b\nauthor %b\ncommitter C <c@example.com> 1700000000 +0000%b\n\nx\n\nContext7: /a/b\n%b"
        % (tree, who, encoding, co_author)
    )
    identities = Identities([("alice", ("alice@example.com", "github:alice-dev"))])
    reader = opened(repo)
    traversal = reader.traverse([oid])
    traversal.names = (b"alice@example.com", b"+alice-dev@users.noreply.github.com")
    found = [commit.oid for commit in traversal]
    owners = {identities.by_email(one) for one in emails_of(reader.read_commit(oid))}
    assert ("alice" in owners) == (WRITERS[email] or bool(co_author))
    is_looked_at = "alice" in owners or encoding or b".evil" in email
    assert found == ([oid] if is_looked_at else [])


def test_many_objects_are_read_as_one_is(repo: Repo, opened: Open) -> None:
    oids = [repo.git("hash-object", "-w", "--stdin", given=b"x" * size) for size in range(150)]
    reader = opened(repo)
    for limit in (None, 70):
        assert list(reader.read_objects(oids, limit)) == [reader.read_object(oid, limit) for oid in oids]


def test_a_missing_object_among_many_confuses_no_later_question(repo: Repo, opened: Open) -> None:
    there = [repo.git("hash-object", "-w", "--stdin", given=b"%d" % number) for number in range(10)]
    reader = opened(repo)
    with pytest.raises(CannotLookError, match="9" * 40):
        list(reader.read_objects([*there[:3], "9" * 40, *there[3:]]))
    assert reader.read_object(there[7]).content == b"7"


def test_paths_are_equal_where_the_names_are(repo: Repo, opened: Open) -> None:
    """A file named like a commit is no commit, and content has no part in it."""
    first = repo.commit({"a": "1", "b/c": "1"})
    second = repo.commit({"a": "2", "b/c": "2"})
    odd = repo.commit({second: "x"})
    both = repo.commit({second: "y", "a": "3", "b/c": "3"})
    paths = opened(repo).patches.paths([first, second, odd, both])
    assert paths[first] == paths[second]
    assert len({paths[second], paths[odd], paths[both]}) == 3


def test_paths_are_the_same_when_compared_ahead(repo: Repo, opened: Open) -> None:
    oids = [repo.commit({f"f{number % 3}": str(number)}) for number in range(12)]
    patches = opened(repo).patches
    ahead = patches.ahead()
    ahead.add(oids[:7])
    ahead.add(oids[7:])
    assert ahead.finish() == patches.paths(oids)
    assert patches.ahead().finish() == {}


def test_what_cannot_be_compared_ahead_is_left_to_who_asks(repo: Repo, opened: Open) -> None:
    """A missing tree: nothing comes of it before somebody asks for that very commit."""
    first, second = repo.commit({"a/b": "1"}), repo.commit({"a/b": "2"})
    tree = repo.oid(f"{second}:a")
    (repo.path / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    patches = opened(repo).patches
    ahead = patches.ahead()
    for _ in range(50):
        ahead.add([first, second, *[first] * 100])
    assert ahead.finish() == {}
    assert set(patches.paths([first])) == {first}
    with pytest.raises(CannotLookError):
        patches.paths([second])


def test_a_line_ends_where_the_walk_did() -> None:
    shape = Shape(40)
    child, parent = b"a" * 40, b"b" * 40
    shape.extend([(child, b"c" * 40, b"parent " + parent + b"\n", b"7")])
    assert shape.first_parents(0) == ([0], parent.decode())
