"""`c7gate check`."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7gate.cli import options
from c7gate.model.errors import C7gateError, UsageError
from c7gate.model.version import VERSION

if TYPE_CHECKING:  # imported where they are used
    from c7gate.app.check import Request
    from c7gate.model.evaluation import Evaluation

_BODY_LIMIT = 1024 * 1024


@click.command("check")
@click.option("--base", metavar="REV", default="", help="Where the change starts.")
@click.option("--head", metavar="REV", default="", help="Where the change ends  [default: HEAD]")
@click.option(
    "--body-file",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="The change's description.",
)
@click.option(
    "--event-path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Event file of a forge  [default: $GITHUB_EVENT_PATH]",
)
@click.option(
    "--merged",
    metavar="RANGE",
    is_flag=False,
    flag_value="",
    help="Judge again what was merged, each change by the policy it found  [default: the range of the push]",
)
@options.repository_options
@options.trusted_option("the default branch, or --base")
@options.as_of_option
@options.output_options("text", "json", "github")
@click.option("--exit-zero", is_flag=True, help="Exit 0 where findings would make it 1.")
def command(
    *,
    base: str,
    head: str,
    body_file: Path | None,
    event_path: Path | None,
    merged: str | None,
    repo: Path,
    program: Path | None,
    trusted: str,
    as_of: datetime | None,
    outputs: tuple[tuple[str, Path | None], ...],
    color: str,
    quiet: bool,
    verbose: bool,
    exit_zero: bool,
) -> int:
    """Judge one change: a range, an event, or the current branch."""
    from c7gate.rendering import github, json, text

    instant = as_of
    try:
        from c7gate.app.check import Request, check
        from c7gate.reading.forges.github import read_event

        path = event_path or (Path(value) if (value := os.environ.get("GITHUB_EVENT_PATH")) else None)
        event = (
            read_event(path, os.environ.get("GITHUB_EVENT_NAME", "") if event_path is None else "")
            if path
            else None
        )
        instant = as_of or (event.at if event else None) or options.now()
        request = Request(
            repo=repo,
            program=program,
            base=base,
            head=head,
            trusted=trusted,
            body=_body(body_file),
            event=event,
            as_of=instant,
            environment=os.environ,
            in_ci=os.environ.get("CI", "").lower() in {"true", "1"},
        )
        evaluation = check(request) if merged is None else _again(merged, request)
    except C7gateError as error:
        failed = error
        _emit_error(outputs, failed, instant or options.now(), color)
        return failed.exit_code
    code = 0 if exit_zero and evaluation.exit_code == 1 else evaluation.exit_code
    renderers: dict[str, Callable[[], str]] = {
        "text": lambda: text.render(evaluation, color=options.colored(color), quiet=quiet, verbose=verbose),
        "json": lambda: json.render(evaluation, version=VERSION, exit_code=code),
        "github": lambda: github.render(evaluation),
    }
    options.emit(outputs, lambda name: renderers[name]())
    return code


def _again(span: str, request: Request) -> Evaluation:
    """`--merged`: what the event or the range says was merged, judged again."""
    from c7gate.app.merged import MergedRequest, check_merged

    if request.base or request.head or request.trusted or request.body is not None:
        raise UsageError(
            "--merged names its own range, and each change in it is judged by the policy it found",
            help="leave out --base, --head, --trusted and --body-file",
        )
    return check_merged(
        MergedRequest(
            repo=request.repo,
            program=request.program,
            span=span,
            event=request.event,
            as_of=request.as_of,
            environment=request.environment,
            in_ci=request.in_ci,
        )
    )


def _emit_error(
    outputs: tuple[tuple[str, Path | None], ...], error: C7gateError, as_of: datetime, color: str
) -> None:
    """Say why there is no verdict: for a person on stderr, for a machine where it asked for its report."""
    from c7gate.rendering import github, json, text

    machine = {
        "json": lambda: json.render_error(error, version=VERSION, as_of=as_of),
        "github": lambda: github.render_error(error),
    }
    options.emit(tuple(output for output in outputs if output[0] in machine), lambda name: machine[name]())
    if all(name != "github" for name, _ in outputs):
        report = text.render_error(error, color=options.colored(color))
        click.echo(options.for_log(report), err=True, nl=False)


def _body(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        with click.open_file(str(file), "rb") as stream:
            data: bytes = stream.read(_BODY_LIMIT)
    except OSError as error:
        raise UsageError(
            f"description {file}: {error.strerror}", help="name a readable file with --body-file"
        ) from None
    return data.decode("utf-8", "surrogateescape")
