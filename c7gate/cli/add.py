"""`c7gate add`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.cli.enrolment import command as enrolment


@click.group("add", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Add a line to your record; without KIND, list what can be added."""
    if context.invoked_subcommand is None:
        click.echo("You can add:")
        for name, kind in sorted(command.commands.items()):
            click.echo(f"  {name:<10} {kind.get_short_help_str(90)}")


command.add_command(enrolment)


def _at(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    from c7gate.parsing.dates import to_instant

    instant = to_instant(value) if value else None
    if value and instant is None:
        raise click.BadParameter(f"{value!r} is no RFC 3339 instant; write 2025-09-01T09:00:00+02:00")
    return instant


@command.command("usage")
@click.option(
    "--library", metavar="ID", required=True, help="The library you looked up, such as /websockets/ws."
)
@click.option("--topic", metavar="TEXT", default="", help="What you looked for, in a few words.")
@click.option("--outcome", type=click.Choice(["helpful", "partial", "not"]), help="How it went.")
@click.option("--at", metavar="INSTANT", callback=_at, help="When, RFC 3339 with its offset  [default: now]")
@click.option(
    "--login", metavar="LOGIN", default="", help="Whose record  [default: the one with git's user.email]"
)
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
@click.option(
    "-C",
    "--repo",
    metavar="PATH",
    type=click.Path(path_type=Path),
    default=".",
    help="Repository of the records  [default: this folder]",
)
def usage(
    *,
    library: str,
    topic: str,
    outcome: str | None,
    at: datetime | None,
    login: str,
    dry_run: bool,
    repo: Path,
) -> int:
    """Add a look-up that no commit shows."""
    from c7gate.app.add import UsageRequest, add_usage
    from c7gate.rendering.escape import terminal

    now = options.now()
    request = UsageRequest(
        repo=repo,
        environment=os.environ,
        library=library,
        at=at or now.astimezone(),  # in the person's own offset, as people write it
        now=now,
        topic=topic,
        outcome=outcome or "",
        login=login,
        dry_run=dry_run,
    )
    edit = add_usage(request)
    if not dry_run:
        click.echo(f"added to {edit.path}")
    for line in edit.diff:
        if dry_run or (line.startswith("+") and not line.startswith("+++")):
            click.echo(options.for_log(terminal(line)))
    return 0
