"""An evaluation as GitHub Actions reads it: annotations on the diff, then the verdict in the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from c7gate.model.errors import C7gateError
from c7gate.model.evaluation import Evaluation
from c7gate.model.finding import Finding, Severity
from c7gate.rendering import text
from c7gate.rendering.escape import workflow_data, workflow_log, workflow_property
from c7gate.rendering.facts import counted, place

LIMIT = 10  # annotations of a kind that the forge shows of one step
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(evaluation: Evaluation) -> str:
    """Annotations, most important first and at most ten of a kind with the rest counted, then the verdict.

    Where annotations were cut off the whole report follows. No line of it is a command that came from the text being judged (T37).
    """
    annotations = list(_annotations(evaluation.findings))
    # The runner shows annotations in the log as well; only what it cut off is said there again.
    cut = len(annotations) < len(evaluation.findings)
    report = text.render(evaluation) if cut else text.render_verdict(evaluation)
    return "\n".join([*annotations, *_log(report)]) + "\n"


def render_error(error: C7gateError) -> str:
    """One annotation saying why there is no verdict, then the same in the log."""
    message = f"{error.message} → {error.help}" if error.help else error.message
    lines = [f"::error title=c7gate::{workflow_data(message)}", *_log(text.render_error(error))]
    return "\n".join(lines) + "\n"


def _annotations(findings: tuple[Finding, ...]) -> Iterator[str]:
    kinds: dict[Severity, list[Finding]] = defaultdict(list)
    for finding in findings:
        kinds[finding.severity].append(finding)
    for severity, found in kinds.items():
        shown = found if len(found) <= LIMIT else found[: LIMIT - 1]
        yield from map(_annotation, shown)
        if len(found) > len(shown):
            rest = counted(len(found) - len(shown), f"more {severity.value}")
            yield f"::{_COMMANDS[severity]} title=c7gate::{rest}; see the log of this step"


def _annotation(finding: Finding) -> str:
    properties = [f"title={workflow_property(f'{finding.code} {finding.name}')}"]
    location = finding.location
    if location.file:
        properties = [
            f"file={workflow_property(location.file)}",
            f"line={location.line}",
            f"col={location.column}",
            *properties,
        ]
    where = "" if location.file else place(location)
    message = " → ".join(filter(None, [": ".join(filter(None, [where, finding.message])), finding.help]))
    return f"::{_COMMANDS[finding.severity]} {','.join(properties)}::{workflow_data(message)}"


def _log(report: str) -> Iterator[str]:
    return map(workflow_log, report.rstrip("\n").split("\n"))
