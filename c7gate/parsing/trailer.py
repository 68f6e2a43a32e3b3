"""The trailer as c7gate writes it: strictly, in the one form that every reader understands."""

from __future__ import annotations

KEY = "Context7"


def trailer_line(library: str = "/org/project", topic: str = "") -> str:
    """A reference ready to paste: `Context7: /websockets/ws reconnect`."""
    return f"{KEY}: {library} {topic}".rstrip()


def waiver_line(reason: str) -> str:
    """A text waiver ready to paste: `Context7: none (reason)`."""
    return f"{KEY}: none ({reason})"
