"""The time zone this machine says it is in."""

from __future__ import annotations

from pathlib import Path

from c7gate.parsing.policy_checks import zone_exists

_LINK = Path("/etc/localtime")
_NAME = Path("/etc/timezone")
_FOLDER = "zoneinfo/"


def system_zone(variable: str) -> str:
    """The IANA name of the machine's zone, or empty where it cannot be known.

    Args:
        variable: what the environment's TZ says; empty where it is not set. It decides where it is.
    """
    if variable:
        return _known(variable.removeprefix(":"))
    try:
        found = _known(str(_LINK.readlink()).rpartition(_FOLDER)[2])
    except OSError:  # a plain file, or a system without it
        found = ""
    try:
        return found or _known(_NAME.read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return ""


def _known(name: str) -> str:
    """The name if it is a place's; those of machines (`localtime`) mean something else elsewhere."""
    name = {"Etc/UTC": "UTC", "Etc/GMT": "UTC"}.get(name, name)
    return name if (name == "UTC" or "/" in name) and zone_exists(name) else ""
