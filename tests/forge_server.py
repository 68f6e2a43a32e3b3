"""A forge on loopback: it answers each path with what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

CANARY = "ghs_CANARYcanary0123456789"
"""The token of every test; no output may hold it."""
HEAD, BASE, MERGE = "b" * 40, "a" * 40, "c" * 40


@dataclass(frozen=True)
class Reply:
    """An answer: JSON, or bytes as they are. `dribble` sends a byte every tenth of a second, `hang` nothing."""

    body: object = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    dribble: bool = False
    hang: bool = False
    length: int | None = None

    @property
    def data(self) -> bytes:
        """The body's bytes."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Asked:
    """One call that arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Forge:
    """`replies` by path without query; a list is answered one after the other, its last again and again."""

    url: str
    replies: dict[str, Reply | list[Reply]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def reply(self, method: str, path: str) -> Reply:
        """What stands for this call; `METHOD path` before `path` alone."""
        known = self.replies.get(f"{method} {path}", self.replies.get(path))
        if isinstance(known, list):
            return known.pop(0) if len(known) > 1 else known[0]
        return known or Reply({"message": "Not Found"}, 404)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that goes away is what some tests are about."""


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Forge]:
    """A forge that runs until the block ends."""
    server = _Server(("127.0.0.1", 0), BaseHTTPRequestHandler)
    forge = Forge(f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}")
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.RequestHandlerClass = _handler(forge)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        forge.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(forge: Forge) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"  # a connection a call, so that nothing stays open

        def do_GET(self) -> None:
            with suppress(ConnectionError):
                self._answer()

        do_POST = do_PATCH = do_PUT = do_GET  # noqa: N815  the base class's names

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            forge.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            reply = forge.reply(self.command, urlsplit(self.path).path)
            if reply.hang:
                forge.stopped.wait(60)
                return
            self.send_response(reply.status)
            headers = {
                "Content-Type": "application/json",
                "Content-Length": str(len(reply.data)),
                **reply.headers,
            }
            if reply.length is not None:
                headers["Content-Length"] = str(reply.length)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if not reply.dribble:
                self.wfile.write(reply.data)
                return
            for byte in reply.data:
                self.wfile.write(bytes([byte]))
                if forge.stopped.wait(0.1):
                    return

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
            """Say nothing."""

    return Handler


def pull_request(number: int = 7, **more: object) -> dict[str, object]:
    """A pull request as GitHub's API gives it."""
    return {
        "number": number,
        "title": "Reconnect",
        "body": "Text",
        "user": {"login": "alice-dev", "type": "User"},
        "base": {"ref": "main", "sha": BASE},
        "head": {"ref": "pr", "sha": HEAD},
        "created_at": "2025-09-01T06:00:00Z",
        "merged_at": None,
        "merge_commit_sha": MERGE,
        **more,
    }


def review(login: str, state: str, at: str, commit: str = HEAD, number: int = 1) -> dict[str, object]:
    """A review as GitHub's API gives it; `at` is a time of 2025-09-01."""
    return {
        "id": number,
        "user": {"login": login, "type": "User"},
        "state": state,
        "commit_id": commit,
        "body": "",
        "submitted_at": f"2025-09-01T{at}:00Z",
    }


def merge_request(iid: int = 7, **more: object) -> dict[str, object]:
    """A merge request as GitLab's API gives it."""
    return {
        "iid": iid,
        "title": "Reconnect",
        "description": "Text",
        "author": {"username": "alice-dev"},
        "target_branch": "main",
        "sha": HEAD,
        "diff_refs": {"base_sha": BASE, "head_sha": HEAD, "start_sha": BASE},
        "created_at": "2025-09-01T06:00:00.000Z",
        "merged_at": None,
        **more,
    }
