"""What imports and manifests mean, form by form, and that no line of any bytes is too much."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.library import Library
from c7gate.parsing.imports import syntax_of
from c7gate.parsing.library import Registry, touched
from c7gate.reading.program import policy_of

FILES = [
    *("a.ts", "a.py", "a.go", "a.rs", "a.kt", "a.cs", "a.rb", "a.php", "package.json", "requirements.txt"),
    *("pyproject.toml", "go.mod", "Cargo.toml", "pom.xml", "App.csproj", "Gemfile", "composer.json"),
]
PRESET = Registry(policy_of({}).libraries)


def library(
    name: str, imports: dict[str, tuple[str, ...]], manifests: dict[str, tuple[str, ...]] | None = None
) -> Library:
    """A library with the alias that its name ends with."""
    return Library(
        name, name, (name.rpartition("/")[2],), "", ("https://example.com",), imports, manifests or {}
    )


def names(path: str, line: str) -> list[str]:
    """The names one line holds."""
    syntax = syntax_of(path)
    assert syntax is not None
    return list(syntax.names(line))


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        # JavaScript and TypeScript
        ("a.ts", 'import WebSocket, { WebSocketServer } from "ws";', ["ws"]),
        ("a.mjs", "import ws from'ws'", ["ws"]),
        ("a.tsx", "import type { FC } from 'react';", ["react"]),
        ("a.js", 'import "ws/auto";', ["ws/auto"]),
        ("a.ts", "} from '@playwright/test';", ["@playwright/test"]),
        ("a.ts", 'export * from "zod";', ["zod"]),
        ("a.cjs", "const a = require('ws'), b = require( \"react\" )", ["ws", "react"]),
        ("a.ts", "const ws = await import('ws')", ["ws"]),
        ("a.ts", "const ws = await import(`ws`)", ["ws"]),
        ("a.ts", 'import ws = require("ws");', ["ws"]),
        ("a.js", "require.resolve('ws')", ["ws"]),
        ("App.VUE", "  import { ref } from 'vue'", ["vue"]),
        ("a.js", "Array.from('ws'); obj.require('ws'); myimport('ws')", []),
        ("a.js", "// ws is imported elsewhere", []),
        # Python
        ("a.py", "import websockets", ["websockets"]),
        ("a.py", "import os, websockets.sync.client as c", ["os", "websockets.sync.client"]),
        ("a.pyi", "    from playwright.sync_api import Page", ["playwright.sync_api"]),
        ("a.py", "from . import x", ["."]),
        ("a.py", "important = 1", []),
        ("a.py", 'x = "import ws"', []),
        # Go
        ("a.go", 'import "github.com/gorilla/websocket"', ["github.com/gorilla/websocket"]),
        ("a.go", '\tws "nhooyr.io/websocket" // why', ["nhooyr.io/websocket"]),
        ("a.go", '\t_ "embed"', ["embed"]),
        ("a.go", 'fmt.Println("net/http")', []),
        # Rust
        ("a.rs", "use tokio::net::TcpStream;", ["tokio::net::TcpStream"]),
        ("a.rs", "pub(crate) use ::serde::{Serialize};", ["serde::"]),
        ("a.rs", "extern crate tungstenite;", ["tungstenite"]),
        # Java, Kotlin
        ("A.java", "import static com.microsoft.playwright.Page.*;", ["com.microsoft.playwright.Page."]),
        ("a.kt", "import okhttp3.WebSocket", ["okhttp3.WebSocket"]),
        # C#, Ruby, PHP
        ("A.cs", "global using static Microsoft.Playwright.Assertions;", ["Microsoft.Playwright.Assertions"]),
        ("A.cs", "using P = Microsoft.Playwright;", ["Microsoft.Playwright"]),
        ("A.cs", "using (var x = y) {", []),
        ("a.rb", 'require "faye/websocket"', ["faye/websocket"]),
        ("a.rb", "require_relative 'ws'", []),
        ("a.php", r"use Ratchet\Client\WebSocket;", [r"Ratchet\Client\WebSocket"]),
        # manifests
        ("web/package.json", '    "ws": "^8.18.0",', ["ws"]),
        ("package.json", '{"dependencies":{"ws":"8","zod":"latest","a":"workspace:*"}}', ["ws", "zod", "a"]),
        ("package.json", '"playwright": "npx playwright test", "name": "ws"', []),
        ("requirements-dev.txt", "Websockets[speed] >=12 ; python_version > '3'", ["websockets"]),
        ("requirements.in", "zope.interface", ["zope-interface"]),
        ("requirements.txt", "# websockets", []),
        ("pyproject.toml", 'dependencies = ["websockets>=12", "click"]', ["dependencies", "websockets", "click"]),
        ("pyproject.toml", 'websockets = "^12"', ["websockets"]),
        ("pyproject.toml", 'description = "websockets made easy"', ["description"]),
        ("go.mod", "require github.com/gorilla/websocket v1.5.1", ["github.com/gorilla/websocket"]),
        ("go.mod", "\tnhooyr.io/websocket v1.8.7 // indirect", ["nhooyr.io/websocket"]),
        ("Cargo.toml", 'tokio-tungstenite = { version = "0.24" }', ["tokio-tungstenite"]),
        ("Cargo.toml", "[dev-dependencies.tungstenite]", ["tungstenite"]),
        ("pom.xml", "  <artifactId>playwright</artifactId>", ["playwright"]),
        ("build.gradle.kts", '  implementation("com.microsoft.playwright:playwright:1.50")', ["playwright"]),
        ("App.csproj", '<PackageReference Include="Microsoft.Playwright" Version="1" />', ["Microsoft.Playwright"]),
        ("Gemfile", "gem 'faye-websocket', '~> 0.11'", ["faye-websocket"]),
        ("x.gemspec", '  spec.add_dependency "faye-websocket"', ["faye-websocket"]),
        ("composer.json", '"cboden/ratchet": "^0.4"', ["cboden/ratchet"]),
    ],
)  # fmt: skip
def test_each_form(path: str, line: str, expected: list[str]) -> None:
    assert names(path, line) == expected


@pytest.mark.parametrize("path", ["README.md", "Makefile", "a", "a.json", "src/ts", "a.ts.bak", ""])
def test_other_files_name_nothing(path: str) -> None:
    assert syntax_of(path) is None
    assert not PRESET.mentions(path, "import 'ws'\n")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("/websockets/ws", "/websockets/ws"),
        ("/Websockets/WS/8_18_3", "/websockets/ws"),
        ("/websockets/ws@8.18.3", "/websockets/ws"),
        ("/facebook/react/v19.0.0", "/reactjs/react.dev"),
        ("React", "/reactjs/react.dev"),
        ("hathora-sdk", "hathora"),
        ("@playwright/test", "/microsoft/playwright"),
        ("/websockets", ""),
        ("/websockets/wss", ""),
        ("", ""),
    ],
)
def test_any_alias_names_the_library(name: str, expected: str) -> None:
    found = PRESET.named(name)

    assert (found.name if found else "") == expected


def test_what_lies_below_a_module_is_meant_and_what_only_begins_alike_is_not() -> None:
    registry = Registry(
        [
            library("/a/short", {"javascript": ("ws",), "rust": ("serde",)}),
            library("/a/long", {"javascript": ("ws/deep", "node:*")}),
        ]
    )

    def found(path: str, line: str) -> list[str]:
        return [name for name, _ in registry.mentions(path, line)]

    assert found("a.ts", "import 'ws/lib/x.js'") == ["/a/short"]
    assert found("a.ts", "import 'ws/deep/er'") == ["/a/long"]
    assert found("a.ts", "import 'node:fs'") == ["/a/long"]
    assert found("a.rs", "use serde::{A, B};") == ["/a/short"]
    assert found("a.ts", "import 'wsx'; import './ws'; import 'x/ws'") == []
    assert found("a.py", "import ws") == []


def test_of_two_libraries_that_claim_a_name_the_later_one_has_it() -> None:
    registry = Registry([library("/a/x", {"go": ("x.org/x",)}), library("/b/x", {"go": ("x.org/x",)})])

    assert [name for name, _ in registry.mentions("a.go", 'import "x.org/x"')] == ["/b/x"]
    assert registry.named("x") == registry.named("/b/x")


def test_added_comes_first_by_frequency_then_what_was_there() -> None:
    files = [
        ("a.ts", "import 'ws'\n", "\timport 'ws'\nimport 'zod'\n"),
        ("b.ts", "", "import 'react'\nimport 'react-dom'\n"),
    ]

    assert [item.name for item in touched(PRESET, files)] == [
        "/reactjs/react.dev",
        "/colinhacks/zod",
        "/websockets/ws",
    ]


def test_an_entry_of_a_manifest_counts_only_where_it_changes() -> None:
    one, two = '"ws": "^8.17.0",\n"a": "1"\n', '"ws": "^8.17.0",\n"a": "2"\n'

    assert touched(PRESET, [("package.json", one, two)]) == ()
    assert [item.name for item in touched(PRESET, [("package.json", "", two)])] == ["/websockets/ws"]
    assert touched(PRESET, [("package.json", two, "")]) == ()


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(FILES), st.binary(max_size=200))
def test_no_line_of_any_bytes_raises(path: str, data: bytes) -> None:
    assert sum(PRESET.mentions(path, data.decode("utf-8", "replace")).values()) >= 0


PIECES = (
    "from ", "import ", "import\t(", "require(", "from'", '"', "'", '"a":', '"a": "1",', "(", " ", "\0", "a.", "a/",
    "a::", "pub(", "use ", "using a=", "[dependencies.", "dependencies.", "<artifactId>", "Include=", "gem(", "'a:",
    "import a,", "import 'ws';", "a" , "require('node:fs')", "\\", "node:",
)  # fmt: skip


@pytest.mark.parametrize("path", FILES)
def test_time_is_linear_whatever_a_line_repeats(path: str) -> None:
    """A mebibyte in one line takes a moment; what is quadratic would take hours."""
    for piece in PIECES:
        text = piece * (100_000 // len(piece))
        begun = time.process_time()
        PRESET.mentions(path, text)
        assert time.process_time() - begun < 1, (path, piece)
