"""`c7gate me`."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.cli.waiting import waiting


@click.command("me")
@click.option(
    "--login", metavar="LOGIN", default="", help="Whose standing  [default: yours, by git's user.email]"
)
@options.repository_options
@options.trusted_option("HEAD")
@options.as_of_option
@options.output_options("text", "json", "markdown")
def command(
    *,
    login: str,
    repo: Path,
    program: Path | None,
    trusted: str,
    as_of: datetime | None,
    outputs: tuple[tuple[str, Path | None], ...],
    color: str,
    quiet: bool,  # noqa: ARG001  one screen has nothing to leave out
    verbose: bool,  # noqa: ARG001
) -> int:
    """Show where you stand: what is due, and how many days you may still miss."""
    from c7gate.app.explain import Where
    from c7gate.app.me import me
    from c7gate.rendering.me import render_json, render_markdown, render_text
    from c7gate.rendering.me_screen import render_screen

    with waiting():
        found = me(Where(repo, program, trusted, as_of or options.now(), os.environ), login)
    facts = (found.role, found.gate3, found.coordinators, found.gates)
    width = shutil.get_terminal_size().columns
    views = {
        "text": lambda: render_text(*facts, color=options.colored(color), width=width),
        "json": lambda: render_json(*facts),
        "markdown": lambda: render_markdown(*facts),
    }
    screen = options.screen(color)
    lay_out = partial(render_screen, *facts, screen) if screen else None
    options.emit(outputs, lambda name: views[name](), lay_out)
    return 0
