"""`report dashboard`: one page from disk, the same numbers in JSON, and to each audience only what it may see."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jsonschema
import pytest

from c7gate.reading import resources
from c7gate.rendering.escape import terminal

from git_repo import Repo
from program import POLICY, Answer, Program

Capture = pytest.CaptureFixture[str]
TEAM = ("alice", "bob", "octocat", "monalisa", "hubot", "farid", "grace")
AS_OF = "2025-09-08T09:00:00Z"
HOSTILE = "<script>alert(1)</script><img src=https://evil.example/x onerror=alert(2)>\u202e\u200b"
COHORT = "id: 2025-08\nstart_date: 2025-08-22\nfrozen_at: 2025-08-25\nroster: [{members}]\n"
RECORD = (
    "login: {0}\nidentities: [{0}@example.com]\nrole: backend\ncohort: 2025-08\nenrolled_at: 2025-08-22\n"
)
# Read before a test's fixtures hide them.
IN_CI = os.environ.get("CI") == "true"
NODE_MODULES = Path(os.environ.get("C7GATE_NODE_MODULES", "nowhere"), "node_modules")
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
LOOKS = ("laptop-light", "laptop-dark", "phone-dark", "print", "served")


def assessment(login: str, gates: int) -> str:
    """So many gates signed; who has all four was certified on Thursday 4 September with an odd score."""
    days = ("2025-08-25", "2025-08-28", "2025-09-02", "2025-09-04")
    lines = "".join(
        f'  - {{id: so-{gate}, gate: {gate}, by: dana, at: "{day}T14:00:00Z"}}\n'
        for gate, day in enumerate(days[:gates], 1)
    )
    score = 90 + TEAM.index(login)
    attempt = f"attempts:\n  - {{id: g4-1, gate: 4, date: 2025-09-04, scores: {{comprehensive: {score}.37}}, rubric: {{independence: pass}}, assessor: dana}}\n"
    return f"login: {login}\n{attempt if gates == 4 else ''}" + (f"signoffs:\n{lines}" if lines else "")


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    """Seven people: five certified, grace stopped, farid at gate 2; one title of the policy is hostile."""
    files = {"policies/program.yaml": POLICY}
    files["policies/success.yaml"] = f"metrics: {{culture: {{title: {json.dumps(HOSTILE)}, scope: proxy}}}}\n"
    for login, gates in zip(TEAM, (4, 4, 4, 4, 4, 1, 0), strict=True):
        files[f"training-records/developers/{login}.yaml"] = RECORD.format(login) + usage(login)
        files[f"training-records/assessments/{login}.yaml"] = assessment(login, gates)
    members = ", ".join(f"{{login: {login}}}" for login in TEAM)
    files["training-records/cohorts/2025-08.yaml"] = COHORT.format(members=members)
    files["training-records/surveys/2025-W36.yaml"] = (
        'period: 2025-W36\ninvited: 14\nhistogram: {"2": 1, "3": 1, "4": 6, "5": 4}\n'
    )
    program = Program.start(repo, capsys, files)
    repo.checkout("main")
    for day in ("2025-08-25", "2025-08-26", "2025-08-27", "2025-09-07"):
        for login in TEAM[:6]:
            program.active(day, author=(login, f"{login}@example.com"))
    return program


def usage(login: str) -> str:
    """Six people rate a look-up of one library, two of them one of another."""
    outcome = "not" if login == "bob" else "helpful"
    libraries = ["/microsoft/playwright", *(["/hathora/docs"] if login in ("alice", "bob") else [])]
    lines = "".join(
        f'  - {{at: "2025-08-26T14:05:00+02:00", kind: log, library: {library}, topic: x, outcome: {outcome}}}\n'
        for library in libraries
    )
    return f"usage:\n{lines}" if login != "grace" else ""


def dashboard(program: Program, audience: str, *arguments: str, as_of: str = AS_OF) -> Answer:
    out = str(folder(program))
    return program.run("report dashboard", "--as-of", as_of, "--out", out, "--audience", audience, *arguments)


def folder(program: Program) -> Path:
    return program.repo.path.parent / "site"


def built(program: Program, audience: str, *arguments: str, as_of: str = AS_OF) -> tuple[str, Any]:
    """The page and its JSON."""
    answer = dashboard(program, audience, *arguments, as_of=as_of)
    assert answer.code == 0, answer.err
    text = (folder(program) / "dashboard.json").read_text("utf-8")
    return (folder(program) / "index.html").read_text("utf-8"), json.loads(text)


class Marks(HTMLParser):
    """The elements of a page, and the marks that carry data, by the chart they stand in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.charts: dict[str, dict[str, str]] = {}
        self.marks: dict[str, list[dict[str, str]]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an element is, and what it says."""
        given = {name: value or "" for name, value in attrs}
        data = {
            name.removeprefix("data-"): value for name, value in given.items() if name.startswith("data-")
        }
        self.elements.append((tag, given))
        if "chart" in data:
            self.charts[data["chart"]] = data
        elif data and tag == "g":
            self.marks.setdefault(list(self.charts)[-1], []).append(data)


SHARES = {"adoption": ("adopters", "eligible"), "consistency": ("active", "counted")}


def marked(week: Any) -> dict[str, str]:
    """A week of the JSON as its mark in the chart says it."""
    said = {"monday": week["monday"], "certified": shown(week["certified"])}
    for name, keys in SHARES.items():
        said |= {key: shown(week[name][key] if week[name] else None) for key in keys}
    return said


def shown(value: int | None) -> str:
    return "" if value is None else str(value)


@pytest.mark.parametrize("audience", ["team", "coordinator", "developer"])
def test_the_charts_say_what_the_json_says(program: Program, audience: str) -> None:
    """S-029, S-030: read back from the marks of the page."""
    login = ("--login", "farid") if audience == "developer" else ()

    page, found = built(program, audience, *login)

    jsonschema.Draft202012Validator(resources.schema("dashboard")).validate(found)
    read = Marks(page)
    assert [(int(item["gate"]), int(item["passed"])) for item in read.marks["funnel"]] == [
        (item["gate"], item["passed"]) for item in found["funnel"]
    ]
    burn_up = read.charts["burn-up"]
    assert burn_up["first"] == found["burn_up"][0]["date"]
    assert burn_up["planned"].split() == [item["planned"] for item in found["burn_up"]]
    assert [int(number) for number in burn_up["certified"].split()] == [
        item["certified"] for item in found["burn_up"] if item["certified"] is not None
    ]
    assert [(item["date"], item["active"], item["counted"]) for item in read.marks["days"]] == [
        (item["date"], shown(item["active"]), shown(item["counted"])) for item in found["days"]
    ]
    assert [(item["metric"], item["value"], item["low"]) for item in read.marks["intervals"]] == [
        (item["metric"], item["value"], item["interval"]["low"])
        for item in found["metrics"]
        if item["interval"]
    ]
    assert {item["key"] for item in read.marks.get("alerts", ())} == {item["key"] for item in found["alerts"]}
    assert [
        {key: item[key] for key in ("monday", *SHARES["adoption"], *SHARES["consistency"], "certified")}
        for item in read.marks["trend"]
    ] == [marked(week) for week in found["trend"]]
    people = [(item["login"], item["days"]) for item in read.marks.get("people", ())]
    assert people == [(item["login"], item["days"]) for item in found["people"] or ()]
    if audience == "developer":
        assert read.charts["own"]["days"] == found["own"]["days"]
    cards = [given for tag, given in read.elements if tag == "li" and "data-criterion" in given]
    assert [(item["data-criterion"], item["data-verdict"]) for item in cards] == [
        (item["id"], item["verdict"]) for item in found["success"]["criteria"]
    ]


def test_the_numbers_are_those_of_the_other_views(program: Program) -> None:
    _, found = built(program, "coordinator")
    arguments = ("--as-of", AS_OF, "--format", "json")

    success = program.run("report success", *arguments).json
    metrics = program.run("report metrics", *arguments).json
    (group,) = program.run("status", *arguments).json["groups"]
    alerts = program.run("report alerts", *arguments).json["alerts"]

    assert found["success"]["criteria"] == success["criteria"]
    assert found["metrics"] == metrics["metrics"]
    assert [(item["passed"], found["roster"]) for item in found["funnel"]] == [
        (item["passed"], item["of"]) for item in group["funnel"]
    ]
    assert {item["login"]: item["standing"] for item in found["people"]} == {
        item["developer"]: item["standing"] for item in group["people"]
    }
    assert [item["key"] for item in found["alerts"]] == [item["key"] for item in alerts]
    assert found["burn_up"][-1]["certified"] == success["criteria"][0]["numerator"] == 5


def test_the_plan_rises_on_working_days_only(program: Program) -> None:
    _, found = built(program, "team")

    days = {item["date"]: item for item in found["burn_up"]}
    assert [days[f"2025-09-0{day}"]["planned"] for day in (2, 3, 4, 5)] == ["0.0", "3.5", "7.0", "7.0"]
    assert [days[f"2025-09-0{day}"]["works"] for day in (5, 6, 7, 8)] == [True, False, False, True]
    assert [days[f"2025-09-0{day}"]["certified"] for day in (3, 4, 8)] == [0, 5, 5]


def test_a_plan_that_crosses_a_weekend_is_flat_there(program: Program) -> None:
    program.repo.write(
        {"policies/program.yaml": f"{POLICY}timeline: {{phases: {{certification: {{last_day: 19}}}}}}\n"}
    )
    program.repo.commit(author=("dana", "dana@example.com"), date="2025-09-05T09:00:00Z")

    _, found = built(program, "team")

    days = {item["date"]: item["planned"] for item in found["burn_up"]}
    assert [days[f"2025-09-0{day}"] for day in (3, 4, 5, 6, 7, 8, 9)] == [
        "1.4",
        "2.8",
        "4.2",
        "4.2",
        "4.2",
        "5.6",
        "7.0",
    ]


def test_the_trend_is_what_each_week_was(program: Program) -> None:
    """S-029, S-035: week by week from history, as `status` says it of the last one."""
    _, found = built(program, "coordinator")
    (group,) = program.run("status", "--as-of", AS_OF, "--format", "json").json["groups"]

    first, second, third = found["trend"]
    assert [week["monday"] for week in found["trend"]] == ["2025-08-18", "2025-08-25", "2025-09-01"]
    nobody = {"adopters": 0, "eligible": 0, "percent": None}
    assert (first["adoption"], first["certified"]) == (nobody, 0)
    # Of seven grace never did anything; Monday to Wednesday the others were active, Thursday and Friday nobody.
    assert second["adoption"] == {"adopters": 6, "eligible": 7, "percent": "85.7"}
    assert second["consistency"] == {"active": 18, "counted": 35, "percent": "51.4"}
    assert (second["certified"], third["certified"]) == (0, 5)
    assert {key: third["adoption"][key] for key in SHARES["adoption"]} == {
        key: group["adoption"][key] for key in SHARES["adoption"]
    }
    days = [day for day in found["days"] if "2025-09-01" <= day["date"] <= "2025-09-07"]
    assert third["consistency"]["counted"] == sum(day["counted"] for day in days)


def test_a_team_learns_from_the_trend_no_more_than_from_its_days(program: Program) -> None:
    """S-136: two people were left in the week of the sign-offs; a sum over it would tell of them."""
    _, found = built(program, "team")

    _, second, third = found["trend"]
    assert second["adoption"] == {"adopters": 6, "eligible": 7, "percent": "85.7"}
    assert (third["adoption"], third["consistency"], third["certified"]) == (None, None, 5)


@pytest.mark.parametrize("audience", ["team", "developer"])
def test_others_learn_nothing_of_one_person(program: Program, audience: str) -> None:
    """S-100, S-136: no login but the reader's own, no address, nobody's score, no figure of fewer than five."""
    login = ("--login", "farid") if audience == "developer" else ()

    page, found = built(program, audience, *login)

    both = page + json.dumps(found, ensure_ascii=False)
    others = [name for name in (*TEAM, "dana") if audience == "team" or name not in ("farid", "dana")]
    assert [name for name in others if re.search(rf"\b{name}\b", both)] == []
    assert "@example.com" not in both
    scores = [f"{90 + number}.37" for number in range(5)]
    assert [score for score in scores if score in both] == []
    assert found["people"] is None
    assert "fewer than five" in page
    few = [item for item in found["days"] if item["counted"] not in (0, None) and item["counted"] < 5]
    assert few == []
    withheld = [item["date"] for item in found["days"] if item["counted"] is None]
    # From the sign-offs of gate 3 on two people are left. Theirs are all days that are withheld, and one more day
    # that would else be told by the total.
    assert set(withheld) >= {"2025-09-03", "2025-09-04", "2025-09-05"}
    assert len(withheld) > 3
    assert all(item["people"] is None or item["people"] >= 5 for item in found["alert_weeks"])
    libraries = {item["library"]: item for item in found["libraries"]}
    assert libraries["/hathora/docs"]["look_ups"] is None
    assert libraries["/hathora/docs"]["rated"] is None


def test_a_coordinator_sees_who(program: Program) -> None:
    page, found = built(program, "coordinator")

    people = {item["login"]: item for item in found["people"]}
    assert list(people) == sorted(TEAM)
    assert (people["alice"]["passed"], people["alice"]["standing"]) == (4, "certified")
    assert people["grace"]["standing"] == "needs you"
    assert people["grace"]["days"].startswith("○○○○○··")
    assert ">grace</th><td>needs you</td>" in page


def test_a_developer_sees_the_own_standing(program: Program) -> None:
    _, found = built(program, "developer", "--login", "farid")

    mine = program.run("me", "--login", "farid", "--as-of", AS_OF, "--format", "json").json
    del mine["support"]  # which the page names at its end, for everybody
    assert {key: found["own"][key] for key in mine} == mine
    assert {item["developer"] for item in found["own"]["alerts"]} == {"farid"}


def test_a_team_of_four_is_no_figure(program: Program) -> None:
    members = ", ".join(f"{{login: {login}}}" for login in TEAM[:4])
    program.repo.commit(
        {"training-records/cohorts/2025-08.yaml": COHORT.format(members=members)},
        author=("dana", "dana@example.com"),
        date="2025-09-05T09:00:00Z",
    )

    page, found = built(program, "team")

    assert (found["roster"], found["funnel"], found["burn_up"]) == (None, None, None)
    assert {item["counted"] for item in found["days"]} <= {None, 0}
    assert {item["value"] for item in found["success"]["criteria"][:3]} == {None}
    assert "fewer than five" in page


def test_what_people_wrote_is_shown_as_text(program: Program) -> None:
    """T72, T73: markup of a title is text, what nobody can see is shown by its code."""
    page, found = built(program, "team")

    assert HOSTILE in {item["title"] for item in found["metrics"]}
    assert "<script" not in page
    assert "<img" not in page
    assert not set("\u202e\u200b") & set(page)
    assert terminal(HOSTILE).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in page


def test_the_page_asks_for_nothing(program: Program) -> None:
    """S-029: no script, no address outside, no inline style, and a policy of content that would refuse them."""
    page, _ = built(program, "coordinator")

    read = Marks(page)
    tags = {tag for tag, _ in read.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    asking = [given[key] for _, given in read.elements for key in ("src", "href", "style") if key in given]
    assert [value for value in asking if not value.startswith("#")] == ["dashboard.json"]
    (policy,) = [given["content"] for tag, given in read.elements if given.get("http-equiv")]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


@pytest.mark.parametrize("audience", ["team", "coordinator"])
def test_the_same_repository_gives_the_same_bytes(program: Program, audience: str) -> None:
    assert built(program, audience) == built(program, audience)


def test_before_the_start_there_is_a_page(program: Program) -> None:
    page, found = built(program, "coordinator", as_of="2025-08-01")

    assert found["days"] == []
    assert "No day was counted yet." in page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("team", "--login", "alice"), "no single person"),
        (("developer", "--login", "nobody"), "belongs to nobody enrolled"),
        (("everybody",), "is not one of"),
    ],
)
def test_a_wrong_call_writes_nothing(program: Program, arguments: tuple[str, ...], message: str) -> None:
    answer = dashboard(program, *arguments)

    assert (answer.code, message in answer.err) == (2, True)
    assert not folder(program).exists()


def test_a_folder_that_cannot_be_written_is_said(program: Program) -> None:
    folder(program).write_text("a file", encoding="utf-8")

    answer = dashboard(program, "team")

    assert answer.code == 2
    assert "Traceback" not in answer.err


def legacy(program: Program, audience: str, *arguments: str) -> Any:
    """The file under the program text's names, held against its schema."""
    answer = dashboard(program, audience, "--format", "legacy", *arguments)
    assert answer.code == 0, answer.err
    (file,) = folder(program).iterdir()
    assert (file.name, file.name in answer.out) == ("context7-dashboard.json", True)
    found = json.loads(file.read_text("utf-8"))
    jsonschema.Draft202012Validator(resources.schema("context7-dashboard")).validate(found)
    return found


def test_the_program_text_finds_its_dashboard(program: Program) -> None:
    """S-030 to S-037: each metric that the text lists, by its name, with the figures of the dashboard."""
    found = legacy(program, "coordinator")

    (alice,) = (item for item in found["individual_developer_progress"] if item["developer"] == "alice")
    (farid,) = (item for item in found["individual_developer_progress"] if item["developer"] == "farid")
    assert [gate["state"] for gate in alice["gates"]] == ["passed"] * 4
    assert [gate["state"] for gate in farid["gates"]] == ["passed", "in progress", "locked", "locked"]
    assert farid["next"]
    assert (alice["competency_score"], farid["competency_score"]) == ("90.37", None)
    queries = {item["date"]: item for item in found["daily_context7_query_frequency"]["days"]}
    # On the 26th each of six commits and uses; alice and bob use another library as well; the day counts once.
    assert (queries["2025-08-25"]["queries"], queries["2025-08-25"]["developers"]) == (6, 6)
    assert (queries["2025-08-26"]["queries"], queries["2025-08-26"]["developers"]) == (14, 6)
    assert found["success_rates"] == {"percent": "75.0", "helpful": 6, "rated": 8}
    assert found["library_specific_usage_patterns"][0]["developers"] == 6
    completion = found["team_completion_rates"]
    assert (completion["roster"], completion["certified_percent"]) == (7, "71.4")
    assert [gate["passed"] for gate in completion["gates"]] == [6, 5, 5, 5]
    assert found["competency_scores"] == {"mean": "92.3", "assessed": 5}
    assert {item["metric"] for item in found["quality_impact_measurements"]} >= {"velocity", "bugs"}


def test_the_file_of_the_program_text_names_nobody_to_a_team(program: Program) -> None:
    """S-100, S-136."""
    found = legacy(program, "team")

    text = json.dumps(found)
    assert found["individual_developer_progress"] is None
    assert [name for name in (*TEAM, "dana", "@") if name in text] == []
    assert [f"{90 + number}.37" for number in range(5) if f"{90 + number}.37" in text] == []
    days = found["daily_context7_query_frequency"]["days"]
    assert {day["queries"] is None for day in days} == {True, False}
    assert all((day["queries"] is None) == (day["developers"] is None) for day in days)


def test_readiness_knows_the_dashboard(program: Program) -> None:
    """S-152: this c7gate has the command."""
    answer = program.run("report readiness", "--as-of", AS_OF, "--format", "json")

    items = {item["id"]: item for item in answer.json["items"]}
    assert "this c7gate has no command report dashboard" not in items["dashboard-ready"]["because"]


@pytest.fixture
def browser() -> tuple[str, str]:
    """The modules of node and the browser, empty for the Chrome that CI's machines have somewhere.

    Where they are missing the test is skipped, but never in CI, where that would hide it.
    """
    there = all((NODE_MODULES / name).is_dir() for name in ("axe-core", "playwright-core"))
    if not there or shutil.which("node") is None or (BROWSER is None and not IN_CI):
        reason = "chromium or what drives it is not installed; .ci/install-node-packages and .ci/run say how"
        assert not IN_CI, reason
        pytest.skip(reason)
    return str(NODE_MODULES), BROWSER or ""


@pytest.fixture
def served(program: Program) -> Iterator[str]:
    """The address of the folder of the page, as a server of files gives it."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder(program)))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()
        thread.join()


def test_a_real_browser_opens_it_from_disk_and_from_a_server(
    program: Program, browser: tuple[str, str], served: str, tmp_path: Path
) -> None:
    """No error, no request, no barrier, nothing wider than the phone; every look has its picture."""
    _, found = built(program, "coordinator")
    script = Path(__file__).parents[1] / "look_at_page.js"

    done = subprocess.run(
        ["node", str(script), *browser, str(folder(program) / "index.html"), str(tmp_path), served],
        capture_output=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr.decode()
    seen = json.loads(done.stdout)
    assert (seen["console"], seen["outside"], seen["axe"], seen["wide"]) == ([], [], [], [])
    assert all((tmp_path / f"{name}.png").stat().st_size > 10_000 for name in LOOKS)
    charts = {item["chart"]: item["marks"] for item in seen["marks"]}
    assert [item["login"] for item in charts["people"]] == [item["login"] for item in found["people"]]
    assert "<script>alert(1)</script>" in seen["shown"]
    assert seen["focus"] > 15
