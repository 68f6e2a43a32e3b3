"""`report daily` to `report annual`: a page about a period, as it stood at its end."""

from __future__ import annotations

from datetime import date

import jsonschema
import pytest

from c7gate.reading import resources

from git_repo import Repo
from program import DANA, POLICY, Answer, Program

Capture = pytest.CaptureFixture[str]
LOGINS = ("alice", "bob", "erin", "frank", "gina", "hugo")
RECORD = "login: {0}\nidentities: [{0}@example.com]\nenrolled_at: 2025-08-22\ncohort: 2025-08\n"
FAILED = (
    "attempts:\n  - {id: g1-1, gate: 1, date: 2025-08-28, scores: {written: 84.50}, "
    "rubric: {workflow_demo: pass}, assessor: dana}\n"
)
SIGNED = (
    'signoffs:\n  - {id: so-1, gate: 1, by: dana, at: "2025-08-25T16:00:00+02:00"}\n'
    '  - {id: so-2, gate: 2, by: dana, at: "2025-09-02T16:00:00+02:00"}\n'
)
ROI = (
    "roi:\n  currency: EUR\n  assumptions:\n"
    "    - {id: hours, statement: Hours of training, kind: cost, low: 1000, high: 2000}\n"
)
MORE = "improvement:\n  - {id: pairing, title: Pair first, owner: dana, due: 2025-08-29, status: open}\n"


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    """Six people and one without a record; bob stopped on Tuesday, erin failed, alice passed gate 1, later gate 2."""
    files = {f"training-records/developers/{name}.yaml": RECORD.format(name) for name in LOGINS}
    roster = ", ".join(f"{{login: {name}}}" for name in (*LOGINS, "zoe"))
    files["training-records/cohorts/2025-08.yaml"] = (
        f"id: 2025-08\nstart_date: 2025-08-22\nroster: [{roster}]\n"
        "ceremony: {date: 2025-09-04, attendees: []}\n"
    )
    files["training-records/assessments/erin.yaml"] = f"login: erin\n{FAILED}"
    files["training-records/assessments/alice.yaml"] = f"login: alice\n{SIGNED}"
    files["training-records/surveys/2025-W35.yaml"] = (
        'period: 2025-W35\ninvited: 7\nhistogram: {"4": 5, "5": 1}\nthemes: [More examples]\n'
    )
    files["policies/success.yaml"] = MORE
    files["policies/program.yaml"] = f"{POLICY}support: {{channels: ['#docs-help']}}\n"
    program = Program.start(repo, capsys, files)
    repo.checkout("main")
    for day in range(25, 30):
        for name in ("alice", "erin", "frank", "gina", "hugo", *(["bob"] if day < 27 else [])):
            program.active(f"2025-08-{day}", author=(name, f"{name}@example.com"))
    return program


def report(program: Program, kind: str, as_of: str, *arguments: str) -> Answer:
    return program.run(f"report {kind}", "--as-of", as_of, *arguments)


def test_the_week_on_a_page(program: Program) -> None:
    """S-019, S-026, S-184: the last complete week by name, what changed, who is missing; nothing signed later counts."""
    answer = report(program, "weekly", "2025-09-03")

    assert answer.code == 0
    oid = program.repo.oid()[:10]
    assert answer.out == (
        "Week 35 (25-31 Aug 2025) · 2025-08 cohort\n"
        "7 participants · as of Sun 2025-08-31 23:59 CEST · data through Fri 2025-08-29 10:00 CEST · "
        f"trusted HEAD {oid}\n"
        "\n"
        "1 of 7 passed gate 1; 4 behind plan; 2 need somebody; adoption 6/6 = 100.0%.\n"
        "\n"
        "Changed\n"
        "  signed off: gate 1 +1\n"
        "  alerts that came up: 1 critical, 1 red; 2 not over yet\n"
        "\n"
        "Needs somebody\n"
        "  erin (2025-08): critical since Thu 2025-08-28 00:00 CEST, attempt 1 at gate 1 failed, 2 of 3 left, "
        "retest, answer due Thu 2025-08-28 13:00 CEST (overdue)\n"
        "  bob (2025-08): red since Sat 2025-08-30 00:00 CEST, 3 expected days without evidence, "
        "intervention, due Sat 2025-08-30 00:00 CEST (overdue); gate 1 was planned by day 3\n"
        "\n"
        "Needs a decision\n"
        "  action pairing overdue since 2025-08-29: Pair first (dana)\n"
        "\n"
        "On the roster, without a record\n"
        "  2025-08: zoe\n"
        "\n"
        "Behind plan\n"
        "  alice (2025-08): gate 2 was planned by day 7\n"
        "  frank (2025-08): gate 1 was planned by day 3\n"
        "  gina (2025-08): gate 1 was planned by day 3\n"
        "  hugo (2025-08): gate 1 was planned by day 3\n"
        "\n"
        "Where people stand\n"
        "  2025-08, day 10 of 14, 7 people: 2 need you, 4 behind plan, 1 no record\n"
        "  2025-08: G1 1/7  G2 0/7  G3 0/7  G4 0/7   "
        "adoption 6/6 = 100.0%  (eligible 6, not expected 0; to Sat 2025-08-30)\n"
        "\n"
        "Usage\n"
        "  Look-ups per active day: 1.00  27 look-ups on 27 active days of 6 people\n"
        "  most looked up: /websockets/ws (27 by 6 people)\n"
        "\n"
        "Survey\n"
        "  2025-W35: 4.16 [3.74, 4.60]  n=6/7 (met, uncertain)\n"
        "  said by several: More examples\n"
        "\n"
        "Ahead\n"
        "  Mon 2025-09-01: next review\n"
        "  Wed 2025-09-03: 2025-08: Final assessments and certification ceremony\n"
        "  Thu 2025-09-04: 2025-08: ceremony\n"
        "\n"
        "Support: #docs-help\n"
    )


def test_every_number_is_that_of_status(program: Program) -> None:
    weekly = report(program, "weekly", "2025-09-03", "--format", "json").json
    status = program.run("status", "--as-of", weekly["as_of"], "--format", "json").json

    assert weekly["groups"] == status["groups"]
    assert (weekly["period"]["id"], weekly["people"], weekly["passed"]) == ("2025-W35", 7, [1, 0, 0, 0])


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("daily", "text"),
        ("weekly", "json"),
        ("monthly", "markdown"),
        ("quarterly", "text"),
        ("annual", "text"),
    ],
)
def test_a_team_sees_nobody(program: Program, kind: str, form: str) -> None:
    """S-100."""
    answer = report(program, kind, "2026-01-02", "--audience", "team", "--format", form)

    assert answer.code == 0
    assert not [name for name in (*LOGINS, "zoe") if name in answer.out]
    assert "G1 1/7" in answer.out


def test_a_small_team_sees_no_figure(program: Program) -> None:
    roster = "id: 2025-08\nstart_date: 2025-08-22\nroster: [{login: alice}]\n"
    gone = {f"training-records/developers/{name}.yaml": None for name in LOGINS if name != "alice"}
    program.repo.commit({**gone, "training-records/cohorts/2025-08.yaml": roster}, author=DANA)

    answer = report(program, "weekly", "2025-09-03", "--audience", "team")

    assert "fewer than 5 people: no figures are shown." in answer.out
    assert "G1" not in answer.out
    assert "signed off" not in answer.out


def test_a_week_in_which_nothing_happened_is_named_all_the_same(program: Program) -> None:
    answer = report(program, "weekly", "2026-08-10T09:00:00Z")

    title, origin, *_ = answer.out.splitlines()
    assert title == "Week 32 (3-9 Aug 2026) · 2025-08 cohort"
    assert "7 participants" in origin
    assert "data through Fri 2025-08-29 10:00 CEST" in origin
    titles = [
        item["title"] for item in report(program, "weekly", "2026-08-10", "--format", "json").json["sections"]
    ]
    assert not {"Changed", "Usage", "Survey", "Shared"} & set(titles)


def test_before_the_start_nobody_has_begun(program: Program) -> None:
    answer = report(program, "weekly", "2025-08-18")

    assert "0 participants" in answer.out
    assert "nobody has begun yet." in answer.out
    assert "Fri 2025-08-22: next review" in answer.out


@pytest.mark.parametrize(
    ("as_of", "period"),
    [("2025-08-29T00:00:00+02:00", "2025-08-28"), ("2025-09-04", "2025-09-04"), ("2025-09-06", "2025-W35"), ("2025-09-08", "2025-W36")],
)  # fmt: skip
def test_the_daily_report_turns_weekly_after_day_14(program: Program, as_of: str, period: str) -> None:
    """S-185 and S-120: the days of the plan are told daily, and what follows week by week, without an end."""
    assert report(program, "daily", as_of, "--format", "json").json["period"]["id"] == period


@pytest.mark.parametrize(
    ("as_of", "review"),
    [("2025-08-18", "2025-08-22"), ("2025-08-29", "2025-08-29"), ("2025-09-08", "2025-09-11"), ("2025-09-15", "2025-09-18")],
)  # fmt: skip
def test_the_next_review_is_daily_then_weekly(program: Program, as_of: str, review: str) -> None:
    """S-186, counted from the period's end."""
    kind = "daily" if as_of == "2025-08-29" else "weekly"
    expected = "2025-08-30" if kind == "daily" else review
    assert report(program, kind, as_of, "--format", "json").json["next_review"] == expected


def test_who_is_not_certified_after_the_target_is_overdue(program: Program) -> None:
    """S-006."""
    on_target = report(program, "daily", "2025-09-05T00:00:00+02:00").out
    late = report(program, "weekly", "2025-09-08").out

    assert "OVERDUE" not in on_target
    assert "2025-08 OVERDUE 2d: 7 of 7 not certified by 2025-09-05" in late


def test_the_month_has_first_attempts_and_actions(program: Program) -> None:
    """S-020, S-121, S-143."""
    for name in ("bob", "frank", "gina", "hugo"):
        text = f"login: {name}\n{FAILED.replace('84.50', '85.00')}"
        program.repo.commit({f"training-records/assessments/{name}.yaml": text}, author=DANA)

    found = report(program, "monthly", "2025-09-15", "--format", "json").json

    sections = {item["id"]: item["lines"] for item in found["sections"]}
    assert (found["period"]["id"], found["period"]["name"]) == ("2025-08", "August 2025")
    assert sections["attempts"] == ["gate 1 4/5"]
    assert sections["actions"] == ["pairing [overdue] due 2025-08-29: Pair first (dana)"]


def test_the_quarter_asks_for_reviews_and_judgements(program: Program) -> None:
    """S-122, S-144: without a review in the quarter after the start one is overdue, until it is written down."""
    answer = report(program, "quarterly", "2026-01-15")
    assert "overdue since 2025-12-31" not in answer.out
    late = report(program, "quarterly", "2026-04-15")

    assert "Advanced exercises\n  none is offered yet" in answer.out
    assert "Technical debt: nobody judged it yet" in answer.out
    assert "overdue since 2025-12-31: quarterly program review (write it into approvals" in late.out

    review = "approvals: [{kind: review, by: dana, at: 2026-01-20}]\n"
    program.repo.commit({"policies/program.yaml": f"{POLICY}{review}"}, author=DANA)
    assert "quarterly program review" not in report(program, "quarterly", "2026-04-15").out


def test_the_return_is_a_range_by_stated_assumptions_or_no_number(program: Program) -> None:
    """S-145: one side alone is refused, too."""
    refused = report(program, "annual", "2026-01-15").out
    program.repo.commit({"policies/success.yaml": ROI}, author=DANA)
    cost_alone = report(program, "annual", "2026-01-15").out
    benefit = "    - {id: saved, statement: Hours saved, kind: benefit, low: 1500, high: 9000}\n"
    program.repo.commit({"policies/success.yaml": ROI + benefit}, author=DANA)
    stated = report(program, "annual", "2026-01-15").out

    for answer in (refused, cost_alone):
        assert "no assumptions about cost and benefit are stated, so nothing is computed" in answer
    assert "-500 to 8000 EUR by 2 stated assumptions" in stated
    assert "cost: Hours of training, 1000 to 2000 EUR" in stated


def test_a_story_is_shared_without_a_name(program: Program) -> None:
    """S-125."""
    shares = "shares:\n  - {date: 2025-08-29, kind: doc, ref: docs/notes/ws.md}\n"
    path = "training-records/developers/hugo.yaml"
    program.repo.commit({path: RECORD.format("hugo") + shares}, author=DANA, date="2025-08-29T12:00:00+02:00")

    sections = report(program, "weekly", "2025-09-03", "--format", "json").json["sections"]

    assert [item["lines"] for item in sections if item["id"] == "shared"] == [["docs/notes/ws.md"]]


def test_markdown_is_inert_and_says_the_same(program: Program) -> None:
    title = '  - {id: pairing, title: "@octocat <b>", owner: dana, due: 2025-08-29, status: open}\n'
    program.repo.commit({"policies/success.yaml": f"improvement:\n{title}"}, author=DANA)

    out = report(program, "weekly", "2025-09-03", "--format", "markdown").out

    assert out.startswith(
        "# Week 35 (25-31 Aug 2025) · 2025-08 cohort\n\n**In one line:** 1 of 7 passed gate 1;"
    )
    assert "`@octocat` &lt;b&gt;" in out


@pytest.mark.parametrize("day", [date(2025, 12, 29), date(2026, 1, 4)])
def test_the_week_at_the_turn_of_the_year_has_its_iso_name(program: Program, day: date) -> None:
    found = report(program, "weekly", str(day), "--format", "json").json["period"]

    assert found["id"] == ("2025-W52" if day.year == 2025 else "2026-W01")


ENDS = {
    "daily": "2025-09-02",
    "weekly": "2025-09-03",
    "monthly": "2025-09-10",
    "quarterly": "2026-01-02",
    "annual": "2026-01-02",
}


@pytest.mark.parametrize("audience", ["coordinator", "team"])
def test_the_json_is_of_its_schema(program: Program, audience: str) -> None:
    """By the end of the last period everything is in it: people, alerts, blockers, adoption, reviews that are overdue."""
    blocker = 'blockers: [{id: b-1, opened: "2025-08-28T08:00:00Z", summary: VPN, owner: dana}]\n'
    path = "training-records/developers/hugo.yaml"
    program.repo.commit({path: RECORD.format("hugo") + blocker}, author=DANA, date="2025-08-29T12:00:00Z")
    validator = jsonschema.Draft202012Validator(resources.schema("report-period"))

    for kind, as_of in ENDS.items():
        found = report(program, kind, as_of, "--format", "json", "--audience", audience).json

        validator.validate(found)
        assert found["kind"] == kind
        (group,) = found["groups"]
        assert (group["people"] is None) is (audience == "team")
        assert ("blockers" in group) is (audience == "coordinator")


@pytest.mark.parametrize("as_of", ["2025-08-01", "2025-08-24"])
def test_the_json_of_an_empty_or_small_group_is_of_its_schema(
    repo: Repo, capsys: Capture, as_of: str
) -> None:
    program = Program.start(repo, capsys)
    validator = jsonschema.Draft202012Validator(resources.schema("report-period"))

    validator.validate(report(program, "daily", as_of, "--format", "json", "--audience", "team").json)
