"""The program as it stands on disk, for commands that help to write it. No verdict about a change is made from here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from c7gate.judging.identity import Identities
from c7gate.model.commit import Entry
from c7gate.model.document import Document
from c7gate.model.evaluation import RecordFile
from c7gate.model.policy import Policy
from c7gate.model.record import Assessment, Cohort, Developer, Person
from c7gate.parsing.record import FOLDERS, lenient_identities, record_login
from c7gate.parsing.yaml import parse_document
from c7gate.parsing.yaml_text import MAX_BYTES
from c7gate.reading.checkout import Checkout
from c7gate.reading.program import policy_of
from c7gate.reading.records import FOLDER, read_file
from c7gate.reading.resources import preset_files
from c7gate.scoring.people import person

OWN = f"{FOLDER}/developers"
ASSESSMENTS = f"{FOLDER}/assessments"
_COHORTS = f"{FOLDER}/cohorts"


class ProgramFiles:
    """Policy and records of a checkout, each read when it is asked for."""

    def __init__(self, checkout: Checkout) -> None:
        self.checkout = checkout

    @cached_property
    def policy(self) -> Policy:
        """The policy on disk, for what is committed may not hold it yet.

        Raises:
            PolicyError: it is broken.
        """
        return policy_of(self.policy_documents)

    @cached_property
    def policy_documents(self) -> Mapping[str, Document]:
        """The policy files by stem, each with what keeps it from being read."""
        documents: dict[str, Document] = {}
        for stem in preset_files():
            path = f"policies/{stem}.yaml"
            data = self.checkout.read(path)
            if data is not None:
                documents[stem] = parse_document(data, path)
        return documents

    @property
    def records(self) -> Iterator[RecordFile]:
        """Every record, assessment, cohort and survey, also those with problems, by path."""
        for folder in sorted(FOLDERS):
            for path in self.checkout.list_files(f"{FOLDER}/{folder}", (".yaml",)):
                record = self._record(path)
                if record:
                    yield record

    @cached_property
    def identities(self) -> Identities:
        """Who is who, by every record that can be read as YAML."""
        return Identities(
            (login, lenient_identities(parse_document(data, path)))
            for path in self.checkout.list_files(OWN, (".yaml",))
            if (login := record_login(path)) and (data := self.checkout.read(path)) is not None
        )

    @property
    def logins(self) -> tuple[str, ...]:
        """Everybody who has a record, sorted."""
        return tuple(filter(None, map(record_login, self.checkout.list_files(OWN, (".yaml",)))))

    def developer(self, login: str) -> Developer | None:
        """Somebody's own record; None where there is none that is valid."""
        record = self._record(f"{OWN}/{login}.yaml")
        return record.developer if record else None

    def assessment(self, login: str) -> Assessment | None:
        """What assessors wrote about somebody; None where there is nothing that is valid."""
        record = self._record(f"{ASSESSMENTS}/{login}.yaml")
        return record.assessment if record else None

    @cached_property
    def cohorts(self) -> Mapping[str, Cohort]:
        """The cohorts by id."""
        return {cohort.id: cohort for cohort in self._cohorts()}

    def person(self, developer: Developer, assessment: Assessment | None) -> Person:
        """Somebody as these records and the policy on disk make them.

        Raises:
            PolicyError: the policy is broken.
        """
        return person(developer, assessment, self.cohorts, self.policy)

    def _cohorts(self) -> Iterator[Cohort]:
        for path in self.checkout.list_files(_COHORTS, (".yaml",)):
            record = self._record(path)
            if record and record.cohort:
                yield record.cohort

    def _record(self, path: str) -> RecordFile | None:
        data = self.checkout.read(path)
        if data is None:
            return None
        return read_file(path, Entry("100644", ""), data if len(data) <= MAX_BYTES else None)
