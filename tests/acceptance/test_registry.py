"""The missing line with its library filled in, and `reference.when`, on real repositories."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from git_repo import Repo
from program import ALICE, AS_OF, POLICY, TRAILER, Answer, Program, run_cli

Capture = pytest.CaptureFixture[str]
BY_LIBRARY = {"policies/references.yaml": "reference: {when: library-code}\n"}
NOBODY_ASKED = "no registered library is touched"
DATE = "2025-09-01T08:00:00+02:00"


@pytest.fixture
def program(repo: Repo, capsys: Capture) -> Program:
    """The preset alone."""
    return Program.start(repo, capsys)


@pytest.fixture
def by_library(repo: Repo, capsys: Capture) -> Program:
    """Only changes of library code are asked; `main` holds a manifest and a file that imports ws."""
    files = {
        **BY_LIBRARY,
        "package.json": '{\n  "dependencies": {\n    "ws": "^8.17.0",\n    "left-pad": "^1.0.0"\n  }\n}\n',
        "src/socket.ts": 'import WebSocket from "ws";\n\nexport const a = 1;\n',
    }
    return Program.start(repo, capsys, files)


def change(program: Program, files: dict[str, str | bytes | None], message: str = "Work") -> Answer:
    """Commit the files as alice and judge the branch."""
    program.repo.commit(files, message, author=ALICE, date=DATE)
    return program.check()


def missing(answer: Answer) -> tuple[str, str]:
    """The fix and the help of the one missing-reference."""
    found = [item for item in answer.json["findings"] if item["name"] == "missing-reference"]
    assert len(found) == 1, answer.names
    return found[0]["fix"]["text"], found[0]["help"]


# What is suggested


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("src/a.ts", 'import { WebSocket } from "ws";\n', "/websockets/ws"),
        ("src/a.js", "const { chromium } = require('playwright');\n", "/microsoft/playwright"),
        ("tests/e2e.spec.ts", "import { test } from '@playwright/test'\n", "/microsoft/playwright"),
        ("tests/test_a.py", "from playwright.sync_api import Page\n", "/microsoft/playwright-python"),
        ("src/a.tsx", "import { createRoot } from 'react-dom/client';\n", "/reactjs/react.dev"),
        ("src/a.ts", 'import { createHook } from "node:async_hooks";\n', "/nodejs/node"),
        ("package.json", '{"dependencies": {"zod": "^4.0.1"}}\n', "/colinhacks/zod"),
        ("requirements-dev.txt", "websockets>=12\n", "/python-websockets/websockets"),
    ],
)
def test_the_line_is_suggested_with_its_library(
    program: Program, path: str, text: str, expected: str
) -> None:
    fix, help_ = missing(change(program, {path: text}))

    assert fix == f"Context7: {expected} "
    assert f"Context7: {expected} topic" in help_


def test_the_help_names_three_libraries_and_the_fix_the_most_frequent(program: Program) -> None:
    files: dict[str, str | bytes | None] = {
        "src/a.ts": "import 'react';\nimport 'ws';\nimport 'zod';\nimport 'fs';\n",
        "src/b.ts": "import 'ws';\nimport 'zod';\n",
        "src/c.ts": "import 'ws';\n",
    }

    fix, help_ = missing(change(program, files))

    assert fix == "Context7: /websockets/ws "
    assert "also touches /colinhacks/zod, /reactjs/react.dev" in help_
    assert "/nodejs/node" not in help_


def test_what_the_change_adds_comes_before_what_its_files_import_anyway(by_library: Program) -> None:
    text = 'import WebSocket from "ws";\nimport { z } from "zod";\n\nexport const a = 1;\n'

    fix, help_ = missing(change(by_library, {"src/socket.ts": text}))

    assert fix == "Context7: /colinhacks/zod "
    assert "also touches /websockets/ws" in help_


def test_a_library_without_an_entry_is_answered_with_a_waiver_in_the_persons_own_words(
    program: Program,
) -> None:
    fix, help_ = missing(
        change(program, {"src/a.ts": 'import { HathoraCloud } from "@hathora/cloud-sdk-typescript";\n'})
    )

    assert fix == "Context7: "
    assert "read https://hathora.dev/docs and write Context7: none (Hathora SDK has no Context7 entry)" in (
        help_
    )


def test_beside_a_library_without_an_entry_the_other_one_is_suggested(program: Program) -> None:
    text = 'import "@hathora/x";\nimport "@hathora/y";\nimport "ws";\n'

    fix, help_ = missing(change(program, {"src/a.ts": text}))

    assert fix == "Context7: /websockets/ws "
    assert "Hathora SDK has no Context7 entry" in help_


@pytest.mark.parametrize(
    ("value", "expected"),
    [("playwright", "/microsoft/playwright"), ("NodeJS worker threads", "/nodejs/node")],
)
def test_an_alias_is_told_its_id(program: Program, value: str, expected: str) -> None:
    answer = change(program, {"src/a.ts": 'import "ws";\n'}, f"Work\n\nContext7: {value}\n")

    assert missing(answer)[0] == f"Context7: {expected} "


def test_a_library_that_the_change_does_not_touch_answers_too(program: Program) -> None:
    answer = change(program, {"src/a.ts": 'import "ws";\n'}, "Work\n\nContext7: /vercel/next.js routing\n")

    assert answer.errors() == []
    assert answer.code == 0


def test_a_team_registers_its_own_library(repo: Repo, capsys: Capture) -> None:
    text = """\
libraries:
  /acme/socket:
    title: Our socket
    fallback: [https://socket.example.com/]
    imports: {javascript: [ws], go: [example.com/socket]}
"""
    program = Program.start(repo, capsys, {"policies/references.yaml": text})

    files: dict[str, str | bytes | None] = {
        "a.js": "import 'ws'\n",
        "b.go": 'import (\n\ts "example.com/socket/v2"\n)\n',
    }
    assert missing(change(program, files))[0] == "Context7: /acme/socket "


def test_an_unknown_language_is_a_broken_policy(repo: Repo, capsys: Capture) -> None:
    text = "libraries: {/websockets/ws: {imports: {javascrpt: [ws]}}}\n"
    program = Program.start(repo, capsys, {"policies/references.yaml": text})

    answer = change(program, {"a.js": "import 'ws'\n"})

    assert answer.code == 2
    assert "javascript" in answer.json["error"]["help"]


# What says nothing


def test_what_names_no_library_leaves_the_line_open(program: Program) -> None:
    files: dict[str, str | bytes | None] = {
        "src/a.bin": b"\0\1import 'ws'\n",
        "src/a.ts": "// nothing\n",
        "docs/a.ts": "import 'ws'\n",
        "dist/b.js": "import 'ws'\n",
        "src/d.ts": b"\0" * 5000 + b"\xff\xfe",
    }

    assert missing(change(program, files))[0] == "Context7: "


def test_links_are_not_followed_and_renamed_files_are_not_read(program: Program) -> None:
    program.repo.checkout("main")
    program.repo.commit({"old.ts": "import 'zod';\n"}, f"Z\n\n{TRAILER}", date="2025-08-29T08:00:00+02:00")
    program.repo.checkout("pr")
    program.repo.git("reset", "-q", "--hard", "main")
    program.repo.git("mv", "old.ts", "new.ts")
    (program.repo.path / "link.ts").symlink_to("import 'ws';")
    (program.repo.path / "real.ts").symlink_to("new.ts")

    assert missing(change(program, {"src/app.ts": "// x\n"}))[0] == "Context7: "


def test_a_change_too_large_to_read_says_so(program: Program) -> None:
    answer = change(program, {"src/a.ts": "x" * (2 * 1024 * 1024 + 1), "src/b.ts": "import 'ws'\n"})

    assert missing(answer)[0] == "Context7: /websockets/ws "
    assert [item["what"] for item in answer.json["not_examined"]] == ["which libraries the change touches"]


def test_everyone_may_be_asked(repo: Repo, capsys: Capture) -> None:
    program = Program.start(repo, capsys, {"policies/references.yaml": "reference: {who: everyone}\n"})
    program.repo.commit({"a.ts": "import 'ws'\n"}, "Guest", author=("guest", "guest@example.com"), date=DATE)

    assert missing(program.check())[0] == "Context7: /websockets/ws "


# What is asked by library code


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/socket.ts", 'import WebSocket from "ws";\n\nexport const a = 2;\n'),
        ("src/app.ts", "import { z } from 'zod';\n"),
        ("package.json", '{\n  "dependencies": {\n    "ws": "^8.18.0",\n    "left-pad": "^1.0.0"\n  }\n}\n'),
    ],
)
def test_library_code_is_asked(by_library: Program, path: str, text: str) -> None:
    answer = change(by_library, {path: text})

    assert answer.errors() == ["missing-reference"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/app.ts", "export const b = 1;\n"),
        ("style.css", "a { color: red }\n"),
        ("package.json", '{\n  "dependencies": {\n    "ws": "^8.17.0",\n    "left-pad": "^2.0.0"\n  }\n}\n'),
        ("src/socket.ts", "export const a = 1;\n"),
    ],
)
def test_other_code_is_not_asked(by_library: Program, path: str, text: str) -> None:
    answer = change(by_library, {path: text})

    assert answer.errors() == []
    assert NOBODY_ASKED in answer.json["reasons"]
    assert answer.json["status"] == "not_applicable"


def test_what_was_not_read_whole_is_asked(by_library: Program) -> None:
    answer = change(by_library, {"src/a.ts": "x" * (2 * 1024 * 1024 + 1)})

    assert answer.errors() == ["missing-reference"]
    assert NOBODY_ASKED not in answer.json["reasons"]


def test_more_files_than_are_read_are_asked(by_library: Program) -> None:
    answer = change(by_library, {f"src/{number}.ts": f"// {number}\n" for number in range(201)})

    assert answer.errors() == ["missing-reference"]


# Partial clones


def blobless(program: Program) -> Repo:
    """A clone on `pr` that holds the blobs of `main` and none that the branch adds."""
    source = program.repo
    source.git("config", "uploadpack.allowFilter", "true")
    target = Repo(source.path.parent / "clone", source.environment)
    url = f"file://{source.path}"
    options = ("--filter=blob:none", "--no-single-branch", "-b", "main")
    subprocess.run(
        ["git", "clone", "-q", *options, url, str(target.path)], env=dict(source.environment), check=True
    )
    return target


@pytest.mark.parametrize("answered", [False, True])
def test_a_suggestion_is_no_reason_to_stop(program: Program, capsys: Capture, *, answered: bool) -> None:
    message = f"Work\n\n{TRAILER}" if answered else "Work"
    program.repo.commit({"src/new.ts": "import 'ws'\n"}, message, author=ALICE, date=DATE)

    answer = judged(capsys, blobless(program))

    if answered:
        assert (answer.code, answer.json["not_examined"]) == (0, [])
        return
    assert (answer.code, missing(answer)[0]) == (1, "Context7: ")
    assert answer.json["not_examined"][0]["what"] == "which libraries the change touches"
    assert "partial clone" in answer.json["not_examined"][0]["why"]


@pytest.mark.parametrize("answered", [False, True])
def test_asking_by_library_needs_the_files(by_library: Program, capsys: Capture, *, answered: bool) -> None:
    message = f"Work\n\n{TRAILER}" if answered else "Work"
    by_library.repo.commit({"src/new.ts": "import 'ws'\n"}, message, author=ALICE, date=DATE)

    answer = judged(capsys, blobless(by_library))

    assert answer.code == (0 if answered else 3)
    if not answered:
        assert "partial clone" in answer.json["error"]["message"]
        assert "--no-filter" in answer.json["error"]["help"]


def judged(capture: Capture, repo: Repo) -> Answer:
    """`check` of `pr` against `main` in a clone."""
    revisions = ("--base", "main", "--head", "origin/pr", "--as-of", AS_OF, "--format", "json")
    return run_cli(capture, "check", "-C", str(repo.path), *revisions)


def test_a_rule_that_is_off_reads_nothing(make_repo: Callable[..., Repo], capsys: Capture) -> None:
    off = 'rules: {missing-reference: {severity: "off"}}\n'
    program = Program.start(make_repo(), capsys, {**BY_LIBRARY, "policies/program.yaml": POLICY + off})
    program.repo.commit({"src/new.ts": "import 'ws'\n"}, "Work", author=ALICE, date=DATE)

    answer = judged(capsys, blobless(program))

    assert (answer.code, answer.errors(), answer.json["not_examined"]) == (0, [], [])
