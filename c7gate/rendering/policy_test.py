"""What the cases of a policy came to, as text and JSON."""

from __future__ import annotations

from collections.abc import Sequence

import click

from c7gate.model.policy_case import CaseResult
from c7gate.rendering.escape import terminal
from c7gate.rendering.facts import counted, place
from c7gate.rendering.json_text import dumps


def render_text(results: Sequence[CaseResult], *, color: bool = False) -> str:
    """A line for each case, and below it what is not as expected; then the verdict. Ends in a newline."""

    def paint(word: str) -> str:
        return click.style(word, fg="green" if word.strip() == "PASS" else "red") if color else word

    lines = []
    for result in results:
        name = f"  {terminal(result.name)}" if result.name else ""
        word = paint("FAIL") if result.faults else "pass"
        lines.append(f"{word}  {terminal(place(result.location))}{name}")
        lines += [f"      {terminal(fault)}" for fault in result.faults]
        lines += [f"      → {terminal(result.help)}"] if result.help else []
    failed = sum(bool(result.faults) for result in results)
    verdict = f"{paint('FAIL')}  {failed} of " if failed else f"{paint('PASS')}  "
    return "\n".join([*lines, "", f"{verdict}{counted(len(results), 'case')}"]) + "\n"


def render_json(results: Sequence[CaseResult], *, version: str) -> str:
    """The same as JSON."""
    failed = any(result.faults for result in results)
    return dumps(
        {
            "schema_version": 1,
            "tool": {"name": "c7gate", "version": version},
            "status": "fail" if failed else "pass",
            "exit_code": int(failed),
            "cases": [
                {
                    "name": result.name,
                    "passed": not result.faults,
                    "faults": list(result.faults),
                    "help": result.help,
                    "location": {
                        "file": result.location.file,
                        "line": result.location.line,
                        "column": result.location.column,
                    },
                }
                for result in results
            ],
        }
    )
