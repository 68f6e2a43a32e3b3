"""SARIF against its published schema, and against what code scanning needs beyond it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from c7gate.judging.rules import all_rules
from c7gate.model.errors import C7gateError, CannotLookError, PolicyError
from c7gate.model.finding import Finding, Location, Problem, Severity
from c7gate.rendering import sarif

from evaluations import FINDINGS, HOSTILE, RECORD, evaluation, hostile

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
POLICY_FAULT = PolicyError(
    "broken", problems=(("policies/gates.yaml", Problem("policy-invalid", HOSTILE, HOSTILE, 3, 2)),)
)


def log(text: str) -> Any:
    """The one run of a log that fits the schema."""
    document = json.loads(text)
    jsonschema.Draft4Validator(SCHEMA).validate(document)
    text.encode("ascii")
    [run] = document["runs"]
    return run


def rendered(*findings: Finding, **more: Any) -> Any:
    """The run of an evaluation with these findings."""
    return log(sarif.render(evaluation(*findings, **more), version="1.0.0", exit_code=1, command="check"))


def test_the_schema_refuses_what_is_not_sarif() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SCHEMA).validate({"version": "2.1.0", "runs": [{"tool": {}}]})


def test_every_rule_is_described_with_its_help() -> None:
    rules = rendered()["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == [rule.code for rule in all_rules()]
    for rule in rules:
        assert all([rule["shortDescription"]["text"], rule["fullDescription"]["text"], rule["help"]["text"]])
        assert rule["helpUri"].startswith("https://")
        assert (Path(__file__).parents[3] / rule["helpUri"].partition("/blob/main/")[2]).is_file()


def test_a_result_points_to_its_rule_and_place() -> None:
    run = rendered(FINDINGS[1])
    [result] = run["results"]

    assert (result["ruleId"], result["level"]) == ("C7D001", "error")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "C7D001"
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": RECORD},
                "region": {"startLine": 6, "startColumn": 1},
            }
        }
    ]
    assert "primaryLocationLineHash" not in result["partialFingerprints"]


def test_what_has_no_file_is_anchored_and_says_its_place() -> None:
    description, commit, person = rendered(FINDINGS[0], FINDINGS[2], FINDINGS[3])["results"]
    files = [
        item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for item in (description, commit, person)
    ]

    assert files == [RECORD, RECORD, RECORD]
    assert description["message"]["text"].startswith("description:1: no reference")
    assert commit["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "commit aaaaaaaaaa:3"}]
    assert description["properties"] == {
        "developer": "alice",
        "fix": {"append_to": "change.body", "text": "Context7: "},
    }
    assert all(
        "primaryLocationLineHash" in item["partialFingerprints"] for item in (description, commit, person)
    )
    assert [item["level"] for item in (description, commit, person)] == ["error", "warning", "note"]


def test_what_nobody_is_known_for_is_anchored_to_the_program() -> None:
    unknown = FINDINGS[2]._replace(location=Location())
    [result] = rendered(unknown, change=None)["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "policies/program.yaml"


def prints(*findings: Finding) -> list[str]:
    """The fingerprints."""
    return [item["partialFingerprints"]["c7gate/v1"] for item in rendered(*findings)["results"]]


def test_fingerprints_outlive_moved_lines_rebased_commits_and_counts() -> None:
    record, commit = FINDINGS[1], FINDINGS[2]
    moved = record._replace(location=Location.in_file(RECORD, 60, 3))
    rebased = commit._replace(location=Location.in_commit("f" * 40, 9))
    once = commit._replace(message=f"{'1a' * 20} has 3 commits")
    grown = commit._replace(message=f"{'2b' * 20} has 12 commits")

    assert prints(record) == prints(moved)
    assert prints(commit) == prints(rebased)
    assert prints(once) == prints(grown)


def test_fingerprints_tell_findings_apart() -> None:
    other = FINDINGS[1]._replace(message='unknown key "work_days"')
    elsewhere = FINDINGS[1]._replace(location=Location.in_file("training-records/developers/bob.yaml", 6, 1))

    assert len(set(prints(FINDINGS[1], FINDINGS[1], other, elsewhere, *FINDINGS))) == 8


def test_hostile_text_is_escaped_and_paths_are_uris() -> None:
    run = log(sarif.render(hostile(), version="1.0.0", exit_code=1, command="check"))

    assert len(run["results"]) == 12
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert place["region"] == {"startLine": 1, "startColumn": 1}
        assert not set(place["artifactLocation"]["uri"]) & set(' "<>\\^`{|}:')
        assert "](" not in result["message"]["text"]
        assert "{{0}}" in result["message"]["text"]


def test_a_run_says_how_it_ended() -> None:
    run = rendered()

    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]
    assert run["automationDetails"] == {"id": "c7gate/check/"}


@pytest.mark.parametrize(
    ("error", "places"), [(CannotLookError("cut off", help="fetch"), 0), (POLICY_FAULT, 1)]
)
def test_no_verdict_is_a_notification_and_no_result(error: C7gateError, places: int) -> None:
    run = log(sarif.render_error(error, version="1.0.0", command="check"))
    [invocation] = run["invocations"]
    [said] = invocation["toolExecutionNotifications"]

    assert run["results"] == []
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, error.exit_code)
    assert len(said.get("locations", [])) == places


def test_altered_history_is_a_notification() -> None:
    given = evaluation()._replace(cannot_look="history is altered by refs/replace")
    run = log(sarif.render(given, version="1.0.0", exit_code=3, command="check"))

    assert run["invocations"][0]["executionSuccessful"] is False


def test_a_rule_that_is_off_is_disabled() -> None:
    given = evaluation()
    rules = {**given.snapshot.policy.rules}
    rules["missing-reference"] = rules["missing-reference"]._replace(severity=Severity.OFF)
    given = given._replace(
        snapshot=given.snapshot._replace(policy=given.snapshot.policy._replace(rules=rules))
    )
    run = log(sarif.render(given, version="1.0.0", exit_code=1, command="check"))
    found = {rule["id"]: rule["defaultConfiguration"] for rule in run["tool"]["driver"]["rules"]}

    assert found["C7R001"] == {"level": "none", "enabled": False}
    assert found["C7D001"] == {"level": "error"}
