"""`c7gate status`."""

from __future__ import annotations

import os
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.cli.waiting import waiting


@click.command("status")
@click.argument("login", metavar="[LOGIN]", default="")
@options.repository_options
@options.trusted_option("HEAD")
@options.as_of_option
@click.option(
    "--audience",
    type=click.Choice(["coordinator", "team", "executive"]),
    default="coordinator",
    help="Who reads it; a team and its executives see no names and no small groups.  [default: coordinator]",
)
@options.output_options("text", "json", "markdown", "slack")
def command(
    *,
    login: str,
    repo: Path,
    program: Path | None,
    trusted: str,
    as_of: datetime | None,
    audience: str,
    outputs: tuple[tuple[str, Path | None], ...],
    color: str,
    quiet: bool,  # noqa: ARG001  one screen has nothing to leave out
    verbose: bool,  # noqa: ARG001
) -> int:
    """Show who needs you, who is on track, and how far the group is; or one person.

    People are sorted by what needs doing, never by a score.
    """
    from c7gate.app.explain import Where
    from c7gate.app.status import declared, status
    from c7gate.rendering import status as views
    from c7gate.rendering.status_screen import person_screen, render_screen

    if login and audience != "coordinator":
        raise click.UsageError(f"the audience {audience} sees nobody; leave LOGIN or --audience out")
    with waiting():
        found = status(Where(repo, program, trusted, as_of or options.now(), os.environ))
        success = declared(found) if audience == "executive" else None
    told = found.seen.told
    screen = options.screen(color)
    if login:
        one = found.person(login)
        facts = (one, told, found.seen.facts.as_of)
        renderers = views.person_renderers(*facts)
        lay_out = partial(person_screen, *facts, screen) if screen else None
    else:
        view = views.StatusView(
            groups=found.groups,
            blockers=found.seen.watch.blockers,
            told=told,
            as_of=found.seen.facts.as_of,
            through=found.through,
            audience=views.Audience(audience),
            success=success,
        )
        renderers = {
            "text": lambda: views.render_text(view, color=options.colored(color)),
            "json": lambda: views.render_json(view),
            "markdown": lambda: views.render_markdown(view),
            "slack": lambda: views.render_slack(view),
        }
        lay_out = partial(render_screen, view, screen) if screen else None
    options.emit(outputs, lambda name: renderers[name](), lay_out)
    return 0
