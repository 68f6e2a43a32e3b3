"""JUnit XML in the form that Ant's and Jenkins' schemas share, read by an XML parser."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from c7gate.judging.engine import evaluate
from c7gate.judging.rules import all_rules
from c7gate.model.errors import C7gateError, CannotLookError, PolicyError
from c7gate.model.evaluation import Evaluation
from c7gate.model.finding import Problem, Severity
from c7gate.rendering import junit

from evaluations import AS_OF, FINDINGS, HOSTILE, evaluation, hostile, snapshot

FAMILIES = ("commits", "gates", "records", "references", "sign-offs", "trust", "yaml")
POLICY_FAULT = PolicyError(
    "broken", problems=(("policies/gates.yaml", Problem("policy-invalid", "bad", "", 3, 2)),)
)


def parsed(text: str) -> ET.Element:
    """The document, held to what both schemas demand."""
    root = ET.fromstring(text.encode())  # noqa: S314  our own document
    assert (root.tag, dict(root.attrib)) == ("testsuites", {})
    for number, suite in enumerate(root):
        _holds(suite, number)
    return root


def _holds(suite: ET.Element, number: int) -> None:
    cases = suite.findall("testcase")
    wanted = {
        "id",
        "package",
        "name",
        "tests",
        "failures",
        "errors",
        "skipped",
        "time",
        "timestamp",
        "hostname",
    }
    assert set(suite.attrib) == wanted
    assert [child.tag for child in suite] == [
        "properties",
        *["testcase"] * len(cases),
        "system-out",
        "system-err",
    ]
    assert (suite.get("id"), suite.get("tests")) == (str(number), str(len(cases)))
    assert suite.get("timestamp") == "2025-09-01T12:00:00"
    for kind in ("failure", "error", "skipped"):
        count = suite.get("skipped" if kind == "skipped" else f"{kind}s")
        assert count == str(sum(case.find(kind) is not None for case in cases))
    for case in cases:
        assert set(case.attrib) == {"classname", "name", "time"}
        assert len(case) <= 1
        for child in case:
            assert set(child.attrib) == ({"message"} if child.tag == "skipped" else {"message", "type"})


def cases(given: Evaluation) -> dict[str, tuple[str, str]]:
    """What became of each rule: kind and message."""
    return {
        case.get("name", ""): (case[0].tag, case[0].get("message", "")) if len(case) else ("pass", "")
        for case in parsed(junit.render(given)).iter("testcase")
    }


def test_every_rule_is_a_case_of_its_family() -> None:
    root = parsed(junit.render(evaluation()))
    names = [case.get("name") for case in root.iter("testcase")]

    assert sorted(map(str, names)) == sorted(rule.name for rule in all_rules())
    assert {f"c7gate.{family}" for family in FAMILIES} == {str(suite.get("name")) for suite in root}


def test_errors_fail_and_the_rest_is_told() -> None:
    found = cases(evaluation())
    root = parsed(junit.render(evaluation()))
    [references] = [suite for suite in root if suite.get("name") == "c7gate.references"]

    assert found["missing-reference"] == ("failure", "no reference in 1 commit or the description")
    assert found["invalid-reference"] == ("pass", "")
    assert (references.findtext("system-out") or "").startswith("warning: commit aaaaaaaaaa:3: ")


def test_several_errors_of_a_rule_are_one_failure_with_a_line_each() -> None:
    root = parsed(junit.render(evaluation(FINDINGS[1], FINDINGS[1])))
    [failure] = root.iter("failure")

    assert failure.get("message") == "2 errors"
    assert len((failure.text or "").splitlines()) == 2


def test_what_demanded_nothing_is_skipped_with_the_reason() -> None:
    found = cases(evaluation(FINDINGS[3])._replace(skipped={"missing-reference": "author not enrolled"}))

    assert found["missing-reference"] == ("skipped", "author not enrolled")
    assert found["record-invalid"] == ("skipped", "no record or policy file to judge")
    assert found["gate3-consistency"] == ("skipped", FINDINGS[3].message)
    assert found["malformed-commit"] == ("pass", "")
    assert cases(evaluation(FINDINGS[0], change=None))["malformed-commit"] == (
        "skipped",
        "no change to judge",
    )


def test_the_engine_says_which_rules_demanded_nothing() -> None:
    given = snapshot(people={})
    policy = given.policy._replace(rules={**given.policy.rules})
    policy.rules["future-date"] = policy.rules["future-date"]._replace(severity=Severity.OFF)  # type: ignore[index]
    found = evaluate(given._replace(policy=policy)).skipped

    assert found["missing-reference"] == "author not enrolled"
    assert found["future-date"] == "switched off by policy"


def test_hostile_text_is_text() -> None:
    root = parsed(junit.render(hostile()))
    [failure] = root.iter("failure")

    assert failure.get("message") == "4 errors"
    assert "<script>alert(1)</script>" in (failure.text or "")


@pytest.mark.parametrize("error", [CannotLookError(HOSTILE, help="fetch"), POLICY_FAULT])
def test_no_verdict_is_a_case_in_error(error: C7gateError) -> None:
    root = parsed(junit.render_error(error, as_of=AS_OF))
    [found] = root.iter("error")

    assert found.get("type") == "no-verdict"
    assert len((found.text or "").splitlines()) == 2


def test_altered_history_is_a_case_in_error() -> None:
    assert cases(evaluation()._replace(cannot_look="history is altered"))["verdict"] == (
        "error",
        "history is altered",
    )
