"""What is kept of a walk changes nothing but the time the next one takes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c7gate.model.evaluation import Revision
from c7gate.reading import findings
from c7gate.reading.evidence import History
from c7gate.reading.findings import Findings
from c7gate.reading.traversal import Traversal
from c7gate.reading.trusted import trusted_side

from git_repo import Repo
from program import POLICY, record

AS_OF = datetime(2025, 10, 20, 12, tzinfo=UTC)
START = 1_756_108_800  # Monday 2025-08-25, 08:00 UTC
PEOPLE = ("alice", "bob", "stranger")
FILES = {
    "policies/program.yaml": POLICY,
    "policies/gates.yaml": "gate3: {evidence: {max_unverified_days: 1}}\n",
    **{f"training-records/developers/{login}.yaml": record(login, "2025-08-25") for login in PEOPLE[:2]},
}
TEXTS = (
    "work\n\nContext7: /websockets/ws reconnect\n",
    "work\n\nContext7: /a/b\n\nCo-authored-by: Bob <bob@example.com>\n",
    "no reference\n",
)


class Growing:
    """A program's repository whose `main` grows, bends and is moved about; times pass by themselves."""

    def __init__(self, repo: Repo, begun: int = START) -> None:
        self.repo = repo
        self.now = begun
        self.tips: list[str] = []
        for old in repo.path.glob(".git/c7gate"):
            shutil.rmtree(old)
        self.commit("dana", "start\n", FILES)

    @property
    def tip(self) -> str:
        """Where `main` stands."""
        return self.tips[-1]

    def commit(self, login: str, text: str, files: dict[str, str], *parents: str) -> None:
        """A commit on `main`, or on these parents, which `main` then moves to."""
        onto = parents or tuple(self.tips[-1:])
        who = f"{login} <{login}@example.com> {self.now} +0000"
        lines = [f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n{data(text)}"]
        lines += [f"{word} {oid}\n" for word, oid in zip(["from", *["merge"] * 9], onto, strict=False)]
        lines += [f"M 644 inline {path}\n{data(content)}" for path, content in files.items()]
        self.repo.git("fast-import", "--quiet", "--force", given="".join(lines).encode())
        self.tips.append(self.repo.oid("main"))

    def force(self, oid: str) -> None:
        """Move `main`."""
        self.repo.git("update-ref", "refs/heads/main", oid)
        self.tips.append(oid)

    def step(
        self, kind: str, seconds: int = 90_000, login: str = "alice", text: int = 0, number: int = 0
    ) -> None:
        """One thing that people do some seconds later; `number` decides what is left open."""
        self.now += seconds
        files = {f"src/{number % 2}": f"{number}\n"}
        earlier = self.tips[number % len(self.tips)]
        main = self.tip
        match kind:
            case "commit":
                self.commit(login, TEXTS[text], files)
            case "merge":
                self.commit(login, TEXTS[text], files, earlier)
                self.commit("dana", "merge\n", {}, main, self.tip)
            case "merge the other way":
                self.commit(login, TEXTS[text], files, earlier)
                self.commit("dana", "merge\n", {}, self.tip, main)
            case "rebase":
                self.force(earlier)
                self.commit(login, TEXTS[text], files)
            case _:  # force back
                self.force(earlier)


def data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"


def evidence(repo: Repo) -> str:
    """All that the commits of everybody earn, and in which change it came."""
    with repo.reader() as reader:
        tip = reader.resolve("HEAD")
        side = trusted_side(reader, Revision("HEAD", tip), AS_OF)
        return repr(History(reader, (tip,), side).of(side.people))


def evidence_afresh(repo: Repo) -> str:
    """The same from a repository in which nothing was kept, nor is."""
    kept, aside = repo.path / ".git" / "c7gate", repo.path / "aside"
    if kept.exists():
        kept.rename(aside)
    try:
        return evidence(repo)
    finally:
        shutil.rmtree(kept, ignore_errors=True)
        if aside.exists():
            aside.rename(kept)


def spoil(file: Path, how: str, number: int) -> None:
    """Do something to the kept file, if there is one."""
    if not file.exists():
        return
    content = file.read_bytes()
    at = number * 7919 % len(content)
    match how:
        case "delete":
            file.unlink()
        case "truncate":
            file.write_bytes(content[:at])
        case "flip a bit":
            file.write_bytes(content[:at] + bytes([content[at] ^ 1 << number % 8]) + content[at + 1 :])
        case "another version":
            file.write_bytes(content.replace(b" 1.0.0 ", b" 0.9.0 ", 1))
        case _:
            return


steps = st.tuples(
    st.sampled_from(["commit", "commit", "commit", "merge", "merge the other way", "rebase", "force back"]),
    st.sampled_from([7, 70, 90_000, 90_000, -300]),
    st.sampled_from(["alice", "alice", "alice", "bob", "stranger"]),
    st.sampled_from([0, 0, 1, 2]),
    st.integers(0, 12),
)
Step = tuple[str, int, str, int, int]
turns = st.tuples(
    st.lists(steps, max_size=5),
    st.sampled_from(["", "", "delete", "truncate", "flip a bit", "another version"]),
)


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even the shortest walk is kept."""
    monkeypatch.setattr(findings, "WORTH_KEEPING", 1)


@pytest.mark.usefixtures("eager")
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(turns, min_size=2, max_size=5))
def test_what_is_kept_changes_no_evidence(repo: Repo, story: list[tuple[list[Step], str]]) -> None:
    growing = Growing(repo)
    for number, (done, spoilt) in enumerate(story):
        for step in done:
            growing.step(*step)
        spoil(repo.path / ".git" / "c7gate" / "history", spoilt, number)
        assert evidence(repo) == evidence_afresh(repo)


@pytest.mark.usefixtures("eager")
def test_a_mainline_that_takes_another_way(repo: Repo) -> None:
    """What came day by day comes with one merge once the first parents are others."""
    growing = year(repo)
    assert "arrival=''" not in (before := evidence(repo))
    growing.step("merge the other way", login="bob")
    assert evidence(repo) == evidence_afresh(repo) != before


@pytest.mark.usefixtures("eager")
def test_a_change_that_goes_on_where_the_kept_ended(repo: Repo) -> None:
    """A commit put on the last kept one within a minute landed with it."""
    growing = year(repo)
    evidence(repo)
    growing.force(growing.tips[-2])
    growing.now -= 90_000
    growing.step("commit", 20, number=99)
    assert evidence(repo) == evidence_afresh(repo)


@pytest.mark.usefixtures("eager")
def test_a_change_that_lost_its_end(repo: Repo) -> None:
    """What landed together with a commit that is gone landed by itself."""
    growing = year(repo)
    growing.step("commit", 20, number=99)
    evidence(repo)
    growing.force(growing.tips[-2])
    growing.step("commit", number=98)
    assert evidence(repo) == evidence_afresh(repo)


@pytest.mark.usefixtures("eager")
def test_a_kept_walk_that_left_out_what_now_counts(repo: Repo, walks: list[Traversal]) -> None:
    """Who is enrolled from an earlier day has the history walked again."""
    growing = year(repo)
    evidence(repo)
    earlier = record("bob", "2025-08-01")
    growing.commit("dana", "bob was here before\n", {"training-records/developers/bob.yaml": earlier})
    assert evidence(repo) == evidence_afresh(repo)
    assert [walk.examined for walk in walks[:2]] == [31, 32]


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[Traversal]:
    """The walks that are made."""
    made: list[Traversal] = []
    keep = Findings.keep

    def watched(self: Findings) -> None:
        made.append(self._traversal)
        keep(self)

    monkeypatch.setattr(Findings, "keep", watched)
    return made


def year(repo: Repo, commits: int = 30) -> Growing:
    growing = Growing(repo)
    for number in range(commits):
        growing.step("commit", number=number)
    return growing


@pytest.mark.usefixtures("eager")
def test_only_what_is_new_is_walked(repo: Repo, walks: list[Traversal]) -> None:
    growing = year(repo)
    evidence(repo)
    growing.step("commit", number=40)
    evidence(repo)
    assert [walk.examined for walk in walks] == [32 - 1, 2]


def test_a_short_walk_leaves_nothing_behind(repo: Repo) -> None:
    year(repo)
    evidence(repo)
    assert not (repo.path / ".git" / "c7gate").exists()


@pytest.mark.usefixtures("eager")
def test_a_kept_file_of_somebody_else_is_not_believed(repo: Repo, walks: list[Traversal]) -> None:
    """What others of the machine may write decides nothing."""
    year(repo)
    evidence(repo)
    file = repo.path / ".git" / "c7gate" / "history"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o666)
    evidence(repo)
    shutil.move(file, repo.path / "elsewhere")
    file.symlink_to(repo.path / "elsewhere")
    evidence(repo)
    assert [walk.examined for walk in walks] == [31] * 3


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("base", "main"),
        ("base", "0" * 40),
        ("seconds", "0"),
        ("since", 1.5),
        ("arrivals", ["x"]),
        ("paths", [3] * 20),
        ("lists", {"emails": [["a"], [], 3], "topics": []}),
        ("hits", {}),
        ("hits", []),
    ],
)
def test_an_odd_file_with_the_right_digest_is_not_believed(
    repo: Repo, walks: list[Traversal], key: str, value: object
) -> None:
    year(repo)
    expected = evidence(repo)
    file = repo.path / ".git" / "c7gate" / "history"
    head, _, body = file.read_bytes().partition(b"\n")
    changed = json.dumps({**json.loads(body), key: value}).encode()
    file.write_bytes(head[:-64] + sha256(changed).hexdigest().encode() + b"\n" + changed)
    assert evidence(repo) == expected
    assert [walk.examined for walk in walks] == [31, 31]


@pytest.mark.usefixtures("eager")
@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_git_directory_that_cannot_be_written_is_no_failure(repo: Repo) -> None:
    year(repo)
    (repo.path / ".git").chmod(0o555)
    try:
        assert evidence(repo)
    finally:
        (repo.path / ".git").chmod(0o755)


@pytest.mark.usefixtures("eager")
def test_a_place_that_cannot_be_written_is_no_failure(repo: Repo) -> None:
    year(repo)
    (repo.path / ".git" / "c7gate").write_text("in the way\n")
    assert evidence(repo)


@pytest.mark.usefixtures("eager")
def test_of_a_shallow_clone_nothing_is_kept(repo: Repo, make_repo: Callable[..., Repo]) -> None:
    growing = Growing(repo, START - 40 * 86_400)
    growing.step("commit", login="stranger")
    growing.now = START
    growing.step("commit")
    clone = make_repo("clone")
    clone.git("fetch", "-q", "--depth=2", repo.path.as_uri(), "main")
    clone.git("update-ref", "refs/heads/main", "FETCH_HEAD")
    assert clone.reader().is_shallow
    evidence(clone)
    assert not (clone.path / ".git" / "c7gate").exists()
