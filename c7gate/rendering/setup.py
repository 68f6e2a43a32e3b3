"""What `doctor` found, as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from c7gate.model.finding import Location
from c7gate.model.setup import Check, State
from c7gate.rendering.escape import terminal
from c7gate.rendering.facts import counted, place
from c7gate.rendering.json_text import dumps

_COLOURS = {State.OK: "green", State.PROBLEM: "red", State.UNKNOWN: "yellow"}
_WIDTH = max(map(len, State)) + 1


def render_text(checks: Sequence[Check], *, color: bool = False) -> str:
    """A line for each check, how to mend what is not in order, and the verdict; ends in a newline."""

    def paint(text: str, state: State) -> str:
        return click.style(text, fg=_COLOURS[state]) if color else text

    lines = []
    for check in checks:
        where = place(check.location) if check.state is State.PROBLEM else ""
        words = f"{terminal(where)}  {terminal(check.message)}" if where else terminal(check.message)
        lines.append(f"{paint(check.state.value.ljust(_WIDTH), check.state)} {words}  [{check.name}]")
        lines += [f"{' ' * _WIDTH} → {terminal(check.help)}"] if check.help else []
    problems = sum(check.state is State.PROBLEM for check in checks)
    unknown = sum(check.state is State.UNKNOWN for check in checks)
    verdict = paint("FAIL", State.PROBLEM) if problems else paint("PASS", State.OK)
    found = [counted(problems, "problem") if problems else "no problem found"]
    found += [f"{unknown} to look at yourself"] if unknown else []
    return "\n".join([*lines, "", f"{verdict}  {', '.join(found)}"]) + "\n"


def render_json(checks: Sequence[Check], *, version: str, as_of: datetime) -> str:
    """The same as JSON."""
    failed = any(check.state is State.PROBLEM for check in checks)
    return dumps(
        {
            "schema_version": 1,
            "tool": {"name": "c7gate", "version": version},
            "as_of": f"{as_of:%Y-%m-%dT%H:%M:%SZ}",
            "status": "fail" if failed else "pass",
            "exit_code": int(failed),
            "checks": [
                {
                    "name": check.name,
                    "state": check.state.value,
                    "message": check.message,
                    "help": check.help,
                    "location": _location(check.location),
                }
                for check in checks
            ],
        }
    )


def _location(location: Location) -> dict[str, Any]:
    return {"file": location.file, "line": location.line, "column": location.column} if location.file else {}
