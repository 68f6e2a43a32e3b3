"""`c7gate check`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7gate.cli import events, options, reports
from c7gate.model.errors import C7gateError, UsageError

if TYPE_CHECKING:  # imported where they are used
    from c7gate.app.check import Request
    from c7gate.model.evaluation import Evaluation

_BODY_LIMIT = 1024 * 1024


@click.command("check")
@options.revision_option("--base", "Where the change starts.")
@options.revision_option("--head", "Where the change ends  [default: HEAD]")
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
    help="Event file of GitHub  [default: $GITHUB_EVENT_PATH; in GitLab its variables]",
)
@click.option(
    "--merged",
    metavar="RANGE",
    is_flag=False,
    flag_value="",
    help="Judge again what was merged, each change by the policy it found  [default: the range of the push]",
)
@click.option(
    "--comment",
    is_flag=True,
    help="Say the verdict in one comment on the pull or merge request (with a token that writes).",
)
@options.repository_options
@options.trusted_option("the default branch, or --base")
@options.as_of_option
@options.output_options(*reports.FORMATS)
@click.option("--exit-zero", is_flag=True, help="Exit 0 where findings would make it 1.")
def command(
    *,
    base: str,
    head: str,
    body_file: Path | None,
    event_path: Path | None,
    merged: str | None,
    comment: bool,
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
    report = reports.Reports("check", outputs, color, quiet=quiet, verbose=verbose)
    instant, event = as_of, None
    try:
        from c7gate.app.check import Request, check

        event = events.event_of(os.environ, event_path)
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
        report.show_error(failed, instant or options.now())
        return failed.exit_code
    code = 0 if exit_zero and evaluation.exit_code == 1 else evaluation.exit_code
    report.show(evaluation, exit_code=code)
    if comment:
        events.comment_on(os.environ, event, evaluation)
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
            pulls_of=events.pulls_of(os.environ, request.event),
            as_of=request.as_of,
            environment=request.environment,
            in_ci=request.in_ci,
        )
    )


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
