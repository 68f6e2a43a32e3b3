"""`policy lint`: each lint finds its own fault, by name and place, and the preset has none that is an error."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from c7gate.judging.lint.catalogue import LINTS
from c7gate.model.finding import Severity
from c7gate.reading.program import policy_of
from c7gate.scoring.gate3 import CRITERIA

from git_repo import Repo
from program import POLICY, Answer, run_cli

ROOT = Path(__file__).resolve().parent.parent.parent
GATE_1 = "gates:\n  knowledge-foundation:\n"
LEVELS = "escalation:\n  levels:\n"
SAID_BY_THE_PRESET = {
    "no-coordinator",
    "level-without-contact",
    "retakes-without-exceptions",
    "role-without-own-exercises",
    "target-is-not-last-day",
    "integration-phase-too-short",
    "bar-below-certification",
    "criterion-implied",
    "success-after-completion",
}
EXERCISE = (
    "kind: exercise, status: active, objectives: [], libraries: [], rubric: [One], version: 1, title: X"
)
FAULTS: list[tuple[str, str, str, str, str]] = [
    # lint, severity, policy file, what it says, line:column
    (
        "not-four-gates",
        "error",
        "gates",
        (
            "gates:\n  five: {order: 5, title: Five, risk: low, waivers_allowed: true,\n"
            "    criteria: {share: {title: S, kind: count, source: record, op: '>=', threshold: 1}},\n"
            "    signoff: {roles: [coordinator], proof: [signed]}}\n"
        ),
        "1:1",
    ),
    (
        "gate-without-criteria",
        "error",
        "gates",
        (
            "gates:\n  five: {order: 5, title: Five, risk: low, waivers_allowed: true, criteria: {},\n"
            "    signoff: {roles: [coordinator], proof: [signed]}}\n"
        ),
        "2:67",
    ),
    (
        "criterion-without-measure",
        "error",
        "gates",
        GATE_1 + "    criteria:\n      quiz: {title: Quiz, kind: score, source: attempt}\n",
        "4:7",
    ),
    (
        "criterion-without-measure",
        "error",
        "gates",
        GATE_1 + "    criteria:\n      magic: {title: Magic, kind: boolean, source: record}\n",
        "4:7",
    ),
    (
        "criterion-without-measure",
        "error",
        "gates",
        "gates:\n  integration-consistency:\n    criteria:\n      streak: {title: S, kind: count, source: derived}\n",
        "4:7",
    ),
    (
        "criterion-out-of-reach",
        "error",
        "gates",
        GATE_1 + "    criteria:\n      written: {threshold: 100.5}\n",
        "4:17",
    ),
    (
        "criterion-out-of-reach",
        "error",
        "gates",
        GATE_1 + "    criteria:\n      written: {op: '>', threshold: 100}\n",
        "4:26",
    ),
    (
        "criterion-always-met",
        "warning",
        "gates",
        GATE_1 + "    criteria:\n      use_cases: {threshold: 0}\n",
        "4:19",
    ),
    ("criterion-always-met", "warning", "gates", "gate3: {shares: {min: 0}}\n", "1:18"),
    ("retakes-without-exceptions", "note", "gates", GATE_1 + "    max_attempts: 4\n", "3:5"),
    (
        "focus-without-objectives",
        "error",
        "exercises",
        "focus:\n  rust: {title: Rust, objectives: {}}\n",
        "2:23",
    ),
    (
        "objective-not-taught",
        "error",
        "exercises",
        "focus:\n  hathora: {objectives: {hathora.rooms: Rooms}}\n",
        "2:26",
    ),
    (
        "too-few-exercises",
        "error",
        "exercises",
        "roles:\n  frontend: {required: [fe-typescript, fe-browser-apis]}\n",
        "2:14",
    ),
    (
        "exercise-not-offered",
        "warning",
        "exercises",
        (
            f"exercises:\n  old: {{level: core, {EXERCISE.replace('active', 'deprecated')}}}\nroles:\n"
            "  qa: {required: [qa-e2e-testing, qa-performance-testing, old]}\n"
        ),
        "4:59",
    ),
    (
        "risk-without-owner",
        "error",
        "program",
        POLICY
        + "risks:\n  drift: {title: D, severity: low, likelihood: 1, impact: 1, level: 1, mitigations: [Look]}\n",
        "7:3",
    ),
    (
        "risk-without-rationale",
        "warning",
        "program",
        POLICY
        + "risks:\n  drift: {title: D, severity: low, likelihood: 1, impact: 1, level: 1, owner: dana, mitigations: [Look]}\n",
        "7:3",
    ),
    (
        "level-without-contact",
        "warning",
        "alerts",
        LEVELS + "    engineering-director: {any_of: []}\n",
        "3:28",
    ),
    (
        "top-level-sees-names",
        "error",
        "alerts",
        LEVELS + "    executive-leadership: {audience: named}\n",
        "3:28",
    ),
    (
        "signer-is-escalation",
        "warning",
        "alerts",
        LEVELS + "    training-coordinator: {any_of: [farid, dana]}\n",
        "3:28",
    ),
    ("no-coordinator", "warning", "program", POLICY.replace("[dana]", "[]"), "4:1"),
    ("single-coordinator", "note", "program", POLICY, "4:1"),
    ("target-before-last-day", "error", "program", POLICY + "completion_target: 2025-09-03\n", "6:1"),
    ("gate3-window-too-short", "error", "gates", "gate3: {tracking_start_day: 8}\n", "1:9"),
    (
        "decision-after-start",
        "warning",
        "program",
        POLICY + "decision: {at: 2025-08-23}\n",
        "6:12",
    ),
    (
        "success-after-completion",
        "note",
        "success",
        "criteria: {velocity: {not_before_day: 16}}\n",
        "1:23",
    ),
    (
        "bar-below-certification",
        "note",
        "success",
        "metrics: {individual_competency: {target: 89.99}}\n",
        "1:35",
    ),
    ("criterion-implied", "note", "success", "criteria: {competency: {target: 89}}\n", "1:25"),
    ("policy-invalid", "error", "gates", "gates: {five: {order: 5}}\n", "1:15"),
    ("policy-invalid", "error", "exercises", "exercises: {fe-typescript: {rubric: []}}\n", "1:37"),
    ("policy-invalid", "error", "alerts", LEVELS + "    executive-leadership: {n: 5}\n", "3:5"),
    ("policy-invalid", "error", "success", "criteria: {velocity: {metric: speed}}\n", "1:31"),
    ("policy-invalid", "error", "privacy", "use_for_performance_evaluation: true\n", "1:33"),
    ("yaml-duplicate-key", "error", "gates", "gate3: {}\ngate3: {}\n", "2:1"),
]


Capture = pytest.CaptureFixture[str]


def lint(repo: Repo, capture: Capture, **files: str) -> Answer:
    """Lint a policy of these files on disk, over the smallest program.yaml."""
    repo.write({f"policies/{stem}.yaml": text for stem, text in {"program": POLICY, **files}.items()})
    return run_cli(capture, "policy", "lint", "-C", str(repo.path), "--format", "json")


def names(answer: Answer, severity: str = "") -> list[str]:
    """The lints that spoke."""
    return [item["name"] for item in answer.json["remarks"] if severity in ("", item["severity"])]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault[0])
def test_each_lint_names_its_fault_and_its_place(
    repo: Repo, capsys: Capture, fault: tuple[str, str, str, str, str]
) -> None:
    """Each row of the table, through the command line.

    S-008, S-015, S-016, S-017, S-018, S-049, S-075, S-109 to S-113, S-114, S-118, S-148, S-154 to S-156, S-158, S-159,
    S-164, S-166, S-167, S-168, S-170, S-183, S-202, T88.
    """
    name, severity, stem, text, place = fault
    answer = lint(repo, capsys, **{stem: text})
    found = [item for item in answer.json["remarks"] if item["name"] == name]
    at = [item["location"] for item in found if item["location"].get("file") == f"policies/{stem}.yaml"]

    assert {item["severity"] for item in found} == {severity}
    assert all(item["help"] for item in found)
    assert place in ("", *(f"{where['line']}:{where['column']}" for where in at))
    assert answer.code == (1 if severity == "error" else 0)
    assert answer.json["exit_code"] == answer.code


def test_every_lint_is_shown_to_speak() -> None:
    """A lint that is not in the table above, or with another severity, might never find anything."""
    shown = {(name, severity) for name, severity, *_ in FAULTS}
    of_the_preset = {"role-without-own-exercises", "target-is-not-last-day", "integration-phase-too-short"}

    assert len({lint.name for lint in LINTS}) == len(LINTS)
    assert {(lint.name, lint.severity.value) for lint in LINTS if lint.name not in of_the_preset} <= shown
    assert of_the_preset <= SAID_BY_THE_PRESET


def test_the_preset_has_no_error_and_shows_what_it_chose(capsys: Capture) -> None:
    """What the program text leaves open or says twice is a note or a warning with the choice made (S-155)."""
    answer = run_cli(capsys, "policy", "lint", "-C", str(ROOT), "--format", "json")

    assert answer.code == 0
    assert names(answer, "error") == []
    assert set(names(answer)) == SAID_BY_THE_PRESET
    assert all(item["location"]["line"] > 1 for item in answer.json["remarks"])


def test_the_preset_teaches_every_objective_and_gives_each_role_its_exercises() -> None:
    """The program text's 16 objectives, and 3, 3, 5 with a project, and 3 exercises.

    S-041, S-047, S-048, S-049, S-050, S-075, S-076, S-077, S-078, S-079, S-080, S-081, S-082, S-083, S-084, S-085,
    S-086, S-087, S-088, S-089, S-090, S-091.
    """
    exercises = policy_of({}).values["exercises"]
    taught = Counter(
        objective for exercise in exercises["exercises"].values() for objective in exercise["objectives"]
    )
    objectives = [name for focus in exercises["focus"].values() for name in focus["objectives"]]

    assert len(objectives) == 16
    assert all(taught[name] for name in objectives)
    assert {name: len(role["required"]) for name, role in exercises["roles"].items()} == {
        "backend": 3,
        "frontend": 3,
        "fullstack": 5,
        "qa": 3,
    }
    assert exercises["roles"]["fullstack"]["project"] == "integration-project"


def test_a_team_of_its_own_is_clean(repo: Repo, capsys: Capture) -> None:
    """With two coordinators, contacts of their own and a retake less, nothing but the preset's choices is told."""
    contacts = "".join(
        f"    {level}: {{any_of: [{login}]}}\n"
        for level, login in {
            "training-coordinator": "mona",
            "engineering-director": "farid",
            "cto-vp-engineering": "cto",
            "executive-leadership": "board",
        }.items()
    )
    program = POLICY.replace("[dana]", "[dana, farid]") + "completion_target: 2025-09-04\n"

    answer = lint(repo, capsys, program=program, alerts=LEVELS + contacts)

    assert answer.code == 0
    assert set(names(answer)) == SAID_BY_THE_PRESET - {
        "no-coordinator",
        "level-without-contact",
        "target-is-not-last-day",
    }


def test_the_window_is_judged_by_every_calendar(repo: Repo, capsys: Capture) -> None:
    """Three free days leave four working days where gate 3 needs five (S-118)."""
    days = ", ".join(f"{{date: 2025-08-{day}}}" for day in (25, 26, 27))

    enough = lint(repo, capsys, calendars=f"calendars: {{short: {{holidays: [{days[:40]}]}}}}\n")
    short = lint(repo, capsys, calendars=f"calendars: {{short: {{holidays: [{days}]}}}}\n")

    assert names(enough, "error") == []
    assert names(short, "error") == ["gate3-window-too-short"]
    assert "4 working days by calendar short" in short.out


def test_a_cohort_is_judged_from_its_own_start_by_its_own_calendar(repo: Repo, capsys: Capture) -> None:
    """Christmas leaves a cohort of December too few days, and says nothing of the one of August (S-118)."""
    days = ", ".join(f"{{date: 2025-12-{day}}}" for day in (24, 25, 26, 29, 30))
    for name, start in (("2025-08", "2025-08-22"), ("2025-12", "2025-12-19")):
        cohort = f"id: {name}\nstart_date: {start}\ncalendar: winter\nroster: [{{login: alice}}]\n"
        repo.write({f"training-records/cohorts/{name}.yaml": cohort})
    repo.write({"training-records/cohorts/broken.yaml": "id: other\n"})

    answer = lint(repo, capsys, calendars=f"calendars: {{winter: {{holidays: [{days}]}}}}\n")
    (error,) = (item for item in answer.json["remarks"] if item["severity"] == "error")

    assert answer.code == 1
    assert error["name"] == "cohort-window-too-short"
    assert error["location"] == {"file": "training-records/cohorts/2025-12.yaml", "line": 2, "column": 1}
    assert error["message"].startswith(
        "cohort 2025-12: from day 4 (2025-12-22) to 2025-12-30 there are 2 working days by calendar winter in 9"
    )


def test_a_working_day_plan_is_counted_in_working_days(repo: Repo, capsys: Capture) -> None:
    """The fourteenth working day is 2025-09-10, after the preset's target."""
    answer = lint(repo, capsys, program=POLICY + "timeline: {day_unit: working}\n")

    assert names(answer, "error") == ["target-before-last-day"]
    assert "2025-09-10" in answer.out


def test_text_tells_place_message_and_what_to_write(repo: Repo, capsys: Capture) -> None:
    """Day 8 of a program that starts on 2025-08-22 is 2025-08-29 (S-005)."""
    lint(repo, capsys, gates="gate3: {tracking_start_day: 8}\n")

    answer = run_cli(capsys, "policy", "lint", "-C", str(repo.path))
    lines = answer.out.splitlines()

    assert lines[0].startswith(
        "error    policies/gates.yaml:1:9  from day 8 (2025-08-29) to 2025-09-02 there are 3"
    )
    assert lines[1].strip() == "→ let tracking start earlier, or certification later"
    assert "context7@1: alerts.escalation.levels.engineering-director.any_of" in answer.out
    assert lines[-1].startswith("FAIL  1 error, ")


def test_nothing_to_lint_and_no_repository_are_no_verdict(
    repo: Repo, capsys: Capture, tmp_path: Path
) -> None:
    assert run_cli(capsys, "policy", "lint", "-C", str(repo.path)).code == 3
    assert run_cli(capsys, "policy", "lint", "-C", str(tmp_path / "home")).code == 2


def test_a_link_is_no_policy_file(repo: Repo, capsys: Capture) -> None:
    """What is behind a link is another file (T44)."""
    (repo.path / "policies").mkdir()
    (repo.path / "policies/gates.yaml").symlink_to("/dev/null")

    answer = lint(repo, capsys)

    assert answer.code == 1
    assert names(answer, "error") == ["not-a-regular-file"]


def test_gate_3_is_made_of_the_criteria_that_lint_knows() -> None:
    gates = policy_of({}).values["gates"]["gates"]

    assert tuple(gates["integration-consistency"]["criteria"]) == CRITERIA


def test_every_severity_of_an_alert_reaches_a_level(repo: Repo, capsys: Capture) -> None:
    """The matrix names a level for each, and one that does not exist is an error (S-127)."""
    alerts = policy_of({}).values["alerts"]
    named = {alerts[name]["severity"] for name in ("gate_failed", "adoption", "blocker")}

    answer = lint(repo, capsys, alerts="escalation: {matrix: {red: [5]}}\n")

    assert named | {"yellow", "red"} == alerts["escalation"]["matrix"].keys()
    assert names(answer, "error") == ["policy-invalid"]
    assert "there is no escalation level 5" in answer.out


def test_severities_are_those_of_findings() -> None:
    assert {lint.severity for lint in LINTS} == {Severity.ERROR, Severity.WARNING, Severity.NOTE}
