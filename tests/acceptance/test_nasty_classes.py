"""Further hostile inputs of the classes in `test_nasty_cases.py`, each with its one outcome."""

from __future__ import annotations

import pytest

from git_repo import Repo
from program import ALICE, DANA, POLICY, Program, record

NOW = "2025-09-01T08:00:00+02:00"
DEVELOPERS = "training-records/developers"
REC = f"{DEVELOPERS}/alice.yaml"
START = b"login: alice\nidentities: [alice@example.com]\n"
BOMB = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9))


@pytest.fixture
def program(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program.start(repo, capsys)


def change(program: Program, path: str, data: bytes | str, author: tuple[str, str] = ALICE) -> None:
    program.repo.commit({path: data}, "change", author=author, date=NOW)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b'role: "a\\u2028b"', "yaml-forbidden-character"),
        (b'role: "a\\x00b"', "yaml-forbidden-character"),
        (b'role: "\\N\\_"', "yaml-forbidden-character"),
        (b'role: "\\ud800"', "yaml-syntax"),
        (b'role: "\\ud83d\\ude00"', "yaml-syntax"),
        (b'role: "\\U00110000"', "yaml-syntax"),
        (b"role: !!binary aGk=", "yaml-tag"),
        (b"role: !<tag:example.com,2025:x> y", "yaml-tag"),
        (b"role: !!set {a, b}", "yaml-tag"),
        (b"role: &a [*a]", "yaml-alias"),
        (b"away: &a []\nshares: *a", "yaml-alias"),
        (b"a0: &a0 x\n" + BOMB.encode(), "yaml-alias"),
        (b"role: {<<: {a: b}}", "yaml-merge-key"),
        (b"role: -" + b"9" * 400, "yaml-number-too-long"),
        (b"role: 0." + b"9" * 400, "yaml-number-too-long"),
        (b"role: " + b"{a: " * 100 + b"}" * 100, "yaml-too-deep"),
        (b"role:\n" + b"".join(b" " * n + b"-\n" for n in range(1, 60)), "yaml-too-deep"),
        (b"role: " + b"[{" * 5_000, "yaml-too-deep"),
        (b"? [login]\n: x", "yaml-non-string-key"),
        (b"? {a: b}\n: x", "yaml-non-string-key"),
        (b"null: x", "yaml-non-string-key"),
        (b"role: x\n...\n---\nlogin: bob", "yaml-multiple-documents"),
        (b'"ro\\x6ce": qa\nrole: qa', "yaml-duplicate-key"),
        (b"role: +.Inf", "yaml-not-finite"),
        (b"role: .NaN", "yaml-not-finite"),
        (b"role: a\rcohort: b", "yaml-forbidden-character"),
        (b"role: a\x0bb", "yaml-forbidden-character"),
        (b"role: a\xef\xbf\xbeb", "yaml-forbidden-character"),
        (b"role: \xc0\xaf", "not-utf8"),
        (b"role: \xed\xa0\xbd\xed\xb8\x80", "not-utf8"),
        (b"role: \xf4\x90\x80\x80", "not-utf8"),
        (b"role: \xc4\xe3\xba\xc3", "not-utf8"),
        (b"role: a\0b", "nul"),
    ],
)  # fmt: skip
def test_texts_that_parsers_read_apart(program: Program, line: bytes, name: str) -> None:
    """N23 to N32; T39 to T43, T61 to T65."""
    change(program, REC, START + line + b"\n")

    answer = program.check()

    assert answer.code == 1
    assert name in answer.errors()


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-16-le", "nul"),
        ("utf-16-be", "nul"),
        ("utf-32-be", "nul"),
        ("cp037", "not-utf8"),
        ("utf-16", "not-utf8"),
    ],
)
def test_encodings_without_a_mark(program: Program, encoding: str, name: str) -> None:
    """N30, T65."""
    change(program, REC, START.decode().encode(encoding))

    answer = program.check()

    assert answer.code == 1
    assert name in answer.errors()


@pytest.mark.parametrize(
    "bomb",
    [
        BOMB.replace("a1: &a1 [*a0", "a0: &a0 x\na1: &a1 [*a0", 1),
        "strat: 1\n",
        "[" * 50_000,
        "start: !!python/name:os.system\n",
    ],
)
def test_hostile_policy_files_stop_nothing_and_decide_nothing(program: Program, bomb: str) -> None:
    """N23, N32 in policy: the head's copy is data with an error; as the trusted side it is refused."""
    change(program, "policies/gates.yaml", bomb)

    answer = program.check()

    assert answer.code == 1
    assert "protected-path" in answer.errors()
    assert {"policy-invalid", "yaml-alias", "yaml-too-deep", "yaml-tag"} & set(answer.names)
    assert program.check("--trusted", "pr").code == 2


@pytest.mark.parametrize("name", ["gates", "program"])
def test_a_policy_file_that_is_a_link(program: Program, name: str) -> None:
    """N34, T44: nothing behind it is read."""
    repo = program.repo
    secret = repo.path.parent / "secret"
    secret.write_text(POLICY + "hunter2: 1\n")
    (repo.path / f"policies/{name}.yaml").unlink(missing_ok=True)
    (repo.path / f"policies/{name}.yaml").symlink_to(secret)
    repo.git("add", "--all")
    repo.git("commit", "-q", "-m", "link", env={"GIT_AUTHOR_DATE": NOW, "GIT_COMMITTER_DATE": NOW})

    answer = program.check()

    assert answer.code == 1
    assert "protected-path" in answer.errors()
    assert program.check("--trusted", "pr").code == 2
    assert "hunter2" not in answer.out


@pytest.mark.parametrize("mode", ["100755", "120000", "160000"])
def test_a_record_that_is_no_plain_file(program: Program, mode: str) -> None:
    """N34, T44."""
    repo = program.repo
    oid = repo.oid() if mode == "160000" else repo.oid(f"HEAD:{REC}")
    repo.git("update-index", "--add", "--cacheinfo", f"{mode},{oid},{DEVELOPERS}/x.yaml")
    repo.git("commit", "-q", "-m", "mode", env={"GIT_AUTHOR_DATE": NOW, "GIT_COMMITTER_DATE": NOW})

    answer = program.check()

    assert answer.code == 1
    assert "not-a-regular-file" in answer.errors()


@pytest.mark.parametrize(
    "name",
    [
        b"..", b"...yaml", b".git.yaml", b"con.yaml:x", b"a\\b.yaml", b"\xe2\x80\xaelimaya.yaml", b"al\xcc\x81ice.yaml",
        b"\xe2\x80\x8balice.yaml", b"alice.yaml\n", b"\x1b[2Jalice.yaml", b"a" * 40 + b".yaml", b"-rf.yaml", b"alice_.yaml",
    ],
)  # fmt: skip
def test_names_that_are_no_logins(program: Program, name: bytes) -> None:
    """N35, N36; T66, T67: hand-made trees with names that no checkout would make."""
    repo = program.repo
    blob = bytes.fromhex(repo.raw_object("blob", b"login: alice\n"))
    inner = repo.raw_object("tree", b"100644 " + name + b"\0" + blob)
    outer = repo.raw_object("tree", b"40000 developers\0" + bytes.fromhex(inner))
    root = repo.raw_object("tree", b"40000 training-records\0" + bytes.fromhex(outer))
    dates = {"GIT_AUTHOR_DATE": NOW, "GIT_COMMITTER_DATE": NOW}
    repo.git(
        "update-ref",
        "refs/heads/pr",
        repo.git("commit-tree", "-p", repo.oid(), "-m", "trees", root, env=dates),
    )

    answer = program.check("--head", "refs/heads/pr")

    assert answer.code == 1
    assert ("record-invalid" if len(name) > 40 else "bad-record-name") in answer.errors()
    assert not {"\x1b", "\u202e", "\u200b"} & set(answer.out)


def test_a_coordinator_who_adds_hostile_records_is_told_as_well(program: Program) -> None:
    """Who may write a file says nothing about what is in it."""
    change(program, f"{DEVELOPERS}/carol.yaml", record("carol").replace("role:", "role: &a"), author=DANA)

    answer = program.check()

    assert answer.code == 1
    assert "yaml-alias" in answer.errors()
