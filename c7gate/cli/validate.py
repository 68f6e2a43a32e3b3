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
    exit_zero: bool,
) -> int:
    """Judge record and policy files on disk."""
    from c7gate.app.validate import validate

    instant = as_of or options.now()
    report = reports.Reports("validate", outputs, color, quiet=quiet, verbose=verbose)
    try:
        evaluation = validate(paths, repo, instant, os.environ)
    except C7gateError as error:
        failed = error
        report.show_error(failed, instant)
        return failed.exit_code
    code = 0 if exit_zero else evaluation.exit_code
    report.show(evaluation, exit_code=code)
    return code
