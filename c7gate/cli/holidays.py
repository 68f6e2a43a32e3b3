"""`c7gate policy holidays`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7gate.cli import options

if TYPE_CHECKING:
    from c7gate.app.holidays import WrittenHolidays
    from c7gate.reading.public_holidays import Holiday

_THE_FACT = (
    "The file is the fact: judging never asks the library, whose past dates change. Review it, commit it."
)


@click.command("holidays")
@click.option("--country", metavar="CODE", required=True, help="ISO 3166 code, such as DE.")
@click.option(
    "--subdivision",
    metavar="CODE",
    default="",
    help="State or region, such as BY or DE-BY  [default: what holds in the whole country]",
)
@click.option(
    "--year",
    "years",
    metavar="YEAR",
    type=click.IntRange(1990, 2100),
    multiple=True,
    required=True,
    help="Calendar year; may be repeated.",
)
@click.option("--calendar", metavar="ID", required=True, help="Calendar that gets them; made if it is new.")
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
@options.repo_option("Repository of the policy")
def command(
    *, country: str, subdivision: str, years: tuple[int, ...], calendar: str, dry_run: bool, repo: Path
) -> int:
    """Write a country's public holidays into policies/calendars.yaml."""
    from c7gate.app.holidays import HolidaysRequest, write_holidays
    from c7gate.rendering.escape import terminal

    request = HolidaysRequest(
        repo=repo,
        environment=os.environ,
        country=country,
        years=years,
        calendar=calendar,
        subdivision=subdivision,
        dry_run=dry_run,
    )
    done = write_holidays(request)
    for line in _notes(done, whole_country=not subdivision):
        click.echo(options.for_log(terminal(f"note: {line}")), err=True)
    for line in _report(done, calendar, dry_run=dry_run):
        click.echo(options.for_log(terminal(line)))
    return 0


def _notes(done: WrittenHolidays, *, whole_country: bool) -> Iterator[str]:
    """What the dates may lack."""
    known = done.known
    if whole_country and known.subdivisions:
        parts = ", ".join(known.subdivisions)
        yield f"these are the days of the whole of {known.place}; --subdivision adds those of {parts}"
    yield from (f"the library says: {remark}" for remark in known.remarks)


def _report(done: WrittenHolidays, calendar: str, *, dry_run: bool) -> Iterator[str]:
    """What was added, or would be, and what was there."""
    from c7gate.rendering.facts import counted
    from c7gate.rendering.scalar import scalar

    written = done.written
    would = "would be " if dry_run else ""
    days = counted(len(written.added), "public holiday") if written.added else "no public holiday"
    yield f"{days} of {done.known.place} {would}added to calendar {calendar} in {written.edit.path}"
    yield from written.edit.diff if dry_run else _listed(written.added)
    if written.there:
        yield f"{len(written.there)} already there"
        yield from _listed(written.there)
    yield _THE_FACT
    if written.is_new and written.added:
        yield f"A cohort follows this calendar by the line: calendar: {scalar(calendar)}"


def _listed(days: Iterable[Holiday]) -> Iterator[str]:
    return (f"  {holiday.day}  {holiday.name}".rstrip() for holiday in days)
