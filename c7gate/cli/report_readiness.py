"""`c7gate report readiness`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.cli.waiting import waiting
from c7gate.model.version import VERSION


@click.command("readiness")
@options.repository_options
@options.trusted_option("HEAD")
@options.as_of_option
@options.check_option("everything that can be looked at is in order")
@options.output_options("text", "json", "markdown")
@click.pass_context
def command(
    context: click.Context,
    *,
    repo: Path,
    program: Path | None,
    trusted: str,
    as_of: datetime | None,
    check: bool,
    outputs: tuple[tuple[str, Path | None], ...],
    color: str,
    quiet: bool,  # noqa: ARG001  a verdict without its items would be another claim
    verbose: bool,  # noqa: ARG001  every item is shown
) -> int:
    """Recompute every checkmark of the program's text, or call it a claim."""
    from c7gate.app.explain import Where
    from c7gate.app.report import surrounded
    from c7gate.program.readiness import readiness
    from c7gate.rendering import readiness as views_of

    where = Where(repo, program, trusted, as_of or options.now(), os.environ)
    with waiting():
        facts, around = surrounded(where, frozenset(_commands(context.find_root())))
    found = readiness(facts, around)
    code = int(check and bool(found.failed))
    views = {
        "text": lambda: views_of.render_text(facts, found, color=options.colored(color)),
        "json": lambda: views_of.render_json(facts, found, version=VERSION, exit_code=code),
        "markdown": lambda: views_of.render_markdown(facts, found),
    }
    options.emit(outputs, lambda name: views[name]())
    return code


def _commands(context: click.Context) -> Iterator[str]:
    """The commands of this c7gate in groups, such as `report success`; a name suffices, nothing is imported for it."""
    for group in ("report", "add"):
        command = context.command
        found = command.get_command(context, group) if isinstance(command, click.Group) else None
        if isinstance(found, click.Group):
            yield from (f"{group} {name}" for name in found.list_commands(context))
