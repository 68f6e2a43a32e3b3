"""Questions on a terminal for what a call left out. Elsewhere nothing is asked: a script's call is complete or wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from c7gate.model.facts import Field, Form, Value, fact_of
from c7gate.parsing.fact_values import value_of

if TYPE_CHECKING:
    from c7gate.app.add import Entering

_OFFERED = 12


def asks() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def completed(entering: Entering, given: dict[str, Value]) -> dict[str, Value]:
    """The values with those that a person typed, in the order of the line's keys."""
    given = dict(given)
    for field in entering.missing(given):
        given[field.key] = _answer(field, entering.names(field, given))
    for criterion in entering.criteria(given):
        key = "scores" if criterion.kind == "score" else "rubric"
        result = _result(criterion.id, fact_of("attempt").field(key))
        if result:
            before = given.get(key)
            given[key] = {**(before if isinstance(before, Mapping) else {}), **result}
    return given


def _answer(field: Field, names: Sequence[str]) -> Value:
    from c7gate.rendering.escape import terminal

    question = terminal(field.help.rstrip(".") or field.key)
    if names:
        more = ", …" if len(names) > _OFFERED else ""
        click.echo(f"  {field.key}: {terminal(', '.join(names[:_OFFERED]))}{more}", err=True)
    with _completing(names):
        value: Value = click.prompt(question, value_proc=lambda text: _value(field, text), err=True)
    return value


def _result(criterion: str, field: Field) -> Mapping[str, Decimal | str]:
    """What an assessor says of one criterion; nothing where it was not assessed."""
    words = () if field.form is Form.SCORES else ("pass", "fail")
    question = f"{criterion} ({' or '.join(words) or 'percent'}; empty if it was not assessed)"

    def result(text: str) -> Mapping[str, Decimal | str]:
        value = _value(field, f"{criterion}={text}") if text.strip() else {}
        return value if isinstance(value, Mapping) else {}

    with _completing(words):
        found: Mapping[str, Decimal | str] = click.prompt(
            question, default="", show_default=False, value_proc=result, err=True
        )
    return found


def _value(field: Field, text: str) -> Value:
    if not text.strip():
        raise click.UsageError("nothing was written here")
    try:
        return value_of(field, [text.strip()])
    except ValueError as error:
        raise click.UsageError(str(error)) from None


@contextmanager
def _completing(names: Sequence[str]) -> Iterator[None]:
    """Complete names with the tabulator key, where the terminal's line editor is there."""
    try:
        import readline
    except ImportError:  # Windows
        yield
        return
    found = readline.get_completer()
    readline.set_completer_delims(" ")
    readline.parse_and_bind("tab: complete")
    readline.set_completer(lambda text, at: [*(name for name in names if name.startswith(text)), None][at])
    try:
        yield
    finally:
        readline.set_completer(found)
