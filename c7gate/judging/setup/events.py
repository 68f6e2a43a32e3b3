"""Which changes a workflow hears of (T15): a job that never starts leaves its check pending or asks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c7gate.model.finding import Location
from c7gate.model.setup import Check, Part, State, Workflow

CHANGES = ("pull_request", "pull_request_target")
NEEDED_TYPES = ("opened", "edited", "synchronize", "reopened", "ready_for_review")
_USUAL_TYPES = ("opened", "synchronize", "reopened")


def judges_changes(workflow: Workflow) -> bool:
    """Whether a workflow listens to pull requests."""
    return any(name in workflow.events for name in CHANGES)


def follows_merges(workflow: Workflow, default: str) -> bool:
    """Whether a workflow runs on each push to the default branch; `default` is empty where it is unknown."""
    filters = workflow.events.get("push")
    return (
        filters is not None
        and "paths" not in filters.values
        and "paths-ignore" not in filters.values
        and _reaches(filters, default)
    )


def event_checks(workflow: Workflow, default: str) -> Iterator[Check]:
    """What is wrong with the events of a workflow that judges changes."""
    for name in CHANGES:
        if name in workflow.events:
            yield from _types(workflow, name)
            yield from _filters(workflow, name, default)
    if "merge_group" not in workflow.events:
        yield _problem(
            workflow, workflow.part.line_of("on"), "merge-group",
            "the workflow does not listen to merge_group: a merge queue would wait for it for ever",
            "add `merge_group:` under `on:`",
        )  # fmt: skip
    else:
        yield from _filters(workflow, "merge_group", default)


def _types(workflow: Workflow, name: str) -> Iterator[Check]:
    filters = workflow.events[name]
    types = _texts(filters.values.get("types", list(_USUAL_TYPES)))
    missing = [kind for kind in NEEDED_TYPES if kind not in types]
    if missing:
        yield _problem(
            workflow, filters.line_of("types"), "event-types",
            f"{name} is not heard when it is {', '.join(missing)}",
            f"write types: [{', '.join(NEEDED_TYPES)}]",
        )  # fmt: skip


def _filters(workflow: Workflow, name: str, default: str) -> Iterator[Check]:
    filters = workflow.events[name]
    for key in ("paths", "paths-ignore"):
        if key in filters.values:
            yield _problem(
                workflow, filters.line_of(key), "path-filter",
                f"`{key}` of {name} keeps the workflow from starting, and a required check stays pending then",
                f"remove `{key}`; which paths ask for a reference is policy",
            )  # fmt: skip
    if not _reaches(filters, default):
        key = "branches" if "branches" in filters.values else "branches-ignore"
        yield _problem(
            workflow, filters.line_of(key), "branch-filter",
            f"`{key}` of {name} leaves out changes to the default branch{f' {default}' if default else ''}",
            f"remove `{key}`",
        )  # fmt: skip


def _reaches(filters: Part, default: str) -> bool:
    """Whether branch filters surely let the default branch through."""
    if "branches-ignore" in filters.values:
        ignored = _texts(filters.values["branches-ignore"])
        return bool(default) and not any(item == default or set(item) & set("*?[+") for item in ignored)
    if "branches" not in filters.values:
        return "tags" not in filters.values and "tags-ignore" not in filters.values
    branches = _texts(filters.values["branches"])
    named = any(item in ("**", default) or (item == "*" and "/" not in default) for item in branches)
    return named and not any(item.startswith("!") for item in branches)


def _texts(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _problem(workflow: Workflow, line: int, name: str, message: str, help_: str) -> Check:
    return Check(name, State.PROBLEM, message, help_, Location.in_file(workflow.path, line))
