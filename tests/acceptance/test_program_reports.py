"""`report success|metrics|readiness` on a real repository: facts in YAML, evidence in commits, the verdict an exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from c7gate.reading import resources

from git_repo import Repo
from program import POLICY, Answer, Program

Capture = pytest.CaptureFixture[str]
TEAM = ("alice", "bob", "carol", "dave", "erin", "frank")
AS_OF = ("--as-of", "2025-12-01")
SURVEY = 'period: 2025-W48\ninvited: 14\nhistogram: {"2": 1, "3": 1, "4": 6, "5": 4}\n'
COHORT = "id: 2025-08\nstart_date: 2025-08-22\nfrozen_at: 2025-08-25\nroster: [{members}]\nceremony: {{date: 2025-09-04, attendees: []}}\n"
FIRST_POST = date(2025, 9, 22)


def record(login: str) -> str:
    return f"login: {login}\nidentities: [{login}@example.com]\nrole: backend\ncohort: 2025-08\nenrolled_at: 2025-08-25\ntimezone: UTC\n"


def assessment(login: str, score: str = "93.20") -> str:
    signoffs = "".join(
        f'  - {{id: so-{gate}, gate: {gate}, by: dana, at: "2025-09-{gate:02}T09:00:00Z"}}\n'
        for gate in range(1, 5)
    )
    attempt = f"  - {{id: g4-1, gate: 4, date: 2025-09-04, scores: {{comprehensive: {score}}}, rubric: {{independence: pass}}, assessor: dana}}\n"
    return f"login: {login}\nattempts:\n{attempt}signoffs:\n{signoffs}"


def baseline(features: int, days: int = 40) -> str:
    """Twelve weeks up to the third before the start, so many features in each of so many developer days."""
    weeks = [(date(2025, 8, 4) - timedelta(weeks=number)).isocalendar() for number in range(12)]
    lines = "".join(
        f"    - {{week: {year}-W{week:02}, dev_days: {days}, features: {features}}}\n"
        for year, week, _ in weeks
    )
    return f"baseline:\n  frozen_at: 2025-08-15\n  weeks:\n{lines}"


def measurements(features: int) -> dict[str, Any]:
    """So many features, merged on the Wednesdays of eight weeks in turn."""
    changes = [
        {
            "id": f"#{number}",
            "merged_at": f"{FIRST_POST + timedelta(weeks=number % 8, days=2)}T12:00:00Z",
            "kind": "feature",
        }
        for number in range(features)
    ]
    return {"schema_version": 1, "source": "acme/shop", "through": "2025-12-01T00:00:00Z", "changes": changes}


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    """Six certified people, a wave of the survey, a frozen baseline."""
    files: dict[str, str] = {"policies/program.yaml": POLICY, "policies/success.yaml": baseline(4)}
    for login in TEAM:
        files[f"training-records/developers/{login}.yaml"] = record(login)
        files[f"training-records/assessments/{login}.yaml"] = assessment(login)
    members = ", ".join(f"{{login: {login}}}" for login in TEAM)
    files["training-records/cohorts/2025-08.yaml"] = COHORT.format(members=members)
    files["training-records/surveys/2025-W48.yaml"] = SURVEY
    started = Program.start(repo, capsys, files)
    repo.checkout("main")
    return started


FOUR = ("2025-08-26", "2025-08-27", "2025-08-28", "2025-08-29")


def work(program: Program, *days: str) -> None:
    """Everybody looks something up on each of these days."""
    for day in days:
        for login in TEAM:
            program.active(day, author=(login, f"{login}@example.com"))


def measured(program: Program, features: int = 30) -> tuple[str, str]:
    return "--measurements", str(program.write("export.json", json.dumps(measurements(features))))


def report(program: Program, kind: str, *arguments: str) -> Answer:
    return program.run(f"report {kind}", *AS_OF, *arguments)


def test_the_declaration_says_what_is_open(program: Program) -> None:
    work(program, *FOUR)

    answer = report(program, "success", "--check", *measured(program))

    assert answer.code == 1
    first, *rest = answer.out.splitlines()
    assert first.startswith("SUCCESS DECLARATION  2025-08 cohort  as of 2025-12-01  policy ")
    assert rest == [
        "1 certification = 100%        MET              6/6",
        "2 avg competency > 90         MET              93.2 (6/6 assessed; implied by 1)",
        "3 daily use > 80%             NOT MET          57.1% (24/42)  short by 10 active days",
        "4 velocity improvement        NOT DEMONSTRATED x1.25 [0.79, 1.97]  30 vs 48 merges",
        "5 satisfaction > 4.0          MET, UNCERTAIN   4.08 [3.51, 4.66]  n=12/14",
        "NOT DECLARED: 2 of 5 open.    exit 1",
    ]


@pytest.mark.parametrize("kind", ["success", "readiness"])
def test_a_forecast_is_shown_where_the_team_states_one(program: Program, kind: str) -> None:
    """S-171: the preset's is of the program that it was written for."""
    before = report(program, kind)
    mine = "forecasts: {success: {event: We are declared, probability_percent: 70, at: 2025-09-01}}\n"
    program.repo.commit({"policies/program.yaml": f"{POLICY}{mine}"}, "Forecast", date="2025-09-01T12:00:00Z")

    after = report(program, kind)

    assert "forecast" not in before.out
    assert (
        "forecast of 2025-09-01: We are declared, 70 %; scored once its outcome is written down\n"
        in after.out
    )


def test_without_check_an_open_criterion_is_no_failure(program: Program) -> None:
    answer = report(program, "success", "--format", "json")

    assert answer.code == 0
    assert (answer.json["declared"], answer.json["exit_code"]) == (False, 0)
    velocity = answer.json["criteria"][3]
    assert velocity["verdict"] == "insufficient"
    assert velocity["lacks"] == ["no measurements are given (--measurements FILE)"]


def test_all_five_met_is_exit_0(program: Program) -> None:
    work(program, *FOUR, "2025-09-01", "2025-09-02")

    answer = report(program, "success", "--check", *measured(program, 100))

    assert answer.out.splitlines()[-1] == "DECLARED: all 5 are met.    exit 0"
    assert answer.code == 0


def test_metrics_name_nobody_and_have_their_window_and_day(program: Program) -> None:
    work(program, *FOUR)

    answer = report(program, "metrics", "--format", "json", *measured(program))

    assert answer.code == 0
    assert not [login for login in TEAM if login in answer.out]
    found = {item["metric"]: item for item in answer.json["metrics"]}
    assert found["velocity"]["verdict"] == "target_consistent"
    assert found["velocity"]["window"] == {"first": "2025-09-22", "last": "2025-11-16"}
    assert found["velocity"]["data_through"] == "2025-12-01"
    assert found["implementation"]["numerator"] == 6
    assert found["query_frequency"]["value"] == "1.00"
    assert answer.json["libraries"] == [{"library": "/websockets/ws", "look_ups": 24, "people": 6}]


def test_a_reverted_task_is_no_success(program: Program) -> None:
    work(program, "2025-08-26")
    program.repo.git("revert", "--no-edit", program.repo.git("log", "--format=%H", "--author=alice", "-1"))

    answer = report(program, "metrics", "--format", "json")

    found = {item["metric"]: item for item in answer.json["metrics"]}
    assert found["implementation"]["numerator"] == 5


def test_documents_and_decisions_are_read_from_the_tree(program: Program) -> None:
    files = {
        "docs/ws.md": "# WS\n\n## When to use\n\n## When not to use\n",
        "docs/adr/0001.md": "# Use ws\n\nContext7: /websockets/ws reconnect\n",
        "docs/adr/0002.md": "# Use tabs\n",
        "training-records/developers/alice.yaml": record("alice")
        + "shares:\n  - {date: 2025-08-29, kind: doc, ref: docs/ws.md}\n",
    }
    program.repo.commit(dict(files), "Write it down", date="2025-08-29T12:00:00Z")

    found = {item["metric"]: item for item in report(program, "metrics", "--format", "json").json["metrics"]}

    assert found["documentation_standards"]["numerator"] == 1
    assert (found["knowledge_management"]["verdict"], found["knowledge_management"]["caveats"]) == (
        "not_met",
        ["stale: docs/ws.md"],
    )
    assert found["architecture_quality"]["note"] == "1 of 2 architecture decisions name documentation"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "no JSON"),
        ("[]", "the file is a list"),
        ('{"schema_version": 1, "source": "x"}', '"through" is missing'),
        (json.dumps(measurements(1) | {"author": "alice"}), 'unknown key "author"'),
        (json.dumps(measurements(1) | {"changes": measurements(1)["changes"] * 2}), 'the change "#0" stands in it twice'),
        (json.dumps(measurements(1) | {"through": "2025-12-01"}), "2025-12-01"),
        ('{"schema_version": 1, "source": "x", "through": "2025-12-01T00:00:00Z", "timed_tasks": [{"before_minutes": NaN, "after_minutes": 1}]}', "NaN is no number"),
    ],
)  # fmt: skip
def test_an_export_of_another_form_is_a_wrong_call(program: Program, text: str, message: str) -> None:
    path = program.write("export.json", text)

    answer = report(program, "success", "--measurements", str(path))

    assert answer.code == 2
    assert message in answer.err
    assert "export.json" in answer.err


def test_an_export_that_is_not_there_is_a_wrong_call(program: Program) -> None:
    answer = report(program, "success", "--measurements", "gone.json")

    assert (answer.code, "gone.json cannot be read" in answer.err) == (2, True)


def test_a_survey_of_few_is_a_finding(program: Program) -> None:
    """Surveys are records, and check judges them as such."""
    program.repo.checkout("few", new=True)
    program.repo.commit(
        {"training-records/surveys/2025-W49.yaml": 'period: 2025-W49\ninvited: 9\nhistogram: {"5": 4}\n'},
        "Ask",
    )

    answer = program.check(as_of="2025-12-01T09:00:00Z")

    assert "record-invalid" in answer.errors()
    (message,) = [item["message"] for item in answer.json["findings"] if item["name"] == "record-invalid"]
    assert message == "4 answers are too few to keep"


RISKS = [
    ("inactivity", "2025-08-22", "unknown"),  # nobody is tracked yet
    ("inactivity", "2025-08-26", "quiet"),
    ("inactivity", "2025-08-27", "materialised"),  # two days without evidence
    ("inactivity", "2025-09-03", "quiet"),  # gate 3 is signed off, which ends it
    ("alerts", "2025-08-27", "quiet"),  # it is only yellow
    ("alerts", "2025-08-28", "materialised"),
    ("gate-failed", "2025-08-28", "quiet"),
    ("blocker", "2025-08-28", "materialised"),
    ("blocker", "2025-08-30", "quiet"),
]


@pytest.mark.parametrize(("trigger", "as_of", "state"), RISKS)
def test_a_risk_whose_trigger_names_an_alert_has_come_true_while_there_is_one(
    program: Program, trigger: str, as_of: str, state: str
) -> None:
    """S-123: by all alerts there are and were."""
    blocker = 'blockers:\n  - {id: b-1, opened: "2025-08-28T08:00:00Z", closed: "2025-08-29T12:00:00Z", summary: VPN, owner: dana}\n'
    files = {
        "policies/program.yaml": f"{POLICY}risks: {{non-adoption: {{trigger: {trigger}}}}}\n",
        "training-records/developers/alice.yaml": record("alice") + blocker,
    }
    program.repo.commit(dict(files), "Watch", date="2025-08-22T12:00:00Z")

    answer = program.run("report readiness", "--as-of", f"{as_of}T20:00:00Z", "--format", "json")

    found = {risk["id"]: (risk["trigger"], risk["state"]) for risk in answer.json["risks"]}
    assert found["non-adoption"] == (trigger, state)


def test_readiness_is_recomputed_and_its_claims_are_called_so(program: Program) -> None:
    files = {
        "README.md": "[gone](docs/gone.md) [there](src/app.ts) [web](https://example.com)\n",
        ".github/workflows/c7gate.yml": "# c7gate\n",
    }
    program.repo.commit(dict(files), "Write", date="2025-08-30T12:00:00Z")

    answer = report(program, "readiness", "--check", "--format", "json")

    assert answer.code == 1
    items = {item["id"]: item for item in answer.json["items"]}
    assert items["documentation-accessible"]["because"] == ["README.md: docs/gone.md"]
    assert items["no-security-concerns"]["mark"] == "claimed"
    assert items["gates-ready"]["mark"] == "checked"
    assert items["authorization"]["mark"] == "failed"
    assert answer.json["verdict"] == f"NOT READY ({len(answer.json['failed'])})"
    assert report(program, "readiness").out.splitlines()[-1].startswith("NOT READY")


@pytest.mark.parametrize("kind", ["success", "metrics", "readiness"])
def test_the_same_repository_gives_the_same_bytes(program: Program, kind: str) -> None:
    for name in ("text", "json", "markdown"):
        one, other = (report(program, kind, "--format", name) for _ in range(2))
        assert one.out
        assert one.out == other.out


@pytest.mark.parametrize("kind", ["success", "metrics", "readiness"])
def test_the_json_is_of_its_schema(program: Program, kind: str) -> None:
    given = () if kind == "readiness" else measured(program)

    validator = jsonschema.Draft202012Validator(resources.schema(f"report-{kind}"))

    validator.validate(report(program, kind, "--format", "json", *given).json)


def test_the_gate_does_not_depend_on_the_program_room(program: Program) -> None:
    """`check` gives the same verdict where c7gate/program cannot be imported."""
    work(program, "2025-08-26")
    blocked = (
        "import sys\n"
        "class Block:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.startswith('c7gate.program'):\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Block())\n"
        "from c7gate.cli.main import main\n"
        "main()\n"
    )
    arguments = [
        "check",
        "-C",
        str(program.repo.path),
        "--base",
        "main~1",
        "--as-of",
        "2025-12-01",
        "--format",
        "json",
    ]
    root = Path(__file__).parents[2]

    done = subprocess.run(
        [sys.executable, "-c", blocked, *arguments],
        capture_output=True,
        cwd=root,
        env=dict(program.repo.environment),
        check=False,
    )

    assert done.returncode in (0, 1), done.stderr.decode()
    expected = program.run("check", "--base", "main~1", "--as-of", "2025-12-01", "--format", "json")
    assert json.loads(done.stdout) == expected.json


def test_before_the_start_nothing_is_a_success_or_a_crash(program: Program) -> None:
    for kind in ("success", "metrics", "readiness"):
        answer = program.run(f"report {kind}", "--as-of", "2025-08-01", "--format", "json")
        assert answer.code == 0
    assert program.run("report success", "--as-of", "2025-08-01", "--check").code == 1


def test_a_clone_that_lacks_the_days_that_count_cannot_look(program: Program) -> None:
    work(program, "2025-08-26")
    clone = Repo(program.repo.path.parent / "shallow", program.repo.environment)
    clone.path.mkdir()
    clone.git("init", "-q", "-b", "main")
    clone.git("fetch", "-q", "--depth=1", program.repo.path.as_uri(), "main")
    clone.git("checkout", "-q", "-B", "main", "FETCH_HEAD")

    answer = Program(clone, program.capture).run("report success", *AS_OF, "--check")

    assert answer.code == 3
