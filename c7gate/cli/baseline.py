"""`c7gate add baseline`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.cli.edits import show_edits, show_vouchers


@click.command("baseline")
@click.option(
    "--from",
    "export",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="An export of the weeks before (schemas/measurements.schema.json), with the instant it is complete since.",
)
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
@options.repo_option("Repository of policy and records")
def command(*, export: Path, dry_run: bool, repo: Path) -> int:
    """Freeze how it was before the program, week by week, in policies/success.yaml."""
    from c7gate.app.baseline import freeze

    froze = freeze(repo, os.environ, export, now=options.now(), dry_run=dry_run)
    show_edits((froze.edit,), dry_run=dry_run)
    who = f"everybody who has a record by now ({froze.people})"
    click.echo(f"note: dev_days are working days of {who}; correct them if others worked then", err=True)
    show_vouchers(froze.vouchers)
    return 0
