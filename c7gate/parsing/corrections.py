"""Attempts that correct another one, and sign-offs taken back: what no schema can say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c7gate.model.document import Document
from c7gate.model.finding import Problem


def wrong_corrections(document: Document) -> Iterator[Problem]:
    """Attempts that say they supersede what is no earlier attempt at the same gate on the same day.

    A correction mends how one assessment was written down. Of another day it would be a further attempt, and
    would be counted by nobody.
    """
    seen: dict[str, Mapping[str, Any]] = {}
    for index, line in enumerate(document.value.get("attempts", ())):
        corrected = line.get("supersedes")
        if corrected is not None and not _is_correction(line, seen.get(corrected)):
            message = f'"{corrected}" is no earlier attempt at gate {line["gate"]} on {line["date"]}'
            help_ = "name the line that is corrected, with its gate and date; another day is another attempt"
            place = document.position(("attempts", index, "supersedes"))
            yield Problem("record-invalid", message, help_, *place)
        seen[line["id"]] = line


def wrong_revocations(document: Document) -> Iterator[Problem]:
    """Revocations of what is no sign-off in the file."""
    known = {line["id"] for line in document.value.get("signoffs", ())}
    for index, line in enumerate(document.value.get("revocations", ())):
        if line["signoff"] not in known:
            place = document.position(("revocations", index, "signoff"))
            message = f'"{line["signoff"]}" is the id of no sign-off in this file'
            yield Problem(
                "record-invalid", message, "write the id of the sign-off that is taken back", *place
            )


def _is_correction(line: Mapping[str, Any], other: Mapping[str, Any] | None) -> bool:
    return other is not None and (other["gate"], other["date"]) == (line["gate"], line["date"])
