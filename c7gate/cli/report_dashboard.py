"""`c7gate report dashboard`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7gate.cli import options
from c7gate.cli.waiting import waiting
from c7gate.model.version import VERSION

if TYPE_CHECKING:
    from c7gate.program.board import Board
    from c7gate.rendering.json_text import Json


@click.command("dashboard")
@options.repository_options
@options.trusted_option("HEAD")
@options.as_of_option
@options.measurements_option
@click.option(
    "--out",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for index.html and dashboard.json; made where it is missing",
)
@click.option(
    "--audience",
    type=click.Choice(["team", "coordinator", "developer"]),
    required=True,
    help="Who reads it: a team sees figures only, a coordinator people, a developer the own standing as well.",
)
@click.option(
    "--login", metavar="LOGIN", default="", help="The developer  [default: you, by git's user.email]"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "legacy"]),
    default="html",
    help="html is index.html and dashboard.json; legacy is context7-dashboard.json.  [default: html]",
)
def command(
    *,
    repo: Path,
    program: Path | None,
    trusted: str,
    as_of: datetime | None,
    measurements: Path | None,
    out: Path,
    audience: str,
    login: str,
    form: str,
) -> int:
    """Write a page that opens from disk: no server, no script, no network.

    The page of a team may be published; the others are for whom they name.
    """
    from c7gate.app.dashboard import dashboard
    from c7gate.app.explain import Where
    from c7gate.program.board import Audience
    from c7gate.rendering.dashboard import dashboard_view
    from c7gate.rendering.dashboard_legacy import FILE, legacy_view
    from c7gate.rendering.json_text import dumps
    from c7gate.writing.files import replace_files

    if login and audience != "developer":
        raise click.UsageError(
            f"the audience {audience} is no single person; leave --login or --audience out"
        )
    where = Where(repo, program, trusted, as_of or options.now(), os.environ)
    with waiting():
        found = dashboard(where, Audience(audience), login, measurements)
    own = (found.own.role, found.own.gate3, found.own.coordinators, found.own.gates) if found.own else None
    view = dashboard_view(found.board, found.status.seen.told, found.status.through, own, version=VERSION)
    if form == "legacy":
        written = {FILE: dumps(legacy_view(found.board, view))}
    else:
        written = {"index.html": _page(found.board, view), "dashboard.json": dumps(view)}
    replace_files({out / name: text.encode() for name, text in written.items()})
    first, *others = written
    words = " and ".join([str(out / first), *others])
    click.echo(options.for_log(f"{words} for the audience {audience}"))
    return 0


def _page(board: Board, view: Json) -> str:
    from c7gate.reading.resources import template
    from c7gate.rendering.dashboard_page import FILES, render_page

    return render_page(board, view, {name: template(f"dashboard/{name}").decode() for name in FILES})
