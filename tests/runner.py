"""A runner of GitHub Actions that plays this repository's action.yml: real bash, real files, real git."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from git_repo import Repo, clean_environment
from program import Program

ROOT = Path(__file__).resolve().parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
_EXPRESSION = re.compile(r"\$\{\{ ([a-z][a-z0-9_.-]*) \}\}")
_SPREAD = 'import os, pathlib\npathlib.Path(os.environ["PWNED"]).touch()\nraise SystemExit(0)\n'
_SHADOWED = (
    *("yaml.py", "click.py", "json.py", "pip.py", "venv.py", "sitecustomize.py", "usercustomize.py"),
    *("c7gate/__init__.py", "c7gate/__main__.py", "requests/__init__.py"),
)


@dataclass(frozen=True)
class Ran:
    """What a run of the action gave: its exit code, log, outputs and step summary."""

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: str

    @property
    def report(self) -> Any:
        """The JSON report that the action names."""
        return json.loads(Path(self.outputs["result"]).read_text(encoding="utf-8"))

    @property
    def errors(self) -> list[str]:
        """The names of its errors."""
        return [found["name"] for found in self.report["findings"] if found["severity"] == "error"]


@dataclass(frozen=True)
class Runner:
    """A machine on which jobs run. `home` holds its own files; `python` is where the action installed c7gate.

    With `python` empty the action installs c7gate itself. `environment` is set in the job, over what the machine sets.
    """

    home: Path
    python: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    def play(
        self, workspace: Path, name: str = "", event: Mapping[str, Any] | None = None, **inputs: str
    ) -> Ran:
        """Run the action in `workspace` on an event: its steps in order until one fails, other actions left out."""
        contexts = _contexts(event or {}, inputs)
        summary = self.file("summary")
        log, code = "", 0
        for step in ACTION["runs"]["steps"]:
            if "uses" in step:
                continue
            if step.get("id") == "install" and self.python:
                contexts["steps.install.outputs.python"] = self.python
                continue
            done, outputs = self.step(step, workspace, name, event or {}, contexts=contexts, summary=summary)
            log += (done.stdout + done.stderr).decode()
            contexts |= {f"steps.{step.get('id', '')}.outputs.{key}": value for key, value in outputs.items()}
            code = done.returncode
            if code:
                break
        declared = {key: evaluated(output["value"], contexts) for key, output in ACTION["outputs"].items()}
        return Ran(code, log, declared, summary.read_text(encoding="utf-8"))

    def install(self, workspace: Path) -> str:
        """Run the step that installs c7gate, and give the interpreter that it names."""
        (step,) = (step for step in ACTION["runs"]["steps"] if step.get("id") == "install")
        done, outputs = self.step(
            step, workspace, "", {}, contexts=_contexts({}, {}), summary=self.file("summary")
        )
        assert done.returncode == 0, done.stderr.decode()
        return outputs["python"]

    def step(
        self,
        step: Mapping[str, Any],
        workspace: Path,
        name: str,
        event: Mapping[str, Any],
        *,
        contexts: Mapping[str, str],
        summary: Path,
    ) -> tuple[subprocess.CompletedProcess[bytes], dict[str, str]]:
        """Run one step with a script, and give its outputs; one `key=value` a line is all it may write."""
        assert step["shell"] == "bash"
        assert step.keys() <= {"name", "id", "shell", "env", "run"}
        output = self.file("output")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            capture_output=True,
            cwd=workspace,
            env={
                **self._machine(workspace, name, event),
                **{key: evaluated(value, contexts) for key, value in step["env"].items()},
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(summary),
            },
            check=False,
        )
        return done, dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())

    def file(self, kind: str) -> Path:
        """A new empty file for the runner's own use."""
        folder = self.home / "files"
        folder.mkdir(parents=True, exist_ok=True)
        found = folder / f"{kind}-{len(list(folder.iterdir()))}"
        found.touch()
        return found

    def _machine(self, workspace: Path, name: str, event: Mapping[str, Any]) -> dict[str, str]:
        temporary = self.home / "temp"
        temporary.mkdir(parents=True, exist_ok=True)
        path = self.file("event")
        path.write_text(json.dumps(event), encoding="utf-8")
        # Which index packages come from is the machine's business: pip's own settings are kept.
        pip = {key: value for key, value in os.environ.items() if key.startswith("PIP_")}
        return {
            **clean_environment(Path.home()),
            **pip,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_API_URL": "http://127.0.0.1:1",
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(path),
            "GITHUB_REF_NAME": "main",
            "GITHUB_REPOSITORY": "acme/product",
            "GITHUB_SERVER_URL": "https://forge.example",
            "GITHUB_SHA": event.get("after", ""),
            "GITHUB_WORKSPACE": str(workspace),
            "RUNNER_TEMP": str(temporary),
            **self.environment,
        }


def _contexts(event: Mapping[str, Any], inputs: Mapping[str, str]) -> dict[str, str]:
    known: dict[str, str] = {
        "github.event.before": event.get("before", ""),
        "steps.python.outputs.python-path": sys.executable,
    }
    defaults = {key: value.get("default", "") for key, value in ACTION["inputs"].items()}
    assert inputs.keys() <= defaults.keys()
    given = {f"inputs.{key}": evaluated(value, known) for key, value in defaults.items()}
    return known | given | {f"inputs.{key}": value for key, value in inputs.items()}


def evaluated(text: str, contexts: Mapping[str, str]) -> str:
    """A value with its expressions filled in, as the runner does; what nothing gave is empty."""
    assert "${{" not in _EXPRESSION.sub("", text), f"an expression that this player does not know: {text}"
    return _EXPRESSION.sub(lambda found: contexts.get(found[1], ""), text)


def hostile_environment(mark: Path) -> dict[str, str]:
    """Settings that would have Python take code from the current folder, which then leaves `mark` behind."""
    python = {"PATH": ".", "HOME": ".", "STARTUP": "yaml.py", "INSPECT": "1", "USERBASE": "."}
    return {"PWNED": str(mark), **{f"PYTHON{key}": value for key, value in python.items()}}


def make_hostile(workspace: Path) -> None:
    """Put modules into a checkout that shadow what c7gate, pip and venv import."""
    for name in _SHADOWED:
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_text(_SPREAD, encoding="utf-8")


def check_out_change(program: Program, ref: str = "refs/pull/7/merge", *, depth: int = 0) -> Path:
    """A clone as actions/checkout leaves it on a pull request of `pr`: detached at its merge, without credentials.

    `depth` is `fetch-depth`. The forge offers the refs of pull request 7.
    """
    merge = program.repo.git("commit-tree", "-p", "main", "-p", "pr", "pr^{tree}", given=b"Merge")
    program.repo.git("update-ref", "refs/pull/7/head", "pr")
    program.repo.git("update-ref", "refs/pull/7/merge", merge)
    branches = [] if depth else ["+refs/heads/*:refs/remotes/origin/*"]
    clone = _cloned(program, f"+{ref}:refs/remotes/checked-out", *branches, depth=depth)
    clone.git("checkout", "-q", "--detach", "refs/remotes/checked-out")
    return clone.path


def check_out_branch(program: Program, branch: str) -> Path:
    """A clone as actions/checkout leaves it on a branch, with all history."""
    clone = _cloned(program, "+refs/heads/*:refs/remotes/origin/*")
    clone.git("checkout", "-q", "-B", branch, f"refs/remotes/origin/{branch}")
    return clone.path


def _cloned(program: Program, *refs: str, depth: int = 0) -> Repo:
    path = program.repo.path.parent / "workspace"
    path.mkdir()
    clone = Repo(path, program.repo.environment)
    clone.git("init", "-q", "-b", "unborn")
    clone.git("remote", "add", "origin", program.repo.path.as_uri())
    clone.git("fetch", "-q", "--no-tags", *([f"--depth={depth}"] if depth else []), "origin", *refs)
    return clone


def change_event(
    program: Program, body: str = "", *, action: str = "synchronize", **more: object
) -> dict[str, Any]:
    """The payload of pull request 7 of `pr` against `main` by alice; `more` are keys of the pull request."""
    return {
        "action": action,
        "number": 7,
        "pull_request": {
            "number": 7,
            "title": "Reconnect",
            "body": body,
            "updated_at": "2025-09-01T07:00:00Z",
            "user": {"login": "alice-dev", "type": "User"},
            "base": {"ref": "main", "sha": program.repo.oid("main")},
            "head": {"ref": "pr", "sha": program.repo.oid("pr")},
            **more,
        },
        "repository": {"default_branch": "main", "full_name": "acme/product"},
    }


def push_event(program: Program, before: str) -> dict[str, Any]:
    """The payload of a push to `main`, which was at `before`."""
    return {
        "ref": "refs/heads/main",
        "before": before,
        "after": program.repo.oid("main"),
        "repository": {"default_branch": "main", "full_name": "acme/product", "pushed_at": 1756713600},
    }
