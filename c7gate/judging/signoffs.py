"""What the rules about sign-offs share."""

from __future__ import annotations

from c7gate.judging.rule import Found
from c7gate.model.evaluation import AddedSignOff
from c7gate.model.finding import Location


def found_at(added: AddedSignOff, message: str, help_: str) -> Found:
    """A problem with one added line, where it stands."""
    return Found(
        message=message,
        help=help_,
        location=Location.in_file(added.path, added.line),
        developer=added.login,
    )
