"""A change read without a walk is the change that a walk gives."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from c7gate.model.evaluation import Revision
from c7gate.reading.change import straight_line, walk_of

from git_repo import Repo

START = 1_756_720_800
History = list[tuple[list[int], int]]
"""Commits in their order: how far back each parent is, and the hours by which its time is off."""


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Mostly lines, some merges and second roots, some clocks that are wrong."""
    count = draw(st.integers(2, 9))
    two = st.lists(st.integers(1, 3), min_size=1, max_size=2, unique=True)
    lines: st.SearchStrategy[list[int]] = st.just([1]) | two | st.just([])
    late = st.just(0) | st.integers(-5, 5)
    return [([back for back in draw(lines) if back <= number], draw(late)) for number in range(count)]


def built(repo: Repo, history: History) -> list[str]:
    """The ids of these commits, made at one go."""
    stream = []
    for number, (parents, late) in enumerate(history, 1):
        who = f"alice <alice@example.com> {START + 3600 * (number + late)} +0000"
        links = [f":{number - back}" for back in parents if back < number]
        lines = [f"reset refs/heads/c{number}", f"commit refs/heads/c{number}", f"mark :{number}"]
        lines += [f"author {who}", f"committer {who}", f"data {len(str(number))}", str(number)]
        lines += [f"from {links[0]}", *(f"merge {link}" for link in links[1:])] if links else []
        stream.append("\n".join([*lines, f"M 644 inline f{number}", "data 1", "x", ""]))
    repo.git("fast-import", "--quiet", "--force", given="\n".join(stream).encode())
    return repo.git("rev-parse", *(f"refs/heads/c{number}" for number in range(1, len(history) + 1))).split()


@given(history=histories(), data=st.data())
@example(history=[([], 0), ([1], 0), ([1], 0)], data=None)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_straight_line_is_what_the_walk_gives(
    repo: Repo, history: History, data: st.DataObject | None
) -> None:
    oids = built(repo, history)
    base, head = (data.draw(st.sampled_from(oids)) for _ in range(2)) if data else (oids[0], oids[-1])
    with repo.reader() as repository:
        start, end = Revision("base", base), Revision("head", head)
        line, walked = straight_line(repository, start, end), tuple(walk_of(repository, start, end, ""))

    assert line in ((), walked)
    if data is None:
        assert len(line) == 2


def test_a_merge_a_long_line_and_an_older_commit_are_left_to_the_walk(repo: Repo) -> None:
    merge = built(repo, [([], 0), ([1], 0), ([2], 0), ([1, 2], 0)])
    older = built(repo, [([], 0), ([1], -5), ([1], 0)])
    long = built(repo, [([], 0), *[([1], 0)] * 65])
    with repo.reader() as repository:
        for oids in (merge, older, long):
            assert straight_line(repository, Revision("a", oids[0]), Revision("b", oids[-1])) == ()
        assert len(straight_line(repository, Revision("a", long[1]), Revision("b", long[-1]))) == 64


def test_what_is_not_there_is_left_to_the_walk(repo: Repo) -> None:
    oids = built(repo, [([], 0), ([1], 0), ([1], 0)])
    with repo.reader() as repository:
        assert straight_line(repository, Revision("a", "1" * 40), Revision("b", oids[2])) == ()
