"""What a piece of an exercise's evidence names: a commit, a pull or merge request, a page, or a file."""

from __future__ import annotations

import re

COMMIT = "commit:"
_ID = re.compile(r"commit:([0-9A-Fa-f]{7,64})")
_BARE = re.compile(r"[0-9A-Fa-f]{7,64}")
_NUMBER = re.compile(r"(?:pr|mr|change|issue):#?([0-9]{1,9})")
_PAGE = re.compile(r"https?://[^\s/]+(/\S*)?", re.IGNORECASE)
_PAGE_OF_CHANGE = re.compile(r"/(?:pull|pulls|merge_requests|pullrequest)/([0-9]{1,9})(?=[/?#]|$)")
_PAGE_OF_COMMIT = re.compile(r"/commits?/([0-9A-Fa-f]{7,64})(?=[/?#]|$)")


def commit_id(text: str) -> str:
    """The id, whole or short, in lower case, of the commit that the text names, also by its page; else empty."""
    found = _ID.fullmatch(text) or (_PAGE_OF_COMMIT.search(text) if is_page(text) else None)
    return found[1].lower() if found else ""


def misread(text: str) -> tuple[str, str] | None:
    """What is wrong with evidence by its form alone, and what to write; None where nothing is.

    A bare id of a commit is read as the path of a file.
    """
    if _BARE.fullmatch(text):
        return f'"{text}" is read as a file, not as a commit', f"write {COMMIT}{text}"
    if text.startswith(COMMIT) and not commit_id(text):
        return f'"{text}" names no commit', "write commit: and at least seven digits of its id, nothing else"
    return None


def change_number(text: str) -> int:
    """The number of the pull or merge request that the text names, also by its page; else 0."""
    found = _NUMBER.fullmatch(text) or (_PAGE_OF_CHANGE.search(text) if is_page(text) else None)
    return int(found[1]) if found else 0


def is_page(text: str) -> bool:
    """Whether the text is the address of a page."""
    return _PAGE.fullmatch(text) is not None
