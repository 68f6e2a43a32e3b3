"""One figure with all that belongs to it: as a phrase, as a row of a table, for a machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from c7gate.program.answer import Answer
from c7gate.rendering.escape import markdown, markdown_row, terminal
from c7gate.rendering.json_text import Json

TABLE = ("Figure", "Verdict", "Value", "Target", "Data through", "Caveats")


def phrase(answer: Answer) -> str:
    """Value, share, interval and note in one line, such as `79.9% (799/999) short by 1 active day`."""
    value = f"x{answer.value}" if answer.unit == "x" and answer.value else f"{answer.value}{answer.unit}"
    parts = [value if answer.value else "", _share(answer), answer.shown_interval]
    return terminal(
        "  ".join(
            [" ".join(filter(None, parts)), answer.note] if answer.note else [" ".join(filter(None, parts))]
        ).strip()
    )


def _share(answer: Answer) -> str:
    """Of how many, where both are numbers of things that a person may count after."""
    part, whole = answer.numerator, answer.denominator
    if answer.unit != "%" or not isinstance(part, int) or not isinstance(whole, int):
        return ""
    return f"({part}/{whole})"


def details(answer: Answer) -> Iterator[str]:
    """The window, the day up to which data were there, and the caveats, a line each; before them what is missing."""
    yield from map(terminal, answer.lacks)
    if answer.window:
        yield f"from {answer.window[0]} to {answer.window[1]}"
    if answer.through:
        yield f"data through {answer.through}"
    yield from map(terminal, answer.caveats)


def row(answer: Answer) -> str:
    """The figure as a row under `TABLE`."""
    caveats = [
        *([f"{answer.window[0]} to {answer.window[1]}"] if answer.window else []),
        *answer.lacks,
        *answer.caveats,
    ]
    return markdown_row(
        markdown(answer.title),
        answer.outcome.words,
        markdown(phrase(answer)),
        markdown(answer.need),
        str(answer.through or ""),
        markdown("; ".join(caveats)),
    )


def answer_view(answer: Answer) -> Json:
    """The figure for a machine."""
    interval, window = answer.interval, answer.window
    return {
        "metric": answer.metric,
        "title": answer.title,
        "verdict": answer.outcome.value,
        "value": answer.value or None,
        "unit": answer.unit,
        "need": answer.need,
        "numerator": _number(answer.numerator),
        "denominator": _number(answer.denominator),
        "interval": {
            "low": str(interval.low),
            "high": str(interval.high) if interval.high is not None else None,
        }
        if interval
        else None,
        "n": answer.n,
        "window": {"first": str(window[0]), "last": str(window[1])} if window else None,
        "note": answer.note,
        "lacks": list(answer.lacks),
        "caveats": list(answer.caveats),
        "data_through": day(answer.through),
    }


def day(value: date | None) -> str | None:
    """A date for a machine."""
    return str(value) if value else None


def _number(value: Fraction | Decimal | int | None) -> int | str | None:
    if value is None or isinstance(value, int):
        return value
    return str(value)
