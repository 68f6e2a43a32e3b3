"""Ways to a better score that are none, tried on real history: the score stays, and the report says what was seen."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from git_repo import Repo
from program import ALICE, BOB, DANA, POLICY, TRACKED, TRAILER, Answer, Program, record

WEEK = [f"2025-08-{day}" for day in range(25, 30)]
RECORD = TRACKED["training-records/developers/alice.yaml"]
MINE = "training-records/developers/alice.yaml"


@pytest.fixture
def program(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    """A week in which alice was active on three of five days: 60 %."""
    program = Program.start(repo, capsys, dict(TRACKED))
    repo.checkout("main")
    program.active("2025-08-25", "2025-08-26", "2025-08-29")
    repo.checkout("pr")
    repo.git("reset", "-q", "--hard", "main")
    return program


def work(program: Program) -> None:
    program.work(f"Work\n\n{TRAILER}")


def score(answer: Answer) -> tuple[str, str]:
    """Verdict and figure of alice's consistency."""
    gate = next(item for item in answer.json["gates"] if item["developer"] == "alice")
    return gate["criteria"][0]["verdict"], gate["criteria"][0]["have"]


def found(answer: Answer, name: str) -> list[dict[str, Any]]:
    return [item for item in answer.json["findings"] if item["name"] == name]


def explained(program: Program, as_of: str = "2025-09-01T09:00:00+02:00") -> dict[str, Any]:
    answer = program.run("explain", "alice", "--as-of", as_of, "--format", "json", "--trusted", "HEAD")
    assert answer.code == 0
    value: dict[str, Any] = answer.json
    return value


@pytest.mark.parametrize(
    "line",
    [
        "away: [{from: 2025-08-25, to: 2025-08-28, type: leave}]",
        "work_week: [mon, tue, fri]",
        "timezone: Pacific/Kiritimati",
    ],
)
def test_days_that_the_head_takes_out_for_its_author(program: Program, line: str) -> None:
    """T25: what the trusted record says decides, and the report says so at the line."""
    text = RECORD.replace("timezone: Europe/Berlin\n", "") if "timezone" in line else RECORD
    program.repo.commit(
        {MINE: f"{text}{line}\n", "src/app.ts": "// mine\n"},
        f"Away\n\n{TRAILER}",
        author=ALICE,
        date="2025-08-31T08:00:00+02:00",
    )

    answer = program.check()

    assert score(answer) == ("fail", "3/5")
    assert answer.errors() == ["gate3-consistency"]
    [told] = found(answer, "not-yet-merged")
    assert told["message"].startswith(f"{line.partition(':')[0]} of alice differs from the trusted record")
    assert told["location"]["file"] == MINE


def test_days_that_the_head_excuses(program: Program) -> None:
    path = "training-records/assessments/alice.yaml"
    lines = "login: alice\nexcused: [{from: 2025-08-27, to: 2025-08-28, by: dana}]\n"
    program.repo.commit({path: lines}, "Excused", author=ALICE, date="2025-08-31T08:00:00+02:00")
    work(program)

    answer = program.check()

    assert score(answer)[0] == "fail"
    assert sorted(answer.errors()) == ["gate3-consistency", "protected-path"]
    assert found(answer, "not-yet-merged")[0]["location"] == {"file": path, "line": 2, "column": 1}


def test_a_calendar_that_the_head_fills(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    """T25: holidays of the head are a finding, and free nobody."""
    cohort = "id: c\nstart_date: 2025-08-22\ncalendar: de\nroster: [{login: alice}]\n"
    program = Program.start(
        repo,
        capsys,
        {
            **TRACKED,
            "policies/calendars.yaml": "calendars: {de: {}}\n",
            "training-records/cohorts/c.yaml": cohort,
        },
    )
    program.active("2025-08-25", "2025-08-26", "2025-08-29")
    holidays = ", ".join(f"{{date: 2025-08-{day}}}" for day in (27, 28))
    repo.commit(
        {"policies/calendars.yaml": f"calendars: {{de: {{holidays: [{holidays}]}}}}\n"},
        "Free days",
        author=ALICE,
        date="2025-08-31T08:00:00+02:00",
    )

    answer = program.check()

    assert score(answer) == ("fail", "3/5")
    assert sorted(answer.errors()) == ["gate3-consistency", "protected-path"]


def backdated(program: Program) -> list[str]:
    """Ten working days typed in one evening, each date one that git finds in order."""
    days = [f"2025-09-{day:02}" for day in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)]
    return [
        program.work(f"Work\n\n{TRAILER}", date=f"{day}T10:00:00+02:00", path=f"src/{day}.ts") for day in days
    ]


NEXT_WEEK = "2025-09-15T09:00:00+02:00"
TOO_MANY = "10 days first appear in one change, where 5 may"
LANDED = {"GIT_COMMITTER_DATE": "2025-09-14T12:00:00+02:00", "GIT_AUTHOR_DATE": "2025-09-14T12:00:00+02:00"}


def test_ten_days_typed_in_one_change(program: Program) -> None:
    """T09: none of them counts, before the merge and after it."""
    typed = backdated(program)

    answer = program.check(as_of=NEXT_WEEK)

    assert score(answer) == ("fail", "0/5")
    [told] = found(answer, "too-many-days")
    assert (told["location"]["commit"], told["severity"]) == (typed[0], "warning")
    assert told["message"] == f"10 commits dated 2025-09-01 to 2025-09-12 earn alice nothing: {TOO_MANY}"

    program.repo.checkout("main")
    program.repo.git("merge", "-q", "--no-ff", "--no-edit", "pr", env=LANDED)
    after = explained(program, NEXT_WEEK)
    assert (after["consistency"]["active"], after["consistency"]["counted"]) == (0, 5)
    assert {(item["evidence"], item["because"]) for item in after["not_counted"]} == {
        (oid, TOO_MANY) for oid in typed
    }


def test_ten_days_rebased_onto_the_default_branch_at_once(program: Program) -> None:
    """A forge that rebases stamps its own time as the committer's, by which they landed together."""
    backdated(program)
    program.repo.git(
        "rebase", "-q", "--force-rebase", "main", env={"GIT_COMMITTER_DATE": LANDED["GIT_COMMITTER_DATE"]}
    )
    program.repo.checkout("main")
    program.repo.git("merge", "-q", "--ff-only", "pr")

    after = explained(program, NEXT_WEEK)
    assert [item["because"] for item in after["not_counted"]] == [TOO_MANY] * 10
    assert after["consistency"]["active"] == 0


def test_ten_days_in_ten_changes_count(program: Program) -> None:
    """The honest way to the same days: a change each day."""
    program.repo.checkout("main")
    backdated(program)

    assert explained(program, NEXT_WEEK)["consistency"]["active"] == 5


def test_one_reference_on_every_commit_of_one_day(program: Program) -> None:
    for hour in range(8, 18):
        program.work(f"Work {hour}\n\n{TRAILER}", date=f"2025-08-29T{hour:02}:30:00+02:00")

    answer = program.check()

    assert score(answer) == ("fail", "3/5")
    references = answer.json["gates"][0]["criteria"][1]
    assert (references["id"], references["have"], references["verdict"]) == ("references", "1", "fail")


def event(program: Program, author: str) -> str:
    payload = {
        "action": "synchronize",
        "number": 7,
        "pull_request": {
            "number": 7,
            "title": "Work",
            "body": "",
            "updated_at": "2025-09-01T07:00:00Z",
            "user": {"login": author, "type": "User"},
            "base": {"ref": "main", "sha": program.repo.oid("main")},
            "head": {"ref": "pr", "sha": program.repo.oid("pr")},
        },
        "repository": {"default_branch": "main", "full_name": "acme/product"},
    }
    return str(program.write("event.json", json.dumps(payload)))


def test_a_colleagues_address(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    """T23: bob, behind on his own days, sends work under alice's address: it is still his change."""
    program = Program.start(
        repo, capsys, {"training-records/developers/bob.yaml": record("bob", "2025-08-25")}
    )
    repo.checkout("main")
    program.active("2025-08-25", author=BOB)
    repo.checkout("pr")
    repo.git("reset", "-q", "--hard", "main")
    borrowed = program.work(f"Work\n\n{TRAILER}", author=("bob", ALICE[1]))

    answer = program.run("check", "--event-path", event(program, "bob-dev"), "--format", "json")

    gate = next(item for item in answer.json["gates"] if item["developer"] == "bob")
    assert gate["criteria"][0]["have"] == "1/5"
    assert answer.errors() == ["gate3-consistency"]
    [told] = found(answer, "unverified-author")
    assert (told["location"]["commit"], told["developer"]) == (borrowed, "alice")
    assert "in a change of bob" in told["message"]
    assert (
        found(
            program.run("check", "--event-path", event(program, "alice-dev"), "--format", "json"),
            "unverified-author",
        )
        == []
    )


# Evidence


def test_the_same_patch_again_earns_nothing(program: Program) -> None:
    """T51, N16: undone and done again on other days, it is one day's work."""
    first, second, third = (_again(program, day) for day in ("2025-08-30", "2025-08-31", "2025-09-01"))

    answer = program.check()

    told = found(answer, "duplicate-patch")
    assert {(item["location"]["commit"], item["severity"]) for item in told} == {
        (second, "note"),
        (third, "note"),
    }
    assert all(f"the same patch as {first[:10]} of 2025-08-30" in item["message"] for item in told)


def _again(program: Program, day: str) -> str:
    done = program.repo.commit(
        {"src/f.ts": "real\n"}, f"Do\n\n{TRAILER}", author=ALICE, date=f"{day}T07:00:00+02:00"
    )
    program.repo.commit({"src/f.ts": None}, "Undo", author=ALICE, date=f"{day}T08:00:00+02:00")
    return done


def test_a_clean_revert_earns_nothing(program: Program) -> None:
    done = program.work("Wrong", date="2025-08-30T08:00:00+02:00")
    program.repo.git("revert", "--no-commit", done)
    undone = program.repo.commit(
        {},
        f"Back\n\nThis reverts commit {done}.\n\n{TRAILER}",
        author=ALICE,
        date="2025-08-31T08:00:00+02:00",
    )

    reasons = {item["evidence"]: item["because"] for item in explained(program)["not_counted"]}

    assert reasons == {undone: "a revert"}


@pytest.mark.parametrize(
    ("trailer", "earned"),
    [
        ("Co-authored-by: Alice <alice@example.com>", True),
        ("co-authored-by: whoever <ALICE@example.com>", True),
        ("> Co-authored-by: Alice <alice@example.com>", False),
        ("Co-authored-by: alice <somebody@example.com>", False),
        ("Reviewed-by: Alice <alice@example.com>", False),
    ],
)
def test_a_co_author_earns_an_unverified_day(program: Program, trailer: str, *, earned: bool) -> None:
    program.work(f"Pair\n\n{TRAILER}{trailer}\n", author=BOB, date="2025-08-31T23:00:00+02:00")
    program.work(f"Pair\n\n{TRAILER}{trailer}\n", author=BOB, date="2025-09-01T08:00:00+02:00")

    days = {day["date"]: day for day in explained(program)["consistency"]["days"]}

    assert ("2025-09-01" in days) is earned
    if earned:
        assert (days["2025-09-01"]["active"], days["2025-09-01"]["verified"]) == (True, False)


def log(day: str) -> str:
    return f'usage: [{{at: "{day}T10:00:00+02:00", kind: log, library: /a/b}}]\n'


@pytest.mark.parametrize(("day", "counts"), [("2025-08-27", True), ("2025-08-26", False)])
def test_a_look_up_is_entered_within_two_working_days(
    repo: Repo, capsys: pytest.CaptureFixture[str], day: str, *, counts: bool
) -> None:
    """late_log_working_days, by the commit that wrote the line first; a later edit of the file changes nothing."""
    program = Program.start(repo, capsys, dict(TRACKED))
    repo.commit({MINE: f"{RECORD}{log(day)}"}, "Log", author=ALICE, date="2025-08-29T12:00:00+02:00")
    repo.commit(
        {MINE: f"# edited\n{RECORD}{log(day)}"}, "Edit", author=ALICE, date="2025-08-31T12:00:00+02:00"
    )

    answer = explained(program)

    active = [item["date"] for item in answer["consistency"]["days"] if item["active"]]
    assert active == ([day] if counts else [])
    late = [item["because"] for item in answer["not_counted"]]
    assert late == ([] if counts else ["entered on 2025-08-29, more than 2 working days after 2025-08-26"])


def test_a_day_before_the_record_was_made_is_a_claim_nobody_can_bear_out(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """T58: enrolled from Monday by a record of Thursday; what builds on no record and is dated Tuesday, is not."""
    repo.commit({"policies/program.yaml": POLICY}, "Start", author=DANA, date="2025-08-22T09:00:00+02:00")
    repo.branch("side")
    repo.commit({MINE: RECORD}, "Enrol", author=DANA, date="2025-08-28T09:00:00+02:00")
    repo.checkout("side")
    program = Program(repo, capsys)
    early = program.work(f"Early\n\n{TRAILER}", date="2025-08-26T10:00:00+02:00")
    program.work(f"Same day\n\n{TRAILER}", date="2025-08-28T08:00:00+02:00")

    answer = program.check(as_of="2025-09-01T09:00:00+02:00")

    assert score(answer) == ("fail", "1/5")
    [told] = found(answer, "before-record")
    assert told["location"]["commit"] == early
    assert "dated before the record of alice was made on 2025-08-28" in told["message"]


@pytest.fixture
def code(make_repo: Callable[..., Repo]) -> Repo:
    """A repository of code alone, on `pr`: alice worked on Thursday and Friday of the week."""
    code = make_repo("code")
    code.commit({"src/app.ts": "1\n"}, "Start", author=DANA, date="2025-08-22T09:00:00+02:00")
    for day in WEEK[3:]:
        code.commit({"src/app.ts": day}, f"Work\n\n{TRAILER}", author=ALICE, date=f"{day}T10:00:00+02:00")
    code.checkout("pr", new=True)
    code.commit({"src/a.ts": "1\n"}, f"More\n\n{TRAILER}", author=ALICE, date="2025-09-01T08:00:00+02:00")
    return code


def test_look_ups_are_late_in_a_program_of_its_own_too(
    code: Repo, make_repo: Callable[..., Repo], capsys: pytest.CaptureFixture[str]
) -> None:
    """The record's own history says when they were entered, wherever the record stands."""
    program = make_repo("program")
    Program.start(program, capsys, dict(TRACKED))
    lines = "".join(f'  - {{at: "{day}T14:00:00+02:00", kind: log, library: /a/b}}\n' for day in WEEK)
    program.commit({MINE: f"{RECORD}usage:\n{lines}"}, "Logs", author=ALICE, date="2025-09-01T08:00:00+02:00")
    program.git("branch", "-f", "main")

    answer = Program(code, capsys).check("--program", str(program.path))

    assert score(answer) == ("fail", "3/5")  # what git shows, and no day of the late look-ups
    assert answer.errors() == ["gate3-consistency"]


@pytest.mark.parametrize(("made", "have"), [("2025-08-22", "5/5"), ("2025-08-28", "3/5")])
def test_a_record_in_a_program_of_its_own_has_its_age(
    code: Repo,
    make_repo: Callable[..., Repo],
    capsys: pytest.CaptureFixture[str],
    made: str,
    have: str,
) -> None:
    """T58: the code's repository never tells it, not even by a file of that name which somebody puts there."""
    program = make_repo("program")
    program.commit({"policies/program.yaml": POLICY}, "Start", author=DANA, date="2025-08-22T08:00:00+02:00")
    program.commit({MINE: RECORD}, "Enrol", author=DANA, date=f"{made}T09:00:00+02:00")
    code.git("reset", "-q", "--hard", "main~2")
    for day in WEEK:
        code.commit({"src/app.ts": day}, f"Work\n\n{TRAILER}", author=ALICE, date=f"{day}T10:00:00+02:00")
    code.git("branch", "-f", "main")
    code.commit(
        {MINE: f"{RECORD}# mine\n", "src/a.ts": "1\n"},
        f"More\n\n{TRAILER}",
        author=ALICE,
        date="2025-09-01T08:00:00+02:00",
    )

    answer = Program(code, capsys).check("--program", str(program.path))

    assert score(answer)[1] == have


def test_commit_offsets_decide_where_policy_says_so(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    program = Program.start(
        repo, capsys, {**TRACKED, "policies/gates.yaml": "gate3: {day_attribution: commit_offset}\n"}
    )
    program.work(f"Late\n\n{TRAILER}", date="2025-08-26T23:30:00-04:00")  # Wednesday morning in Berlin

    days = {day["date"]: day["active"] for day in explained(program)["consistency"]["days"]}

    assert (days["2025-08-26"], days["2025-08-27"]) == (True, False)


def test_the_strict_mode_counts_nothing_that_only_git_says(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    strict = "gate3: {evidence: {require_first_seen: true}, display: {decimals: 2}}\n"
    program = Program.start(repo, capsys, {**TRACKED, "policies/gates.yaml": strict})
    program.active(*WEEK)

    answer = explained(program)

    assert (answer["consistency"]["active"], answer["consistency"]["percent"]) == (0, "0.00")
    assert {item["because"] for item in answer["not_counted"]} == {
        "no first-seen record proves it, and policy asks for one"
    }


def test_a_patch_needs_no_diff_program_of_the_repository(program: Program) -> None:
    """T30: neither a driver's command nor a conversion is ever run."""
    marker = program.repo.path.parent / "ran"
    program.repo.git("config", "diff.x.command", f"touch {marker}")
    program.repo.git("config", "diff.x.textconv", f"touch {marker};cat")
    program.repo.git("config", "diff.external", f"touch {marker}")
    program.repo.commit({".gitattributes": "* diff=x\n"}, "x", author=DANA, date="2025-08-29T11:00:00+02:00")
    (program.repo.path / ".git" / "info" / "attributes").write_text("* diff=x\n", encoding="utf-8")
    _again(program, "2025-08-30")
    _again(program, "2025-08-31")

    assert found(program.check(), "duplicate-patch")
    assert not marker.exists()


# Timers


def worked_at(repo: Repo, capsys: pytest.CaptureFixture[str], *times: str) -> Program:
    """A program in which alice commits from Monday on at these times."""
    program = Program.start(repo, capsys, dict(TRACKED))
    for day, at in zip(WEEK, times, strict=True):
        program.work(f"Work\n\n{TRAILER}", date=f"{day}T{at}+02:00", path=f"src/{day}.ts")
    return program


def test_a_timers_commits_are_noted_and_cost_nothing(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    """T56: the note is the author's, with the numbers, and decides nothing."""
    program = worked_at(repo, capsys, "10:00:00", "10:00:02", "10:00:01", "10:00:03", "10:00:00")

    answer = program.check()

    assert (answer.code, score(answer)) == (0, ("pass", "5/5"))
    [told] = found(answer, "equal-spacing")
    assert (told["rule"], told["severity"], told["developer"]) == ("C7C011", "note", "alice")
    assert told["message"] == (
        "alice's commits on 5 days from 2025-08-25 to 2025-08-29 are dated 10:00:00 to 10:00:03: "
        "a timer is as punctual, a person hardly"
    )
    assert explained(program)["not_counted"] == []


def test_a_persons_commits_are_not_noted(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    program = worked_at(repo, capsys, "10:00:00", "10:00:02", "10:00:21", "09:58:40", "10:00:00")

    answer = program.check()

    assert (answer.code, score(answer)) == (0, ("pass", "5/5"))
    assert found(answer, "equal-spacing") == []


def test_a_pattern_weighs_a_note_at_most(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    """It proves nothing, so that no policy can make it cost anything."""
    strict = f"{POLICY}rules: {{equal-spacing: {{severity: error}}}}\n"
    program = Program.start(repo, capsys, {**TRACKED, "policies/program.yaml": strict})
    program.active(*WEEK)

    answer = program.check()

    assert (answer.code, [item["severity"] for item in found(answer, "equal-spacing")]) == (0, ["note"])


@pytest.mark.parametrize(
    ("bots", "email"),
    [("[alice]", ALICE[1]), ("[]", "1+deploy[bot]@users.noreply.github.com")],
)
def test_a_bots_commits_earn_nothing(
    repo: Repo, capsys: pytest.CaptureFixture[str], bots: str, email: str
) -> None:
    """T56: by the trusted list, and by the shape of its address even where a record names it."""
    mine = RECORD.replace("[alice@example.com,", f'[alice@example.com, "{email}",')
    program = Program.start(
        repo, capsys, {**TRACKED, MINE: mine, "policies/program.yaml": f"{POLICY}bots: {bots}\n"}
    )
    program.active(*WEEK, author=("alice", email))

    answer = explained(program)

    assert answer["consistency"]["active"] == 0
    assert [item["because"] for item in answer["not_counted"]] == ["a bot's"] * 5
