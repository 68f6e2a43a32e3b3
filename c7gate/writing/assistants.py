"""Hooks of coding assistants: one command in a project's own configuration of each.

Where each assistant's format is documented:

- Claude Code, `.claude/settings.json`: code.claude.com/docs/en/hooks. A matcher of letters, digits, `_` and `-`
  alone is an exact name, so the tools of a server need `.*`; a plugin's server carries the plugin's name.
- Codex, `.codex/hooks.json`: developers.openai.com/codex/hooks. The same structure; MCP tools match since
  openai/codex#18385. Codex asks its user to trust a new hook.
- Gemini CLI, `.gemini/settings.json`: github.com/google-gemini/gemini-cli, docs/hooks/reference.md. Timeouts are
  in milliseconds. MCP tools are named `mcp__server__tool`, in other versions with single underscores.
- Cursor, `.cursor/hooks.json`: cursor.com/docs/agent/hooks. `"version": 1` is required; entries are flat.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from c7gate.model.errors import CannotLookError, UsageError
from c7gate.writing.files import refuse_links, replace_file

COMMAND = "c7gate hook capture --assistant {}"
_SECONDS = 10
_INDENT = re.compile(r"\n([ \t]+)\S")

_FILES = {
    "claude-code": ".claude/settings.json",
    "codex": ".codex/hooks.json",
    "gemini": ".gemini/settings.json",
    "cursor": ".cursor/hooks.json",
}


def install_assistant(name: str, root: Path) -> Path:
    """Have an assistant call `c7gate hook capture`, and give its configuration file's path.

    What the file says already stays, in its order; a second call changes nothing.

    Args:
        name: `claude-code`, `codex`, `gemini` or `cursor`.
        root: the top folder of the project.

    Raises:
        UsageError: no such assistant, or its file is no JSON that can be added to.
        CannotLookError: the file cannot be read or written; it is unchanged.
    """
    if name not in _FILES:
        raise UsageError(f"no assistant {name!r} is known", help=f"name one of {', '.join(_FILES)}")
    file = root / _FILES[name]
    refuse_links(file, root)
    text = _text(file)
    settings = _settings(text, file) if text.strip() else {}
    if _add(settings, name, file):
        _make_folder(file.parent)
        replace_file(file, _as_written(settings, text, file))
    return file


def _entries(name: str) -> list[tuple[str, dict[str, Any]]]:
    """The (event, entry) pairs that an assistant needs."""
    command = COMMAND.format(name)
    if name == "cursor":
        return [(event, {"command": command}) for event in ("afterMCPExecution", "afterShellExecution")]
    event, matchers, hook = "PostToolUse", ("mcp__(plugin_context7_)?context7__.*", "Bash"), {}
    if name == "gemini":
        event, hook = "AfterTool", {"name": "c7gate"}
        matchers = ("mcp_+context7_.*|query-docs|get-library-docs", "run_shell_command")
    timeout = _SECONDS * 1000 if name == "gemini" else _SECONDS
    full = {**hook, "type": "command", "command": command, "timeout": timeout}
    return [(event, {"matcher": matcher, "hooks": [dict(full)]}) for matcher in matchers]


def _add(settings: dict[str, Any], name: str, file: Path) -> bool:
    """Add what is missing; whether anything was."""
    missing = False
    if name == "cursor" and "version" not in settings:
        settings["version"], missing = 1, True
    hooks = settings.setdefault("hooks", {})
    for event, entry in _entries(name):
        present = hooks.setdefault(event, []) if isinstance(hooks, dict) else None
        if not isinstance(present, list):
            raise UsageError(
                f"{file}: its hooks are not written as {name} reads them", help="mend the file first"
            )
        if not any(_does(one, entry) for one in present):
            present.append(entry)
            missing = True
    return missing


def _does(one: object, entry: Mapping[str, Any]) -> bool:
    """Whether an entry of the file runs our command for the same tools; further options are its owner's."""
    if not isinstance(one, dict) or one.get("matcher") != entry.get("matcher"):
        return False
    return _commands(entry) <= _commands(one)


def _commands(entry: Mapping[str, Any]) -> set[str]:
    hooks = entry.get("hooks", [entry])
    found = (
        (hook.get("command") for hook in hooks if isinstance(hook, dict)) if isinstance(hooks, list) else ()
    )
    return {command for command in found if isinstance(command, str)}


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise CannotLookError(f"{file} cannot be read: {error}", help="mend the file first") from None


def _settings(text: str, file: Path) -> dict[str, Any]:
    try:
        found = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{file} cannot be added to: {error}",
            help="comments and trailing commas are no JSON; mend the file, or add the hook by hand",
        ) from None
    if not isinstance(found, dict):
        raise UsageError(f"{file} holds no JSON object", help="mend the file first")
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _as_written(settings: dict[str, Any], text: str, file: Path) -> bytes:
    """The settings with the indentation, line ends and escapes of the file as it was."""
    indent = _INDENT.search(text.replace("\r\n", "\n"))
    written = json.dumps(
        settings, indent=indent[1] if indent else "  ", ensure_ascii=bool(text) and text.isascii()
    )
    written += "\n" if not text or text.endswith("\n") else ""
    try:
        return written.replace("\n", "\r\n" if "\r\n" in text else "\n").encode()
    except UnicodeEncodeError:
        raise UsageError(f"{file} holds half a character", help="mend the file first") from None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise CannotLookError(f"{folder} cannot be made: {error.strerror}") from None
