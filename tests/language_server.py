"""The language server that editors use for YAML, over its standard streams."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from git_repo import clean_environment

SETTINGS = {"yaml": {"schemaStore": {"enable": False}, "validate": True, "hover": True, "completion": True}}


class LanguageServer:
    """One running server in a folder, with nothing from the network."""

    def __init__(self, node_modules: Path, folder: Path) -> None:
        program = node_modules / "yaml-language-server" / "bin" / "yaml-language-server"
        self._process = subprocess.Popen(
            ["node", str(program), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=clean_environment(folder),
        )
        self._folder = folder
        self._asked = 0
        self._told: dict[str, list[Any]] = {}
        self.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": SETTINGS}})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def open(self, name: str, text: str) -> str:
        """Show a file to the server; gives its address."""
        uri = (self._folder / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return uri

    def at(self, method: str, uri: str, line: int, column: int) -> Any:
        """What `textDocument/<method>` gives at a place, counted from 1."""
        place = {"line": line - 1, "character": column - 1}
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": place})

    def diagnostics(self, uri: str) -> list[tuple[int, str]]:
        """What the server finds wrong with a file: lines from 1, and its words."""
        while uri not in self._told:
            self._receive()
        return [(found["range"]["start"]["line"] + 1, found["message"]) for found in self._told.pop(uri)]

    def ask(self, method: str, params: Mapping[str, Any]) -> Any:
        """Ask, and wait for the answer."""
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self._asked and "method" not in message:
                return message["result"]

    def _send(self, message: Mapping[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._process.stdin.flush()

    def _receive(self) -> Any:
        """The next message; what the server asks is answered with nothing, what it finds wrong is kept."""
        stream = self._process.stdout
        assert stream is not None
        length = 0
        while (line := stream.readline().strip()) or not length:
            assert line or length, "the server has ended"
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message = json.loads(stream.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self._told[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        return message
