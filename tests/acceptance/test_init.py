from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from c7gate.model.commit import Entry
from c7gate.reading.records import read_file

from git_repo import Repo
from program import Answer, run_cli

REPOSITORY = Path(__file__).parents[2]
SHA = "0123456789abcdef0123456789abcdef01234567"
GITHUB = {
    "policies/program.yaml",
    ".github/workflows/c7gate.yml",
    ".github/workflows/c7gate-merged.yml",
    ".github/workflows/c7gate-monitor.yml",
    ".github/CODEOWNERS",
    ".github/pull_request_template.md",
    ".pre-commit-config.yaml",
}
GITLAB = {
    "policies/program.yaml",
    ".gitlab/c7gate.gitlab-ci.yml",
    ".gitlab-ci.yml",
    ".gitlab/CODEOWNERS",
    ".gitlab/merge_request_templates/Default.md",
    ".pre-commit-config.yaml",
}


@pytest.fixture(autouse=True)
def _no_user(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git's configuration is the repository's alone."""
    monkeypatch.setenv("HOME", repo.environment["HOME"])
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


@pytest.fixture
def fresh(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository of one commit that has never heard of c7gate."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    repo.git("config", "user.name", "Dana Example")
    repo.git("config", "user.email", "dana@example.com")
    repo.commit({"src/app.ts": "export {};\n"}, "Start")
    return repo


def init(repo: Repo, capsys: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    return run_cli(capsys, "init", "-C", str(repo.path), *arguments)


def written(repo: Repo) -> set[str]:
    """The files that git does not know yet."""
    return set(repo.git("ls-files", "--others").splitlines())


def test_yes_asks_nothing_and_writes_what_is_missing(fresh: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    answer = init(fresh, capsys, "--yes")

    assert (answer.code, answer.err) == (0, "")
    assert written(fresh) == GITHUB
    assert "7 files written" in answer.out
    for mode in ("advisory", "guarded", "enforced"):
        assert f"\n  {mode} " in answer.out


def test_the_dashboard_is_published_where_that_is_asked_for(
    fresh: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh.git("branch", "-m", "trunk")
    answer = init(fresh, capsys, "--yes", "--pages", "--action-ref", SHA)

    path = ".github/workflows/c7gate-pages.yml"
    assert (answer.code, written(fresh)) == (0, {*GITHUB, path})
    text = (fresh.path / path).read_text("utf-8")
    assert f"c7gate/c7gate@{SHA} # v" in text
    assert "branches: [trunk]" in text
    refused = init(fresh, capsys, "--yes", "--pages", "--forge", "gitlab")
    assert (refused.code, "is for GitHub" in refused.err) == (2, True)


def test_the_policy_is_the_least_there_is_and_valid(fresh: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    """S-012."""
    init(fresh, capsys, "--yes")
    data = (fresh.path / "policies/program.yaml").read_bytes()
    record = read_file("policies/program.yaml", Entry("100644", ""), data)

    assert record is not None
    assert record.document is not None
    assert record.problems == ()
    value = record.document.value
    assert set(value) == {"preset", "requires", "start", "coordinators", "people"}
    assert value["coordinators"] == ["dana"]
    assert value["people"]["timezone"] == "Europe/Berlin"
    assert b"# check: guessed from git's user.email" in data
    assert run_cli(capsys, "validate", "-C", str(fresh.path)).code == 0


def test_a_login_known_for_sure_needs_no_check(fresh: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    fresh.git("config", "user.email", "12345+Dana-Dev@users.noreply.github.com")
    init(fresh, capsys, "--yes")

    policy = (fresh.path / "policies/program.yaml").read_text("utf-8")
    assert "coordinators: [dana-dev] # logins" in policy
    assert "/policies/ @dana-dev\n" in (fresh.path / ".github/CODEOWNERS").read_text("utf-8")


def test_a_second_run_changes_nothing(fresh: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    init(fresh, capsys, "--yes")
    before = {path: (fresh.path / path).read_bytes() for path in GITHUB}
    answer = init(fresh, capsys, "--yes", "--coordinator", "farid")

    assert "nothing to write" in answer.out
    assert {path: (fresh.path / path).read_bytes() for path in GITHUB} == before


def test_what_is_there_stays_and_the_lines_to_add_are_said(
    fresh: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    there = {
        "CODEOWNERS": "/policies/ @dana\n",
        "docs/PULL_REQUEST_TEMPLATE.md": "What and why?\n",
        ".pre-commit-config.yaml": "repos: []\n",
        ".github/workflows/ci.yml": "on: pull_request\njobs:\n  a:\n    steps:\n      - run: c7gate check\n",
    }
    fresh.commit(dict(there), "Set up by hand")
    answer = init(fresh, capsys, "--yes")

    assert answer.code == 0
    assert written(fresh) == {
        "policies/program.yaml", ".github/workflows/c7gate-merged.yml", ".github/workflows/c7gate-monitor.yml",
    }  # fmt: skip
    assert {path: (fresh.path / path).read_text("utf-8") for path in there} == there
    assert "CODEOWNERS is yours and stays as it is; add:\n    /schemas/ @dana\n" in answer.out
    assert "    /CODEOWNERS @dana\n" in answer.out
    assert "/policies/ @dana" not in answer.out
    assert "    Context7: none (reason)\n" in answer.out
    assert "      - id: c7gate-commit-msg\n" in answer.out


def test_another_workflow_by_its_name_is_no_check(fresh: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    path = ".github/workflows/c7gate.yml"
    fresh.commit({path: "name: other\non: push\njobs: {}\n"})
    [line] = [line for line in init(fresh, capsys, "--yes").out.splitlines() if path in line]
    assert line.split(maxsplit=2)[::2] == [
        "keep",
        "is another workflow by this name: give it another, and run this again",
    ]


def test_dry_run_shows_the_files_and_writes_none(fresh: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    answer = init(fresh, capsys, "--dry-run")

    assert answer.code == 0
    assert "--- policies/program.yaml\n" in answer.out
    assert "preset: context7@1\n" in answer.out
    assert written(fresh) == set()


def test_the_release_is_pinned_where_it_is_named(fresh: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    answer = init(fresh, capsys, "--yes", "--action-ref", SHA)

    assert "pin it" not in answer.out
    for path in GITHUB:
        assert not re.search(r"\bCOMMIT\b", (fresh.path / path).read_text("utf-8"))
    assert f"c7gate/c7gate@{SHA} # v" in (fresh.path / ".github/workflows/c7gate.yml").read_text("utf-8")


def test_without_it_that_is_said(fresh: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    assert "pin it: in .github/workflows/c7gate.yml" in init(fresh, capsys, "--yes").out


def test_workflows_listen_to_the_default_branch(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.git("checkout", "-q", "-b", "trunk")
    repo.commit({"a": "b"})
    init(repo, capsys, "--yes")

    assert "branches: [trunk]" in (repo.path / ".github/workflows/c7gate-merged.yml").read_text("utf-8")


@pytest.mark.parametrize("url", ["https://gitlab.com/team/app.git", "git@gitlab.example.com:github/app.git"])
def test_a_gitlab_remote_gets_a_pipeline(fresh: Repo, capsys: pytest.CaptureFixture[str], url: str) -> None:
    fresh.git("remote", "add", "origin", url)
    init(fresh, capsys, "--yes")

    assert written(fresh) == GITLAB


def test_a_pipeline_that_is_there_is_not_touched(fresh: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    fresh.commit({".gitlab-ci.yml": "stages: [test]\n"})
    answer = init(fresh, capsys, "--yes")

    assert written(fresh) == GITLAB - {".gitlab-ci.yml"}
    assert "    include:\n      - local: .gitlab/c7gate.gitlab-ci.yml\n" in answer.out


def test_an_assistant_is_set_up_only_where_it_is_named(
    fresh: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    init(fresh, capsys, "--yes", "--assistant", "claude-code")

    assert written(fresh) == GITHUB | {".claude/settings.json"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "this is no terminal"),
        (("--yes", "--coordinator", "Dana Example"), "is no login"),
        (("--yes", "--action-ref", "v1.0.0"), "is no full commit id"),
    ],
)
def test_a_wrong_call_writes_nothing(
    fresh: Repo, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    answer = init(fresh, capsys, *arguments)

    assert answer.code == 2
    assert words in answer.err
    assert written(fresh) == set()


def test_no_link_is_followed(fresh: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    outside = fresh.path.parent / "outside"
    outside.mkdir()
    (fresh.path / "policies").symlink_to(outside)
    answer = init(fresh, capsys, "--yes")

    assert answer.code == 3
    assert "is a link" in answer.err
    assert list(outside.iterdir()) == []


def test_untouched_template_lines_are_no_evidence(fresh: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    init(fresh, capsys, "--yes")
    fresh.commit({}, "Set up")
    fresh.checkout("pr", new=True)
    fresh.commit({"src/app.ts": "export { a };\n"}, "Change")
    template = (fresh.path / ".github/pull_request_template.md").read_text("utf-8").replace("[ ]", "[x]")
    body = fresh.path.parent / "body.md"
    body.write_text(template, encoding="utf-8")
    everyone = "who: everyone"
    fresh.git("checkout", "-q", "main")
    fresh.commit({"policies/references.yaml": f"reference: {{{everyone}}}\n"}, "Ask everyone")
    fresh.git("checkout", "-q", "pr")
    call = ("check", "-C", str(fresh.path), "--base", "main", "--body-file", str(body), "--format", "json")

    assert "missing-reference" in run_cli(capsys, *call).errors()
    body.write_text(template + "\nContext7: /websockets/ws pool\n", encoding="utf-8")
    assert "missing-reference" not in run_cli(capsys, *call).errors()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_it_asks_three_things(fresh: Repo) -> None:
    """Who coordinates, whether to write, and whether an assistant is to be told."""
    import pty

    ours, theirs = pty.openpty()
    program = "import sys; from c7gate.cli.main import run; sys.exit(run(sys.argv[1:]))"
    environment = {**fresh.environment, "PYTHONPATH": str(REPOSITORY), "TERM": "dumb"}
    arguments = [sys.executable, "-c", program, "init", "-C", str(fresh.path)]
    with subprocess.Popen(arguments, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as running:
        os.close(theirs)
        os.write(ours, b"dana, farid\ny\nnone\n")
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    os.close(ours)

    assert running.returncode == 0, shown
    for question in (b"Coordinator [dana]", b"Write 7 files? [Y/n]", b"Assistant (none, "):
        assert question in shown
    assert written(fresh) == GITHUB
    assert "coordinators: [dana, farid]" in (fresh.path / "policies/program.yaml").read_text("utf-8")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the other end is closed
        return b""
