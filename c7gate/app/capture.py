"""`hook capture`: write down a look-up as the assistant makes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from c7gate.model.errors import C7gateError, UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.assistant import ASSISTANTS, LookUp, assistant_of, folder_of, look_up_of
from c7gate.reading.git import Repository
from c7gate.writing.journal import Journal

EVENT_LIMIT = 4 * 1024 * 1024
"""The largest event that is read, in bytes."""


class Captured(NamedTuple):
    """What became of an event: the assistant it came from (or empty), its look-up, and what went wrong."""

    assistant: str
    look_up: LookUp | None = None
    problem: str = ""


def capture(
    stdin: bytes, assistant: str | None, *, here: Path, at: datetime, environment: Mapping[str, str]
) -> Captured:
    """Append an event's look-up to the journal of the repository it happened in.

    Args:
        stdin: the event as the assistant gave it.
        assistant: the assistant's name; None, or an unknown one: it is recognised by the event's shape.
        here: the folder to start from where the event names none.
        at: when, aware.
        environment: the process's own.

    Returns:
        What became of it. Whatever is wrong is told in `problem`: a hook must not break the assistant.
    """
    known = assistant if assistant in ASSISTANTS else None
    try:
        event = _event(stdin)
    except UsageError as error:
        return Captured(known or "", problem=error.message)
    name = known or assistant_of(event)
    look_up = look_up_of(event, known)
    if look_up is None:
        return Captured(name)
    try:
        with Repository.open(here / folder_of(event), environment) as repository:
            journal = Journal.of(repository.git_directory)
        for library in look_up.libraries:
            journal.append(library, at, look_up.assistant)
    except C7gateError as error:
        return Captured(name, look_up, error.message)
    return Captured(name, look_up)


def _event(data: bytes) -> Mapping[str, Any]:
    if len(data) > EVENT_LIMIT:
        raise UsageError(f"the event is larger than {EVENT_LIMIT // 1024 // 1024} MiB")
    try:
        event = json.loads(data)
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise UsageError("the event is not a JSON object")
    return event
