"""The policy on disk, for whoever is writing it. No verdict about people or changes is made from it (T02)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from c7gate.model.document import Document
from c7gate.model.errors import CannotLookError
from c7gate.model.finding import Problem
from c7gate.model.record import Cohort, RecordKind
from c7gate.parsing.record import ROOT, parse_record
from c7gate.parsing.yaml import parse_document
from c7gate.reading import resources
from c7gate.reading.checkout import Checkout
from c7gate.reading.program import FOLDER

CASES = f"{FOLDER}/tests"
_LINK = Problem("not-a-regular-file", "not a regular file", "put the file itself there, no link")


def policy_on_disk(checkout: Checkout) -> Mapping[str, Document]:
    """The policy files of a work tree by stem, each with what keeps it from being read.

    Raises:
        CannotLookError: there is none, or one cannot be read.
    """
    paths = {stem: f"{FOLDER}/{stem}.yaml" for stem in resources.preset_files()}
    found = {stem: document_on_disk(checkout, path) for stem, path in paths.items() if checkout.holds(path)}
    if not found:
        raise CannotLookError(
            f"there is no policy file in {FOLDER}/", help="c7gate init writes policies/program.yaml"
        )
    return found


def document_on_disk(checkout: Checkout, path: str) -> Document:
    """A YAML file of the work tree; something else than a file is a document with that problem."""
    data = checkout.read(path)
    return Document(path, None, problems=(_LINK,)) if data is None else parse_document(data, path)


def cases_on_disk(checkout: Checkout) -> tuple[Document, ...]:
    """The files of cases that the policy brings along, sorted by name."""
    return tuple(document_on_disk(checkout, path) for path in checkout.list_files(CASES, (".yaml", ".yml")))


def cohorts_on_disk(checkout: Checkout) -> Iterator[tuple[Document, Cohort]]:
    """The cohorts of a work tree that can be read, with their files, sorted by name."""
    for path in checkout.list_files(f"{ROOT}/cohorts", (".yaml",)):
        document = document_on_disk(checkout, path)
        cohort, _ = parse_record(RecordKind.COHORT, document, resources.schema(RecordKind.COHORT.value))
        if isinstance(cohort, Cohort):
            yield document, cohort
