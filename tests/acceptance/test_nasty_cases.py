"""Hostile changes, each with the one outcome it must have, and nothing written by judging it.

The names are those of the design's case list (N02 to N40), with neighbours of the same class.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from git_repo import Repo
from program import ALICE, AS_OF, BOB, DANA, POLICY, TRAILER, Answer, Program, record, run_cli

NOW = "2025-09-01T08:00:00+02:00"
DEVELOPERS = "training-records/developers"
ASSESSMENTS = "training-records/assessments"
SIGNED = 'login: alice\nsignoffs:\n  - {id: so-1, gate: 3, by: dana, at: "2025-09-01T08:00:00+02:00"}\n'
REC = f"{DEVELOPERS}/alice.yaml"
MINE = record("alice")
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    return Program.start(repo, capsys)


def state(repo: Repo) -> tuple[str, str, str]:
    """Refs, status and object count: all that judging must leave as it is."""
    status = "" if not (repo.path / ".git" / "index").exists() else repo.git("status", "--porcelain", "-z")
    return repo.git("for-each-ref"), status, repo.git("count-objects", "-v")


@pytest.fixture
def judge(program: Program) -> Callable[..., Answer]:
    """Judge `main..pr` within 5 seconds, in JSON; nothing of the repository changes by it."""

    def run(*arguments: str) -> Answer:
        before = state(program.repo)
        begun = time.monotonic()
        answer = program.check("--head", "refs/heads/pr", *arguments)
        assert time.monotonic() - begun < 5
        assert state(program.repo) == before
        return answer

    return run


def change(program: Program, files: dict[str, str | bytes | None], author: tuple[str, str] = ALICE) -> str:
    """One commit on `pr`."""
    return program.repo.commit(files, "change", author=author, date=NOW)


def raw(program: Program, author: str, message: str, *, committer: str = "", extra: str = "") -> str:
    """A commit object on top of `pr` with these very lines."""
    repo = program.repo
    lines = [
        f"tree {repo.oid('HEAD^{tree}')}",
        f"parent {repo.oid()}",
        f"author {author}",
        f"committer {committer or author}",
    ]
    content = "\n".join(lines) + f"\n{extra}\n{message}"
    return repo.raw_commit(content.encode("utf-8", "surrogateescape"))


def at_lines(answer: Answer, name: str) -> list[int]:
    return [item["location"]["line"] for item in answer.json["findings"] if item["name"] == name]


# Who may decide


@pytest.mark.parametrize("key", ["coordinators", "assessors"])
def test_n02_nobody_makes_himself_a_coordinator(
    program: Program, judge: Callable[..., Answer], key: str
) -> None:
    """N02, T05, T07: who may decide is read from the base, so the same change cannot use it."""
    lists = (
        POLICY.replace("[dana]", "[dana, alice]")
        if key == "coordinators"
        else f"{POLICY}assessors: [alice]\n"
    )
    signed = 'login: alice\nsignoffs:\n  - {id: so-1, gate: 3, by: alice, at: "2025-09-01T08:00:00+02:00"}\n'
    change(program, {"policies/program.yaml": lists, "training-records/assessments/alice.yaml": signed})

    answer = judge()

    assert answer.code == 1
    assert answer.errors().count("protected-path") == 2
    assert {"self-sign-off", "signer-not-coordinator"} <= set(answer.errors())
    assert "gate3-consistency" in answer.errors()  # the gate it asks to have signed is judged and not met


@pytest.mark.parametrize("name", ["boss", "dana"])
def test_n04_a_key_that_is_not_listed_signs_nothing(
    program: Program, judge: Callable[..., Answer], tmp_path: Path, name: str
) -> None:
    """N04, T06, T21: git says U; neither the key nor the borrowed e-mail makes a coordinator."""
    key = tmp_path / "kdev"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    program.repo.write({f"{ASSESSMENTS}/alice.yaml": SIGNED})
    program.repo.git("add", "--all")
    settings = ["-c", "gpg.format=ssh", "-c", f"user.signingkey={key}"]
    person = {"NAME": name, "EMAIL": f"{name}@example.com", "DATE": NOW}
    env = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in person.items()}
    program.repo.git(*settings, "commit", "-q", "-S", "-m", "sign-off", env=env)

    answer = judge()

    assert answer.code == 1
    assert {"protected-path", "sign-off-unverified"} <= set(answer.errors())


def test_n06_the_repositorys_own_verifier_is_never_run(
    program: Program, judge: Callable[..., Answer], tmp_path: Path
) -> None:
    """N06, T22: a verifier that says yes is configured, and not asked."""
    ran, evil = tmp_path / "ran", tmp_path / "evilgpg"
    evil.write_text(f"#!/bin/sh\ntouch {ran}\necho '[GNUPG:] GOODSIG A boss' >&2\n")
    evil.chmod(0o755)
    program.repo.git("config", "gpg.program", str(evil))
    program.repo.git("config", "gpg.ssh.program", str(evil))
    change(program, {f"{ASSESSMENTS}/alice.yaml": SIGNED})
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----\n"
    raw(program, "Dana <dana@example.com> 1756706400 +0200", "sign-off\n", extra=signature)

    answer = judge()

    assert answer.code == 1
    assert {"protected-path", "sign-off-unverified"} <= set(answer.errors())
    assert not ran.exists()


@pytest.mark.parametrize("files", [{f"{DEVELOPERS}/bob.yaml": f"{record('bob')}shares: []\n"}])
def test_n08_somebody_elses_record(
    program: Program, judge: Callable[..., Answer], files: dict[str, str | bytes | None]
) -> None:
    """N08, T17."""
    change(program, files)

    answer = judge()

    assert answer.code == 1
    assert answer.errors() == ["not-your-record"]
    assert answer.json["findings"][0]["developer"] == "bob"


SHADOWS = {
    **{
        f"{name}.py": "raise SystemExit(0)\n"
        for name in ("yaml", "json", "jsonschema", "sitecustomize", "click")
    },
    "c7gate/__init__.py": "raise SystemExit(0)\n",
}


@pytest.mark.parametrize("isolated", [True, False])
def test_n10_files_that_shadow_the_tools_imports(program: Program, *, isolated: bool) -> None:
    """N10, T04: the console script puts its own folder first, not the working directory; `-I` too."""
    lowered = {"policies/gates.yaml": "gate3: {threshold_percent: 1}\n"}
    change(program, {**SHADOWS, **lowered})
    package = Path(sys.modules["c7gate"].__file__ or "").parents[1]
    script = (
        f"import sys; sys.path[:1] = [{str(Path(sys.executable).parent)!r}, {str(package)!r}]; "
        "from c7gate.cli.main import main; main()"
    )
    if isolated:
        script = script.replace("sys.path[:1]", "sys.path[:0]")
    options = ["-I"] if isolated else []
    done = subprocess.run(
        [
            sys.executable,
            *options,
            "-c",
            script,
            "check",
            "--base",
            "main",
            "--as-of",
            AS_OF,
            "--format",
            "json",
        ],
        cwd=program.repo.path,
        env={"PATH": os.environ["PATH"], "HOME": str(program.repo.path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "protected-path" in [item["name"] for item in json.loads(done.stdout)["findings"]]


# Dates


def test_n12_a_child_older_than_its_parent(program: Program, judge: Callable[..., Answer]) -> None:
    """N12, T58."""
    program.work("newer", date="2025-08-31T09:00:00+02:00")
    late = program.repo.commit(
        {"f": "1"}, "w\n\nContext7: /org/lib", author=ALICE, date="2025-08-21T09:00:00+02:00"
    )

    answer = judge()

    assert answer.code == 1
    assert answer.errors() == ["impossible-date"]
    found = next(item for item in answer.json["findings"] if item["name"] == "impossible-date")
    assert found["location"] == {"commit": late, "line": 1}
    assert "10 days before its parent" in found["message"]


@pytest.mark.parametrize(
    ("date", "committer", "name"),
    [
        ("99999999999999999999 +0000", "-5 +9999", "malformed-commit"),
        ("4102444800 +0000", "", "future-date"),
        ("253402300799 +0000", "", "malformed-commit"),
        ("1756706400 +9999", "", "malformed-commit"),
        ("1756706400 +0061", "", "malformed-commit"),
        ("01756706400 +0000", "", "malformed-commit"),
        ("-1 +0000", "", "malformed-commit"),
        ("1756706400", "", "malformed-commit"),
        ("١٧٥٦٧٠٦٤٠٠ +0000", "", "malformed-commit"),
        ("253402214399 +1400", "", "future-date"),
        ("253402214399 -1400", "", "future-date"),
    ],
)
def test_n14_dates_that_are_none(
    program: Program, judge: Callable[..., Answer], date: str, committer: str, name: str
) -> None:
    """N14, T09, T59."""
    author = f"A <alice@example.com> {date}"
    raw(program, author, "Context7: /a/b\n", committer=f"A <alice@example.com> {committer or date}")

    answer = judge()

    assert answer.code == 1
    assert name in answer.errors()


# Texts


def test_n18_references_that_nobody_can_see(program: Program, judge: Callable[..., Answer]) -> None:
    """N18, T77: quoted, commented, coded and zero-width references are dropped, and the report says why."""
    program.work(
        "work\n\n> Context7: /quoted/reply\n<!-- Context7: /html/comment -->\n`Context7: /code/span`\n"
        "Context7: /z\u200bero/width\n"
    )

    answer = judge()

    assert answer.code == 1
    assert answer.errors() == ["missing-reference"]
    told = json.loads(program.run("explain", "commit:pr", "--format", "json").out)
    assert told["verdict"] != "reference"
    assert {item["line"] for item in told["dropped"]} >= {3, 4, 5, 6}


def test_n20_a_name_and_a_body_that_imitate_the_next_commit(
    program: Program, judge: Callable[..., Answer]
) -> None:
    """N20, T36."""
    body = f"s\n\n{'0' * 39}7|alice|2025-08-30|Context7 elsewhere\n\x1e\x1f\n"
    raw(program, "A|2025-08-30|x <alice@example.com> 1756706400 +0200", body)

    answer = judge()

    assert answer.json["examined"]["commits"] == 1
    assert answer.code == 1
    assert "missing-reference" in answer.errors()


def test_n21_nul_hides_nothing(program: Program, judge: Callable[..., Answer]) -> None:
    """N20's neighbour, T59: what git log does not show is no evidence."""
    raw(program, "A <alice@example.com> 1756706400 +0200", "work\n\0\nContext7: /a/b\n")

    answer = judge()

    assert answer.code == 1
    assert "malformed-commit" in answer.errors()


@pytest.mark.parametrize("ci", ["true", ""])
@pytest.mark.parametrize("kind", ["replace", "graft"])
def test_n22_an_altered_history(
    program: Program, judge: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch, kind: str, ci: str
) -> None:
    """N22, T32: the real objects are judged; in CI there is no verdict."""
    repo = program.repo
    oid = program.work("nothing")
    content = repo.git("cat-file", "commit", oid).replace("nothing", "Context7: /a/b")
    if kind == "replace":
        repo.git("replace", oid, repo.raw_object("commit", content.encode()))
    else:
        (repo.path / ".git" / "info").mkdir(exist_ok=True)
        (repo.path / ".git" / "info" / "grafts").write_text(f"{oid}\n")
    monkeypatch.setenv("CI", ci)

    answer = judge()

    assert answer.code == (3 if ci else 1)
    assert "missing-reference" in answer.errors()
    assert "history-altered" in answer.names


# YAML


def test_n24_a_merge_key_bomb(program: Program, judge: Callable[..., Answer]) -> None:
    """N24, T41."""
    lines = ["login: alice", "a0: &a0 {k: 1}"]
    lines += [f"a{i}: &a{i} {{<<: [{','.join([f'*a{i - 1}'] * 9)}]}}" for i in range(1, 8)]
    change(program, {REC: "\n".join(lines) + "\n"})

    answer = judge()

    assert answer.code == 1
    assert "yaml-alias" in answer.errors()


def test_n26_no_yaml_types(program: Program, judge: Callable[..., Answer]) -> None:
    """N26, T42: a field each, none of them what YAML 1.1 would read."""
    text = "login: 0123\nidentities: [no]\nwork_week: no\nenrolled_at: 190:20:30\n"
    change(program, {REC: text})

    answer = judge()

    assert answer.code == 1
    assert {1, 2, 3, 4} <= set(at_lines(answer, "record-invalid"))


@pytest.mark.parametrize(
    ("note", "name"),
    [
        ("ok\u0085x: 1", "yaml-forbidden-character"),
        ("ok\u2028x: 1", "yaml-forbidden-character"),
        ("ok\u2029x: 1", "yaml-forbidden-character"),
        ("ok\ufeffx", "yaml-forbidden-character"),
        ("ok\x1bx", "yaml-forbidden-character"),
        ("!foo []", "yaml-tag"),
        ('!!python/object/apply:os.system ["touch pwned"]', "yaml-tag"),
        ("&a b", "yaml-alias"),
        ("*a", "yaml-alias"),
        (".nan", "yaml-not-finite"),
        ("-.INF", "yaml-not-finite"),
        ("9" * 5000, "yaml-number-too-long"),
        ("[" * 40 + "]" * 40, "yaml-too-deep"),
        ("[" * 100_000, "yaml-too-deep"),
        ("x\nrole: backend\nrole: qa", "yaml-duplicate-key"),
        ("x\n1: y", "yaml-non-string-key"),
        ("x\ntrue: y", "yaml-non-string-key"),
        ("x\n? [a]\n: y", "yaml-non-string-key"),
        ("x\n---\nlogin: bob", "yaml-multiple-documents"),
        ("x" * 300_000, "yaml-too-large"),
        ("{", "yaml-syntax"),
    ],
)
def test_n28_n32_what_the_yaml_subset_leaves_out(
    program: Program, judge: Callable[..., Answer], note: str, name: str
) -> None:
    """N23, N25, N27, N28, N29, N32; T39, T40, T43, T61 to T64."""
    change(program, {REC: f"login: alice\nidentities: [alice@example.com]\nnotes: {note}\n"})

    answer = judge()

    assert answer.code == 1
    assert name in answer.errors()
    assert not (program.repo.path / "pwned").exists()


TEXT = "login: x\nidentities: [x@example.com]\n"


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (TEXT.encode("utf-16"), {"not-utf8"}),
        (TEXT.encode("utf-32"), {"not-utf8"}),
        (b"\xef\xbb\xbf" + TEXT.encode(), {"byte-order-mark"}),
        (TEXT.encode() + b"# caf\xe9\n", {"not-utf8"}),
        (TEXT.encode() + b"# \xed\xa0\x80\n", {"not-utf8"}),
        (TEXT.encode() + b"# \0\n", {"nul"}),
        (TEXT.replace("\n", "\r\n").encode(), set[str]()),
    ],
    ids=["utf-16", "utf-32", "bom", "latin-1", "surrogate", "nul", "crlf"],
)
def test_n30_encodings(program: Program, judge: Callable[..., Answer], data: bytes, names: set[str]) -> None:
    """N30, T65."""
    change(program, {f"{DEVELOPERS}/x.yaml": data}, author=("x", "x@example.com"))

    answer = judge()

    found = set(answer.errors()) & {
        "not-utf8",
        "nul",
        "byte-order-mark",
        "yaml-forbidden-character",
        "yaml-syntax",
    }
    assert bool(found & names) == bool(names)
    assert (answer.code == 1) == bool(names)


# Trees


def test_n34_links_and_submodules_for_records(program: Program, judge: Callable[..., Answer]) -> None:
    """N34, T44: nothing behind the link is read."""
    repo = program.repo
    secret = repo.path.parent / "secret"
    secret.write_text("login: alice\nsecret: hunter2\n")
    (repo.path / REC).unlink()
    (repo.path / REC).symlink_to(secret)
    repo.git("add", "--all")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.oid()},{DEVELOPERS}/sub.yaml")
    repo.git("commit", "-q", "-m", "links", env={"GIT_AUTHOR_DATE": NOW, "GIT_COMMITTER_DATE": NOW})

    answer = judge()

    messages = [item["message"] for item in answer.json["findings"] if item["name"] == "not-a-regular-file"]
    assert answer.code == 1
    assert sorted(message[-6:] for message in messages) == ["120000", "160000"]
    assert "hunter2" not in answer.out


@pytest.mark.parametrize(
    "folder", ["policies", "training-records", DEVELOPERS, "training-records/assessments"]
)
@pytest.mark.parametrize("kind", ["link", "submodule"])
def test_n34_a_whole_folder_swapped(
    program: Program, judge: Callable[..., Answer], folder: str, kind: str
) -> None:
    """N34's neighbours, T44, T02: also when the folder itself becomes a link or a submodule."""
    repo = program.repo
    repo.git("rm", "-rq", "--cached", "--ignore-unmatch", folder)
    shutil.rmtree(repo.path / folder, ignore_errors=True)
    if kind == "link":
        (repo.path / folder).parent.mkdir(exist_ok=True)
        (repo.path / folder).symlink_to("src")
        repo.git("add", "--all")
    else:
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.oid()},{folder}")
    repo.git("commit", "-q", "-m", "swap", env={"GIT_AUTHOR_DATE": NOW, "GIT_COMMITTER_DATE": NOW})

    answer = judge()

    assert answer.code == 1
    assert {"protected-path", "record-deleted", "not-a-regular-file"} & set(answer.errors())
    if folder == "policies":
        assert program.check("--trusted", "pr").code == 2


@pytest.mark.parametrize("format_", ["json", "text", "github"])
def test_n36_names_of_a_hand_made_tree(program: Program, capsys: Capture, format_: str) -> None:
    """N36, T66: four names that no checkout would make; no line or tab of a name in any output."""
    repo = program.repo
    blob = bytes.fromhex(repo.raw_object("blob", b"login: alice\n"))
    names = sorted([b"../evil.yaml", b":(top)x.yaml", b"tab\there\nnl.yaml", b"\xff.yaml"])
    inner = repo.raw_object("tree", b"".join(b"100644 " + name + b"\0" + blob for name in names))
    outer = repo.raw_object("tree", b"40000 developers\0" + bytes.fromhex(inner))
    root = repo.raw_object("tree", b"40000 training-records\0" + bytes.fromhex(outer))
    commit = repo.git(
        "commit-tree", "-p", repo.oid(), "-m", "trees", root,
        env={"GIT_AUTHOR_DATE": NOW, "GIT_COMMITTER_DATE": NOW},
    )  # fmt: skip
    repo.git("update-ref", "refs/heads/pr", commit)
    before = sorted(repo.path.parent.iterdir())

    answer = run_cli(
        capsys,
        "check",
        "-C",
        str(repo.path),
        "--base",
        "main",
        "--head",
        "pr",
        "--as-of",
        AS_OF,
        "--format",
        format_,
    )

    assert answer.code == 1
    assert sorted(repo.path.parent.iterdir()) == before
    assert "\t" not in answer.out
    assert not any(line.startswith("nl.yaml") for line in answer.out.splitlines())
    if format_ == "json":
        assert answer.names.count("bad-record-name") == 4


@pytest.mark.parametrize(
    "path",
    [
        f"{DEVELOPERS}/Alice.yaml",
        f"{DEVELOPERS}/alice.yml",
        f"{DEVELOPERS}/alice.yaml ",
        f"{DEVELOPERS}/alice",
        f"{DEVELOPERS}/sub/alice.yaml",
        f"{DEVELOPERS}/al\u0456ce.yaml",
        f"{DEVELOPERS}/-alice.yaml",
        f"{DEVELOPERS}/a--b.yaml",
        f"{DEVELOPERS}/.yaml",
        "training-records/Developers/alice.yaml",
        "training-records/alice.yaml",
    ],
)
def test_n35_names_that_are_no_logins(program: Program, judge: Callable[..., Answer], path: str) -> None:
    """N35, T67."""
    change(program, {path: MINE})

    answer = judge()

    assert answer.code == 1
    assert "bad-record-name" in answer.errors()


# Output

BREAKERS = (
    "::add-mask::FAIL",
    "\u2003::stop-commands::x",
    "x ##[add-mask]FAIL",
    "\x1b[2J\x1b]0;pwned\x07",
    "\u202ePASS",
    "a\r::error::b",
    "@org/team ![](http://x/beacon) <script>alert(1)</script>",
)


@pytest.mark.parametrize("text", BREAKERS)
@pytest.mark.parametrize("format_", ["text", "json", "github"])
def test_n37_n38_text_of_the_judged_side_is_inert(
    program: Program, capsys: Capture, monkeypatch: pytest.MonkeyPatch, text: str, format_: str
) -> None:
    """N37, N38; T37, T72, T73: by every way a text can reach the log of a run."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    program.repo.commit(
        {REC: f"{MINE}{json.dumps(text)}: 1\n", f"src/{text.replace('/', '_')}": "x"},
        f"{text}\n\n{text}\nContext7: {text}",
        author=("alice", "alice@example.com"),
        date=NOW,
    )
    call = ("-C", str(program.repo.path), "--as-of", AS_OF, "--format", format_)
    answers = [run_cli(capsys, "check", "--base", "main", *call)]
    answers += (
        []
        if format_ == "github"
        else [
            run_cli(capsys, "explain", "commit:pr", *call),
            run_cli(capsys, "scan", "main..pr", "-C", str(program.repo.path), "--format", format_),
            run_cli(capsys, "explain", text, *call),
        ]
    )

    ours = ("::error ", "::warning ", "::notice ") if format_ == "github" else ()
    for answer in answers:
        output = answer.out + answer.err
        assert "##[" not in output
        assert not {"\x1b", "\x07", "\u202e", "\r"} & set(output)
        commands = [line for line in output.splitlines() if line.strip().startswith("::")]
        assert all(line.startswith(ours) for line in commands), commands


@pytest.mark.parametrize(
    "names", [("GIT_DIR",), ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"), ("GIT_OBJECT_DIRECTORY",)]
)
def test_n40_the_environment_of_a_hook(
    program: Program,
    judge: Callable[..., Answer],
    make_repo: Callable[..., Repo],
    monkeypatch: pytest.MonkeyPatch,
    names: tuple[str, ...],
) -> None:
    """N40, T75: another repository is named, and not read."""
    other = make_repo("other")
    other.commit({"x": "1"}, "Context7: /wrong/repo")
    program.work("work")
    places = {
        "GIT_DIR": "",
        "GIT_WORK_TREE": "..",
        "GIT_INDEX_FILE": "index",
        "GIT_OBJECT_DIRECTORY": "objects",
    }
    for name in names:
        monkeypatch.setenv(name, str(other.path / ".git" / places[name]))

    answer = judge()

    assert answer.code == 1
    assert answer.errors() == ["missing-reference"]
    assert "/wrong/repo" not in answer.out


def test_n39_a_corrupt_object_is_no_verdict(program: Program) -> None:
    """N39, T35: never a shorter history."""
    repo = program.repo
    program.work(f"work\n\n{TRAILER}")
    tree = repo.oid("HEAD:src")
    file = repo.path / ".git" / "objects" / tree[:2] / tree[2:]
    file.chmod(0o644)
    file.write_bytes(b"garbage")

    answer = program.check()

    assert answer.code == 3
    assert "git fsck" in answer.out


@pytest.mark.parametrize("author", [ALICE, BOB, DANA, ("x", "x@example.com")])
def test_n33_a_swapped_schema_changes_no_verdict(program: Program, author: tuple[str, str]) -> None:
    """N33, T03, T45: the repository's schemas are for editors; a record's own `$schema` is only text."""
    broken = {REC: "# yaml-language-server: $schema=http://127.0.0.1:9/x\nlogin: alice\nidentities: 1\n"}
    change(program, {**broken, "schemas/developer.schema.json": "{}"}, author=author)

    answer = program.check()

    assert answer.code == 1
    assert {"record-invalid", "protected-path"} <= set(answer.errors())
