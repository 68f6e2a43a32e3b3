"""An evaluation as a person reads it in a terminal: findings first, the verdict and the next step last."""

from __future__ import annotations

from collections.abc import Iterator

import click

from c7gate.model.errors import C7gateError, PolicyError
from c7gate.model.evaluation import Evaluation
from c7gate.model.finding import Finding, Severity
from c7gate.rendering.escape import terminal
from c7gate.rendering.facts import counted, counts, evidence, examined, place

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_VERDICTS = {"pass": ("PASS", "green"), "fail": ("FAIL", "red"), "error": ("NO VERDICT", "red")}
_WIDTH = max(map(len, Severity)) + 1


def render(evaluation: Evaluation, *, color: bool = False, quiet: bool = False, verbose: bool = False) -> str:
    """The report, ending in a newline.

    Args:
        evaluation: what came out.
        color: whether to colour it; the words are the same either way.
        quiet: leave out notes, and everything but the findings and the verdict.
        verbose: add the evidence counted and why rules demanded nothing.
    """
    paint = _Paint(color)
    lines: list[str] = []
    for finding in evaluation.findings:
        if not (quiet and finding.severity is Severity.NOTE):
            lines += _finding(finding, paint)
    if lines:
        lines.append("")
    lines.append(_verdict(evaluation, paint))
    if not quiet:
        lines += _details(evaluation, verbose=verbose)
    return "\n".join(lines) + "\n"


def render_error(error: C7gateError, *, color: bool = False) -> str:
    """What went wrong before a verdict, ending in a newline: the message, every problem, how to go on."""
    paint = _Paint(color)
    problems = error.problems
    is_policy = isinstance(error, PolicyError) and problems
    message = "the trusted policy is broken, so nothing can be judged by it" if is_policy else error.message
    lines = [f"{paint('error', 'red')}{' ' * (_WIDTH - 5)} {terminal(message)}"]
    for path, problem in problems:
        where = terminal(f"{path}:{problem.line}:{problem.column}")
        lines.append(f"{' ' * _WIDTH} {paint(where, bold=True)}  {terminal(problem.message)}")
        lines += [f"{' ' * _WIDTH}   → {terminal(problem.help)}"] if problem.help else []
    if error.help and not problems:
        lines.append(f"{' ' * _WIDTH} → {terminal(error.help)}")
    return "\n".join(lines) + "\n"


class _Paint:
    def __init__(self, color: bool) -> None:  # noqa: FBT001  a private switch
        self.color = color

    def __call__(self, text: str, fg: str | None = None, *, bold: bool = False) -> str:
        return click.style(text, fg=fg, bold=bold) if self.color else text


def _finding(finding: Finding, paint: _Paint) -> list[str]:
    level = paint(finding.severity.value.ljust(_WIDTH), _COLOURS[finding.severity])
    where = place(finding.location)
    head = f"{paint(terminal(where), bold=True)}  " if where else ""
    lines = [f"{level} {head}{terminal(finding.message)}  [{finding.code} {finding.name}]"]
    return [*lines, f"{' ' * _WIDTH} → {terminal(finding.help)}"] if finding.help else lines


def render_verdict(evaluation: Evaluation) -> str:
    """The report without its findings, ending in a newline."""
    return "\n".join([_verdict(evaluation, _Paint(color=False)), *_details(evaluation, verbose=False)]) + "\n"


def _verdict(evaluation: Evaluation, paint: _Paint) -> str:
    advisory = bool(evaluation.snapshot.advisory)
    word, colour = _VERDICTS.get(evaluation.status, ("ADVISORY" if advisory else "NOT APPLICABLE", "cyan"))
    found = ", ".join(counted(count, level.value) for level, count in counts(evaluation).items() if count)
    parts = [f"{found or 'nothing to mend'}", f"{examined(evaluation)} examined", *_answers(evaluation)]
    parts += _gates(evaluation)
    trusted = evaluation.snapshot.trusted
    preset = evaluation.snapshot.policy.preset
    name = "" if trusted.ref == trusted.oid else f"{trusted.ref} "
    at = f", trusted {name}{trusted.oid[:10]}" if trusted.oid else ""
    parts.append(terminal(f"policy {preset}{at}"))
    parts.append(f"as of {evaluation.snapshot.as_of:%Y-%m-%dT%H:%M:%SZ}")
    return f"{paint(word, colour, bold=True)}  {' · '.join(parts)}"


def _answers(evaluation: Evaluation) -> list[str]:
    found = evidence(evaluation)
    if not found:
        return []
    libraries = list(dict.fromkeys(library for item in found for library in item.libraries))
    words = [terminal(", ".join(libraries[:3]) + (" …" if len(libraries) > 3 else ""))] if libraries else []  # noqa: PLR2004
    waived = sum(item.verdict == "waived" for item in found)
    words += [counted(waived, "waiver")] if waived else []
    return [f"answered by {' and '.join(words)}" if words else f"answered by {counted(len(found), 'text')}"]


def _gates(evaluation: Evaluation) -> list[str]:
    scores = evaluation.snapshot.consistency
    if not scores:
        return []
    from c7gate.model.verdict import Verdict

    return [
        f"gate 3 of {login} {score.active}/{score.counted} = {score.percent} %"
        for login, score in sorted(scores.items())
        if score.verdict in {Verdict.PASS, Verdict.FAIL}
    ]


def _details(evaluation: Evaluation, *, verbose: bool) -> Iterator[str]:
    if evaluation.cannot_look:
        yield f"why   {terminal(evaluation.cannot_look)}"
    for what, why in evaluation.snapshot.not_examined:
        yield f"not examined  {terminal(what)}: {terminal(why)}"
    if verbose or (evaluation.status == "not_applicable" and not evaluation.snapshot.advisory):
        for reason in evaluation.reasons:
            yield f"asks nothing  {terminal(reason)}"
    if verbose:
        for item in evidence(evaluation):
            yield f"counted  {place(item.location)}  {item.verdict} {terminal(' '.join(item.libraries))}".rstrip()
        from c7gate.judging.forecast import forecast

        for way in forecast(evaluation.snapshot):
            yield f"lands  {way.way}: {terminal(', '.join(way.libraries)) or ('a waiver' if way.answers else 'nothing')}"
    first = next((finding for finding in evaluation.findings if finding.severity is Severity.ERROR), None)
    if first is not None:
        yield f"next  {terminal(first.help)}"
