"""The event that started this run, out of the environment, and what its forge says about it now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7gate.cli import options
from c7gate.model.errors import C7gateError, CannotLookError

if TYPE_CHECKING:  # imported where they are used
    from c7gate.model.evaluation import Evaluation
    from c7gate.reading.forges.event import Event, PullRequest

LOOK_SECONDS = 25
MERGED_SECONDS = 120
_UNASKED = "no token"


def event_of(
    environment: Mapping[str, str], event_path: Path | None = None, *, seconds: int = LOOK_SECONDS
) -> Event | None:
    """The event that started this run; None where nothing speaks of a change.

    An event file is GitHub's: `event_path`, else `GITHUB_EVENT_PATH`. Without one, `GITLAB_CI` says that the
    variables are GitLab's. Of a pull or merge request, the forge is asked as soon as there is a token:
    `GITHUB_TOKEN` or `GH_TOKEN`, sent to `GITHUB_API_URL`; `C7GATE_GITLAB_TOKEN` or the job's own
    `CI_JOB_TOKEN`, sent to `CI_API_V4_URL`. It has `seconds` for all its answers.

    Raises:
        CannotLookError: the event cannot be read or is stale, or the forge gives no usable answer.
        UsageError: the address or the token cannot be used.
    """
    path = event_path or (Path(value) if (value := environment.get("GITHUB_EVENT_PATH")) else None)
    if path:
        name = environment.get("GITHUB_EVENT_NAME", "") if event_path is None else ""
        return _of_github(environment, path, name, seconds)
    if environment.get("GITLAB_CI") == "true":
        return _of_gitlab(environment, seconds)
    return None


def pulls_of(
    environment: Mapping[str, str], event: Event | None
) -> Callable[[str], tuple[PullRequest, ...]] | None:
    """How to ask the forge which pull or merge requests a commit was merged by; None without a token.

    The repository is the event's, else `GITHUB_REPOSITORY`; of GitLab only `C7GATE_GITLAB_TOKEN` asks, and no
    approvals are told. All answers together may take 120 seconds.
    """
    repository = event.repository if event else environment.get("GITHUB_REPOSITORY", "")
    if event and event.forge == "gitlab":
        token, base = environment.get("C7GATE_GITLAB_TOKEN", "").strip(), environment.get("CI_API_V4_URL", "")
        if not token or not base:
            return None
        from c7gate.reading.forges.gitlab_api import GitLab

        return partial(GitLab.at(base, token, seconds=MERGED_SECONDS).merge_requests_of, repository)
    token = _github_token(environment)
    if not token or not repository:
        return None
    from c7gate.reading.forges.github_api import GitHub

    github = GitHub.at(environment.get("GITHUB_API_URL", ""), token, seconds=MERGED_SECONDS)
    return partial(github.pull_requests_of, repository)


def comment_on(environment: Mapping[str, str], event: Event | None, evaluation: Evaluation) -> None:
    """Say the verdict in the one comment that c7gate keeps on a pull or merge request.

    A verdict never depends on whether it could be said (T57): what hinders it is one warning.
    """
    if event is None or not event.number:
        _warn("this run is about no pull or merge request")
        return
    write = _to_gitlab if event.forge == "gitlab" else _to_github
    try:
        write(environment, event, evaluation)
    except C7gateError as error:
        _warn(error.message)


def _to_github(environment: Mapping[str, str], event: Event, evaluation: Evaluation) -> None:
    token = _github_token(environment)
    if not token:
        _warn("there is no token; give the step GITHUB_TOKEN and the job pull-requests: write")
        return
    from c7gate.reading.forges.github_api import GitHub
    from c7gate.rendering.markdown import comment
    from c7gate.writing.forges.github import post_comment

    github = GitHub.at(environment.get("GITHUB_API_URL", ""), token)
    post_comment(github, event.repository, event.number, comment(evaluation))


def _to_gitlab(environment: Mapping[str, str], event: Event, evaluation: Evaluation) -> None:
    token, base = environment.get("C7GATE_GITLAB_TOKEN", "").strip(), environment.get("CI_API_V4_URL", "")
    if not token or not base:
        _warn("there is no token that writes; give the job C7GATE_GITLAB_TOKEN with the scope api")
        return
    from c7gate.reading.forges.gitlab_api import GitLab
    from c7gate.rendering.markdown import comment
    from c7gate.writing.forges.gitlab import post_note

    post_note(GitLab.at(base, token), event.repository, event.number, comment(evaluation))


def _warn(why: str) -> None:
    from c7gate.rendering.escape import terminal

    click.echo(options.for_log(f"warning  no comment written: {terminal(why)}"), err=True)


def _of_github(environment: Mapping[str, str], path: Path, name: str, seconds: int) -> Event | None:
    from c7gate.reading.forges.github import read_event

    event = read_event(path, name)
    if event is None or not (event.number or event.merge_queue):
        return event
    from c7gate.reading.forges.github_api import GitHub
    from c7gate.reading.forges.live import live_on_github, queued_on_github, unseen_live

    token = _github_token(environment)
    if event.merge_queue and (event.queued or not token):
        return queued_on_github(event, None)
    if not token:
        return unseen_live(event, _UNASKED)
    github = GitHub.at(environment.get("GITHUB_API_URL", ""), token, seconds=seconds)
    return queued_on_github(event, github) if event.merge_queue else live_on_github(event, github)


def _of_gitlab(environment: Mapping[str, str], seconds: int) -> Event | None:
    from c7gate.reading.forges.gitlab import read_pipeline

    event = read_pipeline(environment)
    if event is None or not event.number:
        return event
    event = _asked_gitlab(environment, event, seconds)
    if event.body is None:
        why = "; ".join(why for _, why in event.unseen)
        raise CannotLookError(
            f"GitLab gives this job only part of the description, and its API was not read: {why}",
            help="give the job a token that reads the API: C7GATE_GITLAB_TOKEN (scope read_api)",
        )
    return event


def _asked_gitlab(environment: Mapping[str, str], event: Event, seconds: int) -> Event:
    from c7gate.reading.forges.http import MissingLibraryError, RefusedError
    from c7gate.reading.forges.live import live_on_gitlab, unseen_live

    own, base = environment.get("C7GATE_GITLAB_TOKEN", "").strip(), environment.get("CI_API_V4_URL", "")
    token = own or environment.get("CI_JOB_TOKEN", "").strip()
    if not token or not base:
        return unseen_live(event, _UNASKED)
    from c7gate.reading.forges.gitlab_api import GitLab

    try:
        return live_on_gitlab(event, GitLab.at(base, token, of_job=not own, seconds=seconds))
    except (MissingLibraryError, RefusedError) as error:
        if own:
            raise
        # Every job has its own token, wanted or not, so it is no promise that the forge can be asked.
        return unseen_live(event, f"the job's own token: {error.message}")


def _github_token(environment: Mapping[str, str]) -> str:
    return (environment.get("GITHUB_TOKEN") or environment.get("GH_TOKEN") or "").strip()
