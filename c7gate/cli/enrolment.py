"""`c7gate add enrolment`."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7gate.cli import options

if TYPE_CHECKING:
    from c7gate.app.enrolment import Enrolment, EnrolmentRequest


@click.command("enrolment")
@click.option("--from-history", is_flag=True, help="Propose records for everybody who commits and has none.")
@click.option(
    "--since-days", metavar="DAYS", type=click.IntRange(1, 36500), default=365,
    help="With --from-history: how far to look back.  [default: 365]",
)  # fmt: skip
@click.option(
    "--min-commits", metavar="COUNT", type=click.IntRange(1), default=3,
    help="With --from-history: pass over who has fewer.  [default: 3]",
)  # fmt: skip
@click.option(
    "--login", metavar="LOGIN", default="", help="Whose record  [default: as git's configuration suggests]"
)
@click.option(
    "--identity", "identities", metavar="ID", multiple=True,
    help="An address of the commits, github:LOGIN or gitlab:LOGIN; may be repeated  [default: git's user.email]",
)  # fmt: skip
@click.option("--role", metavar="ROLE", default="", help="As the policy names roles.")
@click.option("--cohort", metavar="ID", default="", help="A file in training-records/cohorts/.")
@click.option(
    "--enrolled-at",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="[default: today, or as the cohort says]",
)
@click.option("--yes", is_flag=True, help="With --from-history: write what is proposed.")
@click.option("--dry-run", is_flag=True, help="Only print what would be written.")
@options.repo_option("Repository of the records")
def command(
    *,
    from_history: bool,
    since_days: int,
    min_commits: int,
    login: str,
    identities: tuple[str, ...],
    role: str,
    cohort: str,
    enrolled_at: datetime | None,
    yes: bool,
    dry_run: bool,
    repo: Path,
) -> int:
    """Add a person's first record, or propose everybody's."""
    from c7gate.app.enrolment import EnrolmentRequest, own_enrolment

    if from_history and (login or identities):
        raise click.UsageError("--from-history finds logins and addresses by itself")
    request = EnrolmentRequest(
        repo=repo,
        environment=os.environ,
        today=options.now().astimezone().date(),  # in the person's own zone, as people write it
        login=login,
        identities=identities,
        role=role,
        cohort=cohort,
        enrolled_at=enrolled_at.date() if enrolled_at else None,
    )
    if from_history:
        return _from_history(
            request, days=since_days, least=min_commits, yes=yes and not dry_run, asks=not dry_run
        )
    made = own_enrolment(request)
    if not dry_run:
        _write(made)
    _show(made)
    return 0


def _from_history(request: EnrolmentRequest, *, days: int, least: int, yes: bool, asks: bool) -> int:
    from c7gate.app.enrolment import proposed_enrolments
    from c7gate.rendering.escape import terminal

    found = proposed_enrolments(request, now=options.now(), days=days, least=least)
    for made in found.enrolments:
        _show(made)
    for addition in found.additions:
        who = " or ".join(addition.logins)
        listed = ", ".join(map(terminal, addition.identities))
        click.echo(options.for_log(f"{who} may have more addresses; add to the record: {listed}"), err=True)
    if found.passed_over:
        click.echo(
            f"passed over: {found.passed_over} with fewer than {least} commits in {days} days", err=True
        )
    if not found.enrolments:
        click.echo("nobody to propose: who commits has a record", err=True)
        return 0
    if not yes and not (asks and sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo(f"{len(found.enrolments)} proposed, nothing written; --yes writes them", err=True)
        return 0
    if yes or click.confirm(f"Write {len(found.enrolments)} records?", default=False):
        for made in found.enrolments:
            _write(made)
    return 0


def _show(made: Enrolment) -> None:
    from c7gate.rendering.facts import counted

    commits = f"  # {counted(made.commits, 'commit')}" if made.commits else ""
    click.echo(f"--- # {made.path}{commits}")
    click.echo(options.for_log(made.content.decode("utf-8")), nl=False)


def _write(made: Enrolment) -> None:
    from c7gate.app.enrolment import write

    click.echo(f"{'wrote' if write(made) else 'is there already, kept'} {made.path}", err=True)
