"""Every watched figure as text, JSON and Markdown. Teams only: no person is named, and nobody compared."""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.program.answer import Answer
from c7gate.program.facts import Facts
from c7gate.program.metrics import Horizon, Metrics
from c7gate.program.usage import LibraryUse
from c7gate.rendering.answers import TABLE, answer_view, day, details, phrase, row
from c7gate.rendering.escape import markdown, markdown_row, terminal
from c7gate.rendering.json_text import dumps
from c7gate.rendering.success import cohorts

_METRIC, _OUTCOME = 24, 24


def render_text(facts: Facts, found: Metrics, *, verbose: bool) -> str:
    """A line a figure with what it lacks; `verbose` adds windows and caveats."""
    lines = [terminal(_title(facts)), ""]
    for answer in found.answers:
        lines.append(f"{answer.metric:<{_METRIC}}{answer.outcome.words:<{_OUTCOME}}{phrase(answer)}".rstrip())
        lines.append(f"  {terminal(answer.title)}{terminal(_asked(answer))}")
        lines += [f"    {line}" for line in (details(answer) if verbose else map(terminal, answer.lacks))]
    lines += ["", "expected", *(f"  {terminal(line)}" for line in _expected(found.horizons))]
    if found.libraries:
        lines += ["", "libraries", *(f"  {terminal(line)}" for line in _libraries(found.libraries))]
    lines += ["", *_ways(facts)]
    return "\n".join(lines) + "\n"


def render_markdown(facts: Facts, found: Metrics) -> str:
    """The same as tables."""
    lines = [
        f"### {markdown(_title(facts))}",
        "",
        markdown_row(*TABLE),
        markdown_row(*("---" for _ in TABLE)),
        *map(row, found.answers),
        "",
        *(f"- {markdown(line)}" for line in _expected(found.horizons)),
        "",
    ]
    if found.libraries:
        lines += [markdown_row("Library", "Look-ups", "People"), markdown_row("---", "---", "---")]
        lines += [
            markdown_row(markdown(item.library), *map(_figure, (item.look_ups, item.people)))
            for item in found.libraries
        ]
        lines.append("")
    return "\n".join([*lines, *(f"*{markdown(line)}*" for line in _ways(facts)), ""])


def render_json(facts: Facts, found: Metrics, *, version: str) -> str:
    """The same for a machine."""
    measured = facts.measurements
    return dumps(
        {
            "schema_version": 1,
            "tool": {"name": "c7gate", "version": version},
            "as_of": f"{facts.as_of:%Y-%m-%dT%H:%M:%SZ}",
            "trusted": {"ref": facts.trusted.ref, "oid": facts.trusted.oid},
            "cohorts": [cohort.id for cohort in facts.cohorts],
            "data_through": day(facts.data_through),
            "measurements": {
                "source": measured.source,
                "through": f"{measured.through.isoformat()}",
                "sha256": measured.digest,
            }
            if measured
            else None,
            "minimum_group": facts.least_group,
            "metrics": [answer_view(answer) for answer in found.answers],
            "outcomes": [
                {
                    "id": item.id,
                    "first": day(item.first),
                    "last": day(item.last),
                    "metrics": [
                        {"metric": metric, "verdict": outcome.value} for metric, outcome in item.outcomes
                    ],
                }
                for item in found.horizons
            ],
            "libraries": [item._asdict() for item in found.libraries],
        }
    )


def _title(facts: Facts) -> str:
    return f"METRICS  {cohorts(facts)}  as of {facts.today}  policy {facts.trusted.oid[:7]}"


def _asked(answer: Answer) -> str:
    return f"; target {answer.need}" if answer.need else ""


def _expected(horizons: tuple[Horizon, ...]) -> Iterator[str]:
    for item in horizons:
        until = f" to {item.last}" if item.last else " on"
        stands = ", ".join(f"{metric} {outcome.words}" for metric, outcome in item.outcomes)
        yield f"{item.id}, from {item.first}{until}: {stands}"


def _libraries(rows: tuple[LibraryUse, ...]) -> Iterator[str]:
    width = max(len(item.library) for item in rows)
    for item in rows:
        figures = f"{_figure(item.look_ups):>8} look-ups by {_figure(item.people)} people"
        yield f"{item.library:<{width}}  {figures if item.people is not None else 'withheld'}"


def _figure(count: int | None) -> str:
    return "withheld" if count is None else str(count)


def _ways(facts: Facts) -> Iterator[str]:
    """How far these figures go."""
    yield f"Figures of fewer than {facts.least_group} people are withheld, and rows that would tell of them."
    if facts.measurements:
        yield terminal(f"Measurements of {facts.measurements.source}, SHA-256 {facts.measurements.digest}.")
    yield "What people say of their own speed misleads; no figure here says what one person did."
