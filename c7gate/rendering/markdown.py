"""An evaluation as Markdown: the step summary of a workflow run, and the comment on a change.

The verdict comes first, then what to mend, row by row; everything else is folded. Rows are cut whole and counted, so
that a page always stays under what a forge takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from c7gate.judging.forecast import forecast
from c7gate.judging.rule import Rule
from c7gate.judging.rules import all_rules
from c7gate.judging.rules.reported.gate3_consistency import NAME as GATE3
from c7gate.model.errors import C7gateError, PolicyError
from c7gate.model.evaluation import Evaluation
from c7gate.model.finding import Finding, Problem, Severity
from c7gate.model.verdict import Criterion, GateResult, Verdict
from c7gate.rendering.escape import markdown, markdown_block, markdown_code, markdown_row
from c7gate.rendering.facts import Evidence, counted, counts, evidence, examined, place
from c7gate.rendering.rules import rule_text

MARKER = "<!-- c7gate:pr -->"
SUMMARY_BYTES = 1_000_000  # GitHub drops a step summary of more than 1 MiB, whole
COMMENT_BYTES = 65_000  # GitHub takes 65,536 characters
_CELL = 500  # characters of one text
_NAMED = 10  # libraries of one text
_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "•", Severity.OFF: ""}
_VERDICTS = {
    Verdict.PASS: "✓ pass",
    Verdict.FAIL: "✗ fail",
    Verdict.INSUFFICIENT: "… not enough data yet",
    Verdict.NOT_APPLICABLE: "· not applicable",
}
_Line = Callable[[], str]  # made when there is room for it


def render(evaluation: Evaluation) -> str:
    """The whole report, under 1 MiB, ending in a newline."""
    gates = [gate for _, gate in sorted(evaluation.snapshot.gates.items())]
    return _page(evaluation, gates, SUMMARY_BYTES)


def comment(evaluation: Evaluation) -> str:
    """What is said below a change, under 65,536 characters, after the hidden mark it is found by again.

    It speaks of the change only: notes about records elsewhere and about a person's days stay out, and a gate is
    shown only on the change that asks to have it signed.
    """
    snapshot = evaluation.snapshot
    own = evaluation._replace(
        findings=tuple(item for item in evaluation.findings if _of_change(item, evaluation))
    )
    asked = [snapshot.gates[login] for login in sorted(snapshot.signoff_requests) if login in snapshot.gates]
    return f"{MARKER}\n{_page(own, asked, COMMENT_BYTES - len(MARKER) - 1)}"


def render_error(error: C7gateError) -> str:
    """Why there is no verdict (exit 2 and 3), ending in a newline."""
    problems = error.problems if isinstance(error, PolicyError) else ()
    lines = ["### ✗ c7gate: no verdict", "", _text(error.message), ""]
    if problems:
        rows = [partial(_problem, path, problem) for path, problem in problems]
        lines += _table(("Where", "What", "How to fix"), rows, SUMMARY_BYTES * 3 // 4)
    elif error.help:
        lines += [f"**Next:** {_text(error.help)}", ""]
    return "\n".join(lines)


def _problem(path: str, problem: Problem) -> str:
    where = markdown_code(f"{path}:{problem.line}:{problem.column}")
    return markdown_row(where, _text(problem.message), _text(problem.help))


def _of_change(finding: Finding, evaluation: Evaluation) -> bool:
    if finding.severity is not Severity.NOTE:
        return True
    change, file = evaluation.snapshot.change, finding.location.file
    return finding.name != GATE3 and (
        not file or (change is not None and file in {item.path for item in change.paths})
    )


def _page(evaluation: Evaluation, gates: Sequence[GateResult], limit: int) -> str:
    """The room is shared out: three fifths for the findings, a tenth each for gates, what was read, and rules."""
    asked = [
        f"gate {gate.gate} for {markdown(gate.developer)}: {_progress(gate)}"
        for gate in gates
        if gate.developer in evaluation.snapshot.signoff_requests
    ]
    lines = [" · ".join([f"### {_verdict(evaluation)}", *asked[:1]]), ""]
    rows = [partial(_row, finding) for finding in evaluation.findings]
    lines += _table(("", "Rule", "Where", "What", "How to fix"), rows, limit * 3 // 5)
    lines += _next(evaluation)
    lines += _bullets(_seen(evaluation), limit // 10)
    lines += ["<details>", "<summary>How it was computed, and why each rule exists</summary>", ""]
    criteria = [partial(_criterion, gate, item) for gate in gates for item in gate.criteria]
    lines += _table(("Gate", "Criterion", "Verdict", "Has", "Needs", "Because"), criteria, limit // 10)
    lines += [*(f"- {line}" for line in _basis(evaluation)), ""]
    if evaluation.findings:
        lines += ["Why each rule exists:", "", *_bullets(_why(evaluation.findings), limit // 10)]
    return "\n".join([*lines, "</details>", ""])


def _verdict(evaluation: Evaluation) -> str:
    found = counts(evaluation)
    errors, rest = found[Severity.ERROR], [counted(n, level.value) for level, n in found.items() if n]
    if evaluation.status == "error":
        return "✗ c7gate: no verdict"
    if errors:
        return ", ".join([f"✗ c7gate: {counted(errors, 'thing')} to fix", *rest[1:]])
    if evaluation.status == "pass":
        return ", ".join(["✓ c7gate: nothing to fix", *rest])
    asked = (
        "advice only, nothing is enforced"
        if evaluation.snapshot.advisory
        else "nothing was asked of this change"
    )
    return ", ".join([f"· c7gate: {asked}", *rest])


def _row(finding: Finding) -> str:
    return markdown_row(
        _MARKS[finding.severity],
        markdown_code(finding.name),
        _where(finding),
        _text(finding.message),
        _text(finding.help),
    )


def _where(finding: Finding) -> str:
    """Files as code; of a commit the bare id, which a forge links."""
    where = _short(place(finding.location))
    return markdown_code(where) if finding.location.file else markdown(where)


def _next(evaluation: Evaluation) -> Iterator[str]:
    """The one step that mends the first error: the line to paste, where there is one."""
    first = next((item for item in evaluation.findings if item.severity is Severity.ERROR), None)
    if evaluation.cannot_look:
        yield from (f"**Why:** {_text(evaluation.cannot_look)}", "")
    elif first and first.fix and len(first.fix.text) <= _CELL:
        line = first.fix.text
        asked, line = (
            ("complete this line and add it", f"{line}<library id>")
            if line.endswith(" ")
            else ("add this line", line)
        )
        where = (
            "the description; no push is needed"
            if first.fix.append_to == "change.body"
            else "a commit message"
        )
        yield from (f"**Next:** {asked} to {where}:", "", markdown_block(line), "")
    elif first:
        yield from (f"**Next:** {_text(first.help)}", "")


def _seen(evaluation: Evaluation) -> list[_Line]:
    """What answered, and what nobody looked at: both belong beside the verdict."""
    lines: list[_Line] = [partial(_answer, item) for item in evidence(evaluation)]
    lines += [partial(_unread, what, why) for what, why in evaluation.snapshot.not_examined]
    if evaluation.status == "not_applicable" and not evaluation.snapshot.advisory:
        lines += [partial(_unasked, reason) for reason in evaluation.reasons]
    return lines


def _answer(item: Evidence) -> str:
    named = " ".join(markdown_code(_short(library)) for library in item.libraries[:_NAMED]) or item.verdict
    return f"✓ answered by {named} ({markdown(place(item.location))})"


def _unread(what: str, why: str) -> str:
    return f"not examined: {_text(what)} ({_text(why)})"


def _unasked(reason: str) -> str:
    return f"asks nothing: {_text(reason)}"


def _criterion(gate: GateResult, item: Criterion) -> str:
    return markdown_row(
        f"{gate.gate}, {markdown(gate.developer)}",
        markdown(item.id),
        _VERDICTS[item.verdict],
        _text(item.have),
        _text(item.need),
        _text(item.because),
    )


def _progress(gate: GateResult) -> str:
    judged = [item for item in gate.criteria if item.verdict is not Verdict.NOT_APPLICABLE]
    return f"{sum(item.verdict is Verdict.PASS for item in judged)} of {len(judged)}"


def _basis(evaluation: Evaluation) -> Iterator[str]:
    snapshot, change = evaluation.snapshot, evaluation.snapshot.change
    yield f"Examined: {examined(evaluation)}."
    if change:
        yield f"Range: {change.base.oid} to {change.head.oid}."
    at = (
        f", as {_text(snapshot.trusted.ref)} has it at {snapshot.trusted.oid}" if snapshot.trusted.oid else ""
    )
    yield f"Policy: {markdown_code(snapshot.policy.preset)}{at}."
    yield f"As of {snapshot.as_of:%Y-%m-%dT%H:%M:%SZ}."
    for item in forecast(snapshot):
        named = " ".join(markdown_code(_short(library)) for library in item.libraries[:_NAMED])
        yield f"What lands by {item.way}: {named or ('a waiver' if item.answers else 'no reference')}."


def _why(findings: Iterable[Finding]) -> list[_Line]:
    """Why each rule that found something exists."""
    found = {finding.code for finding in findings}
    return [partial(_reason, rule) for rule in all_rules() if rule.code in found]


def _reason(rule: Rule) -> str:
    """The documentation of a rule is Markdown of our own."""
    return f"`{rule.name}` ({rule.code}): {rule_text(rule).why}"


def _short(text: str) -> str:
    return text if len(text) <= _CELL else f"{text[:_CELL]}…"


def _text(text: str) -> str:
    return markdown(_short(text))


def _table(heads: Sequence[str], rows: Sequence[_Line], room: int) -> Iterator[str]:
    """A table of as many rows as fit, and how many more there are."""
    if rows:
        yield markdown_row(*heads)
        yield markdown_row(*("---" for _ in heads))
        yield from _fitting(rows, room, "")


def _bullets(items: Sequence[_Line], room: int) -> Iterator[str]:
    if items:
        yield from _fitting(items, room, "- ")


def _fitting(lines: Sequence[_Line], room: int, bullet: str) -> Iterator[str]:
    """The lines that fit into `room` bytes; what does not fit is not even made."""
    for number, line in enumerate(lines):
        made = f"{bullet}{line()}"
        room -= len(made.encode()) + 1
        if room < 0:
            # A list goes on; a table must end first.
            yield from ([] if bullet else [""])
            yield f"{bullet}… and {len(lines) - number} more"
            break
        yield made
    yield ""
