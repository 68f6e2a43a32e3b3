"""An evaluation as JSON: `schemas/evaluation.schema.json`, stable keys, sorted by importance."""

from __future__ import annotations

from datetime import datetime

from c7gate.judging.forecast import forecast
from c7gate.model.errors import C7gateError, PolicyError
from c7gate.model.evaluation import Evaluation
from c7gate.model.finding import Finding, Location
from c7gate.model.verdict import Criterion, GateResult
from c7gate.rendering.facts import evidence, record_count
from c7gate.rendering.json_text import Json, dumps

SCHEMA_VERSION = 1


def render(evaluation: Evaluation, *, version: str, exit_code: int) -> str:
    """The document of one evaluation, ending in a newline; `exit_code` is the one the process ends with."""
    snapshot, change = evaluation.snapshot, evaluation.snapshot.change
    return dumps(
        {
            **_frame(version, snapshot.as_of),
            "preset": snapshot.policy.preset,
            "advisory": bool(snapshot.advisory),
            "trusted": {"ref": snapshot.trusted.ref, "oid": snapshot.trusted.oid},
            "base": change.base.oid if change else "",
            "head": change.head.oid if change else snapshot.trusted.oid,
            "status": evaluation.status,
            "exit_code": exit_code,
            "applied": evaluation.applied,
            "reasons": list(evaluation.reasons),
            "examined": {
                "commits": len(change.commits) if change else 0,
                "records": record_count(evaluation),
                "change_body": change is not None and change.body is not None,
            },
            "not_examined": [{"what": what, "why": why} for what, why in snapshot.not_examined],
            "evidence": [
                {
                    "verdict": item.verdict,
                    "libraries": list(item.libraries),
                    "location": location(item.location),
                }
                for item in evidence(evaluation)
            ],
            "lands": [
                {"way": item.way, "answers": item.answers, "libraries": list(item.libraries)}
                for item in forecast(snapshot)
            ],
            "findings": [finding_view(finding) for finding in evaluation.findings],
            "gates": [gate_view(gate) for gate in sorted((*snapshot.gates.values(), *snapshot.requested))],
        }
    )


def render_error(error: C7gateError, *, version: str, as_of: datetime, what: str = "the change") -> str:
    """The document printed where no verdict was possible (exit 2 and 3), ending in a newline.

    `what` could not be looked at.
    """
    problems = error.problems if isinstance(error, PolicyError) else ()
    return dumps(
        {
            **_frame(version, as_of),
            "preset": "",
            "advisory": False,
            "trusted": {"ref": "", "oid": ""},
            "base": "",
            "head": "",
            "status": "error",
            "exit_code": error.exit_code,
            "applied": 0,
            "reasons": [],
            "examined": {"commits": 0, "records": 0, "change_body": False},
            "not_examined": [{"what": what, "why": error.message}],
            "evidence": [],
            "lands": [],
            "findings": [],
            "gates": [],
            "error": {
                "message": error.message,
                "help": error.help,
                "problems": [
                    {
                        "name": problem.rule,
                        "message": problem.message,
                        "help": problem.help,
                        "location": location(Location.in_file(path, problem.line, problem.column)),
                    }
                    for path, problem in problems
                ],
            },
        }
    )


def _frame(version: str, as_of: datetime) -> Json:
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "c7gate", "version": version},
        "as_of": f"{as_of:%Y-%m-%dT%H:%M:%SZ}",
    }


def finding_view(finding: Finding) -> Json:
    """One finding; `developer` and `fix` only where there is one."""
    view: Json = {
        "rule": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "location": location(finding.location),
    }
    if finding.developer:
        view["developer"] = finding.developer
    if finding.fix:
        view["fix"] = {"append_to": finding.fix.append_to, "text": finding.fix.text}
    return view


def location(place: Location) -> Json:
    """A place in its fixed form (rules of judging 13)."""
    if place.file:
        return {"file": place.file, "line": place.line, "column": place.column}
    if place.commit:
        return {"commit": place.commit, "line": place.line}
    return {"change": place.change, "line": place.line} if place.change else {}


def gate_view(gate: GateResult) -> Json:
    """One gate of one developer with its criteria."""
    return {
        "developer": gate.developer,
        "gate": gate.gate,
        "verdict": gate.verdict.value,
        "criteria": [criterion_view(criterion) for criterion in gate.criteria],
    }


def criterion_view(criterion: Criterion) -> Json:
    """One criterion; `waived` only where it passes by an exception."""
    waived: Json = {"waived": True} if criterion.waived else {}
    return {
        "id": criterion.id,
        "verdict": criterion.verdict.value,
        "have": criterion.have,
        "need": criterion.need,
        "because": criterion.because,
        **waived,
    }
