"""`add survey`: answers become counts, of too few answers not even that, and no person or word is kept (S-142)."""

from __future__ import annotations

import pytest

from git_repo import Repo
from program import Answer, Program, record

Capture = pytest.CaptureFixture[str]
PATH = "training-records/surveys/2025-W35.yaml"
QUESTION = "How satisfied are you?"
SIX = (4, 5, 3, 4, 4, 5)


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    repo.git("config", "user.email", "dana@example.com")
    repo.git("config", "user.name", "dana")
    return Program.start(repo, capsys, {"training-records/developers/dana.yaml": record("dana")})


def take(
    program: Program, *arguments: str, answers: tuple[int, ...] = SIX, period: str = "2025-W35"
) -> Answer:
    rows = "".join(f"alice{number}@example.com,{answer},SECRET\n" for number, answer in enumerate(answers))
    table = str(program.write("answers.csv", f"who,{QUESTION},why\n{rows}"))
    return program.run(
        "add survey",
        "--from",
        table,
        "--question",
        QUESTION,
        "--period",
        period,
        "--invited",
        "8",
        *arguments,
    )


def text(program: Program) -> str:
    file = program.repo.path / PATH
    return file.read_text(encoding="utf-8") if file.exists() else ""


def test_answers_become_counts_and_nothing_else_is_kept(program: Program) -> None:
    answer = take(program, "--commit")

    assert answer.code == 0, answer.err
    assert text(program).splitlines()[1:] == [
        "period: 2025-W35",
        'question: "How satisfied are you?"',
        "invited: 8",
        'histogram: {"3": 1, "4": 3, "5": 2}',
    ]
    kept = program.repo.git("show", "HEAD") + answer.out + answer.err
    assert "SECRET" not in kept
    assert "alice" not in kept
    assert program.run("validate").code == 0


def test_reports_read_what_was_taken_in(program: Program) -> None:
    take(program, "--commit")

    answer = program.run("report success", "--as-of", "2025-09-02", "--format", "json")

    satisfaction = next(item for item in answer.json["criteria"] if item["metric"] == "satisfaction_mean")
    assert (satisfaction["value"], satisfaction["n"]) == ("4.16", 6)


@pytest.mark.parametrize(
    ("answers", "line", "note"),
    [
        (SIX[:4], "suppressed: true", "note: fewer than 5 answered, so no count is kept\n"),
        (SIX[:5], 'histogram: {"3": 1, "4": 3, "5": 1}', ""),
    ],
)
def test_fewer_than_five_answers_are_not_kept(
    program: Program, answers: tuple[int, ...], line: str, note: str
) -> None:
    answer = take(program, answers=answers)

    assert (answer.code, answer.err) == (0, note)
    assert text(program).splitlines()[-1] == line


def test_who_is_no_coordinator_is_told_whose_word_it_takes(program: Program) -> None:
    program.repo.git("config", "user.email", "alice@example.com")

    answer = take(program)

    assert (answer.code, answer.err) == (0, "note: this counts once dana opens the change or approves it\n")


def test_a_dry_run_only_shows_it(program: Program) -> None:
    answer = take(program, "--dry-run")

    assert answer.code == 0
    assert '+histogram: {"3": 1, "4": 3, "5": 2}' in answer.out
    assert text(program) == ""


def test_a_wave_is_written_once(program: Program) -> None:
    take(program)
    once = text(program)

    answer = take(program, answers=(1, 1, 1, 1, 1))

    assert answer.code == 2
    assert f"{PATH} is there already" in answer.err
    assert text(program) == once


@pytest.mark.parametrize(
    ("answers", "period", "message"),
    [
        ((4, 5, 9, 4, 4), "2025-W35", "answers.csv:4:2  this answer is no whole number from 1 to 5"),
        (SIX, "2025-W60", 'no calendar has "2025-W60"'),
        (SIX, "../developers/alice", "the wave would not be valid"),
        (SIX * 2, "2025-W35", "12 answers of 8 who were asked"),
    ],
)
def test_what_cannot_be_a_wave_is_refused(
    program: Program, answers: tuple[int, ...], period: str, message: str
) -> None:
    answer = take(program, answers=answers, period=period)

    assert answer.code == 2
    assert message in answer.err
    assert not (program.repo.path / "training-records/surveys").exists()


def test_a_file_that_is_not_there_is_a_wrong_call(program: Program) -> None:
    answer = program.run("add survey", "--from", "nowhere.csv", "--period", "2025-W35", "--invited", "8")

    assert answer.code == 2
    assert "nowhere.csv" in answer.err
