"""Many records: those that were found right are not read again, and nothing wrong is missed for that."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from c7gate.app import validate
from c7gate.reading import worktree
from c7gate.reading.worktree import Found

from git_repo import Repo
from program import POLICY, Answer, record, run_cli

DEVELOPERS = "training-records/developers"


@pytest.fixture
def folder(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with three records, in which three files are many."""
    monkeypatch.setattr(validate, "MANY", 3)
    monkeypatch.chdir(repo.path)
    write(Path("policies/program.yaml"), POLICY)
    for login in ("alice", "bob", "carol"):
        write(Path(f"{DEVELOPERS}/{login}.yaml"), record(login))
    return repo.path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    return lambda *paths: run_cli(capsys, "validate", "--format", "json", *paths)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files whose content was asked for."""
    names: list[str] = []

    def content_of(found: Found) -> bytes | None:
        names.append(Path(found.shown).name)
        return worktree.content_of(found)

    monkeypatch.setattr(validate, "content_of", content_of)
    return names


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


FILES, RUN = "clean-files.json", "clean-run.json"


def kept(folder: Path, name: str = FILES) -> Path:
    return folder / ".git" / "c7gate" / name


def settle(folder: Path, *names: str) -> None:
    """As if these stores alone had been kept, long after the records were written; by default both."""
    for name in (FILES, RUN):
        file = kept(folder, name)
        if names and name not in names:
            file.unlink()
        elif file.exists():
            later = os.stat(file).st_mtime + 10  # noqa: PTH116  the number is wanted, not the path
            os.utime(file, (later, later))


@pytest.mark.parametrize("names", [(), (FILES,), (RUN,)])
def test_a_second_run_reads_no_record_again(
    folder: Path, run: Callable[..., Answer], opened: list[str], names: tuple[str, ...]
) -> None:
    assert run().code == 0
    settle(folder, *names)
    opened.clear()

    answer = run()

    assert answer.code == 0
    assert answer.json["examined"]["records"] == 3
    assert opened == ["program.yaml"]


def test_names_are_looked_up_though_a_run_that_asked_for_none_was_right(
    folder: Path, run: Callable[..., Answer]
) -> None:
    write(Path(f"{DEVELOPERS}/carol.yaml"), record("carol") + "cohort: 2025-08\n")
    assert run("training-records", "policies").code == 0
    settle(folder)

    answer = run()

    assert answer.names == ["unknown-name"]


def test_a_record_that_is_gone_or_new_is_noticed(folder: Path, run: Callable[..., Answer]) -> None:
    run()
    settle(folder)
    Path(f"{DEVELOPERS}/carol.yaml").rename(f"{DEVELOPERS}/dave.yaml")

    answer = run()

    assert [Path(item["location"]["file"]).name for item in answer.json["findings"]] == ["dave.yaml"]
    assert answer.names == ["record-invalid"]


@pytest.mark.usefixtures("folder")
def test_a_file_touched_just_before_is_read_though_it_looks_the_same(
    run: Callable[..., Answer], opened: list[str]
) -> None:
    run()
    opened.clear()
    assert run().code == 0
    assert sorted(opened) == ["alice.yaml", "bob.yaml", "carol.yaml", "program.yaml"]


def test_what_became_wrong_is_found(folder: Path, run: Callable[..., Answer]) -> None:
    run()
    settle(folder)
    write(Path(f"{DEVELOPERS}/bob.yaml"), record("bob").replace("role: backend", "rolle: qa"))

    answer = run()

    assert answer.code == 1
    assert [(item["name"], item["location"]["line"]) for item in answer.json["findings"]] == [
        ("record-invalid", 3)
    ]


def test_what_is_wrong_between_records_is_found_in_those_not_read(
    folder: Path, run: Callable[..., Answer]
) -> None:
    """One identity is one person's, and names exist, however little was read."""
    run()
    settle(folder)
    write(Path(f"{DEVELOPERS}/bob.yaml"), record("bob").replace("bob@", "alice@"))
    write(Path("policies/exercises.yaml"), "roles: null\n")

    answer = run()

    places = {
        (item["name"], Path(item["location"]["file"]).stem, item["location"]["line"])
        for item in answer.json["findings"]
    }
    assert {("record-invalid", "alice", 2), ("record-invalid", "bob", 2)} <= places
    assert answer.code == 1


def test_a_name_that_policy_no_longer_knows_is_found(folder: Path, run: Callable[..., Answer]) -> None:
    write(
        Path(f"{DEVELOPERS}/bob.yaml"), record("bob") + "exercises:\n  - {id: no-such-thing, evidence: [x]}\n"
    )
    write(Path(f"{DEVELOPERS}/carol.yaml"), record("carol") + "cohort: 2025-08\n")
    for _ in range(2):
        answer = run()
        found = {item["name"]: item for item in answer.json["findings"]}
        assert answer.names == ["unknown-name", "unknown-name"]
        assert found["unknown-name"]["location"]["line"] == 6
        settle(folder)


@pytest.mark.parametrize("name", [FILES, RUN])
@pytest.mark.parametrize("spoil", ["cut", "edited", "other", "folder", "link"])
def test_a_spoilt_store_is_not_believed(
    folder: Path, run: Callable[..., Answer], opened: list[str], spoil: str, name: str
) -> None:
    run()
    settle(folder, name)
    file = kept(folder, name)
    data = file.read_bytes()
    if spoil == "cut":
        file.write_bytes(data[:-3])
    elif spoil == "edited":
        file.write_bytes(data.replace(b"alice@example.com", b"eve@example.com").replace(b":3}", b":4}"))
        assert file.read_bytes() != data
    elif spoil == "other":
        seal(file, data.partition(b"\n")[2].replace(b'"1.0.0 ', b'"0.9.0 '))
    else:
        file.unlink()
        file.mkdir() if spoil == "folder" else file.symlink_to(folder.parent / "elsewhere")
    opened.clear()

    assert run().code == 0

    assert len(opened) == 4
    assert not (folder.parent / "elsewhere").exists()


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes among files, and no bits of other users")
@pytest.mark.parametrize("name", [FILES, RUN])
@pytest.mark.parametrize("kind", ["pipe", "link", "writable"])
def test_a_store_that_is_not_a_file_of_ones_own_is_not_read(
    folder: Path, run: Callable[..., Answer], opened: list[str], kind: str, name: str
) -> None:
    """A pipe in its place kept `validate` waiting for ever; what somebody else may write is nobody's word."""
    assert run().code == 0
    settle(folder, name)
    aside = kept(folder, name).rename(folder.parent / "aside")
    if kind == "pipe":
        os.mkfifo(kept(folder, name))
    elif kind == "link":
        kept(folder, name).symlink_to(aside)
    else:
        aside.rename(kept(folder, name)).chmod(0o666)
    opened.clear()

    assert run().code == 0
    assert {"alice.yaml", "bob.yaml", "carol.yaml"} <= set(opened)


def test_no_check_believes_it(
    folder: Path, run: Callable[..., Answer], repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """A copy that says a wrong record is right changes no verdict but that of `validate` on this very disk."""
    run()
    path = Path(f"{DEVELOPERS}/alice.yaml")
    wrong = record("alice").replace("role: backend", "rolle: qa")
    repo.commit(
        {path.as_posix(): wrong}, "Wrong", author=("alice", "alice@example.com"), date="2025-09-01T08:00:00Z"
    )
    head, _, files = kept(folder).read_bytes().partition(b"\n")[2].partition(b"\n")
    entries = json.loads(files)
    entries[path.as_posix()][1] = hashlib.sha256(wrong.encode()).hexdigest()
    seal(kept(folder), head + b"\n" + json.dumps(entries).encode())
    assert run().code == 0

    answer = run_cli(capsys, "check", "--as-of", "2025-09-01T09:00:00Z", "--format", "json")

    assert answer.code == 1
    assert "record-invalid" in answer.errors()


def seal(file: Path, content: bytes) -> None:
    file.write_bytes(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)


def test_few_files_and_no_repository_leave_nothing_behind(
    folder: Path,
    run: Callable[..., Answer],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    run(f"{DEVELOPERS}/alice.yaml")
    assert not kept(folder).exists()
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for login in ("alice", "bob", "carol"):
        write(elsewhere / DEVELOPERS / f"{login}.yaml", record(login))
    monkeypatch.chdir(elsewhere)
    assert run().code == 0
    assert [path.name for path in elsewhere.iterdir()] == ["training-records"]
