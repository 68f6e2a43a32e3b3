"""`c7gate validate`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.model.version import VERSION


@click.command("validate")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@options.repo_option("Folder that default paths are relative to")
@options.as_of_option
@options.output_options("text", "json", "github")
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
    from c7gate.rendering import github, json, text

    evaluation = validate(paths, repo, as_of or options.now())
    code = 0 if exit_zero else evaluation.exit_code
    renderers: dict[str, Callable[[], str]] = {
        "text": lambda: text.render(evaluation, color=options.colored(color), quiet=quiet, verbose=verbose),
        "json": lambda: json.render(evaluation, version=VERSION, exit_code=code),
        "github": lambda: github.render(evaluation),
    }
    options.emit(outputs, lambda name: renderers[name]())
    return code
