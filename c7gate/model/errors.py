"""The ways c7gate stops without a verdict. A problem in the judged data is a finding, never one of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # every command loads this module before it knows what else it needs
    from c7gate.model.finding import Problem


class C7gateError(Exception):
    """No verdict was possible.

    Attributes:
        message: one line saying what is wrong (untrusted text in it is escaped by who prints it).
        help: one line saying how to go on; may be empty.
        exit_code: the exit code of the contract.
        problems: all that is wrong with files that were read for it, each with the path of its file; may be empty.
    """

    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        help: str = "",  # noqa: A002  the contract's word for it
        problems: tuple[tuple[str, Problem], ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.problems = problems


class UsageError(C7gateError):
    """The call is wrong: a bad option, an unknown revision in a complete clone, not a repository. Exit 2."""


class PolicyError(C7gateError):
    """The trusted side is broken, so nothing may be judged by it. Exit 2."""


class CannotLookError(C7gateError):
    """Something this run needs could not be read, so there is no verdict. Exit 3."""

    exit_code = 3
