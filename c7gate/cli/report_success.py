"""`c7gate report success`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.cli.waiting import waiting
from c7gate.model.version import VERSION


@click.command("success")
@options.repository_options
@options.trusted_option("HEAD")
@options.as_of_option
@options.measurements_option
@options.check_option("all criteria are met")
@options.output_options("text", "json", "markdown")
def command(
    *,
    repo: Path,
    program: Path | None,
    trusted: str,
    as_of: datetime | None,
    measurements: Path | None,
    check: bool,
    outputs: tuple[tuple[str, Path | None], ...],
    color: str,  # noqa: ARG001  the words carry the meaning
    quiet: bool,  # noqa: ARG001  a declaration has nothing to leave out
    verbose: bool,
) -> int:
    """Say whether the program is a success: every criterion with its figure, and how sure it is."""
    from c7gate.app.explain import Where
    from c7gate.app.report import facts as look
    from c7gate.program.forecasts import forecasts
    from c7gate.program.success import declaration
    from c7gate.rendering import success

    with waiting():
        facts = look(Where(repo, program, trusted, as_of or options.now(), os.environ), measurements)
    found, predicted = declaration(facts), forecasts(facts.policy)
    code = int(check and not found.declared)
    views = {
        "text": lambda: success.render_text(
            facts, found, predicted, exit_code=code if check else None, verbose=verbose
        ),
        "json": lambda: success.render_json(facts, found, predicted, version=VERSION, exit_code=code),
        "markdown": lambda: success.render_markdown(facts, found, predicted),
    }
    options.emit(outputs, lambda name: views[name]())
    return code
