"""Every format of an evaluation in one table, for the commands that judge."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.model.errors import C7gateError
from c7gate.model.evaluation import Evaluation
from c7gate.model.version import VERSION

FORMATS = ("text", "json", "github", "markdown", "sarif", "junit", "csv")
_SUMMARY = "GITHUB_STEP_SUMMARY"


@dataclass(frozen=True, slots=True)
class Reports:
    """Where one call of `command` writes which format, and how its text looks."""

    command: str
    outputs: tuple[tuple[str, Path | None], ...]
    color: str = "auto"
    quiet: bool = False
    verbose: bool = False

    def show(self, evaluation: Evaluation, *, exit_code: int) -> None:
        """Write every report; with `github` also the step summary that the runner shows."""
        from c7gate.rendering import csv, github, json, junit, markdown, sarif, text

        color = options.colored(self.color)
        renderers: Mapping[str, Callable[[], str]] = {
            "text": lambda: text.render(evaluation, color=color, quiet=self.quiet, verbose=self.verbose),
            "json": lambda: json.render(evaluation, version=VERSION, exit_code=exit_code),
            "github": lambda: github.render(evaluation),
            "markdown": lambda: markdown.summary(evaluation),
            "sarif": lambda: sarif.render(
                evaluation, version=VERSION, exit_code=exit_code, command=self.command
            ),
            "junit": lambda: junit.render(evaluation),
            "csv": lambda: csv.render(evaluation),
        }
        options.emit(self.outputs, lambda name: renderers[name]())
        self._summarise(renderers["markdown"])

    def show_error(self, error: C7gateError, as_of: datetime) -> None:
        """Say why there is no verdict: for a person on stderr, for a machine where it asked for its report."""
        from c7gate.rendering import csv, github, json, junit, markdown, sarif, text

        renderers: Mapping[str, Callable[[], str]] = {
            "json": lambda: json.render_error(error, version=VERSION, as_of=as_of),
            "github": lambda: github.render_error(error),
            "markdown": lambda: markdown.render_error(error),
            "sarif": lambda: sarif.render_error(error, version=VERSION, command=self.command),
            "junit": lambda: junit.render_error(error, as_of=as_of),
            "csv": lambda: csv.render_error(error),
        }
        asked = tuple(output for output in self.outputs if output[0] in renderers)
        options.emit(asked, lambda name: renderers[name]())
        if not self._for_github:
            report = text.render_error(error, color=options.colored(self.color))
            click.echo(options.for_log(report), err=True, nl=False)
        self._summarise(renderers["markdown"])

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
