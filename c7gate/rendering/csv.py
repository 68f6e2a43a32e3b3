"""An evaluation as CSV: one row a finding, most important first, the same columns always."""

from __future__ import annotations

from collections.abc import Iterable

from c7gate.model.errors import C7gateError, PolicyError
from c7gate.model.evaluation import Evaluation
from c7gate.model.finding import Finding, Fix, Location, Severity
from c7gate.rendering.escape import csv_row

COLUMNS = (
    "severity", "rule", "name", "file", "line", "column", "commit", "change", "developer", "message", "help",
    "append_to", "append_text",
)  # fmt: skip
_NO_VERDICT = "no-verdict"


def render(evaluation: Evaluation) -> str:
    """Header and rows, each ending in a line feed. Where nothing could be judged a row `no-verdict` says why."""
    findings = list(evaluation.findings)
    if evaluation.cannot_look:
        findings.insert(0, _no_verdict(evaluation.cannot_look, ""))
    return _table(findings)


def render_error(error: C7gateError) -> str:
    """One row `no-verdict`, or one for each problem of the trusted policy: never an empty table (exit 2 and 3)."""
    problems = error.problems if isinstance(error, PolicyError) else ()
    return (
        _table(
            _no_verdict(problem.message, problem.help, Location.in_file(path, problem.line, problem.column))
            for path, problem in problems
        )
        if problems
        else _table([_no_verdict(error.message, error.help)])
    )


def _no_verdict(message: str, help: str, location: Location = Location()) -> Finding:  # noqa: A002, B008  a value
    return Finding("", _NO_VERDICT, Severity.ERROR, message, help, location)


def _table(findings: Iterable[Finding]) -> str:
    return "".join(f"{line}\n" for line in (csv_row(*COLUMNS), *map(_row, findings)))


def _row(finding: Finding) -> str:
    place, fix = finding.location, finding.fix or Fix("", "")
    return csv_row(
        finding.severity.value,
        finding.code,
        finding.name,
        place.file,
        str(place.line) if place.line else "",
        str(place.column) if place.column else "",
        place.commit,
        place.change,
        finding.developer,
        finding.message,
        finding.help,
        fix.append_to,
        fix.text,
    )
