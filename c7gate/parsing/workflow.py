"""Workflow files of GitHub Actions as values with positions; only what decides whether a job runs and can fail.

Read by the strict YAML subset, in which `on` is a key and not the word true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7gate.model.document import Document, Pointer
from c7gate.model.setup import Job, Part, Step, Workflow
from c7gate.parsing.yaml import parse_document


def parse_workflow(data: bytes, path: str) -> Workflow:
    """Read one file of `.github/workflows/`; of one that cannot be read, why (`Workflow.problems`)."""
    document = parse_document(data, path)
    if document.problems:
        return Workflow(path, problems=tuple((item.line, item.message) for item in document.problems))
    if not isinstance(document.value, dict):
        return Workflow(path, problems=((1, "it holds no mapping"),))
    return Workflow(
        path=path,
        part=_part(document, ()),
        events=_events(document),
        environment=_part(document, ("env",)),
        jobs=tuple(_jobs(document)),
        default_shell=_shell(document, ()),
    )


def _part(document: Document, pointer: Pointer) -> Part:
    """The mapping at `pointer`, empty where there is none."""
    value = _at(document.value, pointer)
    line = document.key_position(pointer)[0] if pointer else 1
    if not isinstance(value, dict):
        return Part(line=line)
    return Part(value, {key: document.key_position((*pointer, key))[0] for key in value}, line)


def _at(value: Any, pointer: Pointer) -> Any:
    for key in pointer:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int):
            value = value[key]
        else:
            return None
    return value


def _events(document: Document) -> Mapping[str, Part]:
    """`on:` in its three forms: a name, a list of names, a mapping of names to filters."""
    value = document.value.get("on")
    if isinstance(value, dict):
        return {name: _part(document, ("on", name)) for name in value}
    line = document.key_position(("on",))[0]
    names = value if isinstance(value, list) else [value]
    return {name: Part(line=line) for name in names if isinstance(name, str)}


def _jobs(document: Document) -> Iterator[Job]:
    jobs = document.value.get("jobs")
    for name in jobs if isinstance(jobs, dict) else ():
        pointer = ("jobs", name)
        steps = _at(document.value, (*pointer, "steps"))
        yield Job(
            name=name,
            part=_part(document, pointer),
            environment=_part(document, (*pointer, "env")),
            steps=tuple(
                _step(document, (*pointer, "steps", index))
                for index in range(len(steps) if isinstance(steps, list) else 0)
            ),
            default_shell=_shell(document, pointer),
        )


def _step(document: Document, pointer: Pointer) -> Step:
    return Step(
        part=_part(document, pointer),
        given=_part(document, (*pointer, "with")),
        environment=_part(document, (*pointer, "env")),
    )


def _shell(document: Document, pointer: Pointer) -> str:
    return _part(document, (*pointer, "defaults", "run")).text("shell")
