"""git hooks of c7gate's in a repository: written, recognised, taken away; nobody else's file is lost (T75, T76)."""

from __future__ import annotations

import os
import shlex
import sys
from enum import StrEnum
from pathlib import Path

from c7gate.model.errors import UsageError
from c7gate.model.named_tuple import NamedTuple

HOOKS = ("commit-msg", "prepare-commit-msg", "post-commit", "pre-push")
MARKER = "# c7gate-hook: written by `c7gate hook install`, taken away by `c7gate hook uninstall`"
CHAINED = ".c7gate-chained"
_EXECUTABLE = 0o755
_SCRIPT = """\
#!/bin/sh
{marker}
name={name}
python={python}
home={home}
chained="$(dirname "$0")/$name{chained}"
{before}
if [ -x "$python" ] && [ -f "$home/c7gate/__main__.py" ]; then
  {run}"$python" -I -c 'import sys; sys.path.append(sys.argv.pop(1)); from c7gate.cli.start import main; main()' \\
    "$home" hook "$name" "$@"
elif command -v c7gate >/dev/null; then
  {run}c7gate hook "$name" "$@"
else
  echo "c7gate is gone; install it, or run: rm '$0'" >&2
fi
"""
_CHAIN = """\
if [ -x "$chained" ]; then
  "$chained" "$@" || exit
fi"""
_ONLY_AFTER_LOOK_UPS = """
[ -f "$(git rev-parse --git-path c7gate/journal.jsonl)" ] || exit 0"""
"""A rebase starts these hooks for every commit; without captured look-ups they have nothing to do."""
_CHAIN_WITH_INPUT = """\
refs="$(cat; echo .)" && refs="${refs%.}"
if [ -x "$chained" ]; then
  printf '%s' "$refs" | "$chained" "$@" || exit
fi"""

_BEFORE = {
    "pre-push": _CHAIN_WITH_INPUT,
    "prepare-commit-msg": _CHAIN + _ONLY_AFTER_LOOK_UPS,
    "post-commit": _CHAIN + _ONLY_AFTER_LOOK_UPS,
}


class State(StrEnum):
    """What stands in a hook's place."""

    NONE = "not installed"
    OURS = "installed"
    CHAINED = "installed, runs the hook that was there before"
    FOREIGN = "not installed, another hook is there"


class HookFile(NamedTuple):
    """One hook of a repository: its name and where it stands."""

    name: str
    path: Path

    @property
    def chained(self) -> Path:
        """Where the hook that was there before is kept."""
        return self.path.with_name(f"{self.name}{CHAINED}")

    @property
    def state(self) -> State:
        """What stands there now."""
        if not _exists(self.path):
            return State.NONE
        if not _is_ours(self.path):
            return State.FOREIGN
        return State.CHAINED if _exists(self.chained) else State.OURS


def install(hook: HookFile) -> State:
    """Write the hook. One that was there before is kept beside it and run first; its refusal stands.

    Raises:
        UsageError: somebody else's hook is there, and an earlier one is kept already.
    """
    foreign = hook.state is State.FOREIGN
    if foreign and _exists(hook.chained):
        raise UsageError(
            f"both {hook.path} and {hook.chained.name} are there, and neither is c7gate's",
            help="join the two, or remove one, then run this again",
        )
    hook.path.parent.mkdir(parents=True, exist_ok=True)
    ready = hook.path.with_name(f"{hook.name}.c7gate-new")
    ready.unlink(missing_ok=True)
    with ready.open("x", encoding="utf-8", newline="\n") as file:
        file.write(script(hook.name))
    ready.chmod(_EXECUTABLE)
    if foreign:
        hook.path.rename(hook.chained)
    ready.replace(hook.path)
    return hook.state


def uninstall(hook: HookFile) -> State:
    """Take the hook away and put the one before back; anybody else's stays as it is."""
    if hook.state in (State.OURS, State.CHAINED):
        if _exists(hook.chained):
            hook.chained.replace(hook.path)
        else:
            hook.path.unlink()
    return hook.state


def script(name: str) -> str:
    """The shell script of a hook.

    It starts this very installation by its absolute path and in Python's isolated mode, so that no file of the work
    tree and no setting of the environment is imported (N10).
    """
    pushes = name == "pre-push"
    return _SCRIPT.format(
        marker=MARKER,
        name=name,
        python=shlex.quote(Path(sys.executable).as_posix()),
        home=shlex.quote(Path(__file__).resolve().parents[2].as_posix()),
        chained=CHAINED,
        before=_BEFORE.get(name, _CHAIN),
        run="printf '%s' \"$refs\" | " if pushes else "exec ",
    )


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return MARKER.encode() in file.read(4096).splitlines()
    except OSError:
        return False


def _exists(path: Path) -> bool:
    """Whether anything is there, a link to nowhere included."""
    return os.path.lexists(path)
