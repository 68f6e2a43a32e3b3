"""`c7gate report plan`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.cli.waiting import waiting
from c7gate.model.version import VERSION


@click.command("plan")
@options.repository_options
@options.trusted_option("HEAD")
@options.as_of_option
@options.check_option("gate 3 has the days it needs in every cohort, and FILE of --compare is up to date")
@click.option(
    "--compare",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file that should be the Markdown plan as it is now; with --check it must be.",
)
@options.output_options("text", "json", "markdown")
def command(
    *,
    repo: Path,
    program: Path | None,
    trusted: str,
    as_of: datetime | None,
    check: bool,
    compare: Path | None,
    outputs: tuple[tuple[str, Path | None], ...],
    color: str,
    quiet: bool,  # noqa: ARG001  a plan has nothing to leave out
    verbose: bool,  # noqa: ARG001
) -> int:
    """Show the training plan: days, gate 3's window, assignments, pairs, hours, the announcement, who is behind.

    `--format markdown=docs/TRAINING_PLAN.md` writes it as a document, which changes only with policy and records.
    """
    from c7gate.app.explain import Where
    from c7gate.app.plan import is_stale, planned
    from c7gate.rendering import plan as views

    with waiting():
        found = planned(Where(repo, program, trusted, as_of or options.now(), os.environ))
    view = views.PlanView(found.facts, found.courses, {group.id: group for group in found.status.groups})
    stale = compare is not None and is_stale(compare, views.render_markdown(view))
    code = int(check and (stale or not found.fits))
    renderers = {
        "text": lambda: views.render_text(view, color=options.colored(color)),
        "json": lambda: views.render_json(view, version=VERSION, exit_code=code),
        "markdown": lambda: views.render_markdown(view),
    }
    options.emit(outputs, lambda name: renderers[name]())
    if stale:
        words = f"{compare} is not the plan as it is now: c7gate report plan --format markdown={compare}"
        click.echo(options.for_log(words), err=True)
    return code
