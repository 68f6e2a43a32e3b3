"""GitHub: the event file of a workflow run. Event data is read here, never by a shell (T10)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.event import Event

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", re.ASCII)
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
    return "push" if {"before", "after", "ref"} <= payload.keys() else ""


def _pull_request(name: str, payload: Mapping[str, Any]) -> Event:
    pull = _mapping(payload, "pull_request")
    base, head = _mapping(pull, "base"), _mapping(pull, "head")
    user = pull.get("user")
    user = user if isinstance(user, dict) else {}
    head_oid = _oid(head, "sha")
    return Event(
        name=name,
        base=_oid(base, "sha"),
        head=head_oid,
        number=_number(pull),
        title=_text(pull, "title"),
        repository=_repository(payload),
        default_branch=_default_branch(payload) or _text(base, "ref"),
        body=_text(pull, "body"),
        author=_text(user, "login"),
        author_is_bot=user.get("type") == "Bot",
        at=_instant(pull.get("updated_at")),
        approvals=_approvals(payload, head_oid),
    )


def _approvals(payload: Mapping[str, Any], head: str) -> frozenset[str]:
    """An approval counts on exactly this head only (T19)."""
    review = payload.get("review")
    if not isinstance(review, dict) or payload.get("action") == "dismissed":
        return frozenset()
    approved = str(review.get("state", "")).lower() == "approved" and review.get("commit_id") == head
    user = review.get("user")
    return frozenset({_text(user, "login")}) if approved and isinstance(user, dict) else frozenset()


def _merge_group(payload: Mapping[str, Any]) -> Event:
    group = _mapping(payload, "merge_group")
    commit = group.get("head_commit")
    return Event(
        name="merge_group",
        base=_oid(group, "base_sha"),
        head=_oid(group, "head_sha"),
        default_branch=_default_branch(payload) or _text(group, "base_ref").removeprefix("refs/heads/"),
        at=_instant(commit.get("timestamp")) if isinstance(commit, dict) else None,
        merge_queue=True,
    )


def _push(payload: Mapping[str, Any]) -> Event:
    before, after = _oid(payload, "before"), _oid(payload, "after")
    if not after.strip("0"):
        raise ValueError("'after': the push deleted its branch")
    repository = payload.get("repository")
    pushed = repository.get("pushed_at") if isinstance(repository, dict) else None
    return Event(
        name="push",
        base=before if before.strip("0") else "",
        head=after,
        default_branch=_default_branch(payload),
        at=_instant(pushed),
        pushed_branch=_text(payload, "ref").removeprefix("refs/heads/"),
    )


def _mapping(source: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = source[key]
    if not isinstance(value, dict):
        raise TypeError(repr(key))
    return value


def _oid(source: Mapping[str, Any], key: str) -> str:
    value = source[key]
    if not isinstance(value, str) or not _OID.fullmatch(value):
        raise TypeError(repr(key))
    return value


def _text(source: Mapping[str, Any], key: str) -> str:
    value = source.get(key)
    return value if isinstance(value, str) else ""


def _number(pull: Mapping[str, Any]) -> int:
    value = pull.get("number")
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _repository(payload: Mapping[str, Any]) -> str:
    repository = payload.get("repository")
    return _text(repository, "full_name") if isinstance(repository, dict) else ""


def _default_branch(payload: Mapping[str, Any]) -> str:
    repository = payload.get("repository")
    return _text(repository, "default_branch") if isinstance(repository, dict) else ""


def _instant(value: object) -> datetime | None:
    if isinstance(value, bool):
        return None
    try:
        if isinstance(value, int):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            instant = datetime.fromisoformat(value)
            return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError, OSError):
        pass
    return None
