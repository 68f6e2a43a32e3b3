"""`policy holidays`, run as a coordinator would. Names change with the library's releases; these dates do not."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from c7gate.parsing.yaml import parse_document

from git_repo import Repo
from program import Program, run_cli

if not os.environ.get("CI"):  # CI installs the test dependencies whole
    pytest.importorskip("holidays")

CALENDARS = "policies/calendars.yaml"
BAVARIA = [
    "2025-01-01", "2025-01-06", "2025-04-18", "2025-04-21", "2025-05-01", "2025-05-29",
    "2025-06-09", "2025-06-19", "2025-10-03", "2025-11-01", "2025-12-25", "2025-12-26",
]  # fmt: skip
OWN = """\
# our calendars
calendars:
  munich:   # the office
    title: Munich
    holidays:
      # agreed with the works council
      - {date: 2025-12-24, name: "Heiligabend"}   # company day
      - date: 2025-01-06
        name: Dreikönig
    shutdowns:
      - {from: 2025-12-27, to: 2025-12-31}   # every year
# the end
"""
ADDED = [day for day in BAVARIA if day != "2025-01-06"]


@pytest.fixture
def program(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    """A program that has no calendar."""
    return Program.start(repo, capsys)


def ask(program: Program, *arguments: str, year: str = "2025") -> Any:
    """The public holidays of Bavaria for the calendar of Munich, with more arguments."""
    place = ("--country", "DE", "--subdivision", "BY", "--calendar", "munich")
    return program.run("policy holidays", *place, "--year", year, *arguments)


def keep(program: Program, text: str = OWN) -> Path:
    """Write a calendars.yaml of the team's own."""
    program.repo.write({CALENDARS: text})
    return program.repo.path / CALENDARS


def dates(file: Path, calendar: str = "munich") -> list[str]:
    """The dates of a calendar's holidays as the file has them."""
    value = parse_document(file.read_bytes(), CALENDARS).value
    return [day["date"] for day in value["calendars"][calendar]["holidays"]]


def test_the_first_calendar_is_made_with_its_file(program: Program) -> None:
    answer = ask(program)

    file = program.repo.path / CALENDARS
    lines = answer.out.splitlines()
    assert (answer.code, answer.err) == (0, "")
    assert lines[0] == f"12 public holidays of DE-BY added to calendar munich in {CALENDARS}"
    assert lines[1] == "  2025-01-01  New Year's Day"
    assert lines[-2].startswith("The file is the fact: judging never asks the library")
    assert lines[-1] == "A cohort follows this calendar by the line: calendar: munich"
    assert "      - {date: 2025-01-01, name: New Year's Day}\n" in file.read_text(encoding="utf-8")
    assert dates(file) == BAVARIA
    assert program.repo.git("status", "--porcelain") == f"?? {CALENDARS}"
    assert run_cli(program.capture, "validate", str(file)).code == 0


def test_the_judge_reads_what_was_written(program: Program) -> None:
    ask(program)
    program.repo.git("add", CALENDARS)
    program.repo.git("commit", "-q", "-m", "Holidays")

    shown = program.run("policy show")

    assert shown.code == 0
    assert "calendars.calendars.munich.holidays" in shown.out


def test_what_stands_there_stays(program: Program) -> None:
    file = keep(program)

    answer = ask(program)

    after = file.read_text(encoding="utf-8")
    new = [line for line in after.splitlines() if line not in OWN.splitlines()]
    assert answer.code == 0
    assert [line for line in after.splitlines() if line not in new] == OWN.splitlines()
    assert [line[15:25] for line in new] == ADDED
    assert dates(file) == ["2025-12-24", "2025-01-06", *ADDED]
    assert "1 already there\n  2025-01-06  Dreikönig\n" in answer.out
    assert after.index("2025-12-26") < after.index("shutdowns:")


def test_line_ends_stay(program: Program) -> None:
    file = keep(program, OWN.replace("\n", "\r\n"))

    assert ask(program).code == 0

    assert file.read_bytes().count(b"\r\n") == file.read_bytes().count(b"\n") == OWN.count("\n") + len(ADDED)


def test_a_second_run_changes_nothing(program: Program) -> None:
    file = keep(program)
    ask(program)
    before, written = file.read_bytes(), file.stat().st_mtime_ns

    answer = ask(program)

    assert answer.code == 0
    assert answer.out.startswith("no public holiday of DE-BY added to calendar munich")
    assert "12 already there\n" in answer.out
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (before, written)


def test_a_dry_run_prints_the_difference(program: Program) -> None:
    file = keep(program)

    answer = ask(program, "--dry-run")

    assert answer.code == 0
    assert answer.out.startswith("11 public holidays of DE-BY would be added to calendar munich")
    assert f"--- a/{CALENDARS}\n+++ b/{CALENDARS}\n" in answer.out
    assert "\n+      - {date: 2025-10-03, name: German Unity Day}\n" in answer.out
    assert file.read_text(encoding="utf-8") == OWN


def test_several_years_are_added_in_their_order(program: Program) -> None:
    assert ask(program, "--year", "2024", "--year", "2025", year="2026").code == 0

    found = dates(program.repo.path / CALENDARS)
    assert found == sorted(set(found))
    assert {day[:4] for day in found} == {"2024", "2025", "2026"}


def test_days_that_stand_in_for_others_are_written(program: Program) -> None:
    """In 2027 Christmas falls on a weekend; England rests on Monday and Tuesday too."""
    answer = program.run("policy holidays", "--country", "GBR", "--year", "2027", "--calendar", "london")

    assert answer.code == 0
    assert {"2027-12-25", "2027-12-27", "2027-12-28"} <= set(dates(program.repo.path / CALENDARS, "london"))
    assert answer.err.startswith(
        "note: these are the days of the whole of GB; --subdivision adds those of ENG"
    )


def test_half_days_and_days_of_some_are_left_out(program: Program) -> None:
    """To the library, Christmas Eve is an optional day in Denmark."""
    program.run("policy holidays", "--country", "DK", "--year", "2025", "--calendar", "copenhagen")

    assert "2025-12-24" not in dates(program.repo.path / CALENDARS, "copenhagen")


@pytest.mark.parametrize("subdivision", ["BY", "by", "DE-BY", "Bayern"])
def test_a_subdivision_has_several_names(program: Program, subdivision: str) -> None:
    answer = ask(program, "--subdivision", subdivision)

    assert answer.code == 0
    assert "public holidays of DE-BY added" in answer.out


@pytest.mark.parametrize(
    ("arguments", "reasons"),
    [
        (("--country", "Germany"), ("no country has the code 'Germany'", "DE (Germany)")),
        (("--country", "DEX"), ("no country has the code 'DEX'", "did you mean", "DE (Germany)")),
        (("--country", "QQQ"), ("no country has the code 'QQQ'", "write its ISO 3166 code")),
        (
            ("--subdivision", "Bayerm"),
            ("DE has no subdivision 'Bayerm'", "did you mean BY (Bayern)?", "NW, RP"),
        ),
        (("--country", "LU", "--subdivision", "X"), ("LU has no subdivision 'X'", "leave --subdivision out")),
        (
            ("--country", "HR", "--subdivision", "", "--year", "1990"),
            ("the library knows nothing of HR in 1990", "years from 199"),
        ),
        (("--year", "1989"), ("1989 is not in the range",)),
        (("--year", "2101"), ("2101 is not in the range",)),
        (("--calendar", "The Office"), ("'The Office' is no id of a calendar",)),
        (("--calendar", "a\n b: 1"), ("is no id of a calendar",)),
    ],
)
def test_a_wrong_call_is_two_and_writes_nothing(
    program: Program, arguments: tuple[str, ...], reasons: tuple[str, ...]
) -> None:
    answer = ask(program, *arguments)

    assert answer.code == 2
    assert [reason for reason in reasons if reason not in answer.err] == []
    assert not (program.repo.path / CALENDARS).exists()


def test_a_missing_library_is_said_with_the_line_that_installs_it(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)  # as Python marks what cannot be imported

    answer = ask(program)

    assert answer.code == 2
    assert "the holidays library is not installed" in answer.err
    assert 'pip install "c7gate[calendars]"' in answer.err


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        (CALENDARS, "calendars: {munich: {holiday: []}}\n", f"{CALENDARS}:1:"),
        (CALENDARS, "calendars:\n  munich:\n    holidays: &x []\n", f"{CALENDARS}:3:"),
        ("policies/gates.yaml", "gates: 7\n", "policies/gates.yaml:1:"),
        ("policies/program.yaml", None, "policies/program.yaml is missing"),
    ],
)
def test_a_policy_that_is_not_valid_is_not_written_to(
    program: Program, path: str, text: str | None, reason: str
) -> None:
    program.repo.write({path: text})

    answer = ask(program)

    assert answer.code == 2
    assert "nothing was written" in answer.err
    assert reason in answer.err
    assert program.repo.git("status", "--porcelain", "-uall").count("\n") == 0


@pytest.mark.parametrize("linked", [CALENDARS, "policies"])
def test_a_link_is_refused_and_its_target_untouched(program: Program, tmp_path: Path, linked: str) -> None:
    keep(program)
    outside = tmp_path / "outside"
    (program.repo.path / linked).rename(outside)
    (program.repo.path / linked).symlink_to(outside)

    answer = ask(program)

    assert answer.code == 3
    assert "is a link; nothing was written" in answer.err
    file = outside / "calendars.yaml" if outside.is_dir() else outside
    assert file.read_text(encoding="utf-8") == OWN


def test_one_writes_at_a_time(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    file = keep(program)
    monkeypatch.setattr("c7gate.writing.files._PATIENCE", 0.1)
    lock = program.repo.path / ".git/c7gate/policies.lock"
    lock.parent.mkdir()

    with FileLock(lock):
        answer = ask(program)

    assert answer.code == 3
    assert "another c7gate has held" in answer.err
    assert file.read_text(encoding="utf-8") == OWN
    assert ask(program).code == 0


def test_outside_a_work_tree_is_two(program: Program, tmp_path: Path) -> None:
    place = ("policy", "holidays", "--country", "DE", "--year", "2025", "--calendar", "munich", "-C")
    bare = run_cli(program.capture, *place, str(program.repo.path / ".git"))
    nowhere = run_cli(program.capture, *place, str(tmp_path))

    assert (bare.code, nowhere.code) == (2, 2)
    assert "has no work tree" in bare.err
    assert "not in a git repository" in nowhere.err
