"""The GitLab jobs and the recipe for any other CI, run by real shells."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

import pytest
import yaml

from git_repo import Repo
from program import DANA, TRAILER, Program
from runner import ROOT, check_out_branch, check_out_change

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs sh")
TEMPLATES = ROOT / "c7gate" / "templates"


@pytest.fixture
def program(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    """The repository on the forge; alice's commit on `pr` has no reference."""
    program = Program.start(repo, capsys)
    program.work("Reconnect")
    return program


@pytest.fixture
def release(make_repo: Callable[..., Repo], installation: str) -> Repo:
    """Stands for c7gate's own repository at a release; what `.ci/install` does is held above, here it is done."""
    repo = make_repo("release")
    repo.commit({".ci/install": f"echo '{installation}'\n"}, "Release", author=DANA)
    return repo


def released(template: str, release: Repo) -> str:
    """A template as `init` writes it, for that release."""
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    text = text.replace("COMMIT # v1.0.0", release.oid())
    return text.replace("https://github.com/c7gate/c7gate", release.path.as_uri())


@pytest.mark.parametrize(("body", "code"), [(TRAILER, 0), ("", 1)])
def test_the_gitlab_job_judges_a_merge_request(release: Repo, program: Program, body: str, code: int) -> None:
    jobs = yaml.safe_load(released("gitlab/c7gate.gitlab-ci.yml", release))
    script = "\n".join([*jobs[".c7gate"]["before_script"], *jobs["c7gate"]["script"]])
    workspace = check_out_change(program, "refs/pull/7/head")
    variables = {
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_PIPELINE_CREATED_AT": "2025-09-01T07:00:00Z",
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": program.repo.oid("main"),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_DESCRIPTION": body,
        "CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED": "false",
        "CI_COMMIT_SHA": program.repo.oid("pr"),
        "CI_DEFAULT_BRANCH": "main",
        "CI_PROJECT_PATH": "acme/product",
    }

    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        capture_output=True,
        cwd=workspace,
        env={**program.repo.environment, **variables},
        check=False,
    )

    assert done.returncode == code, done.stderr.decode()
    assert ("missing-reference" in done.stdout.decode()) is bool(code)
    assert "<testsuite" in (workspace / "c7gate.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize("depth", [0, 1])
@pytest.mark.parametrize(("body", "code"), [(TRAILER, 0), ("", 1)])
def test_the_recipe_for_any_other_ci_keeps_the_exit_code(
    release: Repo, program: Program, body: str, code: int, depth: int
) -> None:
    workspace = check_out_change(program, "refs/pull/7/head", depth=depth)
    recipe = program.write("c7gate.sh", released("shell/c7gate.sh", release))
    description = program.write("description.md", body)
    temporary = program.repo.path.parent / "temporary"
    temporary.mkdir()

    done = subprocess.run(
        ["sh", recipe, "origin/main", "HEAD", "--body-file", description, "--as-of", "2025-09-01T07:00:00Z"],
        capture_output=True,
        cwd=workspace,
        env={**program.repo.environment, "CI": "true", "TMPDIR": str(temporary)},
        check=False,
    )

    assert done.returncode == code, done.stderr.decode()
    assert ("missing-reference" in done.stdout.decode()) is bool(code)
    assert not list(temporary.iterdir())


def test_the_recipe_says_how_to_call_it(program: Program, release: Repo) -> None:
    recipe = program.write("c7gate.sh", released("shell/c7gate.sh", release))

    done = subprocess.run(["sh", recipe], capture_output=True, cwd=program.repo.path, check=False)

    assert done.returncode != 0
    assert b"usage: sh c7gate.sh BASE" in done.stderr


def test_the_gitlab_job_of_a_schedule_looks_for_alerts(release: Repo, program: Program) -> None:
    """Policy delivers them nowhere unless it says so, which is no failure."""
    jobs = yaml.safe_load(released("gitlab/c7gate.gitlab-ci.yml", release))
    script = "\n".join([*jobs[".c7gate"]["before_script"], *jobs["c7gate-alerts"]["script"]])
    variables = {"GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "schedule", "CI_DEFAULT_BRANCH": "main"}

    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        capture_output=True,
        cwd=check_out_branch(program, "main"),
        env={**program.repo.environment, **variables},
        check=False,
    )

    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().endswith("policy delivers them nowhere (deliver: none)\n")


def test_the_gitlab_jobs_after_a_merge_find_what_was_squashed_away(release: Repo, program: Program) -> None:
    jobs = yaml.safe_load(released("gitlab/c7gate.gitlab-ci.yml", release))
    repo, before, tip = program.repo, program.repo.oid("main"), program.repo.oid("pr")
    repo.git("update-ref", "refs/merge-requests/7/head", tip)
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--squash", tip)
    repo.git("commit", "-q", "-m", "Reconnect\n\nSee merge request acme/product!7, after acme/product!8")
    workspace = check_out_branch(program, "main")
    variables = {
        "CI_PIPELINE_SOURCE": "push",
        "CI_DEFAULT_BRANCH": "main",
        "CI_COMMIT_BEFORE_SHA": before,
        "CI_COMMIT_SHA": repo.oid("main"),
    }

    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", "\n".join(jobs[".c7gate"]["before_script"])],
        capture_output=True,
        cwd=workspace,
        env={**repo.environment, **variables},
        check=False,
    )

    assert done.returncode == 0, done.stderr.decode()
    clone = Repo(workspace, repo.environment)
    assert clone.oid("refs/merge-requests/7/head") == tip
