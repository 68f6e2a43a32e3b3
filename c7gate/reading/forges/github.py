"""GitHub: the event file of a workflow run. Event data is read here, never by a shell (T10)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from c7gate.model.errors import CannotLookError
from c7gate.parsing.squash import SquashBody, SquashTitle
from c7gate.reading.forges.event import Event, PullRequest
from c7gate.reading.forges.payload import instant, mapping, number, oid, optional, text

_QUEUED = re.compile(r"refs/heads/gh-readonly-queue/.+/pr-([1-9][0-9]{0,17})-[0-9a-f]{40,64}", re.ASCII)
_NO_CHANGE = frozenset({"schedule", "workflow_dispatch"})
_MAX_BYTES = 26 * 1024 * 1024  # GitHub caps payloads at 25 MB


def read_event(path: Path, name: str) -> Event | None:
    """The event in a file; None for events that speak of no change (`schedule`, `workflow_dispatch`).

    Args:
        path: the file, as `GITHUB_EVENT_PATH` names it.
        name: the event's name, as `GITHUB_EVENT_NAME` gives it; empty to tell it by its content.

    Raises:
        CannotLookError: the file is missing, truncated, no event c7gate knows, or lacks what it must hold.
    """
    payload = _payload(path)
    name = name or _name(payload)
    if name in _NO_CHANGE:
        return None
    try:
        match name:
            case "pull_request" | "pull_request_target" | "pull_request_review":
                return _pull_request(name, payload)
            case "merge_group":
                return _merge_group(payload)
            case "push":
                return _push(payload)
            case _:
                pass
    except (KeyError, TypeError, ValueError) as error:
        raise CannotLookError(
            f"event file {path}: the {name} event has no usable {error}",
            help="run on an unmodified event, or name the change with --base and --head",
        ) from None
    raise CannotLookError(
        f"event file {path}: c7gate does not know the event {name or '(unnamed)'}",
        help="run on pull_request, merge_group or push, or name the change with --base and --head",
    )


def _payload(path: Path) -> Mapping[str, Any]:
    help_ = "unset GITHUB_EVENT_PATH, or name the change with --base and --head"
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise CannotLookError(f"event file {path}: {error.strerror}", help=help_) from None
    try:
        payload = json.loads(data) if len(data) <= _MAX_BYTES else None
    except (ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict):
        raise CannotLookError(f"event file {path}: not a complete JSON object", help=help_)
    return payload


def _name(payload: Mapping[str, Any]) -> str:
    if "pull_request" in payload:
        return "pull_request_review" if "review" in payload else "pull_request"
    if "merge_group" in payload:
        return "merge_group"
    if "schedule" in payload:
        return "schedule"
    if "inputs" in payload and "after" not in payload:
        return "workflow_dispatch"
    # The cache of an Enterprise server tells of the same three when it has been filled.
    is_push = {"before", "after", "ref"} <= payload.keys() and "cache_location" not in payload
    return "push" if is_push else ""


def pull_request_of(pull: Mapping[str, Any]) -> PullRequest:
    """A pull request out of its JSON, which is the same in events and in the API; without its reviews.

    Raises:
        KeyError, TypeError: it lacks what it must hold.
    """
    base, head, user = mapping(pull, "base"), mapping(pull, "head"), optional(pull, "user")
    merged_at = instant(pull.get("merged_at"))
    return PullRequest(
        number=number(pull, "number"),
        title=text(pull, "title"),
        body=text(pull, "body"),
        author=text(user, "login"),
        author_is_bot=user.get("type") == "Bot",
        target=text(base, "ref"),
        base=oid(base, "sha"),
        head=oid(head, "sha"),
        merged_at=merged_at,
        # Of an open one GitHub names the commit that tries the merge.
        merge_commit=text(pull, "merge_commit_sha") if merged_at else "",
        created_at=instant(pull.get("created_at")),
        squash=_squash(optional(base, "repo")),
    )


def _squash(repository: Mapping[str, Any]) -> tuple[str, str] | None:
    """How the repository words what it squashes, where it squashes and the payload says so in words we know."""
    title = text(repository, "squash_merge_commit_title")
    message = text(repository, "squash_merge_commit_message")
    known = title in set(SquashTitle) and message in set(SquashBody)
    return (title, message) if known and repository.get("allow_squash_merge") is not False else None


def _pull_request(name: str, payload: Mapping[str, Any]) -> Event:
    pull = mapping(payload, "pull_request")
    found = pull_request_of(pull)
    approver = _approver(payload)
    is_fresh = optional(payload, "review").get("commit_id") == found.head
    return Event(
        name=name,
        base=found.base,
        head=found.head,
        number=found.number,
        title=found.title,
        repository=_repository(payload),
        default_branch=_default_branch(payload) or found.target,
        target=found.target,
        body=found.body,
        author=found.author,
        author_is_bot=found.author_is_bot,
        at=instant(pull.get("updated_at")),
        approvals=approver if is_fresh else frozenset(),
        stale_approvals=frozenset() if is_fresh else approver,
        squash=found.squash,
    )


def _approver(payload: Mapping[str, Any]) -> frozenset[str]:
    """Who approves by this event; it counts on exactly the head that was reviewed (T19)."""
    review = optional(payload, "review")
    login = text(optional(review, "user"), "login")
    approved = text(review, "state").lower() == "approved"
    return frozenset({login} if login and approved and payload.get("action") != "dismissed" else ())


def _merge_group(payload: Mapping[str, Any]) -> Event:
    group = mapping(payload, "merge_group")
    queued = _QUEUED.fullmatch(text(group, "head_ref"))
    target = text(group, "base_ref").removeprefix("refs/heads/")
    return Event(
        name="merge_group",
        base=oid(group, "base_sha"),
        head=oid(group, "head_sha"),
        repository=_repository(payload),
        default_branch=_default_branch(payload) or target,
        target=target,
        at=instant(optional(group, "head_commit").get("timestamp")),
        merge_queue=True,
        queued=(int(queued[1]),) if queued else (),
    )


def _push(payload: Mapping[str, Any]) -> Event:
    before, after = oid(payload, "before"), oid(payload, "after")
    if not after.strip("0"):
        raise ValueError("'after': the push deleted its branch")
    return Event(
        name="push",
        base=before if before.strip("0") else "",
        head=after,
        repository=_repository(payload),
        default_branch=_default_branch(payload),
        at=instant(optional(payload, "repository").get("pushed_at")),
        pushed_branch=text(payload, "ref").removeprefix("refs/heads/"),
    )


def _repository(payload: Mapping[str, Any]) -> str:
    return text(optional(payload, "repository"), "full_name")


def _default_branch(payload: Mapping[str, Any]) -> str:
    return text(optional(payload, "repository"), "default_branch")
