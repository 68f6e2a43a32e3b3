"""`c7gate demo`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from c7gate.cli import options


@click.command("demo")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colour the text.  [default: on a terminal]",
)
def command(*, folder: Path | None, color: str) -> int:
    """Build a small team's two weeks with real git and judge four branches."""
    from c7gate.app.demo import build_demo, judge_demo
    from c7gate.model.errors import C7gateError
    from c7gate.rendering import text

    _forget_surroundings()
    repository = build_demo(folder)
    colored = options.colored(color)
    click.echo(f"Two weeks of alice, bob and dana (examples), in {repository}\n")
    right = True
    for run in judge_demo(repository, os.environ):
        right = right and run.as_announced
        click.echo(f"{run.branch.name}  {run.branch.story}")
        found = run.evaluation
        report = (
            text.render_error(found, color=colored)
            if isinstance(found, C7gateError)
            else text.render(found, color=colored)
        )
        click.echo("".join(f"  {line}\n" for line in report.splitlines()), nl=False, color=True)
        click.echo(
            f"  exit {run.exit_code}{'' if run.as_announced else f', announced {run.branch.announced}'}\n"
        )
    click.echo(
        f"Play with it:\n  cd {repository}\n  c7gate check --base main --head bob/lobby --as-of 2025-09-05T17:00:00+02:00"
    )
    click.echo("  c7gate explain bob --trusted bob/lobby --as-of 2025-09-05T17:00:00+02:00")
    return 0 if right else 1


def _forget_surroundings() -> None:
    """Build with git's own defaults (T30, T75).

    A hook's GIT_DIR must not lead into another repository, nor a user's settings run hooks or monitors.
    """
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
