"""The events that coding assistants give their hooks, read for look-ups that succeeded.

Claude Code and Codex send `PostToolUse`, Gemini CLI `AfterTool`, Cursor `afterMCPExecution` and
`afterShellExecution` (references, 5). A look-up is a call of a tool that fetches documentation, or `ctx7 docs`
in a shell, that names a library and was answered; finding a library's id is none. What was asked is never kept.
Any JSON is read without an exception.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.reference import Drop
from c7gate.parsing.reference import parse_value

_BY_EVENT = {
    "PostToolUse": "claude-code",
    "AfterTool": "gemini",
    "afterMCPExecution": "cursor",
    "afterShellExecution": "cursor",
}
ASSISTANTS = ("claude-code", "codex", "gemini", "cursor")
"""The names of the assistants whose events are known."""

# People name the server as they like, and plugins put their own name before it: only the end is fixed.
_TOOL = re.compile(
    r"(?:.*[^A-Za-z0-9])?(?:query[-_]docs|get[-_]library[-_](?:docs|documentation))", re.DOTALL
)
_SHELL_TOOLS = frozenset({"Bash", "shell", "local_shell", "run_shell_command"})
_LIBRARY_KEYS = ("libraryId", "context7CompatibleLibraryID", "libraryID", "libraryName")
_LONGEST_ID = 1000

_NO_PATH = re.compile("[\0\ud800-\udfff]")

_LONGEST_COMMAND = 64 * 1024
_LAUNCHERS = frozenset("npx bunx pnpx npm pnpm yarn bun x dlx exec env time command".split())  # noqa: SIM905
_PROGRAM = re.compile(r"(?:.*/)?ctx7(?:@\S*)?")
_SEPARATORS = "();<>|&\n"

_TEXT_KEYS = (
    "content",
    "text",
    "llmContent",
    "functionResponse",
    "response",
    "output",
    "stdout",
    "result",
    "message",
)
_DEEPEST = 8
# Context7's errors come back as ordinary text, without any flag (references, 1.1). Only its beginning is
# looked at: documentation may well quote such a sentence.
_REFUSAL = re.compile(
    r"\W*(?:error\b[^\n]{0,40}:|error (?:fetching|searching)|mcp error|rate limit|too many requests"
    r"|(?:monthly |daily )?quota (?:exceeded|reached)|invalid (?:api key|arguments?|library id)|unauthori[sz]ed"
    r"|the library you are trying to access|librar(?:y|ies) (?:\S+ )?(?:was |has been )?(?:not found|redirected)"
    r"|documentation (?:was )?not found|no (?:\w+ )?documentation (?:available|found|matched)"
    r"|no (?:content|context data) available|(?:\w+ )?request failed|failed to (?:fetch|retrieve|load|read)"
    r"|missing required argument|(?:process )?exit(?:ed with)? code:? [1-9]|command not found|npm err)",
    re.IGNORECASE,
)


class LookUp(NamedTuple):
    """One event's successful look-up: library ids as named, each once, and the assistant's name."""

    libraries: tuple[str, ...]
    assistant: str


def look_up_of(event: Mapping[str, Any], assistant: str | None) -> LookUp | None:
    """The look-up that an event tells of, or None.

    Args:
        event: what the assistant gave its hook, as JSON.
        assistant: its name where that is known; else it is recognised by the event's shape.
    """
    if event.get("hook_event_name") not in tuple(_BY_EVENT):  # before a call, or PostToolUseFailure
        return None
    named: dict[str, str] = {}
    for library in _asked_for(event):
        named.setdefault(library.lower(), library)
    if not named or not _answered(event):
        return None
    return LookUp(tuple(named.values()), assistant or assistant_of(event))


def assistant_of(event: Mapping[str, Any]) -> str:
    """Which assistant sent an event, by its shape; empty if none is known to."""
    if "cursor_version" in event:
        return "cursor"  # it also replays the hooks of other assistants, in their words
    name = event.get("hook_event_name")
    if name == "PostToolUse" and "turn_id" in event:
        return "codex"
    return _BY_EVENT.get(name, "") if isinstance(name, str) else ""


def folder_of(event: Mapping[str, Any]) -> str:
    """The folder that an event says it happened in, or empty."""
    roots = event.get("workspace_roots")
    for place in (event.get("cwd"), *(roots if isinstance(roots, list) else ())):
        if isinstance(place, str) and place and not _NO_PATH.search(place):
            return place
    return ""


def library_of(written: object) -> str:
    """The one library id that a tool's argument is, leading slash restored, or empty.

    Placeholders of documentation (`/org/project`) are none; neither are names of packages.
    """
    if not isinstance(written, str) or len(written) > _LONGEST_ID or len(written.split()) != 1:
        return ""
    value = parse_value(written.strip())
    named = value.named if value.drop is Drop.INVALID else value.refs
    return named[0].id if len(named) == 1 else ""


def _asked_for(event: Mapping[str, Any]) -> Iterator[str]:
    tool, arguments = event.get("tool_name"), event.get("tool_input")
    if event["hook_event_name"] == "afterShellExecution":
        yield from _looked_up_in(event.get("command"))
    elif not isinstance(tool, str):
        return
    elif isinstance(arguments := _json(arguments), Mapping):
        if tool in _SHELL_TOOLS:
            yield from _looked_up_in(arguments.get("command"))
        elif _TOOL.fullmatch(tool):
            yield from filter(None, [_first_library(arguments)])


def _first_library(arguments: Mapping[str, Any]) -> str:
    return next((found for key in _LIBRARY_KEYS if (found := library_of(arguments.get(key)))), "")


def _looked_up_in(command: object) -> Iterator[str]:
    """The libraries of every `ctx7 docs` that a shell command runs; one that it merely quotes is none."""
    if isinstance(command, list) and command:
        command = command[-1]  # ["bash", "-lc", "ctx7 docs …"]
    if not isinstance(command, str) or "ctx7" not in command or len(command) > _LONGEST_COMMAND:
        return
    for words in _simple_commands(command):
        library = library_of(_argument_of_docs(words))
        if library:
            yield library


def _simple_commands(command: str) -> Iterator[list[str]]:
    """The commands of a shell line, word by word, up to a here-document: what follows may be its text."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars=_SEPARATORS)
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t\r", True, ""
    words: list[str] = []
    try:
        for token in lexer:
            if not token or token.strip(_SEPARATORS):
                words.append(token)
                continue
            yield words
            words = []
            if "<<" in token:
                return
    except ValueError:  # a quotation that does not end
        return
    yield words


def _argument_of_docs(words: list[str]) -> str:
    """The first argument of `ctx7 docs`, started directly or by a package runner; else empty."""
    plain = [word for word in words if not word.startswith("-") and "=" not in word.partition("/")[0]]
    while plain and plain[0] in _LAUNCHERS:
        plain.pop(0)
    while len(plain) > 1 and _PROGRAM.fullmatch(plain[0]) and _PROGRAM.fullmatch(plain[1]):
        plain.pop(0)  # npx --package ctx7 ctx7 docs …
    runs = len(plain) > 2 and _PROGRAM.fullmatch(plain[0]) and plain[1] == "docs"  # noqa: PLR2004
    return plain[2] if runs else ""


def _answered(event: Mapping[str, Any]) -> bool:
    answer = next((event[key] for key in ("tool_response", "result_json", "output") if key in event), None)
    said = _said(answer, _DEEPEST)
    return bool(said and said.strip()) and not _REFUSAL.match(said or "")


def _said(answer: Any, depth: int) -> str | None:
    """The text of a tool's answer, however it is wrapped; None where a flag says that the call failed."""
    if isinstance(answer, str):
        inner = _json(answer) if depth and answer.lstrip()[:1] in ("{", "[") else answer
        return answer if isinstance(inner, str) else _said(inner, depth - 1)
    if isinstance(answer, Mapping) and _flagged(answer):
        return None
    if not depth or not isinstance(answer, Mapping | list):
        return ""
    parts = answer if isinstance(answer, list) else [answer[key] for key in _TEXT_KEYS if key in answer]
    if answer and not parts:
        return "data"  # an answer in a form of its own, as `--json` gives it
    texts = [_said(part, depth - 1) for part in parts]
    return None if None in texts else "\n".join(filter(None, texts))


def _flagged(answer: Mapping[str, Any]) -> bool:
    metadata = answer.get("metadata")
    codes = [one.get("exit_code") for one in (answer, metadata) if isinstance(one, Mapping)]
    failed = any(answer.get(key) for key in ("isError", "is_error", "error", "interrupted"))
    return failed or answer.get("success") is False or any(codes)


def _json(value: Any) -> Any:
    """What a text says in JSON; the value itself where it is no text or no JSON."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return value
