"""An evaluation as JUnit XML: a suite for each family of rules, a case for each rule.

An error fails its rule's case, warnings and notes stand in the suite's output, and a rule that demanded nothing is
skipped with the reason, so that nothing unread looks passed. The form is what both published schemas take (the one
of Ant's reports and the one of Jenkins): one failure a case, no attribute of one tool alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from c7gate.judging.rule import Rule
from c7gate.judging.rules import all_rules
from c7gate.model.errors import C7gateError, PolicyError
from c7gate.model.evaluation import Evaluation
from c7gate.model.finding import Finding, Severity
from c7gate.model.named_tuple import NamedTuple
from c7gate.rendering.escape import xml
from c7gate.rendering.facts import counted, place

_FAMILIES = {
    "C": "commits", "D": "records", "G": "gates", "R": "references", "S": "sign-offs", "T": "trust", "Y": "yaml",
}  # fmt: skip
_OF_FILES = frozenset("DY")  # families that judge records and policies, whether or not there is a change


class _Case(NamedTuple):
    """`kind` is `failure`, `error`, `skipped`, or empty for a pass; `lines` are shown inside it.

    `type` is set for failures and errors only: Ant's schema knows no type of a skipped case.
    """

    name: str
    kind: str = ""
    type: str = ""
    message: str = ""
    lines: tuple[str, ...] = ()


class _Suite(NamedTuple):
    """`said` are the findings that fail nothing."""

    family: str
    cases: tuple[_Case, ...]
    said: tuple[str, ...] = ()


def render(evaluation: Evaluation) -> str:
    """The document, ending in a newline."""
    suites = [_no_verdict(evaluation.cannot_look)] if evaluation.cannot_look else []
    for family, rules in groupby(all_rules(), key=_family):
        cases: list[_Case] = []
        said: list[str] = []
        for rule in rules:
            found = [finding for finding in evaluation.findings if finding.code == rule.code]
            cases.append(_case(rule, found, evaluation))
            said += [_line(finding) for finding in found if finding.severity is not Severity.ERROR]
        suites.append(_Suite(_FAMILIES[family], tuple(cases), tuple(said)))
    return _document(suites, evaluation.snapshot.as_of)


def render_error(error: C7gateError, *, as_of: datetime) -> str:
    """One case in error, which says why there is no verdict (exit 2 and 3)."""
    problems = error.problems if isinstance(error, PolicyError) else ()
    lines = [f"{path}:{problem.line}:{problem.column}: {problem.message}" for path, problem in problems]
    return _document([_no_verdict(error.message, *lines, *filter(None, [error.help]))], as_of)


def _no_verdict(message: str, *more: str) -> _Suite:
    return _Suite("verdict", (_Case("verdict", "error", "no-verdict", message, (message, *more)),))


def _family(rule: Rule) -> str:
    return rule.code[len("C7")]


def _case(rule: Rule, found: Sequence[Finding], evaluation: Evaluation) -> _Case:
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    if errors:
        message = errors[0].message if len(errors) == 1 else counted(len(errors), "error")
        return _Case(rule.name, "failure", rule.code, message, tuple(map(_line, errors)))
    reason = _not_asked(rule, found, evaluation)
    return _Case(rule.name, "skipped", message=reason) if reason else _Case(rule.name)


def _not_asked(rule: Rule, found: Sequence[Finding], evaluation: Evaluation) -> str:
    """Why a rule had nothing to judge; empty where it passed. A gate with too little data has not passed."""
    snapshot, family = evaluation.snapshot, _family(rule)
    if found:
        told = all(finding.severity is Severity.NOTE for finding in found)
        return found[0].message if family == "G" and told else ""
    if rule.name in evaluation.skipped:
        return evaluation.skipped[rule.name]
    if family in _OF_FILES:
        return (
            "" if snapshot.judged_records or snapshot.right_records else "no record or policy file to judge"
        )
    if snapshot.change is None:
        return "no change to judge"
    return "no enrolled author with an open gate" if family == "G" and not snapshot.gates else ""


def _line(finding: Finding) -> str:
    where = place(finding.location)
    said = (
        f"{finding.severity}: {where}: {finding.message}"
        if where
        else f"{finding.severity}: {finding.message}"
    )
    return f"{said} → {finding.help}" if finding.help else said


def _document(suites: Iterable[_Suite], as_of: datetime) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for number, suite in enumerate(suites):
        lines += _suite_lines(number, suite, as_of)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _suite_lines(number: int, suite: _Suite, as_of: datetime) -> Iterator[str]:
    name = xml(f"c7gate.{suite.family}")
    kinds = [case.kind for case in suite.cases]
    counts = {
        "tests": len(kinds),
        "failures": kinds.count("failure"),
        "errors": kinds.count("error"),
        "skipped": kinds.count("skipped"),
        "time": 0,
    }
    attributes = " ".join(f'{key}="{count}"' for key, count in counts.items())
    when = f'timestamp="{as_of:%Y-%m-%dT%H:%M:%S}" hostname="localhost"'
    yield f'<testsuite id="{number}" package="c7gate" name="{name}" {attributes} {when}>'
    yield "<properties/>"
    for case in suite.cases:
        yield from _case_lines(name, case)
    yield f"<system-out>{_body(suite.said)}</system-out>"
    yield "<system-err/>"
    yield "</testsuite>"


def _case_lines(suite: str, case: _Case) -> Iterator[str]:
    opening = f'<testcase classname="{suite}" name="{xml(case.name)}" time="0"'
    if not case.kind:
        yield f"{opening}/>"
        return
    yield f"{opening}>"
    kind = f'{case.kind} type="{xml(case.type)}"' if case.type else case.kind
    yield f'<{kind} message="{xml(case.message)}">{_body(case.lines)}</{case.kind}>'
    yield "</testcase>"


def _body(lines: Iterable[str]) -> str:
    """Lines of text; each is escaped by itself, so that only our own line breaks are left."""
    return "\n".join(map(xml, lines))
