"""`c7gate add enrolment`."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7gate.cli import options, prompts

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
@click.option("--commit", is_flag=True, help="Commit what was written, and nothing else.")
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
    commit: bool,
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
        found = _proposed(request, days=since_days, least=min_commits)
        wanted = found if _agreed(len(found), yes=yes, dry_run=dry_run) else ()
    else:
        wanted = (own_enrolment(_with_role(request)),)
        _show(wanted[0])
    written = [made for made in wanted if not dry_run and _write(made)]
    if commit and written:
        from c7gate.app.enrolment import commit as commit_records

        click.echo(f"committed as {commit_records(request, written)[:10]}", err=True)
    elif written:
        click.echo("next  commit it: a record counts once it is on the default branch", err=True)
    return 0


def _with_role(request: EnrolmentRequest) -> EnrolmentRequest:
    """The request with the role that a person at a terminal names, where the call names none."""
    if request.role or not prompts.asks():
        return request
    from c7gate.app.enrolment import roles

    names = roles(request)
    role = click.prompt("Role", type=click.Choice(names), default=names[0], err=True)
    return request._replace(role=role)


def _proposed(request: EnrolmentRequest, *, days: int, least: int) -> tuple[Enrolment, ...]:
    """What history suggests, shown."""
    from c7gate.app.enrolment import proposed_enrolments
    from c7gate.rendering.escape import terminal
    from c7gate.rendering.facts import counted

    found = proposed_enrolments(request, now=options.now(), days=days, least=least)
    for made in found.enrolments:
        _show(made)
    for addition in found.additions:
        who = " or ".join(addition.logins)
        listed = ", ".join(map(terminal, addition.identities))
        click.echo(options.for_log(f"{who} may have more addresses; add to the record: {listed}"), err=True)
    if found.passed_over:
        click.echo(
            f"passed over: {found.passed_over} with fewer than {counted(least, 'commit')} in {counted(days, 'day')}; "
            "--min-commits lowers that",
            err=True,
        )
    if not found.enrolments and found.enrolled:
        click.echo("nobody to propose: everybody else who commits has a record", err=True)
    elif not found.enrolments and not found.passed_over:
        click.echo(
            f"nobody committed in the last {counted(days, 'day')}; --since-days looks back further", err=True
        )
    return found.enrolments


def _agreed(count: int, *, yes: bool, dry_run: bool) -> bool:
    """Whether the proposals are to be written: by the call, or by the person asked."""
    from c7gate.rendering.facts import counted

    if not count:
        return False
    if not yes and not dry_run and sys.stdin.isatty() and sys.stdout.isatty():
        return click.confirm(f"Write {counted(count, 'record')}?", default=False)
    if not yes or dry_run:
        click.echo(f"{count} proposed, nothing written; --yes writes them", err=True)
    return yes and not dry_run


def _show(made: Enrolment) -> None:
    from c7gate.rendering.facts import counted

    commits = f"  # {counted(made.commits, 'commit')}" if made.commits else ""
    click.echo(f"--- # {made.path}{commits}")
    click.echo(options.for_log(made.content.decode("utf-8")), nl=False)


def _write(made: Enrolment) -> bool:
    from c7gate.app.enrolment import write

    is_new = write(made)
    click.echo(f"{'wrote' if is_new else 'is there already, kept'} {made.path}", err=True)
    return is_new
