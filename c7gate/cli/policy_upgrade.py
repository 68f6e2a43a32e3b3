"""`c7gate policy upgrade`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.model.version import VERSION


@click.command("upgrade")
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
@options.repo_option("Repository of the policy")
def command(*, dry_run: bool, repo: Path) -> int:
    """Let the policy on disk require this c7gate."""
    from c7gate.app.policy_upgrade import upgrade
    from c7gate.rendering.escape import terminal

    done = upgrade(repo, os.environ, dry_run=dry_run)
    lines = [f"{done.edit.path}: {key} {old} -> {new}" for key, old, new in done.moved]
    if not done.moved:
        lines = [f"already newest: the policy admits c7gate {VERSION}, and no key has another name by now"]
    elif dry_run:
        lines += done.edit.diff
    else:
        lines.append("Review it, commit it: c7gate policy diff says what it means.")
    for line in lines:
        click.echo(options.for_log(terminal(line)))
    return 0
