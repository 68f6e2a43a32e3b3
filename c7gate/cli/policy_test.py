"""`c7gate policy test`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.model.version import VERSION


@click.command("test")
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
    """Run the cases in policies/tests/; exit 1 if one fails."""
    from c7gate.app.policy_test import run_cases
    from c7gate.rendering.policy_test import render_json, render_text

    results = run_cases(repo, os.environ)
    if output == "json":
        click.echo(render_json(results, version=VERSION), nl=False)
    else:
        click.echo(options.for_log(render_text(results, color=options.colored(color))), nl=False, color=True)
    return int(any(result.faults for result in results))
