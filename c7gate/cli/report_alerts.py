"""`c7gate report alerts`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.cli.waiting import waiting


@click.command("alerts")
@options.repository_options
@options.trusted_option("HEAD")
@options.as_of_option
@click.option(
    "--level",
    type=click.IntRange(1, 9),
    help="Only what this level of escalation is told, as it may see it  [default: everything, with names]",
)
@click.option("--check", is_flag=True, help="Exit 1 while an alert of severity red or worse is open.")
@click.option(
    "--deliver",
    is_flag=True,
    help="Deliver where policy says; prints counts only, other formats go to their files.",
)
@options.output_options("text", "json", "markdown", "slack", "teams")
def command(
    *,
    repo: Path,
    program: Path | None,
    trusted: str,
    as_of: datetime | None,
    level: int | None,
    check: bool,
    deliver: bool,
    outputs: tuple[tuple[str, Path | None], ...],
    color: str,
    quiet: bool,  # noqa: ARG001  alerts have nothing to leave out
    verbose: bool,  # noqa: ARG001
) -> int:
    """Show what needs somebody: inactivity, failed gates, blockers, low adoption.

    Alerts are computed anew each time from what the repository holds; what people did about one stands in
    `interventions` of the assessments. Red or worse, for --check, is red, critical and team; an alert that somebody
    has acknowledged is not open.
    """
    from c7gate.app.alerts import alerts, is_urgent
    from c7gate.app.explain import Where
    from c7gate.rendering import alerts as views

    where = Where(repo, program, trusted, as_of or options.now(), os.environ)
    if deliver:
        from c7gate.app.deliver import deliver as to_forge

        delivered = to_forge(where, os.environ)
        seen = delivered.seen
        click.echo(options.for_log(delivered.words), nl=False)
        outputs = tuple(output for output in outputs if output[1] is not None)
    else:
        with waiting():
            seen = alerts(where)
    told = seen.told
    shown = views.for_level(seen.watch.alerts, level, told) if level else seen.watch.alerts
    renderers = {
        "text": lambda: views.render_text(shown, told, where.as_of, color=options.colored(color)),
        "json": lambda: views.render_json(shown),
        "markdown": lambda: views.render_markdown(shown, told),
        "slack": lambda: views.render_slack(shown, told),
        "teams": lambda: views.render_teams(shown, told),
    }
    options.emit(outputs, lambda name: renderers[name]())
    return int(check and any(map(is_urgent, seen.watch.alerts)))
