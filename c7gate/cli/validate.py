"""`c7gate validate`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options, reports
from c7gate.model.errors import C7gateError


@click.command("validate")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@options.repo_option("Folder that default paths are relative to")
@options.as_of_option
@options.output_options(*reports.FORMATS)
@click.option(
    "--fix", "mend", is_flag=True, help="First mend spelling in records: keys, dates, quotes; never a fact."
)
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 where findings would make it 1.")
def command(
    *,
    paths: tuple[Path, ...],
    repo: Path,
    as_of: datetime | None,
    outputs: tuple[tuple[str, Path | None], ...],
    color: str,
    quiet: bool,
    verbose: bool,
    mend: bool,
    diff: bool,
    exit_zero: bool,
) -> int:
    """Judge record and policy files on disk."""
    from c7gate.app.validate import validate

    instant = as_of or options.now()
    report = reports.Reports("validate", outputs, color, quiet=quiet, verbose=verbose)
    try:
        if mend or diff:
            _mend(paths, repo, diff=diff)
        evaluation = validate(paths, repo, instant, os.environ)
    except C7gateError as error:
        failed = error
        report.show_error(failed, instant)
        return failed.exit_code
    code = 0 if exit_zero else evaluation.exit_code
    if not diff:
        report.show(evaluation, exit_code=code)
    return code


def _mend(paths: tuple[Path, ...], repo: Path, *, diff: bool) -> None:
    """Mend what is to be judged, and tell each place on standard error; or show the difference on standard output."""
    from c7gate.app.fix import fix
    from c7gate.rendering.escape import terminal

    for change in fix(paths, repo, dry_run=diff):
        if diff:
            click.echo(options.for_log("".join(f"{terminal(line)}\n" for line in change.diff)), nl=False)
            continue
        for place in change.fixes:
            told = f"{change.shown}:{place.line}:{place.column}  {place.before or 'nothing'} → {place.after or 'nothing'}"
            click.echo(options.for_log(f"fixed    {terminal(told)}"), err=True)
