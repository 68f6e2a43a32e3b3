"""`c7gate me`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7gate.cli import options
from c7gate.cli.waiting import waiting
from c7gate.model.version import VERSION

if TYPE_CHECKING:
    from c7gate.app.explain import Where

_Views = Mapping[str, Callable[[], str]]


@click.command("me")
@click.option(
    "--login", metavar="LOGIN", default="", help="Who is meant  [default: you, by git's user.email]"
)
@click.option(
    "--data", is_flag=True, help="Show all that is stored about you, with file, line and who can read it."
)
@click.option(
    "--erase", is_flag=True, help="Blank your record once you have left, and say what has to stay and why."
)
@click.option("--dry-run", is_flag=True, help="With --erase: only show what would change.")
@options.repository_options
@options.trusted_option("HEAD")
@options.as_of_option
@options.output_options("text", "json", "markdown")
def command(
    *,
    login: str,
    data: bool,
    erase: bool,
    dry_run: bool,
    repo: Path,
    program: Path | None,
    trusted: str,
    as_of: datetime | None,
    outputs: tuple[tuple[str, Path | None], ...],
    color: str,
    quiet: bool,  # noqa: ARG001  one screen has nothing to leave out
    verbose: bool,  # noqa: ARG001
) -> int:
    """Show where you stand: what is due, and how many days you may still miss.

    With --data: what is stored about you; as JSON, to take along. With --erase: what can be taken out of it.
    """
    from c7gate.app.explain import Where

    if data and erase:
        raise click.UsageError("--data shows and --erase takes out; give one of them")
    if dry_run and not erase:
        raise click.UsageError("--dry-run goes with --erase")
    if erase and trusted:
        raise click.UsageError("--erase changes files on disk; --trusted does not go with it")
    where = Where(repo, program, trusted, as_of or options.now(), os.environ)
    if data:
        views = _data(where, login)
    elif erase:
        views = _erased(where, login, dry_run=dry_run)
    else:
        views = _standing(where, login, color)
    options.emit(outputs, lambda name: views[name](), views.get("screen"))
    return 0


def _standing(where: Where, login: str, color: str) -> _Views:
    from c7gate.app.me import me
    from c7gate.rendering.me import render_json, render_markdown, render_text
    from c7gate.rendering.me_screen import render_screen

    with waiting():
        found = me(where, login)
    facts = (found.role, found.gate3, found.coordinators, found.gates, found.support)
    width, screen = shutil.get_terminal_size().columns, options.screen(color)
    return {
        "text": lambda: render_text(*facts, color=options.colored(color), width=width),
        "json": lambda: render_json(*facts),
        "markdown": lambda: render_markdown(*facts),
        **({"screen": partial(render_screen, *facts, screen=screen)} if screen else {}),
    }


def _data(where: Where, login: str) -> _Views:
    from c7gate.app.personal import personal
    from c7gate.rendering import personal as views

    found = personal(where, login)
    view = views.PersonalView(found.data, found.trusted, found.policy, where.as_of)
    return {
        "text": lambda: views.render_text(view),
        "json": lambda: views.render_json(view, version=VERSION),
        "markdown": lambda: views.render_markdown(view),
    }


def _erased(where: Where, login: str, *, dry_run: bool) -> _Views:
    from c7gate.app.erase import erase
    from c7gate.rendering import erasure as views

    done = erase(where, login, dry_run=dry_run)
    view = views.ErasureView(
        login=done.login,
        path=done.edit.path,
        diff=done.edit.diff,
        erased=done.erased,
        kept=done.kept,
        history=done.history,
        authored=done.authored,
        unread=done.unread,
        dry_run=dry_run,
    )
    return {
        "text": lambda: views.render_text(view),
        "json": lambda: views.render_json(view, version=VERSION),
        "markdown": lambda: views.render_markdown(view),
    }
