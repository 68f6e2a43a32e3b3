"""`c7gate doctor`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.model.version import VERSION


@click.command("doctor")
@options.repo_option()
@options.as_of_option
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to print.  [default: text]",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colour the text.  [default: on a terminal]",
)
def command(*, repo: Path, as_of: datetime | None, output: str, color: str) -> int:
    """Look for holes in the set-up; exit 1 if there are any."""
    from c7gate.app.doctor import DoctorRequest, doctor
    from c7gate.model.setup import State
    from c7gate.rendering.setup import render_json, render_text

    in_ci = bool(os.environ.get("CI"))
    instant = as_of or options.now()
    checks = doctor(DoctorRequest(repo=repo, environment=os.environ, as_of=instant, in_ci=in_ci))
    if output == "json":
        click.echo(render_json(checks, version=VERSION, as_of=instant), nl=False)
    else:
        click.echo(options.for_log(render_text(checks, color=options.colored(color))), nl=False, color=True)
    return int(any(check.state is State.PROBLEM for check in checks))
