"""`c7gate policy diff`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options


@click.command("diff")
@options.repository_options
@options.revision_option("--base", "Compare HEAD with where it left this  [default: the default branch]")
@options.as_of_option
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="How to print.  [default: text]",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colour the text.  [default: on a terminal]",
)
def command(
    *, repo: Path, program: Path | None, base: str, as_of: datetime | None, output: str, color: str
) -> int:
    """Say what HEAD makes of policy, and how many verdicts that changes."""
    from c7gate.app.policy_diff import PolicyDiffRequest, policy_diff
    from c7gate.rendering.policy_diff import render_json, render_markdown, render_text

    instant = as_of or options.now()
    diff = policy_diff(
        PolicyDiffRequest(repo=repo, environment=os.environ, as_of=instant, program=program, base=base)
    )
    if output == "json":
        click.echo(render_json(diff), nl=False)
        return 0
    report = (
        render_markdown(diff) if output == "markdown" else render_text(diff, color=options.colored(color))
    )
    click.echo(options.for_log(report), nl=False, color=True)
    return 0
