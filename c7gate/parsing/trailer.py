"""The trailer as c7gate writes it: strictly, in the one form that every reader understands."""

from __future__ import annotations

KEY = "Context7"

DEFAULT_PLACEHOLDERS = ("/org/project", "/owner/repo", "/org/repo", "/your-org/your-repo")
"""Ids of documentation examples, without version, that are never a library."""


def trailer_line(library: str = "/org/project", topic: str = "") -> str:
    """A reference ready to paste: `Context7: /websockets/ws reconnect`."""
    return f"{KEY}: {library} {topic}".rstrip()


def waiver_line(reason: str) -> str:
    """A text waiver ready to paste: `Context7: none (reason)`."""
    return f"{KEY}: none ({reason})"


def no_entry(title: str) -> str:
    """What to say of a library that has no id."""
    return f"{title} has no {KEY} entry"
