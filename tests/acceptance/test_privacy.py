"""The privacy notice, all that is stored about one person, and taking out what may be taken out."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c7gate.judging.identity import Identities
from c7gate.model.commit import Entry
from c7gate.model.record import RecordKind
from c7gate.program.privacy import ASSESSMENT, COHORT, OWN, recorded_keys, stored
from c7gate.reading import resources
from c7gate.reading.program import policy_of
from c7gate.reading.records import read_file
from c7gate.writing.erasure import erase_record

from git_repo import Repo
from program import ALICE, DANA, POLICY, Answer, Program, run_cli

Capture = pytest.CaptureFixture[str]
RECORD = "training-records/developers/alice.yaml"
ASSESSED = "training-records/assessments/alice.yaml"
COHORTS = "training-records/cohorts/2025-08.yaml"
SCHEMAS = {kind: resources.schema(kind.value) for kind in RecordKind}
FILES = {
    RECORD: """\
# my own words about me
login: alice
identities: [alice@example.com, "github:alice-dev"]
role: backend
cohort: 2025-08
away:
  - {from: 2025-08-27, to: 2025-08-27, type: leave}  # at the sea
use_cases:
  - title: Reconnect after failover
    library: /websockets/ws
blockers: []
""",
    ASSESSED: """\
# Gate 1 took place in the small room.
login: alice
attempts:
  - {id: g1-1, gate: 1, date: 2025-08-25, scores: {written: 87.50}, rubric: {workflow_demo: pass}, assessor: dana}
interventions:
  - {alert: inactivity/alice/2025-08-26, action: check-in, by: dana, at: "2025-08-28T09:40:00+02:00"}
""",
    "training-records/assessments/bob.yaml": """\
login: bob
attempts:
  - {id: g1-1, gate: 1, date: 2025-08-25, scores: {written: 61.25}, rubric: {workflow_demo: fail}, assessor: dana}
reviews:
  - {exercise: be-websocket-reconnect, reviewer: alice, verdict: changes, at: "2025-08-29T15:10:00+02:00"}
""",
    COHORTS: """\
id: 2025-08
start_date: 2025-08-22
roster:
  - {login: alice}
  - {login: bob}
mentors: [dana]
ceremony: {date: 2025-09-04, attendees: [bob, alice]}
""",
    "policies/alerts.yaml": "escalation: {levels: {engineering-director: {any_of: [farid, alice]}}}\n",
}
NOBODY = 'alice@erased.invalid, "github:alice-erased-and-nobody-on-the-forge-any-more"'
LEFT = FILES[COHORTS].replace("{login: alice}", "{login: alice, to: 2025-08-30, exit: withdrawn}")


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    return Program.start(repo, capsys, dict(FILES))


def notice(program: Program, *arguments: str) -> Answer:
    return program.run("report privacy", "--as-of", "2025-09-01", *arguments)


def me(program: Program, *arguments: str) -> Answer:
    return program.run("me", "--login", "alice", "--as-of", "2025-09-01", *arguments)


def under(program: Program, privacy: str, policy: str = POLICY) -> Answer:
    """The notice under another policy."""
    program.repo.commit({"policies/privacy.yaml": privacy, "policies/program.yaml": policy})
    return notice(program, "--check")


# The notice


def test_the_notice_leaves_out_nothing_that_a_record_may_hold() -> None:
    """S-202: the schemas say what is stored; the keys left out tell of nobody."""
    found = {(item.where, item.key) for item in stored(policy_of({}), SCHEMAS)}
    allowed = {
        (place, key)
        for kind, place in (("developer", OWN), ("assessment", ASSESSMENT), ("cohort", COHORT))
        for key in recorded_keys(SCHEMAS[RecordKind(kind)])
    }

    assert allowed - found == {
        (ASSESSMENT, "login"), (COHORT, "id"), (COHORT, "start_date"), (COHORT, "frozen_at"), (COHORT, "calendar"),
    }  # fmt: skip


def test_what_a_fact_decides_is_what_policy_asks_for() -> None:
    values: dict[str, Any] = copy.deepcopy(dict(policy_of({}).values))
    del values["gates"]["gates"]["knowledge-foundation"]["criteria"]["use_cases"]

    def gates(policy: Any) -> dict[str, Any]:
        return {item.key: item.gates for item in stored(policy, SCHEMAS) if item.where in (OWN, ASSESSMENT)}

    before, after = gates(policy_of({})), gates(policy_of({})._replace(values=values))
    assert before["use_cases"] == ((1, ("use_cases",)),)
    assert before["attempts"] == ((1, ("written", "workflow_demo")), (4, ("comprehensive", "independence")))
    assert after == {**before, "use_cases": ()}


def test_the_notice_says_what_why_who_and_how_long(program: Program) -> None:
    """S-202."""
    out = notice(program).out

    assert "Whom to ask\n  dana.\n" in out
    assert "Why\n  Training people in the practice and certifying it.\n" in out
    assert "  Performance evaluation: off. " in out
    assert "  A flag binds nobody: " in out
    assert "    away          Days you do not work, or work instead of others. Never a reason.\n" in out
    assert " → gate 3 (consistency); alerts inactivity, adoption; which days count for you\n" in out
    assert "opened by everybody who can read the repository, its clones, forks and backups." in out
    assert "  Figures about fewer than 5 people are withheld.\n" in out
    assert "  Alerts of level 2 reach farid, alice (Engineering Director), with your login.\n" in out
    assert "  12 months, as policy says. Nothing deletes itself" in out
    assert "  What was committed stays in history" in out


def test_a_policy_that_takes_more_is_told_of(program: Program) -> None:
    """S-202."""
    allowed = (
        "use_for_performance_evaluation: true\nlegal_basis: works agreement 12\n"
        "notice_url: https://intranet.example/privacy\n"
    )
    evaluated = under(program, allowed).out
    small = under(program, "minimum_group: 2\n").out

    assert (
        "  Performance evaluation: ON. Legal basis: works agreement 12. Read about it: https://intranet.example/privacy.\n"
        in evaluated
    )
    assert (
        "  Figures about fewer than 2 people are withheld. That is less than the 5 of the preset.\n" in small
    )


@pytest.mark.parametrize(
    ("privacy", "policy", "lacks"),
    [
        ("{}\n", POLICY, []),
        ("{}\n", POLICY.replace("[dana]", "[]"), ["the privacy notice names nobody to ask (contact in policies/privacy.yaml)"]),
        ("contact: privacy@example.com\n", POLICY.replace("[dana]", "[]"), []),
        ("collected: []\n", POLICY, ["the privacy notice does not say collected (policies/privacy.yaml)"]),
    ],
)  # fmt: skip
def test_a_notice_with_a_gap_fails_its_check(
    program: Program, privacy: str, policy: str, lacks: list[str]
) -> None:
    answer = under(program, privacy, policy)

    assert answer.code == bool(lacks)
    assert [line for line in answer.out.splitlines() if line.startswith("missing")] == [
        f"missing  {line}" for line in lacks
    ]
    assert notice(program, "--format", "json").json["lacks"] == lacks
    assert "privacy" in program.run("report readiness", "--format", "json").json["failed"] or not lacks


def test_the_document_changes_only_with_policy(program: Program) -> None:
    before = notice(program, "--format", "markdown").out
    program.work("Something else")
    later = program.run("report privacy", "--as-of", "2025-10-01", "--format", "markdown").out

    assert later == before
    assert before.startswith("# Privacy notice: Context7 training program\n")


# What is stored about me


def test_every_fact_about_me_with_its_place(program: Program) -> None:
    """S-202: the places are those of the files at the commit that was read."""
    program.active("2025-08-28")
    found = me(program, "--data", "--format", "json").json

    places = [(fact["file"].rpartition("/")[2], fact["line"], fact["key"]) for fact in found["facts"]]
    assert [fact["group"] for fact in found["facts"]].count("own record") == 6
    assert places == [
        ("alice.yaml", 2, "login"), ("alice.yaml", 3, "identities"), ("alice.yaml", 4, "role"), ("alice.yaml", 5, "cohort"),
        ("alice.yaml", 7, "away[0]"), ("alice.yaml", 9, "use_cases[0]"),
        ("alice.yaml", 2, "login"), ("alice.yaml", 4, "attempts[0]"), ("alice.yaml", 6, "interventions[0]"),
        ("2025-08.yaml", 4, "roster[0]"), ("2025-08.yaml", 7, "ceremony.attendees[1]"),
        ("bob.yaml", 5, "reviews[0].reviewer"),
        ("alerts.yaml", 1, "escalation.levels.engineering-director.any_of[1]"),
    ]  # fmt: skip
    assert found["facts"][7]["value"]["scores"] == {"written": "87.50"}
    assert found["commits"] == {
        "addresses": ["alice@example.com"], "count": 1, "first": "2025-08-28", "last": "2025-08-28",
    }  # fmt: skip
    assert found["readable_by"].startswith("everybody who can read the repository")


def test_what_stands_about_others_is_not_told(program: Program) -> None:
    for format_ in ("text", "json", "markdown"):
        out = me(program, "--data", "--format", format_).out
        assert "87.50" in out
        assert "61.25" not in out


def test_a_coordinator_without_a_record_sees_where_they_are_named(program: Program) -> None:
    found = program.run("me", "--data", "--login", "dana", "--format", "json").json

    assert [(fact["group"], fact["key"], fact["value"]) for fact in found["facts"]] == [
        ("cohorts", "mentors[0]", "dana"),
        ("records of others", "attempts[0].assessor", "dana"),
        ("records of others", "interventions[0].by", "dana"),
        ("records of others", "attempts[0].assessor", "dana"),
        ("policy", "coordinators[0]", "dana"),
    ]


def test_a_role_is_nobody_though_it_has_a_login_s_name(program: Program) -> None:
    answer = program.run("me", "--data", "--login", "backend")

    assert (answer.code, answer.out) == (2, "")
    assert "names backend" in answer.err


def test_collected_evidence_is_mine_by_line(program: Program) -> None:
    program.active("2025-08-28")
    program.active("2025-08-28", "2025-08-29", author=("bob", "bob@example.com"))
    assert program.run("collect main..pr").code == 0

    facts = me(program, "--data", "--format", "json").json["facts"]

    lines = [fact for fact in facts if fact["group"] == "collected evidence"]
    assert [fact["value"]["date"] for fact in lines] == ["2025-08-28"]
    branch, _, path = lines[0]["file"].partition(":")
    stored_lines = program.repo.git("show", f"{branch}:{path}").splitlines()
    assert '"developer":"alice"' in stored_lines[lines[0]["line"] - 1]


def test_what_cannot_be_read_is_said(program: Program) -> None:
    program.repo.commit({"training-records/assessments/bob.yaml": "login: [bob\n"})

    found = me(program, "--data", "--format", "json").json

    assert [item["what"] for item in found["not_examined"]] == ["training-records/assessments/bob.yaml"]
    assert "could not be read\n  training-records/assessments/bob.yaml: line " in me(program, "--data").out


# Taking it out


@pytest.mark.parametrize(
    "roster",
    [FILES[COHORTS], LEFT.replace("2025-08-30", "2025-09-01"), LEFT.replace(", exit: withdrawn", "")],
    ids=["takes part", "last day", "without an exit word still in every share"],
)
def test_nothing_is_erased_of_who_takes_part(program: Program, roster: str) -> None:
    """S-193: nobody leaves the figures by having facts taken out."""
    program.repo.write({COHORTS: roster})

    answer = me(program, "--erase")

    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error    alice still takes part: ")
    assert (program.repo.path / RECORD).read_text() == FILES[RECORD]


def test_the_last_day_is_the_person_s_own(program: Program) -> None:
    """In California it is still August when September has begun in UTC."""
    own = FILES[RECORD].replace("role: backend", "role: backend\ntimezone: America/Los_Angeles")
    program.repo.write({COHORTS: LEFT.replace("2025-08-30", "2025-08-31"), RECORD: own})

    early, late = (
        program.run("me --erase --dry-run --login alice", "--as-of", f"2025-09-01T{hour}:00:00Z")
        for hour in ("05", "08")
    )

    assert (early.code, early.err.startswith("error    alice still takes part: ")) == (2, True)
    assert late.code == 0


@pytest.fixture
def left(program: Program) -> Program:
    """The program after alice has left, with that merged; she stands on a branch of hers."""
    program.repo.checkout("main")
    program.repo.commit({COHORTS: LEFT}, "Let alice go", author=DANA, date="2025-08-31T09:00:00+02:00")
    program.repo.checkout("erase", new=True)
    return program


def contents(program: Program) -> dict[str, bytes]:
    names = program.repo.git("ls-files").splitlines()
    return {name: (program.repo.path / name).read_bytes() for name in names}


def test_a_dry_run_shows_the_change_and_makes_none(left: Program) -> None:
    before = contents(left)

    answer = me(left, "--erase", "--dry-run")

    assert answer.code == 0
    assert answer.out.startswith("5 facts of alice would be erased: ")
    assert '-identities: [alice@example.com, "github:alice-dev"]' in answer.out.splitlines()
    assert f"+identities: [{NOBODY}]" in answer.out.splitlines()
    assert contents(left) == before


def test_erasing_blanks_my_record_and_no_other_file(left: Program) -> None:
    """S-202: comments of mine go, everybody else's files keep every byte."""
    before = contents(left)

    answer = me(left, "--erase", "--format", "json")

    assert answer.code == 0
    assert [item["key"] for item in answer.json["erased"]] == [
        "identities", "role", "cohort", "away[0]", "use_cases[0]",
    ]  # fmt: skip
    blank = f"login: alice\nidentities: [{NOBODY}]\n"
    assert contents(left) == {**before, RECORD: blank.encode()}
    assert me(left, "--erase").out.startswith(f"Nothing is left to erase in {RECORD}.\n")


def test_what_is_erased_passes_the_check(left: Program) -> None:
    me(left, "--erase")
    left.repo.commit({}, "Erase my facts", author=ALICE, date="2025-09-01T08:00:00+02:00")

    checked = left.check()

    assert (checked.code, checked.errors()) == (0, [])
    assert checked.json["examined"]["records"] == 1
    assert left.run("validate").code == 0


@pytest.mark.parametrize("login", ["alice", "alice_corp", "0123"])
def test_no_stranger_becomes_who_was_erased(login: str, tmp_path: Path) -> None:
    """T23: a record without an account on a forge is found by its login, which anybody may bear there."""
    path = f"training-records/developers/{login}.yaml"
    (tmp_path / path).parent.mkdir(parents=True)
    named = 'identities: [alice@example.com, "github:alice-dev", "gitlab:alice"]'
    (tmp_path / path).write_text(f'login: "{login}"\n{named}\n')

    edit = erase_record(tmp_path, path, locks=tmp_path / "locks")

    record = read_file(path, Entry("100644", ""), edit.after)
    developer = record.developer if record else None
    assert developer is not None
    who = Identities([(login, developer.identities)])
    names = [("github", login), ("gitlab", login), ("github", "alice-dev"), ("gitlab", "alice")]
    assert login not in {who.by_forge(*name) for name in names}
    assert not who.by_email("alice@example.com")
    assert [len(name) > 39 for name in developer.identities if name.startswith("github:")] == [True]
    assert erase_record(tmp_path, path, locks=tmp_path / "locks").diff == ()


def test_what_stays_says_why(left: Program) -> None:
    kept = me(left, "--erase", "--dry-run", "--format", "json").json["kept"]

    because = {(item["group"], item["key"]): item["because"] for item in kept}
    assert "(record-deleted)" in because["own record", "login"]
    assert "(history-edit)" in because["assessment", "attempts[0]"]
    assert "(roster-frozen)" in because["cohorts", "roster[0]"]
    assert "somebody else" in because["records of others", "reviews[0].reviewer"]
    assert "coordinator" in because["policy", "escalation.levels.engineering-director.any_of[1]"]


def test_history_is_told_and_not_touched(left: Program) -> None:
    """S-202: what git keeps, and the commands that would take it out."""
    left.active("2025-08-28")
    tip = left.repo.oid()

    text, history = (
        me(left, "--erase", "--dry-run").out,
        me(left, "--erase", "--format", "json").json["history"],
    )

    first = left.repo.oid(":/Start")
    assert [(file["path"], file["commits"], file["first"]) for file in history["files"]] == [
        (RECORD, 1, first),
        (ASSESSED, 1, first),
    ]
    assert history["commits"] == {"addresses": ["alice@example.com"], "count": 1}
    assert "    erased <alice@erased.invalid> <alice@example.com>\n" in text
    assert f"--mailmap ../mailmap --invert-paths --path {RECORD} --path {ASSESSED}\n" in text
    assert any("gets another id" in line for line in history["breaks"])
    assert left.repo.oid() == tip


def test_a_shallow_clone_says_that_history_holds_more(left: Program) -> None:
    clone = left.repo.path.parent / "shallow"
    left.repo.git("clone", "-q", "--depth=1", left.repo.path.as_uri(), str(clone))

    arguments = ("me", "-C", str(clone), "--login", "alice", "--as-of", "2025-09-01", "--format", "json")
    data, erased = (
        run_cli(left.capture, *arguments, *more) for more in (["--data"], ["--erase", "--dry-run"])
    )

    assert [item["what"] for item in data.json["not_examined"]] == ["history"]
    assert [item["what"] for item in erased.json["not_examined"]] == ["history"]


def test_records_of_a_repository_of_their_own(left: Program, make_repo: Callable[..., Repo]) -> None:
    code = make_repo("code")
    code.commit({"src/a.ts": "export {};\n"}, "Work", author=ALICE)

    arguments = ("me", "-C", str(code.path), "--program", str(left.repo.path), "--login", "alice")
    erased = run_cli(left.capture, *arguments, "--erase", "--as-of", "2025-09-01", "--format", "json").json

    assert erased["history"]["commits"]["count"] == 1
    assert (left.repo.path / RECORD).read_text() == f"login: alice\nidentities: [{NOBODY}]\n"


def test_how_lines_end_and_the_schema_s_line_stay(left: Program) -> None:
    schema = "# yaml-language-server: $schema=../../schemas/developer.schema.json\n"
    left.repo.write({RECORD: (schema + FILES[RECORD]).replace("\n", "\r\n")})

    me(left, "--erase")

    written = (left.repo.path / RECORD).read_bytes().decode()
    assert written == f"{schema}login: alice\nidentities: [{NOBODY}]\n".replace("\n", "\r\n")


@pytest.mark.parametrize(
    "arguments",
    [("--data", "--erase"), ("--dry-run",), ("--erase", "--trusted", "main"), ("--erase", "--login", "zed")],
)
def test_calls_that_mean_nothing(program: Program, arguments: tuple[str, ...]) -> None:
    answer = program.run("me", *arguments)

    assert (answer.code, answer.out) == (2, "")
    assert (program.repo.path / RECORD).read_text() == FILES[RECORD]


# Pseudonyms

OTTER = ("quiet-otter-7", "quiet-otter-7@pseudonym.invalid")
PSEUDONYMOUS = {
    f"training-records/developers/{OTTER[0]}.yaml": (
        f"login: {OTTER[0]}\nidentities: [{OTTER[1]}]\ncohort: 2025-08\nenrolled_at: 2025-08-25\n"
    ),
    f"training-records/assessments/{OTTER[0]}.yaml": f"login: {OTTER[0]}\n",
    COHORTS: f"id: 2025-08\nstart_date: 2025-08-22\nroster: [{{login: {OTTER[0]}}}, {{login: bob}}]\n",
}


def test_a_pseudonym_works_in_every_command(repo: Repo, capsys: Capture) -> None:
    """S-202: who is who stands nowhere here; a check, a report and an entry need the login alone."""
    program = Program.start(repo, capsys, dict(PSEUDONYMOUS))
    program.active("2025-08-25", "2025-08-26", author=OTTER)
    repo.git("branch", "-f", "main", "pr")
    program.work("Reconnect\n\nContext7: /websockets/ws pool", author=OTTER)
    at = ("--as-of", "2025-09-01T09:00:00+02:00")
    assessment = repo.path / f"training-records/assessments/{OTTER[0]}.yaml"

    checked = program.check("--head", "pr")
    assert [(gate["developer"], gate["criteria"][0]["have"]) for gate in checked.json["gates"]] == [
        (OTTER[0], "2/5")
    ]
    for command in (
        "me --data --login LOGIN", "me --login LOGIN", "explain LOGIN", "explain LOGIN --gate 1", "status", "report alerts",
        "report weekly", "report plan",
    ):  # fmt: skip
        answer = program.run(command.replace("LOGIN", OTTER[0]), *at)
        assert (answer.code, OTTER[0] in answer.out) == (0, True), command
    for command in (
        "add attempt --login LOGIN --gate 1 --score written=91 --rubric workflow_demo=pass --assessor dana --date 2025-08-28",
        "add use-case --login LOGIN --title Reconnect --library /websockets/ws",
    ):
        answer = program.run(command.replace("LOGIN", OTTER[0]))
        assert answer.code == 0, answer.err
    repo.commit({}, "Assess", author=DANA, date="2025-08-30T10:00:00+02:00")
    signed = program.run("sign --gate 1 --all-ready --by dana", *at)
    assert (signed.code, "gate: 1, by: dana" in assessment.read_text()) == (0, True), signed.err
    assert program.run("validate").code == 0
    assert program.run("collect main..pr").code == 0
    collected = repo.git("grep", "-c", f'"developer":"{OTTER[0]}"', "c7gate-evidence")
    assert collected.endswith(":1")
