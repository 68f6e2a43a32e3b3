"""`sign`: prepare the sign-offs of a gate for everybody who is ready (S-015, S-042, S-045).

Readiness is what `explain` says of the trusted commit; what is written counts once it is merged and proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from c7gate.app.entries import next_id
from c7gate.app.explain import Sight, Where
from c7gate.app.person import author_email
from c7gate.model.errors import UsageError
from c7gate.model.evaluation import RecordFile
from c7gate.model.facts import Item
from c7gate.model.gates import GateFacts, GatePolicy, GateStanding, GateState
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.record import Assessment, Person
from c7gate.model.verdict import Criterion, Verdict
from c7gate.parsing.policy_gates import gate_policies, gate_policy
from c7gate.reading.checkout import Checkout
from c7gate.reading.gate_facts import BY_HISTORY, CERTIFIED
from c7gate.reading.program_files import ASSESSMENTS, OWN
from c7gate.scoring.attempts import decisive, sifted_attempts
from c7gate.scoring.gates import gate, standing
from c7gate.scoring.people import GATE_3
from c7gate.scoring.signed import gates_passed, signed_off
from c7gate.writing.records import Edit, Line, append_to_records

_OPEN = frozenset({Verdict.FAIL, Verdict.INSUFFICIENT})


class SignRequest(NamedTuple):
    """One call of `sign`: for these logins, or with none for everybody who is ready.

    `by` is empty where git's e-mail says who signs. `where.as_of` is the instant of the sign-off, too.
    """

    where: Where
    gate: int
    logins: tuple[str, ...] = ()
    by: str = ""
    dry_run: bool = False
    commit: bool = False


class Passed(NamedTuple):
    """Somebody who was passed over, and why."""

    login: str
    why: str


class Signing(NamedTuple):
    """What was written, or would be.

    `signed` are those who have a new line; `there` those whose gate was signed off before; `waiting` those whose
    next gate this is and who lack something. `trusted` is the commit by which they were judged; `commit` the id of
    the one that was made, or empty.
    """

    gate: GatePolicy
    by: str
    signed: tuple[str, ...]
    there: tuple[str, ...]
    waiting: tuple[Passed, ...]
    edits: tuple[Edit, ...]
    trusted: str
    commit: str = ""


def sign(request: SignRequest) -> Signing:
    """Write a sign-off into the assessment of everybody named, or of everybody who is ready.

    Raises:
        UsageError: somebody named is not ready, in which case nothing is written; or who signs is not known, or may not.
        PolicyError, CannotLookError: as for `check`; or a file cannot be read or written, and all are unchanged.
    """
    desk = _Desk(request)
    ready: list[_Candidate] = []
    waiting: list[Passed] = []
    for candidate in desk.candidates():
        why = desk.why_not(candidate)
        if why:
            waiting.append(Passed(candidate.person.login, why))
        else:
            ready.append(candidate)
    if request.logins and waiting:
        said = ", ".join(f"{login} ({why})" for login, why in waiting)
        raise UsageError(
            f"nothing was written: gate {request.gate} cannot be signed off for {said}",
            help=f"c7gate explain {waiting[0].login} --gate {request.gate} says what is open",
        )
    edits, commit = desk.write(ready)
    signed = tuple(item.person.login for item in ready if any(edit.path == item.path for edit in edits))
    there = (*desk.there(), *(item.person.login for item in ready if item.person.login not in signed))
    return Signing(
        desk.policy, desk.by, signed, there, tuple(waiting), edits, desk.sight.side.revision.oid, commit
    )


class _Candidate(NamedTuple):
    person: Person
    facts: GateFacts
    standing: GateStanding

    @property
    def path(self) -> str:
        return f"{ASSESSMENTS}/{self.person.login}.yaml"


class _Desk:
    """One call's facts: who signs what, and by which trusted side."""

    def __init__(self, request: SignRequest) -> None:
        self._request = request
        self.sight = Sight.of(request.where)
        side = self.sight.side
        found = gate_policy(side.policy, request.gate)
        if found is None:
            raise UsageError(f"policy has no gate {request.gate}", help="c7gate policy show lists the gates")
        self.policy = found
        self._at = f"{side.revision.ref} {side.revision.oid[:10]}"
        self._assessments = {item.login: item for item in side.assessments}
        for login in request.logins:
            if login not in side.people:
                raise UsageError(
                    f"{login!r} is nobody enrolled at {self._at}", help="name the record's login"
                )
        self.by = request.by or self._you()
        self._demand_signer()

    def candidates(self) -> Iterator[_Candidate]:
        """Everybody named, or everybody whose next gate this is, who has no sign-off of it yet."""
        side, number = self.sight.side, self._request.gate
        asked = self._request.logins or tuple(
            login for login in side.people if gates_passed(self._assessments.get(login)) == number - 1
        )
        unsigned = [login for login in dict.fromkeys(asked) if not self._is_signed(login)]
        thirds = (
            self.sight.gates3({login: side.people[login] for login in unsigned}) if number == GATE_3 else {}
        )
        reader = self.sight.gate_reader()
        for login in sorted(unsigned):
            facts = reader.facts(side.people[login], history=number == BY_HISTORY)
            result = thirds[login] if number == GATE_3 else gate(self.policy, facts, side.as_of)
            yield _Candidate(side.people[login], facts, standing(self.policy, facts, result, side.as_of))

    def there(self) -> tuple[str, ...]:
        """Those of the named whose gate is signed off already."""
        return tuple(login for login in dict.fromkeys(self._request.logins) if self._is_signed(login))

    def why_not(self, candidate: _Candidate) -> str:
        """Why somebody cannot be signed off by this signer now; empty where they can."""
        if candidate.person.login == self.by:
            return "nobody signs their own gate; ask another coordinator"
        number = self._request.gate
        below = signed_off(candidate.facts.assessment, number - 1) if number > 1 else None
        if number > 1 and (below is None or below.at > self.sight.side.as_of):
            return f"gate {number - 1} is not signed off"
        if candidate.standing.state is GateState.READY:
            return ""
        lacking = [item for item in candidate.standing.result.criteria if item.verdict in _OPEN]
        return "; ".join(map(_lack, lacking)) or "no criterion passes"

    def write(self, ready: Sequence[_Candidate]) -> tuple[tuple[Edit, ...], str]:
        """Write a line for each of them, unless the file on disk holds one."""
        where = self._request.where
        checkout = Checkout.find(where.program or where.repo, where.environment)
        made = {item.path: partial(self._lines, item) for item in ready}
        commits = None
        if self._request.commit and not self._request.dry_run:
            from c7gate.writing.commits import Commits

            commits = Commits(checkout.root, checkout.place.directory)
            commits.refuse_mixing(tuple(made))
        edits = append_to_records(
            checkout.root, made, locks=checkout.place.directory / "c7gate", dry_run=self._request.dry_run
        )
        changed = tuple(edit for edit in edits if edit.after != edit.before)
        if not commits or not changed:
            return changed, ""
        names = ", ".join(edit.path.rpartition("/")[2].removesuffix(".yaml") for edit in changed)
        subject = f"Sign gate {self._request.gate} of {names} off"
        return changed, commits.commit([edit.path for edit in changed], subject)

    def _lines(self, candidate: _Candidate, before: RecordFile | None) -> tuple[Line, ...]:
        written = before.assessment if before and before.assessment else Assessment(candidate.person.login)
        if any(line.gate == self.policy.number and line.by != written.login for line in written.signoffs):
            return ()  # prepared before, and not committed yet
        id_ = next_id({line.id for line in written.signoffs}, "so")
        as_of = self._request.where.as_of
        item: Item = {"id": id_, "gate": self.policy.number, "by": self.by, "at": as_of}
        return (Line("signoffs", ({**item, **self._certificate(candidate)},)),)

    def _certificate(self, candidate: _Candidate) -> Mapping[str, str | list[str]]:
        """What a certification rests on, so that anybody can compute it again years later (model, 2.2)."""
        if self.policy.number != CERTIFIED:
            return {}
        side, assessment = self.sight.side, candidate.facts.assessment
        entry = side.repository.entry(side.revision.oid, f"{OWN}/{candidate.person.login}.yaml")
        attempts = (
            decisive(sifted_attempts(candidate.person, assessment, policy, side.as_of))
            for policy in gate_policies(side.policy)
        )
        signed = (signed_off(assessment, number) for number in range(1, CERTIFIED))
        return {
            "policy": side.revision.oid,
            "record": entry.oid if entry else "",
            "evidence": [item.id for item in (*signed, *attempts) if item],
        }

    def _is_signed(self, login: str) -> bool:
        found = signed_off(self._assessments.get(login), self._request.gate)
        return found is not None and found.at <= self.sight.side.as_of

    def _you(self) -> str:
        where = self._request.where
        email = author_email(where.environment, where.repo)
        login = self.sight.side.identities.by_email(email)
        if not login:
            raise UsageError(
                f"no record at {self._at} names {email or 'an e-mail, and git has none for you'}",
                help="say who signs with --by LOGIN",
            )
        return login

    def _demand_signer(self) -> None:
        coordinators = self.sight.side.policy.coordinators
        if self.by not in coordinators or _COORDINATOR not in self.policy.signers:
            may = coordinators if _COORDINATOR in self.policy.signers else ()
            raise UsageError(
                f"{self.by} may not sign gate {self.policy.number} off by the policy at {self._at}",
                help=f"let a coordinator sign: {', '.join(may) or 'policy names nobody yet'}",
            )


_COORDINATOR = "coordinator"
"""The one role whose signature `check` takes (signer-not-coordinator)."""


def _lack(item: Criterion) -> str:
    return f"{item.id} has {item.have}, needs {item.need}"
