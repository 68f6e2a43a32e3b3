"""A repository's full name, which becomes a folder of collected evidence, so it must be one (T66)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_SEGMENT = re.compile(r"(?!\.git\Z)\.?[a-z0-9_-](?:[a-z0-9_.-]*[a-z0-9_-])?", re.ASCII | re.IGNORECASE)
_SCP = re.compile(r"(?:[^/@]+@)?[^/:@]{2,}:(?P<path>[^/].*)")
_LONGEST = 500


def is_repository_name(name: str) -> bool:
    """Whether a name such as `acme/shop` or `group/part/project` is safe as a path below any folder."""
    return len(name) <= _LONGEST and all(map(_SEGMENT.fullmatch, name.split("/")))


def name_of_url(url: str) -> str:
    """The full name that a remote's address ends in; of an address on this machine its folder; empty if unsafe."""
    scp = _SCP.fullmatch(url)
    parts = urlsplit(url) if "://" in url else None
    path = scp["path"] if scp else parts.path if parts else url
    if not scp and (parts is None or parts.scheme == "file"):
        path = path.rstrip("/").rpartition("/")[2]
    name = path.strip("/").removesuffix(".git")
    return name if is_repository_name(name) else ""


def name_of_folder(folder: str) -> str:
    """A folder's name as one that is safe."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", folder.removesuffix(".git")).strip("-")
    return name[:_LONGEST] or "repository"
