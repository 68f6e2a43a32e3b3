"""`report plan`: days, window, assignments, pairs, hours, announcement, who is behind; as a document, too."""

from __future__ import annotations

import jsonschema
import pytest

from c7gate.reading import resources

from git_repo import Repo
from program import DANA, POLICY, Answer, Program

Capture = pytest.CaptureFixture[str]
ROLES = {"alice": "backend", "bob": "backend", "erin": "qa", "frank": "fullstack", "gina": "frontend"}
RECORD = "login: {0}\nidentities: [{0}@example.com]\nrole: {1}\nenrolled_at: 2025-08-22\ncohort: 2025-08\n"
COHORT = "id: 2025-08\nstart_date: 2025-08-22\ncalendar: us\nroster: [{0}]\nceremony: {{date: 2025-09-04, attendees: []}}\n"
CALENDAR = "calendars:\n  us: {holidays: [{date: 2025-09-01, name: Labor Day}]}\n"
AS_OF = "2025-08-26"


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    """Five people and zoe without a record, in a cohort that keeps Labor Day."""
    files = {
        f"training-records/developers/{login}.yaml": RECORD.format(login, role)
        for login, role in ROLES.items()
    }
    roster = ", ".join(f"{{login: {login}}}" for login in (*ROLES, "zoe"))
    files["training-records/cohorts/2025-08.yaml"] = COHORT.format(roster)
    files["policies/calendars.yaml"] = CALENDAR
    program = Program.start(repo, capsys, files)
    repo.checkout("main")
    return program


def plan(program: Program, *arguments: str, as_of: str = AS_OF) -> Answer:
    return program.run("report plan", "--as-of", as_of, *arguments)


def test_the_days_by_calendar_and_by_working_days(program: Program) -> None:
    """S-005, S-114, S-119: Day 13 is Wednesday; counted in working days Labor Day makes the last one the 11th."""
    lines = plan(program).out.splitlines()

    assert lines[0].startswith("Context7 training program · plan as of 2025-08-26 · policy ")
    assert lines[2:6] == [
        "2025-08: Fri 2025-08-22 to Thu 2025-09-04, target Fri 2025-09-05 · 10 days left",
        "                          by working days   phase",
        "  Day 1 Fri 2025-08-22    Fri 2025-08-22    System deployment and team announcement",
        "  Day 2 Sat 2025-08-23    Mon 2025-08-25    Knowledge assessments and initial training",
    ]
    assert "  Day 13 Wed 2025-09-03   Wed 2025-09-10    Final assessments and certification ceremony" in lines
    assert "  Day 14 Thu 2025-09-04   Thu 2025-09-11" in lines


def test_who_does_what_with_whom_and_in_which_time(program: Program) -> None:
    """S-046, S-117, S-178, S-184."""
    (course,) = plan(program, "--format", "json").json["courses"]
    text = plan(program).out

    assert [(item["role"], item["people"], item["hours"]) for item in course["assignments"]] == [
        ("backend", ["alice", "bob"], "11"), ("frontend", ["gina"], "10"),
        ("fullstack", ["frank"], "26"), ("qa", ["erin"], "11"),
    ]  # fmt: skip
    assert course["pairs"] == [["alice", "bob"], ["gina", "frank", "erin"]]
    assert "  TOO MUCH for frank: 26 h of exercises, 16 h on 4 working days\n    enough for 4 of 5\n" in text
    assert course["unknown"] == ["zoe"]


def test_leave_takes_from_the_hours(program: Program) -> None:
    """S-178."""
    away = RECORD.format("alice", "backend") + "away: [{from: 2025-08-25, to: 2025-08-26, type: leave}]\n"
    program.repo.commit({"training-records/developers/alice.yaml": away}, author=DANA)

    assert "TOO MUCH for alice: 11 h of exercises, 8 h on 2 working days" in plan(program).out


@pytest.mark.parametrize(
    ("day", "code", "said"), [(4, 0, "fits: from day 4"), (8, 1, "does not fit: from day 8")]
)
def test_gate_3_needs_its_days_in_every_cohort(program: Program, day: int, code: int, said: str) -> None:
    """S-118: the literal plan of the program text, days 8 to 12, has three working days, two with Labor Day."""
    program.repo.commit({"policies/gates.yaml": f"gate3: {{tracking_start_day: {day}}}\n"}, author=DANA)

    answer = plan(program, "--check")

    assert (answer.code, said in answer.out) == (code, True)
    assert plan(program).code == 0
    if code:
        assert "there are 2 working days by calendar us in 5 calendar days; gate 3 needs 5 in 7" in answer.out


def test_the_announcement_says_what_is_kept(program: Program) -> None:
    """S-115."""
    out = plan(program).out

    assert "we begin on Friday, 2025-08-22, and finish on Thursday, 2025-09-04." in out
    assert "What is kept about you: login, identities" in out
    assert "Never: query text" in out
    assert "It is not used for performance evaluation, and kept for 12 months." in out


def test_who_is_behind_from_the_day_after(program: Program) -> None:
    """S-116: gate 1 is planned by day 3."""
    on_day_3 = plan(program, as_of="2025-08-24T12:00:00Z").out
    on_day_4 = plan(program, as_of="2025-08-25").out

    assert "Behind plan" not in on_day_3
    assert "  Behind plan\n    alice: gate 1 was planned by day 3\n" in on_day_4


@pytest.mark.parametrize(
    ("as_of", "words"),
    [("2025-09-04", "1 day left"), ("2025-09-05", "due today"), ("2025-09-06", "OVERDUE 1d")],
)
def test_the_target_counts_down_and_is_overdue(program: Program, as_of: str, words: str) -> None:
    """S-006."""
    assert f"target Fri 2025-09-05 · {words}" in plan(program, as_of=as_of).out


def test_without_a_cohort_the_program_itself_is_planned(repo: Repo, capsys: Capture) -> None:
    program = Program.start(repo, capsys, {"policies/program.yaml": POLICY})

    answer = plan(program, "--check")

    assert (answer.code, "context7-training: Fri 2025-08-22 to Thu 2025-09-04" in answer.out) == (0, True)


def test_the_document_is_the_same_until_policy_or_records_change(program: Program) -> None:
    """S-007, S-013, S-014: under whatever name, it is stale as soon as somebody changes a role."""
    path = program.repo.path / "CONTEXT7_TRAINING_COORDINATION_PLAN.md"
    assert plan(program, "--format", f"markdown={path}").code == 0
    later = plan(program, "--check", "--compare", str(path), as_of="2025-12-01")
    changed = RECORD.format("gina", "qa")
    program.repo.commit({"training-records/developers/gina.yaml": changed}, author=DANA)
    stale = plan(program, "--check", "--compare", str(path))

    assert later.code == 0
    assert (stale.code, "is not the plan as it is now: c7gate report plan" in stale.err) == (1, True)
    text = path.read_text(encoding="utf-8")
    assert "| 14 | Thu 2025-09-04 | Thu 2025-09-11 | Final assessments and certification ceremony |" in text
    assert "- Gate 1, Knowledge foundation (risk high): Written assessment &gt;= 85;" in text
    assert "## Risks\n\n- Non-adoption (high): Mandatory completion" in text


def test_a_document_that_is_not_there_is_a_wrong_call(program: Program) -> None:
    answer = plan(program, "--compare", "gone.md")

    assert (answer.code, "gone.md cannot be read" in answer.err) == (2, True)


@pytest.mark.parametrize("as_of", ["2025-08-01", AS_OF, "2025-10-01"])
def test_the_json_is_of_its_schema(program: Program, as_of: str) -> None:
    validator = jsonschema.Draft202012Validator(resources.schema("report-plan"))

    found = plan(program, "--format", "json", as_of=as_of).json

    validator.validate(found)
    assert [course["id"] for course in found["courses"]] == ["2025-08"]


@pytest.mark.parametrize(("unit", "code"), [("calendar", 1), ("working", 0)])
def test_the_json_of_a_program_without_cohorts_is_of_its_schema(
    repo: Repo, capsys: Capture, unit: str, code: int
) -> None:
    """From day 8 on gate 3 has its days only where they are working days."""
    program = Program.start(repo, capsys, {"policies/gates.yaml": "gate3: {tracking_start_day: 8}\n"})
    repo.checkout("main")
    policy = f"{POLICY}timeline: {{day_unit: {unit}}}\n"
    program.repo.commit({"policies/program.yaml": policy}, author=DANA, date="2025-08-22T12:00:00Z")

    answer = plan(program, "--check", "--format", "json")

    assert (answer.code, answer.json["exit_code"]) == (code, code)
    assert answer.json["courses"][0]["day_unit"] == unit
    jsonschema.Draft202012Validator(resources.schema("report-plan")).validate(answer.json)
