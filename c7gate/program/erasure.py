"""What of the facts about one person can be taken out of files, and why the rest has to stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from c7gate.model.named_tuple import NamedTuple
from c7gate.model.personal import Group, PersonalFact
from c7gate.model.record import Cohort, Person
from c7gate.scoring.clock import local_date

_KEPT_KEY = "login"
_BECAUSE = {
    Group.RECORD: "it is the file's name, by which everything else knows you; a record is never deleted (record-deleted)",
    Group.ASSESSMENT: "assessments are only added to, so that nothing that was decided can be undone unseen (history-edit)",
    Group.COHORTS: "shares and certifications of the whole cohort are counted by it (roster-frozen)",
    Group.OTHERS: "it stands in a line about somebody else, which is theirs",
    Group.POLICY: "policy decides for everybody: a coordinator takes a name out in a change of its own (c7gate policy diff)",
    Group.EVIDENCE: "its chain shows every edit: c7gate would stop with exit 3 for everybody",
}


class KeptFact(NamedTuple):
    """A fact that stays, and why, as the end of a sentence."""

    fact: PersonalFact
    because: str


def takes_part(person: Person, cohorts: Iterable[Cohort], as_of: datetime) -> bool:
    """Whether the facts about somebody still decide as of an aware instant.

    Who left without an exit word stays in the cohort's shares (S-104, S-193), so they are not out yet.
    """
    if person.exit_on is None or local_date(person, as_of) <= person.exit_on:
        return True
    lines = (line for cohort in cohorts for line in cohort.roster if line.login == person.login)
    return any(not line.exit_word or line.exit_on is None or line.exit_on >= as_of.date() for line in lines)


def erased(facts: Iterable[PersonalFact]) -> Iterator[PersonalFact]:
    """What is taken out: the whole record of one's own but for the login."""
    return (fact for fact in facts if _is_erasable(fact))


def kept(facts: Iterable[PersonalFact]) -> Iterator[KeptFact]:
    """What stays, because without it the program could not be audited, or others would lose a fact."""
    return (KeptFact(fact, _BECAUSE[fact.group]) for fact in facts if not _is_erasable(fact))


def _is_erasable(fact: PersonalFact) -> bool:
    return fact.group is Group.RECORD and fact.key != _KEPT_KEY
