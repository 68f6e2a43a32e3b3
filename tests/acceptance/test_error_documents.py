"""Where there is no report, a machine that asked for JSON gets the error as a document, in the form of `check`."""

from __future__ import annotations

import json

import jsonschema
import pytest

from c7gate.reading import resources

from git_repo import Repo
from program import Answer, Program

Capture = pytest.CaptureFixture[str]
COMMANDS = (
    "me --login alice",
    "status",
    "status alice",
    "explain alice",
    *(f"report {kind}" for kind in ("alerts", "daily", "annual", "plan", "success", "metrics", "readiness")),
)


def document(answer: Answer, code: int) -> dict[str, str]:
    """The error that standard output says, which is that of stderr and of the exit code."""
    found = answer.json
    jsonschema.Draft202012Validator(resources.schema("evaluation")).validate(found)
    assert (answer.code, found["exit_code"], found["status"]) == (code, code, "error")
    assert found["error"]["message"] in answer.err
    assert found["not_examined"] == [{"what": "the program", "why": found["error"]["message"]}]
    error: dict[str, str] = found["error"]
    return error


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    return Program.start(repo, capsys)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_call_is_a_document(program: Program, command: str) -> None:
    answer = program.run(command, "--trusted", "nowhere", "--format", "json")

    assert document(answer, 2)["message"] == "unknown revision 'nowhere'"


@pytest.mark.parametrize("command", COMMANDS)
def test_what_could_not_be_looked_at_is_a_document(program: Program, command: str) -> None:
    program.active("2025-08-26")
    clone = Repo(program.repo.path.parent / "shallow", program.repo.environment)
    clone.path.mkdir()
    clone.git("init", "-q", "-b", "main")
    clone.git("fetch", "-q", "--depth=1", program.repo.path.as_uri(), "pr")
    clone.git("checkout", "-q", "-B", "main", "FETCH_HEAD")

    answer = Program(clone, program.capture).run(command, "--as-of", "2025-09-05", "--format", "json")

    assert "fetch" in document(answer, 3)["help"]


@pytest.mark.parametrize(
    ("call", "message", "help_"),
    [
        (("status", "alice", "--audience", "team"), "the audience team sees nobody", "c7gate status --help"),
        (("me", "--nonsense"), "No such option", "c7gate me --help"),
        (("report", "weekly", "--audience", "all"), "Invalid value", "c7gate report weekly --help"),
        (("report", "nothing"), "No such command", "c7gate report --help"),
    ],
)
def test_an_option_that_is_wrong_is_a_document(
    program: Program, call: tuple[str, ...], message: str, help_: str
) -> None:
    answer = program.run(" ".join(call), "--format", "json")

    assert document(answer, 2)["message"].startswith(message)
    assert answer.json["error"]["help"] == f"see {help_}"


def test_a_file_that_was_asked_for_gets_it_and_nobody_else(program: Program) -> None:
    file = program.repo.path.parent / "report.json"

    answer = program.run(
        "report plan", "--trusted", "nowhere", "--format", f"json={file}", "--format", "text"
    )

    assert (answer.code, answer.out) == (2, "")
    assert json.loads(file.read_text(encoding="utf-8"))["error"]["message"] == "unknown revision 'nowhere'"


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_people_read_it_on_stderr_alone(program: Program, form: str) -> None:
    answer = program.run("report plan", "--trusted", "nowhere", "--format", form)

    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error    unknown revision 'nowhere'\n")
