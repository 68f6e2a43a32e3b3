"""`c7gate sign`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7gate.cli import options

if TYPE_CHECKING:
    from c7gate.app.sign import Signing


@click.command("sign")
@click.argument("logins", metavar="[LOGIN]...", nargs=-1)
@click.option("--gate", type=click.Choice(["1", "2", "3", "4"]), required=True, help="Which gate.")
@click.option("--all-ready", is_flag=True, help="For everybody whose criteria all pass.")
@click.option(
    "--by", metavar="LOGIN", default="", help="Who signs  [default: whose record names git's user.email]"
)
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
@click.option("--commit", is_flag=True, help="Commit what was written, and nothing else.")
@options.repository_options
@options.trusted_option("HEAD")
@options.as_of_option
def command(
    *,
    logins: tuple[str, ...],
    gate: str,
    all_ready: bool,
    by: str,
    dry_run: bool,
    commit: bool,
    repo: Path,
    program: Path | None,
    trusted: str,
    as_of: datetime | None,
) -> int:
    """Prepare the sign-off of a gate for everybody who is ready."""
    from c7gate.app.explain import Where
    from c7gate.app.sign import SignRequest, sign
    from c7gate.rendering.escape import terminal

    if bool(logins) == all_ready:
        raise click.UsageError("name whom to sign off, or write --all-ready")
    where = Where(repo, program, trusted, as_of or options.now().astimezone(), os.environ)
    done = sign(SignRequest(where, int(gate), logins, by, dry_run=dry_run, commit=commit))
    for line in _report(done, dry_run=dry_run):
        click.echo(options.for_log(terminal(line)))
    return 0


def _report(done: Signing, *, dry_run: bool) -> Iterator[str]:
    """What was written, who was passed over, and what comes next."""
    number = done.gate.number
    if not done.signed and not done.there:
        yield f"nobody is ready to have gate {number} signed off at {done.trusted[:10]}"
    if done.signed:
        would = "would be " if dry_run else ""
        yield f"gate {number} {would}signed off by {done.by} for {', '.join(done.signed)}"
    for edit in done.edits:
        lines = (
            edit.diff if dry_run else (line for line in edit.diff if line[:1] == "+" and line[:3] != "+++")
        )
        yield from (lines if dry_run else (edit.path, *lines))
    if done.there:
        yield f"signed off before, and left as it is: {', '.join(done.there)}"
    yield from (f"not ready: {item.login}: {item.why}" for item in done.waiting)
    if done.signed and not dry_run:
        yield from _next(done)


def _next(done: Signing) -> Iterator[str]:
    """How the lines come to count: merged, and proven by exactly who is named."""
    yield f"committed as {done.commit[:10]}" if done.commit else "next  commit these files alone"
    yield "next  open a pull request with them; a sign-off counts once it is merged"
    ways = {
        "approved": f"{done.by} opens it, or approves its newest head",
        "signed": f"{done.by} signs the commit with a key that the policy lists",
    }
    yield f"proof  {', or '.join(ways[name] for name in done.gate.proofs if name in ways)}"
