"""`c7gate check` on real repositories: what is asked, what answers, whose verdict it is."""

from __future__ import annotations

import pytest

from git_repo import Repo
from program import ALICE, BOB, DANA, POLICY, TRACKED, TRAILER, Program, record, run_cli


@pytest.fixture
def program(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program on `main`, checked out on `pr`."""
    return Program.start(repo, capsys)


@pytest.fixture
def tracked(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    """The same, with alice enrolled since Monday 2025-08-25."""
    return Program.start(repo, capsys, dict(TRACKED))


def test_a_change_with_a_reference_passes_and_counts_it(program: Program) -> None:
    oid = program.work(f"Reconnect\n\n{TRAILER}")

    answer = program.check()

    assert answer.code == 0
    assert answer.json["status"] == "pass"
    assert answer.json["applied"] >= 1
    assert answer.json["evidence"] == [
        {"verdict": "reference", "libraries": ["/websockets/ws"], "location": {"commit": oid, "line": 3}}
    ]


def test_a_change_without_a_reference_fails_with_the_line_that_mends_it(program: Program) -> None:
    """S-010."""
    oid = program.work("Reconnect")

    answer = program.check()

    assert answer.code == 1
    finding = answer.json["findings"][0]
    assert (finding["rule"], finding["name"]) == ("C7R001", "missing-reference")
    assert finding["location"] == {"commit": oid, "line": 1}
    assert finding["developer"] == "alice"
    assert finding["fix"] == {"append_to": "commit.message", "text": "Context7: "}


def test_one_reference_in_any_commit_answers_for_the_change(program: Program) -> None:
    program.work(f"One\n\n{TRAILER}", date="2025-09-01T08:00:00+02:00")
    program.work("Two", date="2025-09-01T08:10:00+02:00")

    assert program.check().errors() == []


def test_the_description_answers_for_the_change(program: Program) -> None:
    program.work("Reconnect")
    body = program.write("body.md", "Reconnects after a failover.\n\nContext7: /websockets/ws reconnect\n")

    answer = program.check("--body-file", str(body))

    assert answer.code == 0
    assert answer.json["examined"]["change_body"] is True
    assert answer.json["evidence"][0]["location"] == {"change": "body", "line": 3}


def test_a_waiver_with_its_reason_answers_and_one_without_does_not(program: Program) -> None:
    program.work("Colours\n\nContext7: none (CSS only)")
    assert program.check().errors() == []

    program.repo.git("reset", "-q", "--hard", "main")
    program.work("Colours\n\nContext7: none")
    assert program.check().names[:2] == ["missing-reference", "waiver-without-reason"]


@pytest.mark.parametrize("value", ["yes", "/org/project", "n/a", "<library id>"])
def test_what_is_no_library_is_said_and_does_not_answer(program: Program, value: str) -> None:
    program.work(f"Reconnect\n\nContext7: {value}")

    answer = program.check()

    assert answer.errors() == ["missing-reference"]
    assert "invalid-reference" in answer.names


def test_the_template_of_the_trusted_commit_is_no_evidence(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "Context7: /websockets/ws reconnect\n"
    program = Program.start(repo, capsys, {".github/pull_request_template.md": line})
    program.work("Reconnect")
    body = program.write("body.md", line)

    assert program.check("--body-file", str(body)).errors() == ["missing-reference"]


@pytest.mark.parametrize("path", ["README.md", "docs/guide.html", "poetry.lock", "vendor/x/y.js", "LICENSE"])
def test_documentation_and_the_like_ask_for_nothing(program: Program, path: str) -> None:
    program.work("Write it down", path=path)

    answer = program.check()

    assert answer.code == 0
    assert answer.json["status"] == "not_applicable"
    assert answer.json["applied"] == 0
    assert any("no changed path is in scope" in reason for reason in answer.json["reasons"])


def test_pure_renames_and_deletions_ask_for_nothing(program: Program) -> None:
    program.repo.git("mv", "src/app.ts", "src/main.ts")
    program.repo.commit({}, "Rename", author=ALICE, date="2025-09-01T08:00:00+02:00")
    assert program.check().errors() == []

    program.repo.commit({"src/main.ts": None}, "Delete", author=ALICE, date="2025-09-01T08:10:00+02:00")
    assert program.check().errors() == []


def test_a_clean_revert_asks_for_nothing_and_a_pretended_one_does(program: Program) -> None:
    program.repo.checkout("main")
    wrong = program.work(f"Wrong\n\n{TRAILER}", date="2025-08-28T08:00:00+02:00")
    program.repo.checkout("pr")
    program.repo.git("reset", "-q", "--hard", "main")
    message = f'Revert "Wrong"\n\nThis reverts commit {wrong}.\n'
    program.repo.commit(
        {"src/app.ts": "export {};\n"}, message, author=ALICE, date="2025-09-01T08:00:00+02:00"
    )
    assert program.check().errors() == []

    program.repo.git("reset", "-q", "--hard", "main")
    program.repo.commit(
        {"src/app.ts": "// new work\n"}, message, author=ALICE, date="2025-09-01T08:00:00+02:00"
    )
    assert program.check().errors() == ["missing-reference"]


def test_an_author_without_a_record_is_told_and_asked_nothing(program: Program) -> None:
    program.work("Guest work", author=("guest", "guest@example.com"))

    answer = program.check()

    assert answer.code == 0
    assert answer.json["status"] == "not_applicable"
    assert answer.names == ["author-not-enrolled"]
    assert answer.json["findings"][0]["help"].startswith("c7gate add enrolment writes a record")


def test_who_enrols_is_not_told_to_enrol(program: Program) -> None:
    """Without an event nothing but the commit's address says whose the record in the change is."""
    erin = {"training-records/developers/erin.yaml": record("erin")}
    program.repo.commit(
        dict(erin), "Enrol me", author=("Erin", "Erin@example.com"), date="2025-09-01T08:00:00+02:00"
    )

    answer = program.check()

    assert answer.names == ["author-not-enrolled"]
    assert answer.json["findings"][0]["help"] == "the record in this change enrols from the merge on"


def test_names_and_trailers_identify_nobody(program: Program) -> None:
    program.work("Work\n\nCo-authored-by: alice <alice@example.com>", author=("alice", "guest@example.com"))

    assert program.check().names == ["author-not-enrolled"]


def test_a_mailmap_identifies_nobody(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    """T33, also where it stands at the trusted commit."""
    mailmap = {".mailmap": "alice <alice@example.com> <eve@example.com>\n"}
    program = Program.start(repo, capsys, mailmap)
    program.work("Reconnect", author=("eve", "eve@example.com"))

    assert program.check().names == ["author-not-enrolled"]


def test_a_bot_is_asked_nothing_and_a_lookalike_is(program: Program) -> None:
    program.work("Bump", author=("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"))
    assert program.check().json["status"] == "not_applicable"

    program.work("Bump", author=("x[bot]", "alice@example.com"), date="2025-09-01T08:10:00+02:00")
    assert program.check().errors() == ["missing-reference"]


def test_an_enrolment_of_tomorrow_is_not_yet_one(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    late = {"training-records/developers/alice.yaml": record("alice", "2025-09-02")}
    program = Program.start(repo, capsys, late)
    program.work("Reconnect")

    assert program.check().names == ["author-not-enrolled"]


def test_policy_can_weaken_delay_and_silence_a_rule(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    rules = "rules: {missing-reference: {severity: error, enforce_from: 2025-10-01}}\n"
    program = Program.start(repo, capsys, {"policies/program.yaml": POLICY + rules})
    program.work("Reconnect")

    early, late = program.check(), program.check(as_of="2025-10-01")

    assert early.code == 0
    assert early.json["status"] == "not_applicable"
    assert any("not in force before 2025-10-01" in reason for reason in early.json["reasons"])
    assert "missing-reference" in late.errors()


# Gate 3


def test_consistency_below_the_threshold_fails_every_change_of_that_person(tracked: Program) -> None:
    tracked.active("2025-08-25", "2025-08-26", "2025-08-29")
    tracked.work(f"More\n\n{TRAILER}", date="2025-09-01T08:00:00+02:00", path="README.md")

    answer = tracked.check(as_of="2025-09-01T06:00:00Z")
    gate = answer.json["gates"][0]
    score = next(item for item in gate["criteria"] if item["id"] == "consistency")

    assert answer.errors() == ["gate3-consistency"]
    assert (gate["developer"], gate["gate"]) == ("alice", 3)
    assert score["have"] == "3/5"
    assert "80" in score["need"]


def test_four_of_five_days_pass(tracked: Program) -> None:
    tracked.active("2025-08-25", "2025-08-26", "2025-08-27", "2025-08-29")

    answer = tracked.check()

    assert answer.code == 0
    score = next(item for item in answer.json["gates"][0]["criteria"] if item["id"] == "consistency")
    assert (score["verdict"], score["have"]) == ("pass", "4/5")


def test_too_few_days_are_a_note(tracked: Program) -> None:
    tracked.work(f"First\n\n{TRAILER}", date="2025-08-26T08:00:00+02:00")

    answer = tracked.check(as_of="2025-08-26T12:00:00Z")

    assert answer.code == 0
    assert [item["severity"] for item in answer.json["findings"] if item["name"] == "gate3-consistency"] == [
        "note"
    ]


def test_a_signed_gate_ends_the_counting(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    signed = 'login: alice\nsignoffs:\n  - {id: so-3, gate: 3, by: dana, at: "2025-08-30T10:00:00+02:00"}\n'
    program = Program.start(repo, capsys, {**TRACKED, "training-records/assessments/alice.yaml": signed})
    program.active("2025-08-25")

    answer = program.check()

    assert answer.code == 0
    assert answer.json["gates"] == []


def test_a_lowered_threshold_in_the_head_changes_no_byte_of_the_score(tracked: Program) -> None:
    tracked.active("2025-08-25", "2025-08-26", "2025-08-29")
    before = tracked.check()
    tracked.repo.commit(
        {"policies/gates.yaml": "gate3: {threshold_percent: 1}\n"},
        "Lower",
        author=ALICE,
        date="2025-08-29T12:00:00+02:00",
    )
    after = tracked.check()

    assert before.errors() == ["gate3-consistency"]
    assert sorted(after.errors()) == ["gate3-consistency", "protected-path"]
    assert after.json["gates"] == before.json["gates"]


# Records and protected paths


def test_three_mistakes_in_a_record_are_three_findings_at_their_places(program: Program) -> None:
    text = (
        "login: alice\n"
        "identities: [alice@example.com, 'github:alice-dev']\n"
        "rol: backend\n"
        "enrolled_at: 2025-13-01\n"
        "work_week: [mon, tuesday]\n"
    )
    program.repo.commit(
        {"training-records/developers/alice.yaml": text},
        f"Edit\n\n{TRAILER}",
        author=ALICE,
        date="2025-09-01T08:00:00+02:00",
    )

    answer = program.check()
    found = [item for item in answer.json["findings"] if item["name"] == "record-invalid"]

    assert answer.code == 1
    assert [(item["location"]["line"], item["location"]["column"]) for item in found] == [
        (3, 1),
        (4, 14),
        (5, 18),
    ]
    assert '"role"' in found[0]["help"]
    assert "YYYY-MM-DD" in found[1]["help"] or "2025-" in found[1]["help"]
    assert "tue" in found[2]["help"]


def test_what_a_record_got_wrong_before_is_a_note_on_the_next_change(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = {"training-records/developers/alice.yaml": record("alice") + "rol: backend\n"}
    program = Program.start(repo, capsys, broken)
    path = "training-records/developers/alice.yaml"
    program.repo.commit(
        {path: broken[path].replace("rol:", "cohort: 2025-08\nrol:")},
        f"Edit\n\n{TRAILER}",
        author=ALICE,
        date="2025-09-01T08:00:00+02:00",
    )

    answer = program.check()

    assert answer.code == 0
    assert ("record-invalid", "note") in [
        (item["name"], item["severity"]) for item in answer.json["findings"]
    ]


def test_a_typed_result_is_refused(program: Program) -> None:
    """S-009."""
    path = "training-records/developers/alice.yaml"
    program.repo.commit(
        {path: record("alice") + "consistency: 95\n"},
        f"Edit\n\n{TRAILER}",
        author=ALICE,
        date="2025-09-01T08:00:00+02:00",
    )

    assert program.check().errors() == ["derived-key"]


def test_somebody_elses_record_is_not_yours(program: Program) -> None:
    path = "training-records/developers/bob.yaml"
    program.repo.commit(
        {path: record("bob") + "cohort: 2025-08\n"},
        f"Edit\n\n{TRAILER}",
        author=ALICE,
        date="2025-09-01T08:00:00+02:00",
    )

    assert program.check().errors() == ["not-your-record"]


def test_your_own_record_is(program: Program) -> None:
    path = "training-records/developers/bob.yaml"
    program.repo.commit(
        {path: record("bob") + "cohort: 2025-08\n"}, "Edit", author=BOB, date="2025-09-01T08:00:00+02:00"
    )

    assert program.check().errors() == []


def test_whoever_a_new_record_names_may_add_it_and_it_enrols_nobody_yet(program: Program) -> None:
    path, author = "training-records/developers/erin.yaml", ("erin", "erin@example.com")
    program.repo.commit({path: record("erin")}, "Enrol", author=author, date="2025-09-01T08:00:00+02:00")

    assert program.check().names == ["author-not-enrolled"]


def test_an_identity_belongs_to_one_person(program: Program) -> None:
    path = "training-records/developers/erin.yaml"
    stolen = record("erin").replace("erin@example.com", "bob@example.com")
    program.repo.commit({path: stolen}, "Enrol", author=BOB, date="2025-09-01T08:00:00+02:00")

    assert "record-invalid" in program.check().errors()


def test_a_record_is_never_deleted_or_renamed(program: Program) -> None:
    program.repo.git(
        "mv", "training-records/developers/alice.yaml", "training-records/developers/alicia.yaml"
    )
    program.repo.commit({}, f"Rename\n\n{TRAILER}", author=ALICE, date="2025-09-01T08:00:00+02:00")

    assert "record-deleted" in program.check().errors()


@pytest.mark.parametrize(
    "path",
    ["policies/gates.yaml", "schemas/x.json", ".github/workflows/ci.yml", "CODEOWNERS", ".mailmap", ".gitattributes",
     "training-records/cohorts/2025-08.yaml", "training-records/assessments/alice.yaml", ".pre-commit-config.yaml"],
)  # fmt: skip
def test_protected_paths_need_a_verified_coordinator(program: Program, path: str) -> None:
    program.repo.commit({path: "{}\n"}, f"Edit\n\n{TRAILER}", author=DANA, date="2025-09-01T08:00:00+02:00")

    findings = [item for item in program.check().json["findings"] if item["name"] == "protected-path"]

    assert [item["location"]["file"] for item in findings] == [path]


def test_a_branch_that_is_merely_behind_is_not_accused(program: Program) -> None:
    program.work(f"Work\n\n{TRAILER}")
    program.repo.checkout("main")
    program.repo.commit(
        {"policies/gates.yaml": "gate3: {threshold_percent: 85}\n"},
        "Raise",
        author=DANA,
        date="2025-08-30T09:00:00+02:00",
    )
    program.repo.checkout("pr")

    assert program.check().errors() == []


def test_a_merge_cannot_carry_a_protected_path_in(program: Program) -> None:
    program.work(f"Work\n\n{TRAILER}", date="2025-08-29T08:00:00+02:00")
    ours = program.repo.oid()
    program.repo.checkout("main")
    theirs = program.repo.commit({"other.txt": "x\n"}, "Other", author=DANA, date="2025-08-29T09:00:00+02:00")
    program.repo.checkout("pr")
    program.repo.commit(
        {"other.txt": "x\n", "policies/gates.yaml": "gate3: {threshold_percent: 1}\n"},
        "Merge main",
        author=ALICE,
        date="2025-08-29T10:00:00+02:00",
        parents=[ours, theirs],
    )

    assert program.check().errors() == ["protected-path"]


# Dates and objects


def test_a_child_older_than_its_parent(program: Program) -> None:
    program.work("Newer", date="2025-08-30T09:00:00+00:00")
    oid = program.work(f"Older\n\n{TRAILER}", date="2025-08-20T09:00:00+00:00")

    answer = program.check()
    found = [item for item in answer.json["findings"] if item["name"] == "impossible-date"]

    assert [item["location"]["commit"] for item in found] == [oid]
    assert "10 days before its parent" in found[0]["message"]


def test_dates_of_the_future(program: Program) -> None:
    tree, parent = program.repo.oid("HEAD^{tree}"), program.repo.oid()
    stamp = "alice <alice@example.com> 4102444800 +0000"
    program.repo.raw_commit(
        f"tree {tree}\nparent {parent}\nauthor {stamp}\ncommitter {stamp}\n\n{TRAILER}".encode()
    )

    assert program.check().errors() == ["future-date"]


def test_dates_that_overflow(program: Program) -> None:
    tree, parent = program.repo.oid("HEAD^{tree}"), program.repo.oid()
    program.repo.raw_commit(
        f"tree {tree}\nparent {parent}\nauthor A <alice@example.com> 99999999999999999999 +0000\n"
        f"committer A <alice@example.com> -5 +9999\n\n{TRAILER}".encode()
    )

    assert program.check().errors() == ["malformed-commit"]


# No policy, no look


def test_without_a_policy_the_preset_advises(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit({"a.py": "1\n"}, "Start")
    repo.checkout("topic", new=True)
    repo.commit({"a.py": "2\n"}, "Work")

    answer = run_cli(capsys, "check", "-C", str(repo.path), "--format", "json", "--as-of", "2025-09-01")

    assert answer.code == 0
    assert (answer.json["status"], answer.json["advisory"], answer.json["applied"]) == (
        "not_applicable",
        True,
        0,
    )
    assert set(answer.names) == {"missing-reference", "no-trusted-policy"}
    assert answer.errors() == []


def test_a_policy_that_is_gone_is_a_broken_trusted_side(program: Program) -> None:
    program.repo.checkout("main")
    program.repo.commit(
        {"policies/program.yaml": None}, "Remove", author=DANA, date="2025-08-30T09:00:00+02:00"
    )
    program.repo.checkout("pr")
    program.work(f"Work\n\n{TRAILER}")

    answer = program.check()

    assert (answer.code, answer.json["status"]) == (2, "error")
    assert "stood at an earlier commit" in answer.json["error"]["message"]


def test_a_broken_trusted_policy_names_every_problem(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    program = Program.start(
        repo, capsys, {"policies/gates.yaml": "gate3: {threshold_percent: 180, enforc: never}\n"}
    )
    program.work(f"Work\n\n{TRAILER}")

    answer = program.check()
    problems = answer.json["error"]["problems"]

    assert answer.code == 2
    assert {item["location"]["column"] for item in problems} == {28, 33}
    assert {item["location"]["file"] for item in problems} == {"policies/gates.yaml"}


def test_an_empty_range_is_no_verdict(program: Program) -> None:
    answer = program.check()

    assert (answer.code, answer.json["status"]) == (3, "error")


def test_alone_on_the_default_branch_the_records_are_judged(program: Program) -> None:
    program.repo.checkout("main")

    answer = program.run("check", "--format", "json", "--as-of", "2025-09-01")

    assert (answer.code, answer.json["status"]) == (0, "pass")
    assert answer.json["examined"] == {"commits": 0, "records": 2, "change_body": False}


def test_alone_on_a_branch_with_nothing_new_there_is_no_verdict(program: Program) -> None:
    assert program.run("check", "--as-of", "2025-09-01").code == 3


def test_exit_zero_turns_one_into_zero_and_leaves_the_status(program: Program) -> None:
    program.work("Reconnect")

    answer = program.check("--exit-zero")

    assert (answer.code, answer.json["status"], answer.json["exit_code"]) == (0, "fail", 0)
    assert program.check("--exit-zero", base="nowhere").code == 2


def test_the_same_input_gives_the_same_bytes(program: Program) -> None:
    program.work("Reconnect")

    assert program.check().out == program.check().out
