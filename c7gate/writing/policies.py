"""The policy of a work tree as whoever edits it needs it: bytes, and what one file says in a policy that is valid."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from c7gate.model.errors import CannotLookError, PolicyError, UsageError
from c7gate.parsing.yaml import parse_document
from c7gate.parsing.yaml_text import MAX_BYTES
from c7gate.reading import resources
from c7gate.reading.program import policy_of
from c7gate.writing.files import refuse_links

WOULD_NOT_BE_VALID = "nothing was written, as the policy would not be valid"


def policy_bytes(root: Path) -> Mapping[str, bytes]:
    """The policy files of the work tree at `root` by stem, of each one byte more than is allowed at most.

    Raises:
        CannotLookError: one cannot be read, or is reached through a link.
    """
    return {stem: data for stem in resources.preset_files() if (data := _bytes(root, stem)) is not None}


def said_in(files: Mapping[str, bytes], stem: str, otherwise: str) -> dict[str, Any]:
    """What one file says in a policy that is valid with it; nothing where it is missing.

    Raises:
        UsageError: the policy is not valid; its message begins with `otherwise`.
    """
    documents = {name: parse_document(data, f"policies/{name}.yaml") for name, data in files.items()}
    try:
        policy_of(documents)
    except PolicyError as error:
        raise UsageError(f"{otherwise}: {error.message}", help=error.help) from None
    said: dict[str, Any] = (documents[stem].value if stem in documents else None) or {}
    return said


def _bytes(root: Path, stem: str) -> bytes | None:
    file = root / f"policies/{stem}.yaml"
    refuse_links(file, root)
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CannotLookError(f"{file}: {error.strerror}", help="make it readable") from None
