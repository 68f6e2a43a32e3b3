"""Waves of surveys in a change: a coordinator brings one in, and nobody edits it afterwards (S-142)."""

from __future__ import annotations

import json

import pytest

from git_repo import Repo
from program import ALICE, DANA, Answer, Program, record

Capture = pytest.CaptureFixture[str]
PATH = "training-records/surveys/2025-W34.yaml"
WAVE = """\
period: 2025-W34
question: How was it?
invited: 9
histogram: {"2": 5, "4": 1}
themes: [More examples]
"""
SUPPRESSED = "period: 2025-W34\ninvited: 9\nsuppressed: true\n"


def started(repo: Repo, capsys: Capture, wave: str) -> Program:
    return Program.start(repo, capsys, {PATH: wave, "training-records/developers/dana.yaml": record("dana")})


def changed(program: Program, text: str | None, author: tuple[str, str] = DANA, path: str = PATH) -> Answer:
    """What a change says that writes the wave and whose author the forge names."""
    program.repo.commit({path: text}, "Survey", author=author, date="2025-09-01T08:00:00+02:00")
    payload = {
        "pull_request": {
            "number": 7,
            "title": "Survey",
            "body": "Context7: none (counts only)",
            "updated_at": "2025-09-01T07:00:00Z",
            "user": {"login": f"{author[0]}-dev"},
            "base": {"ref": "main", "sha": program.repo.oid("main")},
            "head": {"ref": "pr", "sha": program.repo.oid("pr")},
        },
        "repository": {"default_branch": "main", "full_name": "acme/product"},
    }
    event = program.write("event.json", json.dumps(payload))
    return program.run("check", "--event-path", str(event), "--format", "json")


def test_a_coordinator_brings_a_wave_in_and_nobody_else(repo: Repo, capsys: Capture) -> None:
    program = started(repo, capsys, WAVE)
    path, wave = PATH.replace("34", "35"), WAVE.replace("34", "35")

    by_alice = changed(program, wave, ALICE, path)
    program.repo.git("reset", "-q", "--hard", "main")
    by_dana = changed(program, wave, DANA, path)

    assert (by_alice.code, by_alice.errors()) == (1, ["protected-path"])
    assert (by_dana.code, by_dana.errors()) == (0, [])


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (WAVE, WAVE.replace('"2": 5', '"5": 5'), '"histogram" of this wave'),
        (WAVE, WAVE.replace("invited: 9", "invited: 6"), '"invited" of this wave'),
        (WAVE, WAVE.replace("How was it?", "Was it good?"), '"question" of this wave'),
        (WAVE, WAVE.replace("question: How was it?\n", ""), '"question" of this wave'),
        (WAVE, WAVE.replace("[More examples]", "[Fewer examples]"), "entry 1 of themes of this wave"),
        (WAVE, WAVE.replace('histogram: {"2": 5, "4": 1}', "suppressed: true"), '"histogram" of this wave'),
        (SUPPRESSED, WAVE, '"suppressed" of this wave'),
    ],
)
def test_what_was_counted_stays_as_it_was_written(
    repo: Repo, capsys: Capture, before: str, after: str, said: str
) -> None:
    """Not even a coordinator counts again until it pleases."""
    answer = changed(started(repo, capsys, before), after)

    messages = [item["message"] for item in answer.json["findings"] if item["name"] == "history-edit"]
    assert messages == [f"{said} was changed or removed; a survey is counted once"]
    assert answer.code == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (WAVE, WAVE.replace("examples]", "examples, Shorter sessions]")),
        (WAVE, f"# a note\n{WAVE}"),
        (SUPPRESSED, f"{SUPPRESSED}question: How was it?\n"),
        (WAVE.replace("invited: 9", "invited: 5"), WAVE),
    ],
    ids=["a theme more", "a comment", "a question that nobody wrote down", "a wave that was never valid"],
)
def test_a_wave_may_be_added_to(repo: Repo, capsys: Capture, before: str, after: str) -> None:
    answer = changed(started(repo, capsys, before), after)

    assert (answer.code, answer.errors()) == (0, [])


def test_a_wave_is_not_deleted(repo: Repo, capsys: Capture) -> None:
    assert changed(started(repo, capsys, WAVE), None).errors() == ["record-deleted"]
