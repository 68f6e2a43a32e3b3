"""What `policy lint` says of a policy."""

from __future__ import annotations

from c7gate.model.document import Pointer
from c7gate.model.finding import NOWHERE, Location, Severity
from c7gate.model.named_tuple import NamedTuple


class Remark(NamedTuple):
    """One thing that a lint says, and what to write instead.

    `pointer` leads to what is meant, beginning with the stem of the policy file. `location` is its place in the
    repository's own file; `NOWHERE` for what only the preset says.
    """

    name: str
    severity: Severity
    pointer: Pointer
    message: str
    help: str
    location: Location = NOWHERE


class Linted(NamedTuple):
    """A policy that was looked through: its preset (empty where it cannot be read), its files, what was found."""

    preset: str
    paths: tuple[str, ...]
    remarks: tuple[Remark, ...]

    @property
    def failed(self) -> bool:
        """Whether anything found is an error."""
        return any(remark.severity is Severity.ERROR for remark in self.remarks)
