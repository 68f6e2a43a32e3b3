"""`c7gate add survey`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.cli.edits import show_edits, show_vouchers


@click.command("survey")
@click.option(
    "--period", metavar="PERIOD", required=True, help="What it is about: 2025-W35, 2025-09 or 2025-Q4."
)
@click.option(
    "--invited", metavar="COUNT", type=click.IntRange(1), required=True, help="How many were asked."
)
@click.option(
    "--from",
    "answers",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The answers: a CSV file, or JSON (.json) with a list. Only counts of them are written.",
)
@click.option(
    "--question",
    metavar="TEXT",
    default="",
    help="What was asked: the name of its column or key, where the file has several.",
)
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
@click.option("--commit", is_flag=True, help="Commit what was written, and nothing else.")
@options.repo_option("Repository of the records")
def command(
    *, period: str, invited: int, answers: Path, question: str, dry_run: bool, commit: bool, repo: Path
) -> int:
    """Enter a survey as counts of its answers; nobody's own answer is kept."""
    from c7gate.app.survey import SurveyRequest, take_survey
    from c7gate.parsing.survey import FEWEST_ANSWERS

    request = SurveyRequest(
        repo=repo,
        environment=os.environ,
        answers=answers,
        period=period,
        invited=invited,
        question=question,
        dry_run=dry_run,
        commit=commit,
    )
    taken = take_survey(request)
    show_edits(taken.added.edits, dry_run=dry_run, commit=taken.added.commit)
    if not taken.kept:
        click.echo(f"note: fewer than {FEWEST_ANSWERS} answered, so no count is kept", err=True)
    show_vouchers(taken.vouchers)
    return 0
