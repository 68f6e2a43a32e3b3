"""`policy lint`: look through the policy on disk, before anybody is judged by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from c7gate.judging.lint.catalogue import remarks
from c7gate.judging.lint.plan import Plan
from c7gate.judging.lint.window import HELP, window
from c7gate.model.document import Document, Pointer
from c7gate.model.errors import PolicyError
from c7gate.model.finding import NOWHERE, Location, Severity
from c7gate.model.policy import Policy
from c7gate.model.policy_lint import Linted, Remark
from c7gate.reading.checkout import Checkout
from c7gate.reading.policy_files import cohorts_on_disk, policy_on_disk
from c7gate.reading.program import policy_of

_RANK = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def lint(repo: Path, environment: Mapping[str, str]) -> Linted:
    """What is wrong with the policy on disk, worst first; a policy that cannot be used is told file by file.

    Raises:
        UsageError: `repo` is in no work tree.
        CannotLookError: there is no policy, or a file cannot be read.
    """
    checkout = Checkout.find(repo, environment)
    documents = policy_on_disk(checkout)
    paths = tuple(sorted(document.path for document in documents.values()))
    try:
        policy = policy_of(documents)
    except PolicyError as error:
        return Linted("", paths, tuple(_unusable(error)))
    placed = (remark._replace(location=_place(documents, remark.pointer)) for remark in remarks(policy))
    found = (*placed, *_cohorts(checkout, policy))
    return Linted(policy.preset, paths, tuple(sorted(found, key=_order)))


def _cohorts(checkout: Checkout, policy: Policy) -> Iterator[Remark]:
    """What the cohorts on disk make impossible; a cohort that cannot be read is for `validate`."""
    for document, cohort in cohorts_on_disk(checkout):
        found = window(Plan(policy, cohort.start), cohort.calendar)
        if not found.fits:
            where = Location.in_file(document.path, *document.key_position(("start_date",)))
            yield Remark(
                "cohort-window-too-short",
                Severity.ERROR,
                (),
                f"cohort {cohort.id}: {found.words}",
                HELP,
                where,
            )


def _unusable(error: PolicyError) -> Iterator[Remark]:
    """The error as remarks: what it found in the files, or what it says as a whole."""
    for path, problem in error.problems:
        place = Location.in_file(path, problem.line, problem.column)
        yield Remark(problem.rule, Severity.ERROR, (), problem.message, problem.help, place)
    if not error.problems:
        yield Remark("policy-invalid", Severity.ERROR, (), error.message, error.help)


def _place(documents: Mapping[str, Document], pointer: Pointer) -> Location:
    """Where the repository's own files say it; nowhere if only the preset does."""
    document, inner = documents.get(str(pointer[0])), pointer[1:]
    if document is None or inner not in document.values:
        return NOWHERE
    return Location.in_file(document.path, *document.key_position(inner))


def _order(remark: Remark) -> tuple[int, str, int, int]:
    place = remark.location
    return _RANK.index(remark.severity), place.file or "~", place.line, place.column
