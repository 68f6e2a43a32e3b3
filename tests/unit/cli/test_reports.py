"""Every format by the command line: a document of its kind for every exit code, and the step summary."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from c7gate.cli.reports import FORMATS

from git_repo import Repo
from program import Answer, Program, record, run_cli

Capture = pytest.CaptureFixture[str]
READERS: dict[str, Callable[[str], object]] = {
    "json": lambda text: json.loads(text)["exit_code"],
    "github": lambda text: text.splitlines()[0].startswith("::"),
    "markdown": lambda text: text.startswith("### "),
    "sarif": lambda text: json.loads(text)["runs"][0]["invocations"][0]["exitCode"],
    "junit": lambda text: ET.fromstring(text.encode()).tag,  # noqa: S314  our own document
    "csv": lambda text: next(csv.reader(io.StringIO(text)))[0],
}
KINDS = {"github": True, "markdown": True, "junit": "testsuites", "csv": "severity"}


def validate(capture: Capture, folder: Path, *arguments: str) -> Answer:
    """`validate` of a folder."""
    return run_cli(capture, "validate", "-C", str(folder), "--as-of", "2025-09-01", *arguments)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder with a record that is wrong."""
    developers = tmp_path / "training-records" / "developers"
    developers.mkdir(parents=True)
    (developers / "alice.yaml").write_text(f"{record('alice')}work_weeks: [mon]\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", READERS)
def test_a_verdict_in_every_format(capsys: Capture, broken: Path, name: str) -> None:
    answer = validate(capsys, broken, "--format", name)

    assert answer.code == 1
    assert READERS[name](answer.out) == KINDS.get(name, 1)
    assert "work_weeks" in answer.out.replace("\\_", "_")
    assert answer.err == ""


@pytest.mark.parametrize("name", READERS)
def test_no_verdict_in_every_format(capsys: Capture, tmp_path: Path, name: str) -> None:
    answer = validate(capsys, tmp_path, "--format", name)

    assert answer.code == 3
    assert READERS[name](answer.out) == KINDS.get(name, 3)
    assert "nothing to validate" in answer.out
    assert ("nothing to validate" in answer.err) == (name != "github")


@pytest.mark.parametrize("name", READERS)
def test_check_answers_an_unknown_revision_in_every_format(repo: Repo, capsys: Capture, name: str) -> None:
    program = Program.start(repo, capsys)

    answer = program.run("check", "--base", "main", "--head", "nowhere", "--format", name)

    assert answer.code == 2
    assert READERS[name](answer.out) == KINDS.get(name, 2)
    assert "nowhere" in answer.out


def test_all_formats_at_once_each_to_its_file(capsys: Capture, broken: Path) -> None:
    files = [option for name in FORMATS for option in ("--format", f"{name}={broken / f'report.{name}'}")]

    assert validate(capsys, broken, *files).code == 1
    assert all((broken / f"report.{name}").read_text(encoding="utf-8") for name in FORMATS)


def test_the_exit_code_in_a_report_is_the_one_of_the_process(capsys: Capture, broken: Path) -> None:
    answer = validate(capsys, broken, "--format", "sarif", "--exit-zero")

    assert (answer.code, READERS["sarif"](answer.out)) == (0, 0)


def test_github_appends_the_step_summary(
    capsys: Capture, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = broken / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))

    answer = validate(capsys, broken, "--format", "github")

    assert (answer.code, answer.err) == (1, "")
    assert summary.read_text(encoding="utf-8").startswith("before\n### ✗ c7gate: 1 thing to fix\n")


def test_github_summarises_why_there_is_no_verdict(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))

    assert validate(capsys, tmp_path, "--format", "github").code == 3
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").startswith("### ✗ c7gate: no verdict\n")


def test_other_formats_write_no_step_summary(
    capsys: Capture, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(broken / "summary.md"))

    assert validate(capsys, broken, "--format", "text").code == 1
    assert not (broken / "summary.md").exists()


def test_a_summary_that_cannot_be_written_is_one_line_and_no_verdict(
    capsys: Capture, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(broken))

    answer = validate(capsys, broken, "--format", "github")

    assert answer.code == 1
    assert answer.err.startswith("warning  the step summary cannot be written to GITHUB_STEP_SUMMARY: ")
    assert answer.err.count("\n") == 1
