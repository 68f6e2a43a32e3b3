"""`policy test`: the preset's boundaries hold, and a case that does not is told with what it got."""

from __future__ import annotations

from pathlib import Path

import pytest

from git_repo import Repo
from program import Answer, run_cli

ROOT = Path(__file__).resolve().parent.parent.parent
SHIPPED = (ROOT / "policies/tests/boundaries.yaml").read_text(encoding="utf-8")
POLICY = "preset: context7@1\nstart: 2025-08-22\ncoordinators: [dana]\n"
CASE = """\
cases:
  half is enough:
    gate: 1
    as_of: 2025-08-25
    attempts: [{date: 2025-08-25, scores: {written: 50}}]
    expect: {criteria: {written: pass}}
"""
Capture = pytest.CaptureFixture[str]


def played(repo: Repo, capture: Capture, cases: str, **files: str) -> Answer:
    """Run cases under a policy on disk of these files, by stem."""
    repo.write({f"policies/{stem}.yaml": text for stem, text in {"program": POLICY, **files}.items()})
    repo.write({"policies/tests/cases.yaml": cases})
    return run_cli(capture, "policy", "test", "-C", str(repo.path), "--format", "json")


def failing(answer: Answer) -> dict[str, list[str]]:
    """The cases that failed, with what was not as expected."""
    return {case["name"]: case["faults"] for case in answer.json["cases"] if not case["passed"]}


def test_the_preset_holds_at_every_boundary_of_the_program_text(capsys: Capture) -> None:
    """84.99 and 85, 89.99 and 90, three and four of five days, one attempt too many.

    S-047, S-049, S-051, S-054, S-055, S-056, S-057, S-059 to S-064, S-066, S-067 to S-072, S-074.
    """
    answer = run_cli(capsys, "policy", "test", "-C", str(ROOT), "--format", "json")

    assert answer.code == 0
    assert failing(answer) == {}
    assert len(answer.json["cases"]) > 20


@pytest.mark.parametrize(
    ("stem", "text", "names"),
    [
        (
            "gates",
            "gates: {knowledge-foundation: {criteria: {written: {threshold: 84.99}}}}\n",
            {"84.99 is not", "nothing is waived at gate 1"},
        ),
        (
            "gates",
            'gates: {knowledge-foundation: {criteria: {written: {op: ">"}}}}\n',
            {"85 is enough for the written assessment", "the third attempt counts, after a working day each"},
        ),
        ("gates", "gates: {knowledge-foundation: {max_attempts: 4}}\n", {"the fourth does not"}),
        (
            "gates",
            "gates: {knowledge-foundation: {max_attempts: 2}}\n",
            {"the third attempt counts, after a working day each"},
        ),
        (
            "gates",
            "gates: {knowledge-foundation: {cooling_off_working_days: 0}}\n",
            {"an attempt on the next day comes too soon"},
        ),
        (
            "gates",
            "gates: {certification-validation: {criteria: {comprehensive: {threshold: 89.99}}}}\n",
            {"89.99 is below it"},
        ),
        (
            "gates",
            "gate3: {threshold_percent: 81}\n",
            {"four of five days are enough", "leave is no day without use"},
        ),
        (
            "gates",
            "gate3: {threshold_percent: 60}\n",
            {
                "three of five are not",
                "a weekend without work costs nothing, and work on it earns nothing",
            },
        ),
        ("gates", "gate3: {window: {min_calendar_days: 6}}\n", {"five days in six are no week"}),
        (
            "gates",
            "gate3: {min_distinct_references: 2}\n",
            {"one review and two topics are each one too few"},
        ),
        ("gates", "gate3: {reviews: {min: 1}}\n", {"one review and two topics are each one too few"}),
        (
            "exercises",
            "roles: {backend: {required: [be-hathora-lobby, be-websocket-reconnect]}}\n",
            {"two of them do not, and nobody fails by what is missing"},
        ),
    ],
)
def test_every_shipped_boundary_fails_by_one_step_of_policy(
    repo: Repo, capsys: Capture, stem: str, text: str, names: set[str]
) -> None:
    answer = played(repo, capsys, SHIPPED, **{stem: text})

    assert answer.code == 1
    assert set(failing(answer)) == names


def test_a_case_that_fails_says_what_it_got(repo: Repo, capsys: Capture) -> None:
    answer = played(repo, capsys, CASE)
    text = run_cli(capsys, "policy", "test", "-C", str(repo.path))

    assert answer.code == text.code == 1
    assert failing(answer) == {
        "half is enough": [
            "written: expected pass, got fail (has 50, needs >= 85; attempt attempt-1 of 2025-08-25, assessed by assessor)"
        ]
    }
    assert answer.json["cases"][0]["location"] == {
        "file": "policies/tests/cases.yaml",
        "line": 2,
        "column": 3,
    }
    assert text.out.startswith("FAIL  policies/tests/cases.yaml:2:3  half is enough\n      written: expected")
    assert text.out.endswith("FAIL  1 of 1 case\n")


@pytest.mark.parametrize(
    ("wrong", "place", "message"),
    [
        (CASE.replace("gate: 1", "gates: 1"), "3:5", 'unknown key "gates"'),
        (CASE.replace("written: 50", "written: 50.005"), "5:53", "at most 2 decimals"),
        (CASE.replace("written: pass", "written: good"), "6:34", '"good"'),
        (CASE + "    record: {rol: qa}\n", "7:14", 'unknown key "rol"'),
        (CASE + "    record: {timezone: Mars/Olympus}\n", "7:24", "there is no time zone"),
        (CASE + "    record: {login: alice}\n", "7:14", "login is filled in"),
        (CASE + "cases: {}\n", "7:1", "twice"),
        ("[]\n", "1:1", "the file is a list"),
    ],
)
def test_a_file_of_cases_that_is_wrong_is_no_success(
    repo: Repo, capsys: Capture, wrong: str, place: str, message: str
) -> None:
    answer = played(repo, capsys, wrong)
    where = [f"{case['location']['line']}:{case['location']['column']}" for case in answer.json["cases"]]
    said = " ".join(text for case in answer.json["cases"] for text in (*case["faults"], case["help"]))

    assert answer.code == 1
    assert (place, message in said) == (where[0], True), (where, said)


@pytest.mark.parametrize(
    ("case", "fault"),
    [
        (CASE.replace("gate: 1", "gate: 7"), "policy has no gate 7"),
        (CASE.replace("written: pass", "writing: pass"), "writing: gate 1 has no such criterion"),
    ],
)
def test_what_policy_does_not_know_is_a_failure(repo: Repo, capsys: Capture, case: str, fault: str) -> None:
    answer = played(repo, capsys, case)

    assert answer.code == 1
    assert failing(answer)["half is enough"][0].startswith(fault)


def test_a_strict_policy_is_tested_by_days_that_count(repo: Repo, capsys: Capture) -> None:
    """That somebody saw a day first is not what a case is about."""
    answer = played(repo, capsys, SHIPPED, gates="gate3: {evidence: {require_first_seen: true}}\n")

    assert answer.code == 0


def test_no_case_is_no_verdict_and_a_broken_policy_is_the_wrong_side(repo: Repo, capsys: Capture) -> None:
    repo.write({"policies/program.yaml": POLICY})
    assert run_cli(capsys, "policy", "test", "-C", str(repo.path)).code == 3

    assert played(repo, capsys, CASE, gates="gate3: {window: 7}\n").code == 2


def test_cases_are_no_policy(repo: Repo, capsys: Capture) -> None:
    """Judging and `validate` ignore them, as any other file in the folder."""
    played(repo, capsys, CASE)

    answer = run_cli(capsys, "validate", str(repo.path / "policies"))

    assert answer.code == 0
