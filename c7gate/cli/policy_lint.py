"""`c7gate policy lint`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.model.version import VERSION


@click.command("lint")
@options.repo_option("Repository of the policy")
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
def command(*, repo: Path, output: str, color: str) -> int:
    """Look through the policy on disk; exit 1 on an error."""
    from c7gate.app.policy_lint import lint
    from c7gate.rendering.policy_lint import render_json, render_text

    linted = lint(repo, os.environ)
    if output == "json":
        click.echo(render_json(linted, version=VERSION), nl=False)
    else:
        click.echo(options.for_log(render_text(linted, color=options.colored(color))), nl=False, color=True)
    return int(linted.failed)
