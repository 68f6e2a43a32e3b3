"""`c7gate policy`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from c7gate.cli import options


@click.group("policy")
def command() -> None:
    """See the policy in force."""


@command.command("show")
@options.repository_options
@options.trusted_option("HEAD")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to print.  [default: text]",
)
def show(*, repo: Path, program: Path | None, trusted: str, output: str) -> int:
    """Print every value in force and where it comes from."""
    from c7gate.app.policy import show as policy_show
    from c7gate.rendering.policy import render_json, render_text

    shown = policy_show(program or repo, trusted, os.environ)
    click.echo((render_json if output == "json" else render_text)(shown.policy, shown.trusted), nl=False)
    return 0
