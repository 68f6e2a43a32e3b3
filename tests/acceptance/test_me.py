"""`me` and `explain`: where somebody stands, why each day counts, and how many may still be missed."""

from __future__ import annotations

import pytest

from git_repo import Repo
from program import POLICY, RECORD, TRACKED, Answer, Program, record

Capture = pytest.CaptureFixture[str]
BERLIN = """\
login: alice
identities: [alice@example.com]
cohort: berlin
work_week: [mon, tue, wed, thu, fri]
timezone: Europe/Berlin
"""
JERUSALEM = """\
login: bob
identities: [bob@example.com]
enrolled_at: 2025-08-25
work_week: [sun, mon, tue, wed, thu]
timezone: Asia/Jerusalem
"""
PART_TIME = """\
login: carol
identities: [carol@example.com]
enrolled_at: 2025-08-25
work_week: [mon, tue, wed]
timezone: America/New_York
away:
  - {from: 2025-08-27, to: 2025-08-27, type: leave}
"""
COHORT = "id: berlin\nstart_date: 2025-08-22\ncalendar: de\nroster: [{login: alice}]\n"
CALENDARS = "calendars:\n  de: {holidays: [{date: 2025-08-28, name: Example Day}]}\n"


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    """Alice enrolled since Monday 2025-08-25, with four active days on `pr`."""
    program = Program.start(repo, capsys, dict(TRACKED))
    program.active("2025-08-25", "2025-08-26", "2025-08-27", "2025-08-29")
    return program


def me(program: Program, *arguments: str, as_of: str = "2025-08-31") -> Answer:
    return program.run("me", "--as-of", as_of, *arguments)


def test_the_first_screen_says_what_is_due(program: Program) -> None:
    """S-199."""
    answer = me(program, "--login", "alice")

    assert answer.code == 0
    assert answer.out == (
        "alice · backend · day 8 (Mon 2025-09-01)\n"
        "\n"
        "Gates   1 in progress · 2 locked · 3 locked · 4 locked\n"
        "Gate 3  consistency ✓ 4/5   references ✗ 1 of 3   reviews ✗ 0 of 2   shares ✗ 0 of 1\n"
        "Days    W35  Mon ●  Tue ●  Wed ●  Thu ○  Fri ●  Sat ·  Sun ·\n"
        "        ● active   ○ missed   ◌ optional   – away or holiday   · day off\n"
        "Score   4 of 5 days = 80.0 %: pass\n"
        "Slack   you may miss 1 of the next 5 working days (to Fri 2025-09-05)\n"
        "\n"
        "next  Gate 1: Take the assessment of gate 1 (written and workflow_demo).\n"
        "next  Gate 1: Write where the practice helps in your own project: use_cases in your record (use_cases of the record: 0).\n"
        "next  Name 2 more library topics.\n"
        "next  Name a library in 2 more reviews of other people's work.\n"
        "next  Record 1 more knowledge share.\n"
    )


def test_it_says_where_to_ask_for_help(repo: Repo, capsys: Capture) -> None:
    files = {
        "policies/program.yaml": f"{POLICY}support: {{channels: ['#docs-help', pair with bob]}}\n",
        "training-records/developers/alice.yaml": record("alice"),
    }
    program = Program.start(repo, capsys, files)

    assert "Support #docs-help, pair with bob\n" in me(program, "--login", "alice").out
    assert (
        "- Support: `#docs-help`, pair with bob\n"
        in me(program, "--login", "alice", "--format", "markdown").out
    )
    found = me(program, "--login", "alice", "--format", "json").json
    assert found["support"] == ["#docs-help", "pair with bob"]


def test_who_i_am_is_what_git_would_write(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program.repo.git("config", "user.email", "ALICE@example.com")
    assert me(program, "--format", "json").json["developer"] == "alice"

    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "bob@example.com")
    assert me(program, "--format", "json", as_of="2025-09-01").json["developer"] == "bob"


@pytest.mark.parametrize("arguments", [("--login", "zoe"), ()])
def test_nobody_enrolled_is_told_how_to_enrol(program: Program, arguments: tuple[str, ...]) -> None:
    program.repo.git("config", "user.email", "stranger@example.com")

    answer = me(program, *arguments)

    assert answer.code == 2
    assert "c7gate add enrolment" in answer.err
    assert answer.out == ""


def test_after_the_sign_off_nothing_is_due(repo: Repo, capsys: Capture) -> None:
    program = Program.start(
        repo, capsys, {**TRACKED, "training-records/assessments/alice.yaml": signed_off(1, 2, 3, 4)}
    )

    answer = me(program, "--login", "alice", "--format", "json")

    assert answer.json["next"] == [
        "Nothing: gate 3 was signed off on 2025-08-30, and no day is counted since."
    ]
    assert answer.json["slack"] is None


def test_after_the_sign_off_of_gate_3_only_gate_4_is_due(repo: Repo, capsys: Capture) -> None:
    program = Program.start(
        repo, capsys, {**TRACKED, "training-records/assessments/alice.yaml": signed_off(1, 2, 3)}
    )

    steps = me(program, "--login", "alice", "--format", "json").json["next"]

    assert steps
    assert {step.partition(":")[0] for step in steps} == {"Gate 4"}


def signed_off(*gates: int) -> str:
    lines = (
        f'  - {{id: so-{gate}, gate: {gate}, by: dana, at: "2025-08-30T12:00:00+02:00"}}\n' for gate in gates
    )
    return f"login: alice\nsignoffs:\n{''.join(lines)}"


def test_people_of_different_calendars_have_the_same_slack(repo: Repo, capsys: Capture) -> None:
    """Country, work week and leave move the dates; how many days may be missed stays (principle 8)."""
    program = Program.start(
        repo,
        capsys,
        {
            "policies/calendars.yaml": CALENDARS,
            "training-records/cohorts/berlin.yaml": COHORT,
            "training-records/developers/alice.yaml": BERLIN,
            "training-records/developers/bob.yaml": JERUSALEM,
            "training-records/developers/carol.yaml": PART_TIME,
        },
    )

    found = {
        login: me(program, "--login", login, "--format", "json", as_of="2025-08-25T06:00:00Z").json["slack"]
        for login in ("alice", "bob", "carol")
    }

    assert {(item["may_miss"], item["of"]) for item in found.values()} == {(1, 5)}
    assert [found[login]["until"] for login in found] == ["2025-09-01", "2025-08-31", "2025-09-03"]


def test_slack_is_kept_word_by(program: Program) -> None:
    """Missing as many days as it grants still passes; one more does not."""
    slack = me(program, "--login", "alice", "--format", "json").json["slack"]
    assert slack == {"may_miss": 1, "of": 5, "until": "2025-09-05"}

    program.repo.git("branch", "-f", "main", "pr")  # merged, for a change may claim only so many days
    program.active("2025-09-01", "2025-09-03", "2025-09-04", "2025-09-05")
    after = program.run("explain", "alice", "--as-of", "2025-09-06", "--format", "json").json
    assert after["consistency"]["verdict"] == "pass"


def test_explain_says_why_a_day_asks_nothing(repo: Repo, capsys: Capture) -> None:
    """S-043, S-102."""
    text = RECORD.format(login="alice", enrolled_at="2025-08-25") + (
        "away:\n  - {from: 2025-08-26, to: 2025-08-26, type: leave}\n"
        "  - {from: 2025-08-29, to: 2025-08-29, type: half}\n"
    )
    excused = "login: alice\nexcused: [{from: 2025-08-28, to: 2025-08-28, by: dana}]\n"
    program = Program.start(
        repo,
        capsys,
        {
            "training-records/developers/alice.yaml": text,
            "training-records/assessments/alice.yaml": excused,
        },
    )

    answer = program.run("explain", "alice", "--as-of", "2025-08-31", "--format", "json").json

    because = {day["date"][-2:]: day["because"] for day in answer["consistency"]["days"]}
    assert because == {
        "25": "", "26": "away", "27": "", "28": "excused by dana", "29": "half a day away",
        "30": "not in the work week", "31": "not in the work week",
    }  # fmt: skip
    lines = program.run("explain", "alice", "--as-of", "2025-08-31").out.splitlines()
    assert "  W35  Mon ○  Tue –  Wed ○  Thu –  Fri ◌  Sat ·  Sun ·" in lines
    assert "  – Thu 2025-08-28  excused by dana" in lines


def test_explain_and_check_agree_on_a_branch_that_claims_many_days(repo: Repo, capsys: Capture) -> None:
    """A week typed at once is nothing in `check`, so it is nothing in `explain` (T09)."""
    program = Program.start(repo, capsys, dict(TRACKED))
    days = ("25", "26", "27", "28", "29")
    program.active(*(f"2025-08-{day}" for day in days), "2025-09-01", "2025-09-02", "2025-09-03")
    as_of = "2025-09-04T09:00:00+02:00"

    checked = program.check("--base", "main", "--head", "pr", as_of=as_of).json["gates"][0]["criteria"][0]
    explained = program.run("explain", "alice", "--as-of", as_of, "--format", "json").json

    assert checked == explained["criteria"][0]
    assert explained["consistency"]["active"] == 0
    assert {item["because"] for item in explained["not_counted"]} == {
        "8 days first appear in one change, where 5 may"
    }


def test_markdown_is_for_people_only(program: Program) -> None:
    page = program.run("explain", "alice", "--as-of", "2025-08-31", "--format", "markdown")
    refused = program.run("explain", "missing-reference", "--format", "markdown")

    assert "| Thu 2025-08-28 | ○ | missed |  |" in page.out.splitlines()
    assert page.out.startswith("### alice, gate 3: ✗ fail\n")
    assert (refused.code, refused.out) == (2, "")
    assert me(program, "--login", "alice", "--format", "markdown").out.startswith("### alice · backend")


def test_a_record_that_cannot_be_read_still_says_who_it_is(repo: Repo, capsys: Capture) -> None:
    broken = f"{TRACKED['training-records/developers/alice.yaml']}rol: typo\n"
    program = Program.start(repo, capsys, {"training-records/developers/alice.yaml": broken})

    answer = me(program, "--login", "alice", "--format", "json")

    assert (answer.code, answer.json["developer"], answer.json["role"]) == (0, "alice", "backend")
