"""What a change asks of gates 1, 2 and 4: sign-offs to judge, and the lines it adds that cannot count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from c7gate.judging.amendments import NEW, wrote
from c7gate.judging.rights import is_subject
from c7gate.model.document import Pointer
from c7gate.model.evaluation import AddedSignOff, Earlier, RecordFile, RefusedLine, Snapshot
from c7gate.model.gates import GateFacts, GatePolicy
from c7gate.model.record import Assessment, Cohort, Developer
from c7gate.model.verdict import GateResult, Verdict
from c7gate.parsing.policy_gates import gate_policies
from c7gate.reading.gate_facts import BY_HISTORY, GateReader
from c7gate.reading.git import Repository
from c7gate.reading.trusted import TrustedSide
from c7gate.scoring.attempts import sifted_attempts
from c7gate.scoring.gates import gate
from c7gate.scoring.people import GATE_3
from c7gate.scoring.signed import counting, signed_off


def with_requests(side: TrustedSide, repository: Repository, snapshot: Snapshot, mainline: str) -> Snapshot:
    """The snapshot with the gates that the change asks to have signed, and with what it adds in vain.

    Gates are judged by the head's assessment and record: what a sign-off asks for counts once all of it is merged.

    Raises:
        CannotLookError: the clone lacks history that could hold evidence.
    """
    head = snapshot.change.head.oid if snapshot.change else ""
    reader = GateReader(side, repository, mainline, head)
    asked = _Asked(side, snapshot, reader, gate_policies(side.policy))
    return snapshot._replace(requested=tuple(asked.results()), refused=tuple(asked.refused()))


class _Asked:
    """One change's requests. `written` are the head's own records, by login."""

    def __init__(
        self, side: TrustedSide, snapshot: Snapshot, reader: GateReader, gates: tuple[GatePolicy, ...]
    ) -> None:
        self._side = side
        self._snapshot = snapshot
        self._reader = reader
        self._gates = {gate.number: gate for gate in gates}
        records = snapshot.judged_records
        self._known: dict[tuple[str, int], GateFacts] = {}
        self._written: dict[str, Developer] = {
            item.login: item.developer for item in records if item.developer
        }
        self._assessed: dict[str, Assessment] = {
            item.login: counting(item.assessment, side.policy.signers_needed)
            for item in records
            if item.assessment
        }

    def results(self) -> Iterator[GateResult]:
        """The gates asked to be signed, the third left out, for it is scored by itself."""
        asked = {(item.login, item.signoff.gate) for item in self._snapshot.signoffs}
        for login, number in sorted(asked):
            if number != GATE_3 and number in self._gates and login in self._side.people:
                yield gate(self._gates[number], self._facts(login, number), self._snapshot.as_of)

    def _facts(self, login: str, number: int) -> GateFacts:
        """What is known of a person for a gate, looked up once."""
        if (login, number) not in self._known:
            self._known[login, number] = self._reader.facts(
                self._side.people[login],
                written=self._written.get(login),
                assessment=self._assessed.get(login),
                history=number == BY_HISTORY,
            )
        return self._known[login, number]

    def refused(self) -> Iterator[RefusedLine]:
        """The lines that the change adds and that cannot count."""
        for signoff in self._snapshot.signoffs:
            yield from self._out_of_order(signoff)
            yield from self._too_early(signoff)
        for record in self._snapshot.judged_records:
            if record.assessment:
                yield from self._attempts(record, self._assessed[record.login])
                yield from self._waivers(record, record.assessment)
            if record.developer:
                yield from self._exercises(record, record.developer)
                yield from self._commitment(record, record.developer)
            if record.cohort:
                yield from self._mentors(record, record.cohort)

    def _out_of_order(self, added: AddedSignOff) -> Iterator[RefusedLine]:
        """A sign-off of a gate above one that is not passed (S-052)."""
        number = added.signoff.gate
        below = signed_off(self._assessed.get(added.login), number - 1) if number > 1 else None
        if number == 1 or (below and below.at <= added.signoff.at):
            return
        when = "after it" if below else "not at all"
        yield RefusedLine(
            "gate-order",
            added.path,
            added.login,
            added.line,
            f"gate {number} of {added.login} is signed off, and gate {number - 1} {when}",
            f"have gate {number - 1} signed off first; c7gate explain {added.login} --gate {number - 1} says what it lacks",
        )

    def _too_early(self, added: AddedSignOff) -> Iterator[RefusedLine]:
        """A sign-off dated before the gate held, though it holds now."""
        number, login, at = added.signoff.gate, added.login, added.signoff.at
        if number == GATE_3 or number not in self._gates or login not in self._side.people:
            return
        facts, as_of = self._facts(login, number), self._snapshot.as_of
        then = gate(self._gates[number], facts, min(at, as_of))
        lacking = [item for item in then.criteria if item.verdict in {Verdict.FAIL, Verdict.INSUFFICIENT}]
        if lacking and gate(self._gates[number], facts, as_of).verdict is Verdict.PASS:
            said = "; ".join(f"{item.id}: {item.because}" for item in lacking)
            yield RefusedLine(
                "signed-too-early",
                added.path,
                login,
                added.line,
                f"gate {number} of {login} did not hold yet at {at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}, when it is said to be signed off ({said})",
                "write the time of signing",
            )

    def _attempts(self, record: RecordFile, assessment: Assessment) -> Iterator[RefusedLine]:
        person = self._side.people.get(record.login)
        before = [line for copy in _copies(self._snapshot, record) for line in _assessment(copy).attempts]
        for gate_ in self._gates.values() if person else ():
            found = sifted_attempts(person, assessment, gate_, self._snapshot.as_of) if person else None
            for item in found.refused if found else ():
                if item.attempt not in before:
                    at = ("attempts", assessment.attempts.index(item.attempt))
                    message = (
                        f"attempt {item.attempt.id} at gate {gate_.number} does not count: {item.because}"
                    )
                    yield _line(record, item.rule, at, message, item.help)

    def _waivers(self, record: RecordFile, assessment: Assessment) -> Iterator[RefusedLine]:
        before = [line for copy in _copies(self._snapshot, record) for line in _assessment(copy).waivers]
        for index, waiver in enumerate(assessment.waivers):
            gate_ = self._gates.get(waiver.gate)
            if gate_ and not gate_.waivers_allowed and waiver not in before:
                message = f"gate {gate_.number} ({gate_.title}) allows no exception, whoever approves it"
                help_ = f"take the line out; c7gate explain {record.login} --gate {gate_.number} says what is open"
                yield _line(record, "waiver-not-allowed", ("waivers", index), message, help_)

    def _exercises(self, record: RecordFile, developer: Developer) -> Iterator[RefusedLine]:
        copies = [copy.developer for copy in _copies(self._snapshot, record) if copy.developer]
        before = {ref for copy in copies for line in copy.exercises for ref in line.evidence}
        void = self._reader.void(developer)
        for index, line in enumerate(developer.exercises):
            for number, ref in enumerate(line.evidence):
                if ref in void and ref not in before:
                    message = f"{ref} proves nothing of exercise {line.exercise}: it {void[ref].because}"
                    at = ("exercises", index, "evidence", number)
                    help_ = "name a commit of your own that is pushed, a pull request (pr:12), or a link"
                    yield _line(record, void[ref].rule, at, message, help_)

    def _mentors(self, record: RecordFile, cohort: Cohort) -> Iterator[RefusedLine]:
        """Mentors who are not certified (S-149)."""
        copies = [copy.cohort for copy in _copies(self._snapshot, record) if copy.cohort]
        before = {name for copy in copies for name in copy.mentors}
        for index, name in enumerate(cohort.mentors):
            if name not in before and name not in self._reader.certified:
                message = f"{name} is to be a mentor of cohort {cohort.id}, and is not certified"
                help_ = f"take {name} out until gate 4 is signed off"
                yield _line(record, "mentor-not-certified", ("mentors", index), message, help_, login=name)

    def _commitment(self, record: RecordFile, developer: Developer) -> Iterator[RefusedLine]:
        """A commitment that somebody else wrote (S-073)."""
        change, earlier = self._snapshot.change, self._snapshot.earlier
        is_new = not earlier.get(record.path, NEW).all or wrote(record, earlier, "commitment")
        if change and developer.commitment and is_new and not is_subject(self._snapshot, change, record.path):
            message = f"{record.login} did not write this commitment"
            help_ = f"let {record.login} add it, in a change of their own"
            yield _line(record, "commitment-by-another", ("commitment",), message, help_)


def _copies(snapshot: Snapshot, record: RecordFile) -> tuple[RecordFile, ...]:
    """The versions of a record that the change did not write."""
    return snapshot.earlier.get(record.path, Earlier(None, ())).all


def _assessment(copy: RecordFile) -> Assessment:
    return copy.assessment or Assessment(copy.login)


def _line(
    record: RecordFile, rule: str, at: Pointer, message: str, help_: str, *, login: str = ""
) -> RefusedLine:
    line, _ = record.document.position(at) if record.document else (1, 1)
    return RefusedLine(rule, record.path, login or record.login, line, message, help_)
