"""What `doctor` says about a repository's set-up, and a workflow file as it reads one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from c7gate.model.finding import NOWHERE, Location
from c7gate.model.named_tuple import NamedTuple


class State(StrEnum):
    """How a check ended. `UNKNOWN`: it cannot be told from here, and `help` says how to find out."""

    OK = "ok"
    PROBLEM = "problem"
    UNKNOWN = "unknown"


class Check(NamedTuple):
    """One thing looked at: its kebab-case name, how it ended, and for what is not in order the way to mend it."""

    name: str
    state: State
    message: str
    help: str = ""
    location: Location = NOWHERE


class Part(NamedTuple):
    """A mapping of a workflow file: its values, and the line of each of its keys (from 1)."""

    values: Mapping[str, Any] = MappingProxyType({})
    lines: Mapping[str, int] = MappingProxyType({})
    line: int = 1

    def text(self, key: str) -> str:
        """The value as the forge would read it in text; empty where there is none."""
        value = self.values.get(key)
        if isinstance(value, bool):
            return str(value).lower()
        return "" if value is None or isinstance(value, dict | list) else str(value)

    def line_of(self, key: str) -> int:
        """The line of a key, or of the mapping where the key is missing."""
        return self.lines.get(key, self.line)


class Step(NamedTuple):
    """One step of a job; `given` is its `with:`, `environment` its `env:`."""

    part: Part
    given: Part
    environment: Part


class Job(NamedTuple):
    """One job of a workflow; `default_shell` is empty where it sets none."""

    name: str
    part: Part
    environment: Part
    steps: tuple[Step, ...]
    default_shell: str


class Workflow(NamedTuple):
    """A workflow file of GitHub Actions.

    `events` maps the name of each event it listens to to that event's filters. `problems` are (line, message) of
    what keeps it from being read; then everything else is empty.
    """

    path: str
    part: Part = Part()
    events: Mapping[str, Part] = MappingProxyType({})
    environment: Part = Part()
    jobs: tuple[Job, ...] = ()
    default_shell: str = ""
    problems: tuple[tuple[int, str], ...] = ()
