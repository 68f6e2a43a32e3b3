"""Gate 1, 2 or 4 of one person as text, JSON and Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.model.gates import GateExplanation
from c7gate.model.record import Attempt
from c7gate.model.verdict import Criterion, Verdict
from c7gate.rendering.escape import markdown, markdown_row, terminal
from c7gate.rendering.explanation import MARKS, mark
from c7gate.rendering.json import criterion_view
from c7gate.rendering.json_text import Json, dumps

_DECIDED = {Verdict.PASS: "passed", Verdict.FAIL: "failed"}


def gate_text(found: GateExplanation, *, color: bool) -> str:
    """The gate's state, its criteria with what each has and needs, the attempts, and the next steps."""
    standing = found.standing
    criteria = standing.result.criteria
    width = max((len(item.id) for item in criteria), default=0)
    title = f"{found.person.login}  gate {standing.policy.number}  {terminal(standing.policy.title)}"
    verdict = mark(standing.result.verdict, color=color)
    lines = [f"{title}  {verdict}   as of {found.as_of:%Y-%m-%dT%H:%M:%SZ}", f"  {state_words(found)}", ""]
    for item in criteria:
        lines.append(f"  {item.id:<{width}}  {mark(item.verdict, color=color)}  {terminal(_has(item))}")
        lines.append(f"  {'':<{width}}  {terminal(item.because)}")
    attempts = list(attempt_lines(found))
    lines += ["", *(f"  {terminal(line)}" for line in attempts)] if attempts else []
    lines += ["", *(f"next  {terminal(step)}" for step in found.steps)] if found.steps else []
    return "\n".join(lines) + "\n"


def gate_markdown(found: GateExplanation) -> str:
    """The same as Markdown."""
    standing = found.standing
    lines = [
        f"### {markdown(found.person.login)}, gate {standing.policy.number}: {MARKS[standing.result.verdict]}",
        "",
        f"{markdown(standing.policy.title)}: {markdown(state_words(found))}.",
        "",
        markdown_row("Criterion", "Verdict", "Has", "Needs", "Because"),
        markdown_row(*("---" for _ in range(5))),
        *(
            markdown_row(
                item.id, MARKS[item.verdict], markdown(item.have), markdown(item.need), markdown(item.because)
            )
            for item in standing.result.criteria
        ),
        "",
    ]
    lines += [f"- {markdown(line)}" for line in attempt_lines(found)]
    lines += [f"- **Next:** {markdown(step)}" for step in found.steps]
    return "\n".join([*lines, "", f"As of {found.as_of:%Y-%m-%dT%H:%M:%SZ}.", ""])


def gate_json(found: GateExplanation) -> str:
    """The same for a machine: `schemas/explanation.schema.json`."""
    standing = found.standing
    signed = standing.signed
    return dumps(
        {
            "developer": found.person.login,
            "gate": standing.policy.number,
            "title": standing.policy.title,
            "risk": standing.policy.risk,
            "as_of": f"{found.as_of:%Y-%m-%dT%H:%M:%SZ}",
            "verdict": standing.result.verdict.value,
            "state": standing.state.value,
            "signed_off": {"by": signed.by, "at": signed.at.isoformat()} if signed else None,
            "criteria": [criterion_view(item) for item in standing.result.criteria],
            "attempts": list(_attempt_views(found)),
            "next": list(found.steps),
        }
    )


def state_words(found: GateExplanation) -> str:
    """The gate's state, who signed it off, and its risk."""
    standing = found.standing
    signed = standing.signed
    at = signed.at.isoformat().replace("+00:00", "Z") if signed else ""
    signature = f", signed off by {signed.by} at {at}" if signed else ""
    return f"{standing.state.value}{signature}; risk {standing.policy.risk}"


def _has(item: Criterion) -> str:
    return f"{item.have}, needs {item.need}{' (waived)' if item.waived else ''}"


def attempt_lines(found: GateExplanation) -> Iterator[str]:
    """Each attempt and what came of it."""
    attempts = found.standing.attempts
    for attempt, verdict in attempts.counted:
        yield f"attempt {attempt.id} of {attempt.date}: {_DECIDED.get(verdict, 'not decided yet')}{_parts(attempt)}"
    for item in attempts.refused:
        yield f"attempt {item.attempt.id} does not count: {item.because}"


def _parts(attempt: Attempt) -> str:
    parts = [f"{name} {value}" for name, value in (*attempt.scores.items(), *attempt.rubric.items())]
    return f" ({', '.join(parts)})" if parts else ""


def _attempt_views(found: GateExplanation) -> Iterator[Json]:
    attempts = found.standing.attempts
    for attempt, verdict in attempts.counted:
        yield {
            "id": attempt.id, "date": attempt.date.isoformat(), "verdict": verdict.value, "counts": True, "because": ""
        }  # fmt: skip
    for item in attempts.refused:
        yield {
            "id": item.attempt.id, "date": item.attempt.date.isoformat(), "verdict": "not_applicable",
            "counts": False, "because": item.because,
        }  # fmt: skip
