from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.parsing.assistant import assistant_of, folder_of, library_of, look_up_of

DOCS = (
    "### App Router\n\nMiddleware runs before a request. Invalid API key errors are thrown by other calls.\n"
)


def claude(**changes: Any) -> dict[str, Any]:
    """A PostToolUse event of Claude Code, as its documentation and recordings show it."""
    return {
        "session_id": "abc123",
        "transcript_path": "/transcripts/session.jsonl",
        "cwd": "/repo",
        "permission_mode": "default",
        "hook_event_name": "PostToolUse",
        "tool_name": "mcp__context7__query-docs",
        "tool_input": {"libraryId": "/vercel/next.js", "query": "private words"},
        "tool_response": [{"type": "text", "text": DOCS}],
        "tool_use_id": "toolu_01ABC",
        "duration_ms": 42,
        **changes,
    }


def bash(command: object, **changes: Any) -> dict[str, Any]:
    """A shell call of Claude Code."""
    answer = {"stdout": DOCS, "stderr": "", "interrupted": False, "isImage": False}
    return claude(tool_name="Bash", tool_input={"command": command}, tool_response=answer, **changes)


def codex(**changes: Any) -> dict[str, Any]:
    """A PostToolUse event of Codex, whose answer is a string."""
    return claude(turn_id="t1", model="m", transcript_path=None, tool_response=DOCS, **changes)


def gemini(**changes: Any) -> dict[str, Any]:
    """An AfterTool event of Gemini CLI."""
    return {
        "session_id": "s",
        "transcript_path": "/transcripts/t.json",
        "cwd": "/repo",
        "hook_event_name": "AfterTool",
        "timestamp": "2025-08-28T12:00:00Z",
        "tool_name": "mcp_context7_query-docs",
        "tool_input": {"libraryId": "/vercel/next.js", "query": "q"},
        "tool_response": {"llmContent": [{"text": DOCS}], "returnDisplay": "shown"},
        "mcp_context": {"server_name": "context7"},
        **changes,
    }


def cursor(**changes: Any) -> dict[str, Any]:
    """An afterMCPExecution event of Cursor, with JSON inside strings."""
    return {
        "conversation_id": "c",
        "hook_event_name": "afterMCPExecution",
        "workspace_roots": ["/repo"],
        "cursor_version": "2.0.77",
        "tool_name": "query-docs",
        "mcp_server_name": "context7",
        "tool_input": json.dumps({"libraryId": "/vercel/next.js", "query": "q"}),
        "result_json": json.dumps({"content": [{"type": "text", "text": DOCS}]}),
        "duration": 250,
        **changes,
    }


def libraries(event: dict[str, Any]) -> tuple[str, ...]:
    """What an event looked up."""
    found = look_up_of(event, None)
    return found.libraries if found else ()


@pytest.mark.parametrize(
    ("event", "assistant"),
    [(claude(), "claude-code"), (codex(), "codex"), (gemini(), "gemini"), (cursor(), "cursor")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_assistant_is_read_and_recognised(event: dict[str, Any], assistant: str) -> None:
    found = look_up_of(event, None)

    assert found is not None
    assert (found.libraries, found.assistant) == (("/vercel/next.js",), assistant)
    assert assistant_of(event) == assistant
    assert folder_of(event) == "/repo"


def test_the_name_given_wins_over_the_shape() -> None:
    found = look_up_of(claude(), "codex")

    assert found is not None
    assert found.assistant == "codex"


@pytest.mark.parametrize(
    "tool",
    [
        "mcp__context7__query-docs",
        "mcp__plugin_context7_context7__query-docs",
        "mcp__docs__get-library-docs",
        "mcp__context7__get-library-documentation",
        "context7_query-docs",
        "io.github.upstash/context7/query-docs",
        "query-docs",
    ],
)
def test_every_servers_name_for_the_tools_that_fetch_documentation(tool: str) -> None:
    assert libraries(claude(tool_name=tool)) == ("/vercel/next.js",)


@pytest.mark.parametrize(
    "tool",
    [
        "mcp__context7__resolve-library-id",
        "mcp__context7__list-available-docs",
        "Read",
        "mcp__x__query-docs-v2",
        "myquery-docs",
    ],
)
def test_other_tools_are_no_look_up(tool: str) -> None:
    assert look_up_of(claude(tool_name=tool), None) is None


@pytest.mark.parametrize("key", ["libraryId", "context7CompatibleLibraryID", "libraryID", "libraryName"])
def test_every_key_that_the_server_accepts(key: str) -> None:
    assert libraries(claude(tool_input={key: "/vercel/next.js/v15.1.8"})) == ("/vercel/next.js/v15.1.8",)


@pytest.mark.parametrize(
    ("written", "library"),
    [
        ("/vercel/next.js", "/vercel/next.js"),
        ("vercel/next.js", "/vercel/next.js"),
        ("//vercel/next.js", "/vercel/next.js"),
        ("C:/Program Files/Git/facebook/react", ""),
        ("https://context7.com/vercel/next.js", "/vercel/next.js"),
        ("react", ""),
        ("/org/project", ""),
        ("none", ""),
        ("none (css)", ""),
        ("", ""),
        ("/a/b, /c/d", ""),
        ("/a/b,/c/d", ""),
        (7, ""),
        (None, ""),
        ("/a/" + "b" * 2000, ""),
    ],
)
def test_a_library_is_named_by_one_id(written: object, library: str) -> None:
    assert library_of(written) == library


@pytest.mark.parametrize(
    "said",
    [
        "Rate limited or quota exceeded. Create a free API key at https://context7.com/dashboard for higher limits.",
        "The library you are trying to access does not exist. Please try with a different library ID.",
        "Invalid API key. Please check your API key. API keys should start with 'ctx7sk' prefix.",
        "Documentation not found or not finalized for this library. This might have happened because …",
        "Request failed with status 500. Please try again later.",
        "Error fetching library context. Please try again later. TypeError: fetch failed",
        "Error fetching library documentation. Please try again later. Error: x",
        "No code documentation available for this library. Try mode='info' for guides and tutorials.",
        "Library not found.",
        "No documentation matched.",
        "Missing required argument: libraryId",
        "MCP error -32602: Invalid arguments",
        "",
        "  \n",
    ],
)
def test_an_error_that_comes_as_text_is_no_look_up(said: str) -> None:
    """The server flags none of these; each assistant wraps them in its own way."""
    block = [{"type": "text", "text": said}]

    assert look_up_of(claude(tool_response=block), None) is None
    assert look_up_of(claude(tool_response={"content": block}), None) is None
    assert look_up_of({**codex(), "tool_response": said}, None) is None
    assert look_up_of(gemini(tool_response={"llmContent": said}), None) is None
    assert look_up_of(cursor(result_json=json.dumps({"content": block})), None) is None


@pytest.mark.parametrize(
    "event",
    [
        claude(hook_event_name="PostToolUseFailure", error="timed out"),
        claude(hook_event_name="PreToolUse"),
        claude(tool_response={"content": [{"type": "text", "text": DOCS}], "isError": True}),
        claude(tool_response=None),
        gemini(tool_response={"llmContent": DOCS, "error": {"message": "failed"}}),
        gemini(hook_event_name="BeforeTool"),
        cursor(hook_event_name="beforeMCPExecution"),
        cursor(result_json=json.dumps({"content": [{"text": DOCS}], "isError": True})),
        {**codex(), "tool_response": json.dumps({"output": DOCS, "metadata": {"exit_code": 1}})},
        bash("ctx7 docs /facebook/react hooks") | {"tool_response": {"stdout": "", "stderr": "x"}},
        bash("ctx7 docs /facebook/react hooks") | {"tool_response": {"stdout": DOCS, "interrupted": True}},
    ],
)
def test_a_failed_or_unfinished_call_is_no_look_up(event: dict[str, Any]) -> None:
    assert look_up_of(event, None) is None


@pytest.mark.parametrize(
    "answer",
    [
        [{"type": "text", "text": DOCS}],
        {"content": [{"type": "text", "text": DOCS}], "isError": False},
        DOCS,
        json.dumps({"content": [{"type": "text", "text": DOCS}]}),
        json.dumps({"codeSnippets": [{"codeTitle": "x"}]}),
        {"llmContent": [{"functionResponse": {"name": "query-docs", "response": {"output": DOCS}}}]},
    ],
)
def test_an_answer_counts_however_it_is_wrapped(answer: object) -> None:
    assert libraries(claude(tool_response=answer)) == ("/vercel/next.js",)


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("ctx7 docs /facebook/react hooks", ("/facebook/react",)),
        ('npx -y ctx7@latest docs /facebook/react "use effect" --json', ("/facebook/react",)),
        ("npx --package ctx7 ctx7 docs /facebook/react x", ("/facebook/react",)),
        (
            "cd web && MSYS_NO_PATHCONV=1 bunx ctx7 docs --json //facebook/react 'a b' | head -50",
            ("/facebook/react",),
        ),
        ("./node_modules/.bin/ctx7 docs /facebook/react x 2>&1", ("/facebook/react",)),
        ("ctx7 docs /a/b x && ctx7 docs /c/d y; ctx7 docs /A/b z", ("/a/b", "/c/d")),
        ("cd web\nctx7 docs /a/b x\n", ("/a/b",)),
        (["bash", "-lc", "ctx7 docs /a/b x"], ("/a/b",)),
        ("ctx7 library react hooks", ()),
        ("ctx7 docs react hooks", ()),
        ("ctx7 docs", ()),
        ('git commit -m "ctx7 docs /a/b x"', ()),
        ("echo ctx7 docs /a/b", ()),
        ("cat <<EOF\nctx7 docs /a/b x\nEOF", ()),
        ("ctx7 docs /a/b 'unfinished", ()),
        ("grep ctx7 README.md", ()),
        (7, ()),
        ([], ()),
    ],
)
def test_a_shell_command_is_read_for_what_it_runs(command: object, found: tuple[str, ...]) -> None:
    assert libraries(bash(command)) == found


def test_shells_of_the_others() -> None:
    shell = cursor(hook_event_name="afterShellExecution", command="ctx7 docs /a/b x", output=DOCS)
    for name in ("tool_name", "tool_input", "result_json"):
        del shell[name]
    tool = gemini(tool_name="run_shell_command", tool_input={"command": "ctx7 docs /a/b x"})

    assert libraries(shell) == ("/a/b",)
    assert libraries(tool) == ("/a/b",)


def test_what_was_asked_is_not_kept() -> None:
    assert "private" not in repr(look_up_of(claude(), None))


def test_a_folder_is_only_what_can_be_one() -> None:
    assert folder_of({"cwd": 7, "workspace_roots": "x"}) == ""
    assert folder_of({"cwd": "\0", "workspace_roots": ["\ud800", "/a"]}) == "/a"


def test_answers_nested_beyond_reason_are_no_look_up() -> None:
    answer: Any = DOCS
    for _ in range(60):
        answer = {"content": [answer]}

    assert look_up_of(claude(tool_response=answer), None) is None
    assert look_up_of(claude(tool_response="[" * 100_000), None) is not None


ANY_TEXT = st.one_of(
    st.text(st.characters(), max_size=20),
    st.sampled_from(
        [
            "/a/b",
            "ctx7 docs /a/b x",
            "query-docs",
            "Bash",
            "PostToolUse",
            '{"content": "x"}',
            "afterShellExecution",
        ]
    ),
)
ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), ANY_TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(ANY_TEXT, inner, max_size=3)),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        "hook_event_name",
        "tool_name",
        "tool_input",
        "tool_response",
        "result_json",
        "command",
        "output",
        "cwd",
        "workspace_roots",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    event=st.dictionaries(KEYS, ANY_JSON, max_size=9),
    name=st.sampled_from(["PostToolUse", "afterShellExecution", ""]),
)
def test_any_json_is_read_without_an_exception(event: dict[str, Any], name: str) -> None:
    known = {**event, "hook_event_name": name} if name else event
    found = look_up_of(known, None)

    assert found is None or all(library.startswith("/") for library in found.libraries)
    assert isinstance(folder_of(known), str)
