"""`c7gate policy`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.cli.holidays import command as holidays
from c7gate.cli.policy_diff import command as diff
from c7gate.cli.policy_lint import command as lint
from c7gate.cli.policy_test import command as test
from c7gate.cli.policy_upgrade import command as upgrade

_MOST_DAYS = 3650


def _days(_context: click.Context, _parameter: click.Parameter, value: str) -> int:
    number = value.removesuffix("d")
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:7]) <= _MOST_DAYS):
        raise click.BadParameter(f"{value!r} is no number of days from 1 to {_MOST_DAYS}; write 90d")
    return int(number)


@click.group("policy")
def command() -> None:
    """See the policy in force, look it through, compare it, try it."""


command.add_command(holidays)
command.add_command(lint)
command.add_command(diff)
command.add_command(test)
command.add_command(upgrade)


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


@command.command("simulate")
@options.repository_options
@options.trusted_option("HEAD")
@options.as_of_option
@click.option(
    "--last",
    "days",
    metavar="DAYS",
    default="90d",
    callback=_days,
    help="How far to look back.  [default: 90d]",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to print.  [default: text]",
)
def simulate(
    *, repo: Path, program: Path | None, trusted: str, as_of: datetime | None, days: int, output: str
) -> int:
    """Say what this policy would have said about what was merged."""
    from c7gate.app.simulate import SimulationRequest
    from c7gate.app.simulate import simulate as run
    from c7gate.rendering.simulation import render_json, render_text

    simulation = run(
        SimulationRequest(
            repo=repo,
            program=program,
            trusted=trusted,
            as_of=as_of or options.now(),
            days=days,
            environment=os.environ,
        )
    )
    report = (render_json if output == "json" else render_text)(simulation)
    click.echo(report if output == "json" else options.for_log(report), nl=False)
    return 0
