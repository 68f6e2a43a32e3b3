"""What `policy lint` found, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

import click

from c7gate.model.finding import Severity
from c7gate.model.policy_lint import Linted, Remark
from c7gate.parsing.policy import dotted
from c7gate.rendering.escape import terminal
from c7gate.rendering.facts import counted, place
from c7gate.rendering.json_text import dumps

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_WIDTH = max(map(len, _COLOURS)) + 1


def render_text(linted: Linted, *, color: bool = False) -> str:
    """Each remark with its place and what to write instead, then the verdict; ends in a newline."""

    def paint(text: str, colour: str) -> str:
        return click.style(text, fg=colour) if color else text

    lines = []
    for remark in linted.remarks:
        level = paint(remark.severity.value.ljust(_WIDTH), _COLOURS[remark.severity])
        lines.append(
            f"{level} {terminal(_where(remark, linted))}  {terminal(remark.message)}  [{remark.name}]"
        )
        lines += [f"{' ' * _WIDTH} → {terminal(remark.help)}"] if remark.help else []
    verdict = paint("FAIL", "red") if linted.failed else paint("PASS", "green")
    found = Counter(remark.severity for remark in linted.remarks)
    parts = [counted(found[level], level.value) for level in _COLOURS if found[level]]
    what = counted(len(linted.paths), "file")
    over = f" over {linted.preset}" if linted.preset else ""
    summary = f"{verdict}  {', '.join(parts) or 'nothing to mend'} · {what} of policies/{over}"
    return "\n".join([*lines, *([""] if lines else []), summary]) + "\n"


def render_json(linted: Linted, *, version: str) -> str:
    """The same as JSON."""
    return dumps(
        {
            "schema_version": 1,
            "tool": {"name": "c7gate", "version": version},
            "preset": linted.preset or None,
            "status": "fail" if linted.failed else "pass",
            "exit_code": int(linted.failed),
            "files": list(linted.paths),
            "remarks": [_remark(remark) for remark in linted.remarks],
        }
    )


def _where(remark: Remark, linted: Linted) -> str:
    """The place in a file, or the preset and the key."""
    if remark.location.file or not remark.pointer:
        return place(remark.location) or "policies/"
    return f"{linted.preset}: {dotted(remark.pointer)}"


def _remark(remark: Remark) -> dict[str, Any]:
    where = remark.location
    return {
        "name": remark.name,
        "severity": remark.severity.value,
        "key": dotted(remark.pointer),
        "message": remark.message,
        "help": remark.help,
        "location": {"file": where.file, "line": where.line, "column": where.column} if where.file else {},
    }
