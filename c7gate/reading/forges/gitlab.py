"""GitLab: what a pipeline's variables say about the change. A variable is data, never a command (T10)."""

from __future__ import annotations

from collections.abc import Mapping

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.event import Event
from c7gate.reading.forges.payload import instant, is_oid

_NO_CHANGE = frozenset({"api", "chat", "parent_pipeline", "pipeline", "schedule", "trigger", "web"})
_PUSHES = frozenset({"push", "webide"})
_HELP = "run in merge request pipelines or on pushes to branches, or name the change with --base and --head"


def read_pipeline(variables: Mapping[str, str]) -> Event | None:
    """The event that GitLab's predefined variables describe; None for pipelines that speak of no change.

    Nobody vouches for the author here: `GITLAB_USER_LOGIN` is who started the pipeline, not who asks to merge.
    The description is None where GitLab cut it (over 2,700 characters) or does not give it (before 16.7).

    Raises:
        CannotLookError: the pipeline is of a kind c7gate does not know, lacks what it must say, or runs in a fork.
    """
    if variables.get("CI_MERGE_REQUEST_IID"):
        return _merge_request(variables)
    source = variables.get("CI_PIPELINE_SOURCE", "")
    if source in _NO_CHANGE:
        return None
    if source in _PUSHES and variables.get("CI_COMMIT_BRANCH"):
        return _push(variables)
    what = "a tag's" if variables.get("CI_COMMIT_TAG") else f"source {source or '(unnamed)'}"
    raise CannotLookError(f"this GitLab pipeline ({what}) speaks of no change that c7gate knows", help=_HELP)


def _merge_request(variables: Mapping[str, str]) -> Event:
    project = variables.get("CI_PROJECT_PATH", "")
    target = variables.get("CI_MERGE_REQUEST_PROJECT_PATH", "") or project
    if project != target:
        raise CannotLookError(
            f"this pipeline runs in the fork {project}, whose default branch decides nothing in {target}",
            help=f"run the merge request's pipeline in {target}",
        )
    # Of a pipeline on the merged result, CI_COMMIT_SHA is a commit that nobody wrote.
    head = "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"
    return Event(
        name="merge_request",
        forge="gitlab",
        base=_oid(variables, "CI_MERGE_REQUEST_DIFF_BASE_SHA"),
        head=_oid(variables, head if variables.get(head) else "CI_COMMIT_SHA"),
        number=_number(variables, "CI_MERGE_REQUEST_IID"),
        title=variables.get("CI_MERGE_REQUEST_TITLE", ""),
        body=_description(variables),
        repository=target,
        target=variables.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", ""),
        default_branch=variables.get("CI_DEFAULT_BRANCH", ""),
        at=instant(variables.get("CI_PIPELINE_CREATED_AT")),
    )


def _description(variables: Mapping[str, str]) -> str | None:
    truncated = variables.get("CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED")
    description = variables.get("CI_MERGE_REQUEST_DESCRIPTION")
    if truncated == "true":
        return None
    return description if description is not None or truncated is None else ""


def _push(variables: Mapping[str, str]) -> Event:
    before = _oid(variables, "CI_COMMIT_BEFORE_SHA")
    return Event(
        name="push",
        forge="gitlab",
        base=before if before.strip("0") else "",
        head=_oid(variables, "CI_COMMIT_SHA"),
        repository=variables.get("CI_PROJECT_PATH", ""),
        default_branch=variables.get("CI_DEFAULT_BRANCH", ""),
        pushed_branch=variables.get("CI_COMMIT_BRANCH", ""),
        at=instant(variables.get("CI_PIPELINE_CREATED_AT")),
    )


def _oid(variables: Mapping[str, str], name: str) -> str:
    value = variables.get(name, "")
    if not is_oid(value):
        raise CannotLookError(f"GitLab's variable {name} holds no commit id", help=_HELP)
    return value


def _number(variables: Mapping[str, str], name: str) -> int:
    value = variables[name]
    if not (value.isascii() and value.isdecimal() and len(value) < 19):  # noqa: PLR2004  what 64 bits hold
        raise CannotLookError(f"GitLab's variable {name} holds no number", help=_HELP)
    return int(value)
