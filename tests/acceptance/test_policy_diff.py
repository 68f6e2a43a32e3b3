"""`policy diff`: which way each key goes, and how many verdicts follow, without a name."""

from __future__ import annotations

from typing import Any

import pytest

from c7gate.judging.directions import DIRECTIONS, effect
from c7gate.model.document import Pointer
from c7gate.model.policy_diff import Effect
from c7gate.parsing.policy_entries import places
from c7gate.reading.program import policy_of

from git_repo import Repo
from program import DANA, POLICY, TRACKED, Answer, Program

AS_OF = "2025-09-01T06:00:00Z"
WEAKER, STRONGER, CHANGED = Effect.WEAKER, Effect.STRONGER, Effect.CHANGED
STRICT = "gate3: {threshold_percent: 85}\n"
LEVEL_2 = "escalation: {levels: {engineering-director: {any_of: [farid]}}}\n"
OPTIONAL = {
    ("program", "rules", "*", "enforce_from"),
    ("gates", "gates", "*", "criteria", "*", "required"),
}


@pytest.fixture
def program(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Program:
    """Alice was active on four of five days; the policy asks for 85 percent."""
    files = {**TRACKED, "policies/gates.yaml": STRICT, "policies/alerts.yaml": LEVEL_2}
    started = Program.start(repo, capsys, files)
    repo.checkout("main")
    started.active("2025-08-25", "2025-08-26", "2025-08-27", "2025-08-28")
    repo.git("branch", "-q", "-f", "pr")
    repo.checkout("pr")
    return started


def changed(program: Program, /, **files: str) -> None:
    """A commit that writes policy files, by stem."""
    program.repo.commit(
        {f"policies/{stem}.yaml": text for stem, text in files.items()},
        "Change the policy",
        author=DANA,
        date="2025-08-30T09:00:00Z",
    )


def diff(program: Program, *arguments: str) -> Answer:
    return program.run("policy diff", "--as-of", AS_OF, "--format", "json", *arguments)


def effects(answer: Answer) -> dict[str, str]:
    return {change["key"]: change["effect"] for change in answer.json["changes"]}


def test_a_lowered_threshold_is_weaker_and_needs_an_approval(program: Program) -> None:
    """Level 2 must approve; no verdict changes while the other criteria of the gate fail (S-191, S-203)."""
    changed(program, gates=STRICT.replace("85", "80"))

    answer = diff(program)

    assert answer.code == 0
    assert answer.json["changes"] == [
        {
            "key": "gates.gate3.threshold_percent",
            "before": 85,
            "after": 80,
            "effect": "weaker",
            "where": "policies/gates.yaml:1",
        }
    ]
    assert answer.json["approval"] == {"escalation_level": 2, "any_of": ["farid"]}
    assert (answer.json["verdicts_changed"], answer.json["verdicts"]) == (0, 8)
    assert "alice" not in answer.out


def test_verdicts_that_change_are_counted_by_gate(program: Program) -> None:
    """With nothing else asked, gate 3 of one of two people passes, and nobody is named."""
    changed(
        program,
        gates="gate3: {threshold_percent: 80, min_distinct_references: 1, reviews: {min: 0}, shares: {min: 0}}\n",
    )

    answer = diff(program)

    assert answer.json["swings"] == [{"gate": 3, "from": "fail", "to": "pass", "count": 1}]
    assert set(effects(answer).values()) == {"weaker"}
    text = program.run("policy diff", "--as-of", AS_OF).out
    assert "1 of 8 verdicts change: 1 of gate 3 from fail to pass" in text
    assert "a weaker policy needs the approval of escalation level 2: farid" in text
    assert "alice" not in text


@pytest.mark.parametrize("signed", [True, False])
def test_what_was_signed_off_stays_passed(
    repo: Repo, capsys: pytest.CaptureFixture[str], *, signed: bool
) -> None:
    """Four of five days no longer pass, unless the gate is signed off already."""
    loose = "gate3: {min_distinct_references: 1, reviews: {min: 0}, shares: {min: 0}}\n"
    lines = "".join(
        f'  - {{id: so-{number}, gate: {number}, by: dana, at: "2025-09-01T05:00:00Z"}}\n'
        for number in (1, 2, 3)
    )
    files = {"training-records/assessments/alice.yaml": f"login: alice\nsignoffs:\n{lines}"} if signed else {}
    program = Program.start(repo, capsys, {**TRACKED, **files, "policies/gates.yaml": loose})
    repo.checkout("main")
    program.active("2025-08-25", "2025-08-26", "2025-08-27", "2025-08-28")
    repo.git("branch", "-q", "-f", "pr")
    repo.checkout("pr")
    changed(program, gates=loose.replace("{", "{threshold_percent: 100, ", 1))

    answer = diff(program)

    assert effects(answer) == {"gates.gate3.threshold_percent": "stronger"}
    swing = {"gate": 3, "from": "pass", "to": "fail", "count": 1}
    assert answer.json["swings"] == ([] if signed else [swing])
    assert answer.json["approval"] is None


def test_a_branch_that_is_only_behind_changes_nothing(program: Program) -> None:
    """What main gained since is not what the branch takes away."""
    program.repo.checkout("main")
    changed(program, gates=STRICT.replace("85", "95"))
    program.repo.checkout("pr")

    assert diff(program).json["changes"] == []
    assert "nothing in force changes" in program.run("policy diff", "--as-of", AS_OF).out


def test_an_entry_that_goes_is_one_change(program: Program) -> None:
    """A criterion of a team's own, and the file it stood in."""
    criterion = "{title: Quiz, kind: score, source: attempt, op: '>=', threshold: 70}"
    changed(program, gates=f"gates: {{knowledge-foundation: {{criteria: {{quiz: {criterion}}}}}}}\n")
    added = diff(program)
    program.repo.checkout("main")
    program.repo.git("merge", "-q", "--ff-only", "pr")
    program.repo.checkout("pr")
    changed(program, gates=STRICT)
    removed = diff(program)

    key = "gates.gates.knowledge-foundation.criteria.quiz"
    assert effects(added)[key] == "stronger"
    assert effects(removed) == {key: "weaker", "gates.gate3.threshold_percent": "stronger"}
    assert f"weaker    {key}: removed" in program.run("policy diff", "--as-of", AS_OF).out


def test_words_about_alerts_ask_for_no_history(program: Program) -> None:
    changed(program, alerts=LEVEL_2 + "silence_max_days: 9\n", program=POLICY + "title: Ours\n")
    both = diff(program)
    changed(program, program=POLICY)
    alerts = diff(program)

    assert effects(both) == {"program.title": "changed", "alerts.silence_max_days": "weaker"}
    assert (both.json["verdicts"], alerts.json["verdicts"]) == (8, None)
    assert "no verdict depends on them" in program.run("policy diff", "--as-of", AS_OF).out


def test_a_first_policy_is_compared_with_the_preset(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit({"a.ts": "1"}, "Begin", author=DANA, date="2025-08-22T09:00:00Z")
    repo.checkout("pr", new=True)
    program = Program(repo, capsys)
    changed(program, program=POLICY + "rules: {missing-reference: {severity: warning}}\n")

    assert effects(diff(program)) == {
        "program.coordinators": "weaker",
        "program.people.timezone": "changed",
        "program.people.role": "changed",
        "program.rules.missing-reference.severity": "weaker",
    }


def test_markdown_has_a_row_for_each_key_and_does_nothing(program: Program) -> None:
    changed(program, program=POLICY + 'title: "@org/team | <b>"\n')

    page = program.run("policy diff", "--as-of", AS_OF, "--format", "markdown").out

    row = next(line for line in page.splitlines() if "program.title" in line)
    assert row.startswith("| **changed** | `program.title` | ")
    assert "<b>" not in row
    assert "`@org/team`" in row


def test_a_broken_policy_and_an_unknown_base_are_no_answer(program: Program) -> None:
    assert diff(program, "--base", "nowhere").code == 2
    changed(program, gates="gate3: {threshold_percent: many}\n")

    assert diff(program).code == 2


@pytest.mark.parametrize(
    ("pointer", "before", "after", "expected"),
    [
        (("gates", "gates", "x", "max_attempts"), 2, 3, WEAKER),
        (("gates", "gates", "x", "max_attempts"), 2, None, WEAKER),
        (("gates", "gates", "x", "max_attempts"), None, 2, STRONGER),
        (("gates", "gates", "x", "cooling_off_working_days"), 1, None, WEAKER),
        (("gates", "gates", "x", "waivers_allowed"), False, True, WEAKER),
        (("gates", "gates", "x", "criteria", "y", "required"), None, False, WEAKER),
        (("gates", "gates", "x", "criteria", "y", "required"), None, True, CHANGED),
        (("gates", "gates", "x", "criteria", "y", "op"), ">=", ">", STRONGER),
        (("gates", "gates", "x", "criteria", "y", "op"), ">=", "<=", CHANGED),
        (("gates", "gate3", "enforce"), "own-change", "never", WEAKER),
        (("gates", "gate3", "active_day", "kinds"), ["commit"], ["commit", "log"], WEAKER),
        (("gates", "gate3", "active_day", "kinds"), ["commit", "log"], ["log", "commit"], CHANGED),
        (("program", "protected"), ["/a", "/b"], ["/a", "/c"], WEAKER),
        (("program", "protected"), ["/a"], ["/a", "/c"], STRONGER),
        (("program", "rules", "x", "severity"), "note", "error", STRONGER),
        (("program", "rules", "x", "enforce_from"), None, "2025-09-01", WEAKER),
        (("program", "rules", "x", "enforce_from"), "2025-09-01", "2025-08-31", STRONGER),
        (("program", "rules", "x", "enforce_from"), "2025-09-01", None, STRONGER),
        (("exercises", "roles", "qa", "project"), "integration-project", None, WEAKER),
        (("exercises", "roles", "qa", "project"), "a", "b", CHANGED),
        (("program", "title"), "a", "b", CHANGED),
    ],
)
def test_which_way_a_key_goes(pointer: Pointer, before: Any, after: Any, expected: Effect) -> None:
    assert effect(pointer, before, after) is expected


def test_the_way_back_is_the_other_way() -> None:
    """Whatever asks for less one way asks for more the other way, for every number of the preset in the table."""
    values = policy_of({}).values
    numbers = [
        (pointer, value)
        for pattern, _ in DIRECTIONS
        for pointer, value in places(values, pattern)
        if isinstance(value, int) and not isinstance(value, bool)
    ]

    assert len(numbers) > 25
    for pointer, value in numbers:
        assert {effect(pointer, value, value + 1), effect(pointer, value + 1, value)} == {WEAKER, STRONGER}


def test_every_row_of_the_table_is_a_key_that_there_is() -> None:
    """A misspelt row would let a weaker policy pass as a mere change."""
    values = policy_of({}).values
    missing = [pattern for pattern, _ in DIRECTIONS if not list(places(values, pattern))]

    assert set(missing) == OPTIONAL
