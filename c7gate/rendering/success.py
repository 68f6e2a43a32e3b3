"""The declaration of success as text, JSON and Markdown (S-192)."""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.program.answer import Answer
from c7gate.program.facts import Facts
from c7gate.program.forecasts import Scored
from c7gate.program.success import Declaration
from c7gate.program.targets import Target
from c7gate.rendering.answers import TABLE, answer_view, day, details, phrase, row
from c7gate.rendering.escape import markdown, markdown_row, terminal
from c7gate.rendering.json_text import dumps

_LABELS = {
    "certified_percent": ("certification", "%"),
    "competency_mean": ("avg competency", ""),
    "consistency_pooled": ("daily use", "%"),
    "velocity_ratio_low": ("velocity", ""),
    "satisfaction_mean": ("satisfaction", ""),
}
_LABEL, _OUTCOME = 28, 17


def render_text(
    facts: Facts, found: Declaration, forecasts: tuple[Scored, ...], *, exit_code: int | None, verbose: bool
) -> str:
    """A line a criterion, and the declaration; `exit_code` is None where none was asked for."""
    lines = [
        terminal(
            f"SUCCESS DECLARATION  {cohorts(facts)}  as of {facts.today}  policy {facts.trusted.oid[:7]}"
        )
    ]
    for number, (target, answer) in enumerate(found.criteria, 1):
        name = f"{number} {label(target)}"
        lines.append(
            f"{name:<{_LABEL}}  {answer.outcome.words.upper():<{_OUTCOME}}{said(target, answer)}".rstrip()
        )
        lines += [f"    {line}" for line in (details(answer) if verbose else map(terminal, answer.lacks))]
    lines.append(verdict(found) + ("" if exit_code is None else f"    exit {exit_code}"))
    lines += [terminal(line) for line in forecast_lines(forecasts)]
    return "\n".join(lines) + "\n"


def render_markdown(facts: Facts, found: Declaration, forecasts: tuple[Scored, ...]) -> str:
    """The same as a table."""
    lines = [
        f"### Success declaration: {markdown(cohorts(facts))}",
        "",
        markdown_row(*TABLE),
        markdown_row(*("---" for _ in TABLE)),
        *(row(answer) for _, answer in found.criteria),
        "",
        f"**{verdict(found)}** As of {facts.today}, policy {facts.trusted.oid[:7]}.",
        *(f"\n- {markdown(line)}" for line in forecast_lines(forecasts)),
        "",
    ]
    return "\n".join(lines)


def render_json(
    facts: Facts, found: Declaration, forecasts: tuple[Scored, ...], *, version: str, exit_code: int
) -> str:
    """The same for a machine."""
    return dumps(
        {
            "schema_version": 1,
            "tool": {"name": "c7gate", "version": version},
            "as_of": f"{facts.as_of:%Y-%m-%dT%H:%M:%SZ}",
            "trusted": {"ref": facts.trusted.ref, "oid": facts.trusted.oid},
            "cohorts": [cohort.id for cohort in facts.cohorts],
            "data_through": day(facts.data_through),
            "declared": found.declared,
            "open": found.open,
            "exit_code": exit_code,
            "criteria": [{"id": target.id, **answer_view(answer)} for target, answer in found.criteria],
            "forecasts": [
                {
                    "id": item.id,
                    "event": item.event,
                    "probability_percent": str(item.probability_percent),
                    "outcome": item.outcome,
                    "brier": str(item.brier) if item.brier is not None else None,
                }
                for item in forecasts
            ],
        }
    )


def cohorts(facts: Facts) -> str:
    """Whom a report is about."""
    names = [cohort.id for cohort in facts.cohorts]
    return f"{names[0]} cohort" if len(names) == 1 else f"{len(names)} cohorts" if names else "everybody"


def label(target: Target) -> str:
    """What a criterion is called, with what it needs."""
    name, unit = _LABELS.get(target.metric, (target.id, ""))
    if target.metric == "velocity_ratio_low" and target.op == ">" and target.need == 1:
        return f"{name} improvement"
    return terminal(f"{name} {target.words}{unit}")


def said(target: Target, answer: Answer) -> str:
    """The figure as the declaration prints it: of a census the count alone."""
    if target.metric == "certified_percent" and answer.denominator is not None:
        return terminal("  ".join(filter(None, [f"{answer.numerator}/{answer.denominator}", answer.note])))
    if target.metric == "competency_mean" and answer.value:
        return terminal(f"{answer.value} ({answer.note})")
    return phrase(answer)


def verdict(found: Declaration) -> str:
    """Whether the program is a success, in a few words."""
    count = len(found.criteria)
    return (
        f"DECLARED: all {count} are met."
        if found.declared
        else f"NOT DECLARED: {found.open} of {count} open."
    )


def forecast_lines(forecasts: tuple[Scored, ...]) -> Iterator[str]:
    """Each forecast as it was made, and its score once that can be told."""
    for item in forecasts:
        words = f"forecast{f' of {item.at}' if item.at else ''}: {item.event}, {item.probability_percent} %"
        if item.brier is None:
            yield f"{words}; scored once its outcome is written down"
        else:
            yield f"{words}; it {'did' if item.outcome else 'did not'}, Brier score {item.brier}"
