"""Delivering alerts: one issue each in the program's own private repository, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from forge_issues import BOT, GitLabIssues, Issues
from forge_server import CANARY, Forge, serving
from git_repo import Repo
from program import ALICE, BOB, DANA, POLICY, Answer, Program

Capture = pytest.CaptureFixture[str]
RECORD = "login: {0}\nidentities: [{0}@example.com]\nenrolled_at: 2025-08-25\ntimezone: Europe/Berlin\n"
CLOSED = {"resolved", "expired"}


@contextmanager
def delivering(issues: Issues, monkeypatch: pytest.MonkeyPatch) -> Iterator[Forge]:
    with serving() as forge:
        issues.attach(forge)
        where = {"GITHUB_API_URL": forge.url, "GITHUB_TOKEN": CANARY, "GITHUB_REPOSITORY": "acme/program"}
        if isinstance(issues, GitLabIssues):
            where = {"GITLAB_CI": "true", "CI_API_V4_URL": forge.url, "C7GATE_GITLAB_TOKEN": CANARY}
            where["CI_PROJECT_PATH"] = "acme/program"
        for name, value in where.items():
            monkeypatch.setenv(name, value)
        yield forge


def started(repo: Repo, capsys: Capture, alerts: str = "deliver: issues\n") -> Program:
    program = Program.start(repo, capsys)
    files = {
        "policies/program.yaml": f"{POLICY}support: {{channels: ['#docs-help']}}\n",
        "policies/alerts.yaml": alerts,
        "training-records/developers/alice.yaml": RECORD.format("alice"),
        "training-records/developers/bob.yaml": RECORD.format("bob"),
    }
    repo.commit(dict(files), "Records", author=DANA, date="2025-08-22T10:00:00+02:00")
    return program


def deliver(program: Program, as_of: str) -> Answer:
    return program.run("report alerts", "--deliver", "--as-of", as_of)


def wrote(forge: Forge) -> list[str]:
    return [asked.method for asked in forge.asked if asked.method != "GET"]


def test_issues_are_what_the_alerts_are_day_by_day(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two weeks, a delivery each working morning, each of them twice."""
    program, issues = started(repo, capsys), Issues()
    for author, number in ((ALICE, 25), (BOB, 26), (BOB, 27), (ALICE, 29)):
        program.active(f"2025-08-{number}", author=author)
    note = '{alert: inactivity/alice/2025-08-26, action: resolve, by: dana, at: "2025-09-01T09:00:00+02:00"}'
    with delivering(issues, monkeypatch) as forge:
        for day in ("08-27", "08-28", "08-29", "09-01", "09-02", "09-03", "09-04", "09-05"):
            as_of = f"2025-{day}T06:17:00Z"
            if day == "09-02":
                text = f"login: alice\ninterventions:\n  - {note}\n"
                program.repo.commit({"training-records/assessments/alice.yaml": text}, author=DANA)
            answer = deliver(program, as_of)
            assert answer.code == 0, answer.err
            said = len(wrote(forge))
            assert "0 issues opened, 0 updated, 0 closed" in deliver(program, as_of).out
            assert len(wrote(forge)) == said

            alerts = program.run("report alerts", "--as-of", as_of, "--format", "json").json["alerts"]
            states = {alert["key"]: alert["state"] for alert in alerts}
            live = {key for key, state in states.items() if state not in CLOSED}
            assert {key for key, state in issues.standing.items() if state == "open"} == live
            assert issues.standing.keys() <= states.keys()

    assert issues.standing["inactivity/alice/2025-08-26"] == "closed"
    assert issues.standing["inactivity/bob/2025-08-28"] == "open"


def test_an_issue_says_what_it_is_about_and_where_help_is(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told at 08:17, so the check-in is due at 08:17 of the next working day (A1), whenever it is asked again."""
    program, issues = started(repo, capsys), Issues()
    program.active("2025-08-25")
    program.active("2025-08-25", "2025-08-26", "2025-08-27", author=BOB)
    with delivering(issues, monkeypatch):
        deliver(program, "2025-08-28T06:17:00Z")
        first = dict(issues.kept[0])
        deliver(program, "2025-08-28T14:00:00Z")

    assert len(issues.kept) == 1
    assert issues.kept[0] == first
    assert first["title"] == "yellow: alice: 2 expected days without evidence"
    assert first["body"].startswith(
        "<!-- c7gate:alert inactivity/alice/2025-08-26 told 2025-08-28T06:17:00Z -->\n"
    )
    assert "check-in, due Fri 2025-08-29 08:17 CEST" in first["body"]
    assert "docs-help" in first["body"]
    assert first["labels"] == ["c7gate-alert"]


def test_what_history_no_longer_shows_is_closed_and_nobody_elses_issue_touched(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = started(repo, capsys)
    for day in ("2025-08-25", "2025-08-26", "2025-08-27"):
        program.active(day)
        program.active(day, author=BOB)
    marker = "<!-- c7gate:alert inactivity/alice/2025-08-20 told 2025-08-28T06:17:00Z -->\nold"
    alien = {"login": "alice-dev", "type": "User"}
    issues = Issues(
        kept=[
            {"number": number, "state": "open", "title": "t", "user": user, "body": body}
            for number, user, body in ((1, BOT, marker), (2, alien, marker), (3, BOT, "hello"))
        ]
    )
    with delivering(issues, monkeypatch):
        deliver(program, "2025-08-28T06:17:00Z")

    assert [issue["state"] for issue in issues.kept] == ["closed", "open", "open"]


def test_the_log_names_nobody(repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    program, issues = started(repo, capsys), Issues()
    with delivering(issues, monkeypatch):
        answer = deliver(program, "2025-08-29T06:17:00Z")

    assert answer.out == "2 alerts; 2 issues opened, 0 updated, 0 closed\n"
    assert answer.err == ""


def test_a_public_repository_is_told_nothing(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, issues = started(repo, capsys), Issues(private=False)
    with delivering(issues, monkeypatch) as forge:
        answer = deliver(program, "2025-08-29T06:17:00Z")

    assert answer.code == 2
    assert "is public" in answer.err
    assert wrote(forge) == []


def test_where_policy_says_nothing_nothing_is_sent(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, issues = started(repo, capsys, "{}\n"), Issues()
    with delivering(issues, monkeypatch) as forge:
        answer = deliver(program, "2025-08-29T06:17:00Z")

    assert answer.code == 0
    assert "deliver: none" in answer.out
    assert forge.asked == []


def test_without_a_token_it_could_not_look(repo: Repo, capsys: Capture) -> None:
    answer = deliver(started(repo, capsys), "2025-08-29T06:17:00Z")

    assert answer.code == 3
    assert "issues: write" in answer.err


# A team alert that stays open

TEAM = "adoption/context7-training/2025-09-01"
FIRST = datetime(2025, 9, 2, 6, 17, tzinfo=UTC)
"""When it is told of first: the days of grace end on Monday, and nobody has looked anything up."""


def after(days: int, hours: int = 0) -> str:
    return f"{FIRST + timedelta(days=days, hours=hours):%Y-%m-%dT%H:%M:%SZ}"


def weekly(issues: Issues) -> list[str]:
    """The instants by which the team alert was said again."""
    return [said["body"].split()[2] for said in issues.said]


def test_a_team_alert_is_told_again_once_a_week_while_it_is_open(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A late run moves no later one, and a run that is repeated says nothing twice."""
    program, issues = started(repo, capsys), Issues()
    with delivering(issues, monkeypatch):
        for days, told in (
            (0, 0),
            (1, 0),
            (6, 0),
            (7, 1),
            (7, 1),
            (8, 1),
            (16, 2),
            (16, 2),
            (20, 2),
            (21, 3),
        ):
            answer = deliver(program, after(days))
            assert answer.code == 0, answer.err
            assert len(issues.said) == told, days

    assert issues.standing[TEAM] == "open"
    assert weekly(issues) == [after(7), after(14), after(21)]
    assert "cohort context7-training" in issues.said[0]["body"]
    assert "alice" not in issues.said[0]["body"]
    assert "told again every 7 days while it is open" in issues.said[0]["body"]


def test_the_log_counts_what_was_told_again(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, issues = started(repo, capsys), Issues()
    with delivering(issues, monkeypatch):
        deliver(program, after(0))
        answer = deliver(program, after(7))

    assert answer.out.endswith("0 closed, 1 told again\n")


def test_a_run_that_is_cut_off_after_its_comment_says_nothing_twice(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, issues = started(repo, capsys), Issues()
    with delivering(issues, monkeypatch):
        deliver(program, after(0))
        issues.broken = "PATCH"
        assert deliver(program, after(7)).code == 3
        issues.broken = ""
        assert deliver(program, after(7, 1)).code == 0

    assert weekly(issues) == [after(7)]


def test_who_has_taken_it_on_is_not_told_again(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, issues = started(repo, capsys), Issues()
    note = f'{{alert: {TEAM}, action: ack, by: dana, at: "{after(6, 12)}"}}'
    text = f"login: alice\ninterventions:\n  - {note}\n"
    program.repo.commit({"training-records/assessments/alice.yaml": text}, author=DANA)
    with delivering(issues, monkeypatch):
        deliver(program, after(0))
        deliver(program, after(7))
        assert weekly(issues) == []
        deliver(program, after(8))

    assert weekly(issues) == [after(7)]


def test_an_alert_about_a_person_is_not_told_again(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, issues = started(repo, capsys, "deliver: issues\nadoption: {grace_days: 90}\n"), Issues()
    with delivering(issues, monkeypatch):
        deliver(program, after(0))
        deliver(program, after(8))

    assert issues.standing["inactivity/alice/2025-08-25"] == "open"
    assert issues.said == []


# GitLab


def test_on_gitlab_an_issue_is_opened_kept_closed_and_opened_again(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same as on GitHub, each run twice: the second one writes nothing."""
    program, issues, key = started(repo, capsys), GitLabIssues(), "inactivity/alice/2025-08-26"
    program.active("2025-08-25")
    program.active("2025-08-25", "2025-08-26", "2025-08-27", "2025-08-28", author=BOB)
    states = []
    with delivering(issues, monkeypatch) as forge:
        for day in ("08-28", "08-29", "09-01"):
            if day == "08-29":
                program.active("2025-08-28")
            if day == "09-01":  # it was nobody's commit after all
                program.repo.git("reset", "-q", "--hard", "HEAD~1")
            answer = deliver(program, f"2025-{day}T06:17:00Z")
            assert answer.code == 0, answer.err
            said = len(wrote(forge))
            assert "0 issues opened, 0 updated, 0 closed" in deliver(program, f"2025-{day}T06:17:00Z").out
            assert len(wrote(forge)) == said
            states.append(issues.standing[key])

    assert states == ["opened", "closed", "opened"]
    assert len(issues.kept) == 1
    assert issues.kept[0]["title"] == "red: alice: 4 expected days without evidence"
    assert issues.kept[0]["labels"] == "c7gate-alert"


def test_on_gitlab_a_team_alert_is_told_again(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, issues = started(repo, capsys), GitLabIssues()
    with delivering(issues, monkeypatch):
        deliver(program, after(0))
        issues.broken = "PUT"
        assert deliver(program, after(7)).code == 3
        issues.broken = ""
        assert deliver(program, after(8)).code == 0

    assert weekly(issues) == [after(7)]


@pytest.mark.parametrize("visibility", ["public", "internal", ""])
def test_on_gitlab_only_a_private_project_is_told(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch, visibility: str
) -> None:
    """Everybody with an account reads an internal one."""
    program, issues = started(repo, capsys), GitLabIssues(visibility=visibility)
    with delivering(issues, monkeypatch) as forge:
        answer = deliver(program, "2025-08-29T06:17:00Z")

    assert answer.code == 2
    assert f"acme/program {f'is {visibility}' if visibility else 'does not say'}" in answer.err
    assert wrote(forge) == []


def test_on_gitlab_the_jobs_own_token_does_not_do(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_JOB_TOKEN", CANARY)
    with delivering(GitLabIssues(), monkeypatch) as forge:
        monkeypatch.delenv("C7GATE_GITLAB_TOKEN")
        answer = deliver(started(repo, capsys), "2025-08-29T06:17:00Z")

    assert answer.code == 3
    assert "C7GATE_GITLAB_TOKEN, a token with the scope api" in answer.err
    assert forge.asked == []


@pytest.mark.parametrize(
    "issues", [Issues(broken="POST"), GitLabIssues(broken="POST")], ids=["github", "gitlab"]
)
def test_a_token_that_may_not_write_is_told_what_it_needs(
    repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch, issues: Issues
) -> None:
    with delivering(issues, monkeypatch):
        answer = deliver(started(repo, capsys), "2025-08-29T06:17:00Z")

    assert answer.code == 3
    assert "answered 403: Forbidden" in answer.err
    assert "let the token write issues" in answer.err
    assert CANARY not in answer.err + answer.out
