"""`policy test`: run the cases that a policy brings along, as it is on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from c7gate.judging.policy_cases import play
from c7gate.model.document import Document
from c7gate.model.errors import CannotLookError
from c7gate.model.finding import Location
from c7gate.model.policy import Policy
from c7gate.model.policy_case import CaseResult
from c7gate.parsing.policy_cases import parse_cases
from c7gate.reading import resources
from c7gate.reading.checkout import Checkout
from c7gate.reading.policy_files import CASES, cases_on_disk, policy_on_disk
from c7gate.reading.program import policy_of


def run_cases(repo: Path, environment: Mapping[str, str]) -> tuple[CaseResult, ...]:
    """Play every case of `policies/tests/`, files by name; a file that cannot be read is a result that failed.

    Raises:
        UsageError: `repo` is in no work tree.
        PolicyError: the policy on disk is broken.
        CannotLookError: there is no policy or no case, or a file cannot be read.
    """
    checkout = Checkout.find(repo, environment)
    policy = policy_of(policy_on_disk(checkout))
    results = tuple(result for document in cases_on_disk(checkout) for result in _played(document, policy))
    if not results:
        raise CannotLookError(f"there is no case in {CASES}/", help="write one, in a file that ends in .yaml")
    return results


def _played(document: Document, policy: Policy) -> Iterator[CaseResult]:
    cases, problems = parse_cases(document, resources.schema("cases"), resources.schema("developer"))
    for problem in problems:
        where = Location.in_file(document.path, problem.line, problem.column)
        yield CaseResult("", where, (problem.message,), problem.help)
    yield from (play(case, policy) for case in cases)
