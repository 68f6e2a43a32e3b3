"""The console script: it decides what to load, because a person who commits waits for nothing else.

`hook commit-msg FILE`, as the installed hook writes it, goes straight to its work; every other call, and every
option, goes through the command line proper, which knows the same hook.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from c7gate.app.hook import Told

ISSUES = "https://github.com/c7gate/c7gate/issues"
_HOOK = ["hook", "commit-msg"]
_OBJECTS_BETWEEN_COLLECTIONS = (
    100_000  # the usual 700 look for cycles all through the start, where there are none
)


def main() -> None:
    """Run the command line and end with an exit code of the contract."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    words = sys.argv[1:]
    if words[:2] == _HOOK and len(words) == len(_HOOK) + 1 and not words[2].startswith("-"):
        # All is said and closed. Taking the interpreter apart would be a tenth of what a person waits for.
        os._exit(commit_msg(words[2]))
    from c7gate.cli.main import main as whole

    whole()


def commit_msg(file: str) -> int:
    """The hook `commit-msg`; gives its exit code."""
    from datetime import UTC, datetime

    from c7gate.app.hook import commit_msg as look

    return tell("this commit was not looked at", lambda: look(file, os.environ, datetime.now(UTC)))


def tell(otherwise: str, work: Callable[[], Told]) -> int:
    """Do a hook's work, say on standard error what it tells, and give its exit code.

    A fault of ours is one line, after what is said `otherwise`, and stops nobody: CI decides, and a message that
    somebody wrote is not lost.
    """
    try:
        told = work()
        lines, code = told.lines, told.code
    except Exception as error:  # noqa: BLE001  the last handler: no bug may cost anybody a commit
        lines = (f"c7gate: {otherwise}: {type(error).__name__}: {error}; please report it at {ISSUES}",)
        code = 0
    if lines and sys.stderr:
        from c7gate.rendering.escape import terminal, workflow_log

        inert = workflow_log if os.environ.get("GITHUB_ACTIONS") == "true" else terminal
        text = "".join(f"{inert(line)}\n" for line in lines)
        sys.stderr.buffer.write(text.encode("utf-8", "replace"))
        sys.stderr.flush()
    return code
