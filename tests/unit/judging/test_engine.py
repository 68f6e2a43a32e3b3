"""The engine weighs what rules find; snapshots are built by hand, no repository needed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from c7gate.judging.engine import evaluate
from c7gate.judging.rule import guarded
from c7gate.judging.rules import all_rules, rules_for
from c7gate.judging.texts import RULES
from c7gate.model.commit import Commit, Entry, PathChange, Stamp
from c7gate.model.evaluation import Change, ReadCommit, Revision, Snapshot
from c7gate.model.finding import Severity
from c7gate.model.policy import RulePolicy
from c7gate.model.record import Person, Zone
from c7gate.model.reference import Candidate, Drop, TextReading
from c7gate.reading.program import policy_of

AS_OF = datetime(2025, 9, 1, 12, tzinfo=UTC)
OID = "a" * 40


def snapshot(**more: Any) -> Snapshot:
    """alice, enrolled, changes one code file in one commit that says nothing."""
    stamp = Stamp("alice", "alice@example.com", int(AS_OF.timestamp()) - 3600, 0)
    commit = Commit(OID, "b" * 40, ("c" * 40,), stamp, stamp, "Work")
    change = Change(
        base=Revision("main", "c" * 40),
        head=Revision("HEAD", OID),
        commits=(ReadCommit(commit, TextReading(), "alice", is_bot=False, is_revert=False),),
        paths=(PathChange("src/app.ts", None, Entry("100644", "d" * 40)),),
    )
    alice = Person("alice", ("alice@example.com",), (Zone(None, "UTC"),), frozenset(range(5)))
    facts: dict[str, Any] = {"people": {"alice": alice}, "change": change, **more}
    return Snapshot(as_of=AS_OF, policy=policy_of({}), trusted=Revision("main", "c" * 40), **facts)


def weighed(severity: Severity, start: date | None = None) -> Snapshot:
    """The same with `missing-reference` weighed otherwise."""
    given = snapshot()
    rules = {**given.policy.rules, "missing-reference": RulePolicy(severity, start)}
    return given._replace(policy=given.policy._replace(rules=rules))


def test_an_error_fails_and_counts_as_applied() -> None:
    evaluation = evaluate(snapshot())

    assert [finding.name for finding in evaluation.findings] == ["missing-reference"]
    assert (evaluation.exit_code, evaluation.status, evaluation.applied) == (1, "fail", 1)


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.NOTE])
def test_policy_weighs(severity: Severity) -> None:
    evaluation = evaluate(weighed(severity))

    assert [finding.severity for finding in evaluation.findings] == [severity]
    assert (evaluation.exit_code, evaluation.status) == (0, "pass")


def test_a_rule_that_is_off_says_nothing_and_demands_nothing() -> None:
    evaluation = evaluate(weighed(Severity.OFF))

    assert evaluation.findings == ()
    assert (evaluation.applied, evaluation.status) == (0, "not_applicable")
    assert evaluation.reasons == ("missing-reference: switched off by policy",)


@pytest.mark.parametrize(
    ("start", "severity"),
    [(date(2025, 9, 1), Severity.ERROR), (date(2025, 9, 2), Severity.WARNING)],
)
def test_a_rule_is_enforced_from_its_date(start: date, severity: Severity) -> None:
    assert [finding.severity for finding in evaluate(weighed(Severity.ERROR, start)).findings] == [severity]


def test_advice_never_fails() -> None:
    evaluation = evaluate(snapshot(advisory="no policy at the trusted commit", people={}))

    assert Severity.ERROR not in {finding.severity for finding in evaluation.findings}
    assert (evaluation.exit_code, evaluation.applied, evaluation.status) == (0, 0, "not_applicable")


def test_an_altered_history_is_a_finding_here_and_no_verdict_in_ci() -> None:
    given = snapshot(history_altered=("refs/replace/x",))

    assert evaluate(given).exit_code == 1
    assert (evaluate(given, in_ci=True).exit_code, evaluate(given, in_ci=True).status) == (3, "error")


def test_the_most_important_comes_first() -> None:
    given = snapshot()
    assert given.change is not None
    late = given.change.commits[0].commit._replace(oid="e" * 40, defects=("two trees",))
    guest = given.change.commits[0]._replace(commit=late._replace(author=Stamp("x", "x@y", 0, 0)), login="")
    change = given.change._replace(commits=(*given.change.commits, guest))

    severities = [finding.severity for finding in evaluate(given._replace(change=change)).findings]

    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert len(set(severities)) > 1


def test_a_rule_that_passes_on_is_loaded_where_something_was_found() -> None:
    everything = {rule.name for rule in all_rules()}
    nothing = {rule.name for rule in rules_for((), facts=False)}

    assert {rule.name for rule in rules_for({"yaml-alias"}, facts=False)} == nothing | {"yaml-alias"}
    assert {rule.name for rule in rules_for(everything, facts=True)} == everything
    assert {"missing-reference", "protected-path"} <= nothing < everything


def test_a_guard_of_facts_is_loaded_where_a_change_writes_some() -> None:
    without, all_guards = rules_for((), facts=False), rules_for((), facts=True)
    guards = [rule for rule in all_guards if rule not in without]

    assert {"self-sign-off", "record-deleted", "policy-rollback"} <= {rule.name for rule in guards}
    assert [rule.judge(snapshot()) for rule in guards] == [guarded(())] * len(guards)


@pytest.mark.parametrize("path", ["training-records/developers/bob.yaml", "policies/program.yaml"])
def test_a_removed_fact_is_guarded_though_nothing_of_it_can_be_read(path: str) -> None:
    given = snapshot()
    assert given.change is not None
    gone = given.change._replace(paths=(PathChange(path, Entry("100644", "d" * 40), None),))

    found = {finding.name for finding in evaluate(given._replace(change=gone)).findings}

    assert found & {"record-deleted", "policy-rollback"}


def seen(**more: Any) -> Snapshot:
    """The change with something about it that a rule passes on."""
    given = snapshot()
    assert given.change is not None
    return given._replace(change=given.change._replace(**more))


def dropped(drop: Drop) -> Snapshot:
    """The change with a text that does not count for this reason."""
    given = snapshot().change
    assert given is not None
    candidate = Candidate(drop, "Context7: x", "because", 1, 1)
    reading = TextReading(candidates=(candidate,))
    return seen(commits=(given.commits[0]._replace(reading=reading),))


def commit(**more: Any) -> tuple[ReadCommit, ...]:
    given = snapshot().change
    assert given is not None
    return (given.commits[0]._replace(commit=given.commits[0].commit._replace(**more)),)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        *((dropped(drop), rule) for drop, rule in RULES.items()),
        (seen(related=False), "unrelated-history"),
        (seen(commits=commit(defects=("two trees",))), "malformed-commit"),
        (seen(commits=commit(oversized=True)), "oversized-message"),
        (snapshot(history_altered=("refs/replace/x",)), "history-altered"),
        (snapshot(advisory="no policy", people={}), "no-trusted-policy"),
    ],
)
def test_loading_few_rules_finds_what_all_of_them_find(
    given: Snapshot, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = evaluate(given)
    monkeypatch.setattr("c7gate.judging.engine.rules_for", lambda *_, **__: all_rules())

    assert few == evaluate(given)
    assert name in {finding.name for finding in few.findings}
