"""`add baseline`: how it was before, frozen out of an export before the first day, and what reports make of it (S-105)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from c7gate.cli import options

from git_repo import Repo
from program import DANA, POLICY, Answer, Program

Capture = pytest.CaptureFixture[str]
PATH = "policies/success.yaml"
FIRST = date(2025, 5, 19)
"""A Monday, twelve weeks before the last one that may count: the start is Friday 2025-08-22."""


@pytest.fixture
def program(repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Two who enrol on the first day; it is the Wednesday before."""
    monkeypatch.setattr(options, "now", lambda: datetime(2025, 8, 20, 9, tzinfo=UTC))
    return Program.start(repo, capsys)


def export(program: Program, *, weeks: int = 13, **over: Any) -> str:
    """Two changes on every Wednesday, a feature and a fix; the first feature of all has a bug of a library."""
    changes: list[dict[str, Any]] = []
    for number in range(weeks):
        at = f"{FIRST + timedelta(weeks=number, days=2)}T12:00:00Z"
        changes.append({"id": f"f{number}", "merged_at": at, "kind": "feature", "size": "small", "days": 1.5})
        changes.append({"id": f"h{number}", "merged_at": at, "kind": "hotfix"})
    changes[0]["bugs"] = [{"found_at": changes[2]["merged_at"], "library": True}]
    value = {
        "schema_version": 1,
        "source": "acme/shop",
        "since": f"{FIRST}T00:00:00Z",
        "through": "2025-08-18T00:00:00Z",
        "changes": changes,
        **over,
    }
    return str(program.write("export.json", json.dumps({key: item for key, item in value.items() if item})))


def freeze(program: Program, *arguments: str, **over: Any) -> Answer:
    return program.run("add baseline", "--from", export(program, **over), *arguments)


def text(program: Program) -> str:
    file = program.repo.path / PATH
    return file.read_text(encoding="utf-8") if file.exists() else ""


def test_every_week_has_a_line_and_what_is_not_known_yet_is_no_zero(program: Program) -> None:
    """Bugs are followed for 30 days, so the last weeks count none; the gap of 7 days takes the week of the 11th."""
    answer = freeze(program)

    assert answer.code == 0, answer.err
    lines = text(program).splitlines()
    assert lines[3:5] == ["baseline:", "  frozen_at: 2025-08-20"]
    assert lines[5].startswith('  source: "acme/shop, SHA-256 ')
    weeks = [line.strip() for line in lines if "week:" in line]
    assert len(weeks) == 12
    common = "dev_days: 10, features: 1, changes: 2"
    assert weeks[0] == f"- {{week: 2025-W21, {common}, library_bugs: 1, other_bugs: 0, failures: 1}}"
    assert weeks[7] == f"- {{week: 2025-W28, {common}, library_bugs: 0, other_bugs: 0, failures: 1}}"
    assert weeks[8] == f"- {{week: 2025-W29, {common}, failures: 1}}"
    assert weeks[11] == f"- {{week: 2025-W32, {common}, failures: 1}}"
    assert lines[-2:] == ["  strata:", "    - {size: small, changes: 12, days: 18}"]
    assert "everybody who has a record by now (2)" in answer.err


def test_reports_compare_with_what_was_frozen(program: Program) -> None:
    freeze(program)
    program.repo.commit({PATH: text(program)}, "Baseline", author=DANA, date="2025-08-20T10:00:00Z")

    measures = program.run("report metrics", "--as-of", "2025-12-01", "--format", "json").json["metrics"]

    velocity = next(item for item in measures if item["metric"] == "velocity")
    assert velocity["lacks"] == ["no measurements are given (--measurements FILE)", "12 of 20 merges before"]


def test_comments_and_other_keys_stay(program: Program) -> None:
    before = "# ours\nroi: {currency: CHF} # francs\n"
    (program.repo.path / PATH).write_text(before, encoding="utf-8")

    freeze(program)

    assert text(program).startswith(f"{before}baseline:\n")


def test_a_dry_run_only_shows_it(program: Program) -> None:
    answer = freeze(program, "--dry-run")

    assert answer.code == 0
    assert "+  frozen_at: 2025-08-20" in answer.out
    assert text(program) == ""


def test_what_is_frozen_is_not_frozen_again(program: Program) -> None:
    freeze(program)
    once = text(program)

    answer = freeze(program, through="2025-08-19T00:00:00Z")

    assert answer.code == 2
    assert "a baseline was frozen on 2025-08-20 already" in answer.err
    assert text(program) == once


def test_after_the_first_day_it_is_too_late(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "now", lambda: datetime(2025, 8, 23, 9, tzinfo=UTC))

    answer = freeze(program)

    assert answer.code == 2
    assert "the program began on 2025-08-22; a baseline is frozen before that" in answer.err
    assert text(program) == ""


@pytest.mark.parametrize(
    ("over", "message"),
    [
        ({"since": None}, "does not say since when it is complete"),
        ({"since": "2025-06-17T00:00:00Z"}, "holds 7 whole weeks from 2025-06-17 to 2025-08-14"),
        ({"since": "yesterday"}, '"since" is "yesterday", no instant'),
        ({"source": None}, "source"),
    ],
)
def test_an_export_that_tells_too_little_is_refused(
    program: Program, over: dict[str, Any], message: str
) -> None:
    answer = freeze(program, **over)

    assert answer.code == 2
    assert message in answer.err
    assert text(program) == ""


def test_a_policy_that_says_baseline_already_is_left_alone(program: Program) -> None:
    before = "baseline: {weeks: []}\n"
    (program.repo.path / PATH).write_text(before, encoding="utf-8")

    answer = freeze(program)

    assert answer.code == 2
    assert "policies/success.yaml has a baseline already" in answer.err
    assert text(program) == before


def test_on_the_first_day_itself_it_is_not_too_late(program: Program) -> None:
    (program.repo.path / "policies/program.yaml").write_text(
        POLICY.replace("start: 2025-08-22\n", "start: 2025-08-20\n"), encoding="utf-8"
    )

    assert freeze(program).code == 0
    assert "frozen_at: 2025-08-20" in text(program)
