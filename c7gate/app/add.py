"""`add`: write a fact into a training record or assessment, as a person would by hand (house: "Where each fact lives")."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property

from c7gate.app.entries import Added, AddRequest, Entries, Entry
from c7gate.app.names import field_names
from c7gate.model.errors import UsageError
from c7gate.model.facts import Default, Fact, Field, Item, Known, Value, fact_of
from c7gate.model.gates import CriterionPolicy
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import RecordKind
from c7gate.parsing.policy_gates import gate_policies, gate_policy, role_policy
from c7gate.parsing.record import record_login
from c7gate.reading.checkout import Checkout
from c7gate.reading.program_files import OWN, ProgramFiles
from c7gate.scoring.attempts import ASSESSED
from c7gate.scoring.clock import wall_clock
from c7gate.scoring.open_facts import OpenFact, open_facts

_EXCEPTIONS = frozenset({"excused", "waiver"})

SUBJECT = Field("login", "Whom it is about.", known=Known.PEOPLE)
"""The person whose record is written; one's own by default, but never in an assessment."""


class Entering:
    """One fact being entered: what is missing, which names may stand there, and the writing."""

    def __init__(self, request: AddRequest, fact: Fact) -> None:
        """Look at the checkout.

        Raises:
            UsageError: there is none, or `request.login` is no login.
        """
        self._request = request
        self._fact = fact
        self.files = ProgramFiles(Checkout.find(request.repo, request.environment))
        if request.login and record_login(f"{request.login}.yaml") is None:
            raise UsageError(f"{request.login!r} is no login", help="name it as its record is named")

    @cached_property
    def you(self) -> str:
        """The login whose record names git's user.email; empty where none does."""
        return you(self.files)

    def login(self, given: Mapping[str, Value]) -> str:
        """Whose record is meant; empty where nobody said."""
        named = self._request.login or str(given.get(SUBJECT.key, ""))
        return named or (self.you if self._fact.where is RecordKind.DEVELOPER else "")

    def missing(self, given: Mapping[str, Value]) -> tuple[Field, ...]:
        """The fields that somebody must still give, the person first."""
        login = self.login(given)
        chosen = {str(given[item.key]) for item in self._fact.fields if item.choices and item.key in given}
        open_ = (
            item
            for item in self._fact.fields
            if item.key not in given and (self._is_needed(item, login) or item.needed_with in chosen)
        )
        return (*(() if login else (SUBJECT,)), *open_)

    def names(self, field: Field, given: Mapping[str, Value]) -> tuple[str, ...]:
        """What a field may be, as far as that is known."""
        return field_names(self.files, field, self.login(given), given)

    def vouchers(self, subjects: Collection[str]) -> tuple[str, ...]:
        """Who must stand behind lines about `subjects` where the person at the keyboard is nobody who may; else nobody.

        An assessor says how others did; an exception is for a coordinator to grant, never to themselves.
        """
        if self._fact.where is RecordKind.DEVELOPER:
            return ()
        policy = self.files.policy
        assessors = [login for login in policy.assessors if login not in subjects]
        granting = tuple(login for login in policy.coordinators if login not in subjects)
        is_exception = self._fact.name in _EXCEPTIONS
        return vouchers(self.files, granting if is_exception else (*policy.coordinators, *assessors))

    def criteria(self, given: Mapping[str, Value]) -> tuple[CriterionPolicy, ...]:
        """The criteria of the given gate that an attempt answers and that are not given yet (S-042)."""
        number = given.get("gate")
        gate = gate_policy(self.files.policy, number) if isinstance(number, int) else None
        said = [found for key in ("scores", "rubric") if isinstance(found := given.get(key), Mapping)]
        known = {name for found in said for name in found}
        criteria = gate.criteria if gate and self._fact.name == "attempt" else ()
        return tuple(item for item in criteria if item.source == ASSESSED and item.id not in known)

    def add(self, given: Mapping[str, Value]) -> Added:
        """Write one line.

        Raises:
            UsageError: nobody's record is meant, a value is missing, or the record cannot take the line.
            PolicyError: the policy on disk is broken, and the line rests on it.
            CannotLookError: a file cannot be read or written; it is unchanged.
        """
        login = self.login(given)
        if not login:
            raise self._nobody()
        for field in self.missing(given):
            raise UsageError(f"{field.flag} is missing", help=self._asked(field, login))
        item = self.completed(given)
        self._refuse_future(item)
        verb = "Add" if self._fact.where is RecordKind.DEVELOPER else "Enter"
        entries = Entries(self.files, self._fact, {login: [Entry(item)]})
        return entries.write(self._request, f"{verb} {self._fact.name} of {login}")

    def _asked(self, field: Field, login: str) -> str:
        """What to give for a field that is missing, and why nothing stands in for it."""
        if field.default is not Default.YOU:
            return f"give {field.flag}: {field.help[:1].lower()}{field.help[1:].rstrip('.')}"
        if self.you == login:
            return f"give {field.flag} LOGIN: somebody else than {login}"
        return f"give {field.flag} LOGIN: {_unknown(self.files)}"

    def completed(self, given: Mapping[str, Value]) -> Item:
        """The line in the order of its keys, with what stands in for values that nobody gave."""
        return dict(self._values(given))

    def _values(self, given: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
        for field in self._fact.fields:
            if field.key in given:
                yield field.key, given[field.key]
            elif field.fixed:
                yield field.key, field.fixed
            elif field.default is Default.TODAY:
                yield field.key, self._today(self.login(given))
            elif field.default is Default.NOW:
                yield (
                    field.key,
                    self._request.now.astimezone(),
                )  # in the person's own offset, as people write it
            elif field.default is Default.FIRST_DAY:
                yield field.key, given["from"]
            elif field.default is Default.YOU and self.you:
                yield field.key, self.you

    def _is_needed(self, field: Field, login: str) -> bool:
        if field.default is Default.YOU:
            return self.you in ("", login)  # nobody speaks about themselves
        return field.required and not field.default and not field.fixed

    def _today(self, login: str) -> date:
        """The date on the person's own calendar."""
        developer = self.files.developer(login)
        zones = developer.zones if developer and developer.zones else self.files.policy.zones
        return wall_clock(zones, self._request.now).date()

    def _refuse_future(self, item: Item) -> None:
        for field in self._fact.fields:
            value = item.get(field.key)
            if isinstance(value, datetime) and value > self._request.now and not field.ahead:
                raise UsageError(f"{field.flag} {value.isoformat()} lies ahead", help="name when it happened")
            if isinstance(value, date) and field.default is Default.TODAY:
                today = self._today(self.login(item))
                if value > today:
                    raise UsageError(
                        f"{field.flag} {value} lies ahead of {today}", help="name when it happened"
                    )

    def _nobody(self) -> UsageError:
        if self._fact.where is not RecordKind.DEVELOPER:
            return UsageError("--login is missing", help="name whom it is about")
        return nobody(self.files)


class Open(NamedTuple):
    """What a person has still to enter, by what is on disk; `login` is empty where nobody is known."""

    login: str
    facts: tuple[OpenFact, ...]


def open_for(request: AddRequest) -> Open:
    """What is open for a person: `request.login`, else whose record names git's user.email.

    Raises:
        UsageError: there is no checkout, or the record named is missing or not valid.
        PolicyError: the policy on disk is broken.
    """
    entering = Entering(request, fact_of("usage"))
    files, login = entering.files, entering.login({})
    if not login:
        return Open("", ())
    developer = files.developer(login)
    if developer is None:
        raise UsageError(
            f"{OWN}/{login}.yaml is missing or not valid", help="c7gate validate says what is wrong"
        )
    role, gates = role_policy(files.policy, developer.role), gate_policies(files.policy)
    return Open(login, tuple(open_facts(developer, files.assessment(login), role, gates)))


def you(files: ProgramFiles) -> str:
    """The login whose record names git's user.email; empty where none does."""
    email = files.checkout.setting("user.email")
    return files.identities.by_email(email) if email else ""


def vouchers(files: ProgramFiles, judges: tuple[str, ...]) -> tuple[str, ...]:
    """Who must stand behind what only `judges` may write, where the person at the keyboard is none of them; else nobody."""
    return () if you(files) in judges else tuple(dict.fromkeys(judges))


def nobody(files: ProgramFiles) -> UsageError:
    """Why it is not known who is at the keyboard."""
    return UsageError(_unknown(files), help="name your record with --login LOGIN")


def _unknown(files: ProgramFiles) -> str:
    email = files.checkout.setting("user.email")
    return f"no record in {OWN}/ names {email}" if email else "git knows no user.email"
