"""What a command wrote into files, or would write, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from c7gate.cli import options

if TYPE_CHECKING:
    from c7gate.writing.records import Edit


def show_edits(edits: Iterable[Edit], *, dry_run: bool, commit: str = "") -> None:
    """The lines that came in; of a dry run the whole difference. `commit` is the id of the commit made of them."""
    from c7gate.rendering.escape import terminal

    for edit in edits:
        if not dry_run:
            click.echo(f"{'added to' if edit.before else 'began'} {edit.path}")
        for line in edit.diff:
            if dry_run or (line.startswith("+") and not line.startswith("+++")):
                click.echo(options.for_log(terminal(line)))
    if commit:
        click.echo(f"committed as {commit[:10]}")


def show_vouchers(names: Sequence[str]) -> None:
    """Who must stand behind what was written, if anybody."""
    if names:
        said = f"this counts once {' or '.join(names)} opens the change or approves it"
        click.echo(options.for_log(f"note: {said}"), err=True)
