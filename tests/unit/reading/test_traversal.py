from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c7gate.model.errors import CannotLookError
from c7gate.reading.arrivals import arrivals
from c7gate.reading.git import Repository
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
