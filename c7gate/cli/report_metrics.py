"""`c7gate report metrics`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.cli.waiting import waiting
from c7gate.model.version import VERSION


@click.command("metrics")
@options.repository_options
@options.trusted_option("HEAD")
@options.as_of_option
@options.measurements_option
@options.output_options("text", "json", "markdown")
def command(
    *,
    repo: Path,
    program: Path | None,
    trusted: str,
    as_of: datetime | None,
    measurements: Path | None,
    outputs: tuple[tuple[str, Path | None], ...],
    color: str,  # noqa: ARG001  the words carry the meaning
    quiet: bool,  # noqa: ARG001  a figure without its doubts would mislead
    verbose: bool,
) -> int:
    """Show every watched figure with its interval, and what it lacks to be believed."""
    from c7gate.app.explain import Where
    from c7gate.app.report import facts as look
    from c7gate.program.metrics import measure
    from c7gate.rendering import metrics

    where = Where(repo, program, trusted, as_of or options.now(), os.environ)
    with waiting():
        facts = look(where, measurements, work=True)
        found = measure(facts)
    views = {
        "text": lambda: metrics.render_text(facts, found, verbose=verbose),
        "json": lambda: metrics.render_json(facts, found, version=VERSION),
        "markdown": lambda: metrics.render_markdown(facts, found),
    }
    options.emit(outputs, lambda name: views[name]())
    return 0
