"""Delivering alerts: where policy says, one issue each, into the private repository of the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from c7gate.app.alerts import Seen, Told, found_in, told_of
from c7gate.app.explain import Sight, Where
from c7gate.model.alert import Alert
from c7gate.model.errors import CannotLookError
from c7gate.model.named_tuple import NamedTuple
from c7gate.program.repeats import repeat_due
from c7gate.reading.forges.github_api import GitHub
from c7gate.reading.forges.gitlab_api import GitLab
from c7gate.reading.forges.http import RefusedError
from c7gate.rendering.alerts import body, reminder, title
from c7gate.writing.forges.github_issues import GitHubIssues
from c7gate.writing.forges.gitlab_issues import GitLabIssues
from c7gate.writing.forges.issues import FoundIssue, Kept, Tracker, WantedIssue, keep_issues, our_issues

_SECONDS = 120


class Delivered(NamedTuple):
    """What was found, and in words what was done about it; no words name anybody."""

    seen: Seen
    words: str


def deliver(where: Where, environment: Mapping[str, str]) -> Delivered:
    """Find all alerts and bring the issues into line with them; nothing is sent where policy says `none`.

    The repository is the one that the job runs in (`GITHUB_REPOSITORY`, or `CI_PROJECT_PATH` where `GITLAB_CI` says
    that the job is GitLab's), which must not be public.

    Raises:
        UsageError: the repository is public.
        PolicyError: the policy is broken.
        CannotLookError: there is no token or no repository, or the forge gives no usable answer.
    """
    sight = Sight.of(where)
    if sight.side.policy.values["alerts"]["deliver"] == "none":
        seen = found_in(sight)
        return Delivered(seen, f"{_count(seen)}; policy delivers them nowhere (deliver: none)\n")
    tracker = _gitlab(environment) if environment.get("GITLAB_CI") == "true" else _github(environment)
    try:
        return _delivered(sight, tracker, where.as_of)
    except RefusedError as error:
        help_ = "let the token write issues (GitHub: permissions: issues: write; GitLab: the scope api)"
        raise CannotLookError(error.message, help=help_) from None


def _delivered(sight: Sight, tracker: Tracker, now: datetime) -> Delivered:
    tracker.demand_private()
    issues = {issue.key: issue for issue in our_issues(tracker, now)}
    first = found_in(sight)
    repeats = dict(_repeats(first, issues, now))
    told = _told(first, issues, repeats, now)
    seen = told_of(first, told)
    kept = keep_issues(tracker, tuple(issues.values()), _wanted(seen, told, repeats))
    return Delivered(seen, f"{_count(seen)}; {_done(kept)}\n")


def _github(environment: Mapping[str, str]) -> Tracker:
    repository = environment.get("GITHUB_REPOSITORY", "")
    token = (environment.get("GITHUB_TOKEN") or environment.get("GH_TOKEN") or "").strip()
    if not token or not repository:
        raise _undeliverable("give the step GITHUB_TOKEN and GITHUB_REPOSITORY, and the job issues: write")
    github = GitHub.at(environment.get("GITHUB_API_URL", ""), token, seconds=_SECONDS)
    return GitHubIssues(github, repository)


def _gitlab(environment: Mapping[str, str]) -> Tracker:
    project, base = environment.get("CI_PROJECT_PATH", ""), environment.get("CI_API_V4_URL", "")
    token = environment.get("C7GATE_GITLAB_TOKEN", "").strip()
    if not token or not project or not base:
        raise _undeliverable("give the job C7GATE_GITLAB_TOKEN, a token with the scope api")
    return GitLabIssues(GitLab.at(base, token, seconds=_SECONDS), project)


def _undeliverable(help_: str) -> CannotLookError:
    return CannotLookError(
        "policy delivers alerts as issues, but there is no token or no repository", help=help_
    )


def _repeats(seen: Seen, issues: Mapping[str, FoundIssue], now: datetime) -> Iterator[tuple[str, datetime]]:
    """The alerts that are to be told of again, each with the instant since which that is due."""
    every = seen.told.policy.repeat_team_days
    for alert in _live(seen):
        if alert.key in issues and (due := repeat_due(alert, issues[alert.key].told, every, now)):
            yield alert.key, due


def _told(
    seen: Seen, issues: Mapping[str, FoundIssue], repeats: Mapping[str, datetime], now: datetime
) -> Told:
    """When each alert that is not over was told of: as its issue says, and now, where it has not been told as it is."""
    found: dict[str, tuple[datetime, ...]] = {}
    for alert in _live(seen):
        before = issues[alert.key].told if alert.key in issues else ()
        is_new = not before or before[-1] < alert.raised_at or alert.key in repeats
        found[alert.key] = (*before, now) if is_new else before
    return found


def _wanted(seen: Seen, told: Told, repeats: Mapping[str, datetime]) -> Iterator[WantedIssue]:
    for alert in _live(seen):
        yield WantedIssue(
            key=alert.key,
            title=title(alert, seen.told),
            body=body(alert, seen.told),
            told=told[alert.key],
            repeat=repeats.get(alert.key),
            reminder=reminder(alert, seen.told),
        )


def _live(seen: Seen) -> Iterator[Alert]:
    return (alert for alert in seen.watch.alerts if not alert.state.is_over)


def _count(seen: Seen) -> str:
    number = sum(1 for _ in _live(seen))
    return f"{number} {'alert' if number == 1 else 'alerts'}"


def _done(kept: Kept) -> str:
    repeated = f", {kept.repeated} told again" if kept.repeated else ""
    return f"{kept.opened} issues opened, {kept.updated} updated, {kept.closed} closed{repeated}"
