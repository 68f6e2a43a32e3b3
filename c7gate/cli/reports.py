"""Every format of an evaluation in one table, for the commands that judge."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c7gate.cli import options
from c7gate.model.errors import C7gateError
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.version import VERSION

if TYPE_CHECKING:  # imported where they are used
    from c7gate.model.evaluation import Evaluation

FORMATS = ("text", "json", "github", "markdown", "sarif", "junit", "csv")
_SUMMARY = "GITHUB_STEP_SUMMARY"


class Reports(NamedTuple):
    """Where one call of `command` writes which format, and how its text looks."""

    command: str
    outputs: tuple[tuple[str, Path | None], ...]
    color: str = "auto"
    quiet: bool = False
    verbose: bool = False

    def show(self, evaluation: Evaluation, *, exit_code: int) -> None:
        """Write every report; with `github` also the step summary that the runner shows."""
        options.emit(self.outputs, lambda name: self._rendered(name, evaluation, exit_code))
        self._summarise(lambda: self._rendered("markdown", evaluation, exit_code))

    def show_error(self, error: C7gateError, as_of: datetime) -> None:
        """Say why there is no verdict: for a person on stderr, for a machine where it asked for its report."""
        from c7gate.rendering import text

        asked = tuple(output for output in self.outputs if output[0] != "text")
        options.emit(asked, lambda name: self._rendered_error(name, error, as_of))
        if not self._for_github:
            report = text.render_error(error, color=options.colored(self.color))
            click.echo(options.for_log(report), err=True, nl=False)
        self._summarise(lambda: self._rendered_error("markdown", error, as_of))

    def _rendered(self, name: str, evaluation: Evaluation, exit_code: int) -> str:
        """One report, its renderer loaded only now."""
        renderer = import_module(f"c7gate.rendering.{name}")
        arguments: dict[str, Any] = {
            "text": {"color": options.colored(self.color), "quiet": self.quiet, "verbose": self.verbose},
            "json": {"version": VERSION, "exit_code": exit_code},
            "sarif": {"version": VERSION, "exit_code": exit_code, "command": self.command},
        }
        return str(renderer.render(evaluation, **arguments.get(name, {})))

    def _rendered_error(self, name: str, error: C7gateError, as_of: datetime) -> str:
        renderer = import_module(f"c7gate.rendering.{name}")
        arguments: dict[str, Any] = {
            "json": {"version": VERSION, "as_of": as_of},
            "sarif": {"version": VERSION, "command": self.command},
            "junit": {"as_of": as_of},
        }
        return str(renderer.render_error(error, **arguments.get(name, {})))

    @property
    def _for_github(self) -> bool:
        return any(name == "github" for name, _ in self.outputs)

    def _summarise(self, render: Callable[[], str]) -> None:
        """Append to the step summary. It is an extra: a run never fails because it cannot be written."""
        path = os.environ.get(_SUMMARY)
        if not (path and self._for_github):
            return
        try:
            with Path(path).open("a", encoding="utf-8", newline="\n") as file:
                file.write(render())
        except OSError as error:
            warning = f"warning  the step summary cannot be written to {_SUMMARY}: {error.strerror}"
            click.echo(options.for_log(warning), err=True)
