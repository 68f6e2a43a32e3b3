"""A merge that the forge made bounds the days of what builds on it (T09, T58), by its signature and nothing less."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from textwrap import indent
from typing import Any

import pytest

from c7gate.reading.git import Repository

from git_repo import Repo
from openpgp import MISSING, Keyring, keyring, signed_commit
from program import ALICE, BOB, DANA, POLICY, TRACKED, TRAILER, Answer, Program

pytestmark = pytest.mark.skipif(MISSING, reason="gpg is not installed here")

FORGE = ("GitHub", "noreply@github.com")
MERGED = "2025-08-28T12:00:00+02:00"
WITHOUT_KEYS = POLICY


@dataclass(frozen=True)
class Keys:
    """The forge's key and a stranger's."""

    ring: Keyring
    forge: str
    stranger: str

    def policy(self, fingerprint: str = "") -> str:
        """A policy that lists one of them, the forge's by default."""
        block = self.ring.public(fingerprint or self.forge)
        return f"{POLICY}forge_keys:\n  - |\n{indent(block, '    ')}"


@pytest.fixture(scope="module")
def keys() -> Iterator[Keys]:
    with keyring() as ring:
        yield Keys(ring, ring.make("forge"), ring.make("stranger"))


@pytest.fixture
def start(repo: Repo, capsys: pytest.CaptureFixture[str], keys: Keys) -> Callable[..., Program]:
    """A program with alice enrolled for the week, whose policy lists the forge's key; `main` is checked out."""

    def begin(policy: str = "", files: dict[str, str] | None = None) -> Program:
        written = {**TRACKED, "policies/program.yaml": policy or keys.policy(), **(files or {})}
        program = Program.start(repo, capsys, written)
        repo.checkout("main")
        return program

    return begin


def merge(
    repo: Repo, keys: Keys, *, date: str = MERGED, key: str = "", by: tuple[str, str] = FORGE, topic: str = ""
) -> str:
    """Merge a branch (one of bob's, or `topic`) as the forge does, signed with its key unless another is named."""
    if not topic:
        topic = f"bobs-{len(repo.git('for-each-ref', 'refs/heads').splitlines())}"
        here = repo.git("rev-parse", "--abbrev-ref", "HEAD")
        repo.checkout(topic, new=True)
        repo.commit(
            {f"src/{topic}.ts": f"{date}\n"}, "Other work", author=BOB, date="2025-08-25T08:00:00+02:00"
        )
        repo.checkout(here)
    env = {"GIT_COMMITTER_NAME": by[0], "GIT_COMMITTER_EMAIL": by[1], "GIT_COMMITTER_DATE": date}
    repo.git("merge", "-q", "--no-ff", "-m", "Merge pull request #1 from acme/bobs", topic, env=env)
    if key == "nobody":
        return repo.oid()
    content = repo.git("cat-file", "commit", "HEAD") + "\n"
    at = datetime.fromisoformat(date).astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    return signed_commit(repo, content, keys.ring.signature(key or keys.forge, content.encode(), at=at))


def work(program: Program, day: str, *, committed: str = "", text: str = "") -> str:
    """A commit of alice with a reference, dated at ten on a day."""
    return program.repo.commit(
        {f"src/{day}{text}.ts": f"{day}{text}\n"}, f"Work\n\n{TRAILER}", author=ALICE,
        date=f"{day}T10:00:00+02:00", committed=committed,
    )  # fmt: skip


def told(answer: Answer) -> dict[str, Any]:
    """The findings of the rule, by commit."""
    return {
        item["location"]["commit"]: item for item in answer.json["findings"] if item["name"] == "before-merge"
    }


def active(program: Program, *arguments: str) -> set[str]:
    answer = program.run(
        "explain",
        "alice",
        "--gate",
        "3",
        "--as-of",
        "2025-09-01T09:00:00+02:00",
        "--format",
        "json",
        *arguments,
    )
    assert answer.code == 0, answer.err
    return {day["date"] for day in answer.json["consistency"]["days"] if day["active"]}


def test_a_day_before_the_merge_that_it_builds_on_does_not_count(
    start: Callable[..., Program], keys: Keys
) -> None:
    """T09: dated Tuesday, on top of what the forge merged on Thursday; the same day as the merge holds."""
    program = start()
    base = merge(program.repo, keys)
    program.repo.checkout("pr")
    program.repo.git("reset", "-q", "--hard", "main")
    early = work(program, "2025-08-26", committed="2025-08-29T10:00:00+02:00")
    work(program, "2025-08-28", committed="2025-08-29T10:00:00+02:00")

    answer = program.check()

    assert set(told(answer)) == {early}
    finding = told(answer)[early]
    assert (finding["rule"], finding["severity"], finding["developer"]) == ("C7C010", "note", "alice")
    assert finding["message"] == (
        f"commit {early[:10]} of 2025-08-26 earns alice nothing: dated 2025-08-26, but builds on merge "
        f"{base[:10]}, which the forge made on 2025-08-28"
    )
    assert answer.json["gates"][0]["criteria"][0]["have"] == "1/5"
    assert active(program, "--trusted", "HEAD") == {"2025-08-28"}


@pytest.mark.parametrize("where", ["main", "pr"])
def test_an_old_date_in_between_hides_nothing(start: Callable[..., Program], keys: Keys, where: str) -> None:
    """T31: by its committer's date the commit follows its parent; that the parent lies does not help it."""
    program = start()
    merge(program.repo, keys)
    program.repo.git("branch", "-f", "pr")
    program.repo.checkout(where)
    program.repo.commit({"a": "a"}, "Old", author=ALICE, date="2020-01-01T10:00:00+02:00")
    if where == "main":
        program.repo.git("branch", "-f", "pr")
        program.repo.checkout("pr")
    early = work(program, "2025-08-26")

    assert set(told(program.check())) == {early}


@pytest.mark.parametrize(
    ("key", "by"),
    [
        ("nobody", FORGE),
        ("stranger", FORGE),
        ("", ("GitHub", "noreply@example.com")),
        ("", ("Github", "noreply@github.com")),
        ("", DANA),
    ],
)
def test_the_name_alone_proves_nothing_and_neither_does_the_key(
    start: Callable[..., Program], keys: Keys, key: str, by: tuple[str, str]
) -> None:
    program = start()
    merge(program.repo, keys, key=keys.stranger if key == "stranger" else key, by=by)
    program.repo.checkout("pr")
    program.repo.git("reset", "-q", "--hard", "main")
    work(program, "2025-08-26", committed="2025-08-29T10:00:00+02:00")

    answer = program.check()

    assert told(answer) == {}
    assert answer.json["gates"][0]["criteria"][0]["have"] == "1/5"


def test_a_pretended_merge_hides_no_true_one(start: Callable[..., Program], keys: Keys) -> None:
    """The newest by name is looked at first; one that does not hold leaves those below it."""
    program = start()
    true = merge(program.repo, keys, date="2025-08-27T12:00:00+02:00")
    for _ in range(2):
        merge(program.repo, keys, key=keys.stranger)
    program.repo.checkout("pr")
    program.repo.git("reset", "-q", "--hard", "main")
    early = work(program, "2025-08-26", committed="2025-08-29T10:00:00+02:00")

    assert (
        f"builds on merge {true[:10]}, which the forge made on 2025-08-27"
        in told(program.check())[early]["message"]
    )


def test_the_head_lists_no_key(start: Callable[..., Program], keys: Keys) -> None:
    """T02: which key is the forge's is read at the trusted commit."""
    program = start(keys.policy(keys.stranger))
    merge(program.repo, keys)
    program.repo.checkout("pr")
    program.repo.git("reset", "-q", "--hard", "main")
    work(program, "2025-08-26", committed="2025-08-29T10:00:00+02:00")
    program.repo.commit(
        {"policies/program.yaml": keys.policy()}, "Key", author=ALICE, date="2025-08-29T11:00:00+02:00"
    )

    answer = program.check()

    assert told(answer) == {}
    assert "protected-path" in answer.errors()


def test_work_begun_before_the_merge_is_bound_by_nothing_it_does_not_build_on(
    start: Callable[..., Program], keys: Keys
) -> None:
    """A branch of Monday that takes main in on Thursday: its commits until then stand below that merge."""
    program = start()
    merge(program.repo, keys)
    program.repo.checkout("pr")  # where main began
    work(program, "2025-08-25")
    work(program, "2025-08-26")
    program.repo.git(
        "merge", "-q", "--no-edit", "main", env={"GIT_COMMITTER_DATE": "2025-08-28T15:00:00+02:00"}
    )
    late = work(program, "2025-08-27", committed="2025-08-29T10:00:00+02:00")
    work(program, "2025-08-29")

    answer = program.check()

    assert set(told(answer)) == {late}
    assert active(program, "--trusted", "HEAD") == {"2025-08-25", "2025-08-26", "2025-08-29"}


def test_a_merge_by_the_forge_of_the_change_itself_takes_none_of_its_days(
    start: Callable[..., Program], keys: Keys
) -> None:
    program = start()
    program.repo.checkout("pr")
    for day in ("2025-08-25", "2025-08-26", "2025-08-27"):
        work(program, day)
    program.repo.checkout("main")
    merge(program.repo, keys, topic="pr")

    assert active(program) == {"2025-08-25", "2025-08-26", "2025-08-27"}


@pytest.mark.parametrize(
    ("merged", "counts"), [("2025-08-28T00:04:00+02:00", True), ("2025-08-28T00:06:00+02:00", False)]
)
def test_clocks_may_differ_by_five_minutes(
    start: Callable[..., Program], keys: Keys, merged: str, *, counts: bool
) -> None:
    """`evidence.clock_tolerance_minutes`, across a midnight in Berlin."""
    program = start()
    merge(program.repo, keys, date=merged)
    work(program, "2025-08-27", committed=merged)

    assert active(program) == ({"2025-08-27"} if counts else set())


def test_the_same_patch_below_the_merge_keeps_its_day(start: Callable[..., Program], keys: Keys) -> None:
    """T51: of an original and its rebased copy with one date, the copy is the repetition."""
    program = start()
    program.repo.checkout("pr")
    originals = [work(program, "2025-08-26", text=str(number)) for number in range(4)]
    program.repo.checkout("main")
    merge(program.repo, keys)
    env = {"GIT_COMMITTER_DATE": "2025-08-29T09:00:00+02:00"}
    program.repo.git("cherry-pick", *originals, env=env)
    program.repo.git("merge", "-q", "--no-edit", "-s", "ours", "pr", env=env)

    assert active(program) == {"2025-08-26"}


def test_a_rebase_by_the_forge_loses_no_day_once_collected(start: Callable[..., Program], keys: Keys) -> None:
    """T54, T55, principle 9: what landed builds on later merges; the commits as they were before are what is kept."""
    program = start()
    days = {"2025-08-25", "2025-08-26"}
    program.repo.checkout("pr")
    for day in sorted(days):
        work(program, day)
    program.repo.git("update-ref", "refs/pull/7/head", "pr")
    program.repo.checkout("main")
    base = merge(program.repo, keys)
    landed = {"GIT_COMMITTER_DATE": "2025-08-29T12:00:00+02:00", "GIT_COMMITTER_NAME": FORGE[0]}
    program.repo.git("cherry-pick", "pr~2..pr", env=landed)
    program.repo.git("branch", "-D", "-q", "pr")
    assert active(program) == set()
    message = "Answer (#7)"  # the forge names the pull request in the last message
    program.repo.git("commit", "-q", "--amend", "-m", f"{message}\n\n{TRAILER}", env=landed)

    answer = program.run("collect", f"{base}..main", "--as-of", "2025-08-29T16:00:00Z")
    program.repo.git("update-ref", "-d", "refs/pull/7/head")

    assert answer.code == 0, answer.err
    assert "#7: 2 days of alice (commits); 2 lines added" in answer.out
    assert active(program) == days


def test_without_a_listed_key_no_merge_is_looked_at(
    start: Callable[..., Program], keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unasked(*_: object) -> object:
        raise AssertionError("no key is listed, so nothing of this is to be asked")

    program = start(WITHOUT_KEYS)
    merge(program.repo, keys)
    work(program, "2025-08-26", committed="2025-08-29T10:00:00+02:00")
    monkeypatch.setattr("c7gate.reading.forge_merges.built_on", unasked)
    monkeypatch.setattr(Repository, "with_parents", unasked)

    assert active(program) == {"2025-08-26"}


def test_without_gpg_there_is_no_verdict(
    start: Callable[..., Program], keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody's day is refused or counted by a signature that was not looked at."""
    program = start()
    merge(program.repo, keys)
    program.repo.checkout("pr")
    program.repo.git("reset", "-q", "--hard", "main")
    honest = program.check(
        "--head", program.repo.commit({"b": "b"}, f"B\n\n{TRAILER}", author=ALICE, date=MERGED)
    )
    assert honest.code == 1, honest.err  # nobody has to be asked about a commit that claims no earlier day

    work(program, "2025-08-26", committed="2025-08-29T10:00:00+02:00")
    monkeypatch.setattr("c7gate.reading.verifiers.found", lambda *_: None)
    answer = program.check()

    assert answer.code == 3
    assert "gpg was not found on PATH" in answer.err
    assert json.loads(answer.out)["status"] == "error"


def test_a_key_that_is_none_is_told_at_its_line(start: Callable[..., Program]) -> None:
    broken = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n"
    program = start(f"{POLICY}forge_keys:\n  - |\n{indent(broken, '    ')}")
    program.repo.checkout("pr")
    work(program, "2025-09-01")

    answer = program.check()

    assert answer.code == 2
    assert "not one OpenPGP public key block" in answer.err
    assert "https://github.com/web-flow.gpg" in answer.err


def test_a_key_taken_off_the_list_is_a_weaker_policy(start: Callable[..., Program]) -> None:
    program = start()
    program.repo.checkout("pr")
    program.repo.commit({"policies/program.yaml": POLICY}, "No key", author=DANA, date=MERGED)

    answer = program.run("policy diff", "--as-of", "2025-09-01", "--format", "json")

    assert {row["key"]: row["effect"] for row in answer.json["changes"]} == {"program.forge_keys": "weaker"}
