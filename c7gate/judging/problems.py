"""Problems found while reading records, turned into findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from c7gate.judging.rule import Found, Outcome, guarded
from c7gate.model.evaluation import RecordFile, Snapshot
from c7gate.model.finding import Location, Problem, Severity


def record_problems(name: str) -> Callable[[Snapshot], Outcome]:
    """The judgement of a rule that reports the problems of this name.

    What the base's copy already had, and what stands in a record the change does not write, is a note: a
    change answers for itself (principle 4).
    """

    def judge(snapshot: Snapshot) -> Outcome:
        return guarded(tuple(_found(snapshot, name)))

    return judge


def _found(snapshot: Snapshot, name: str) -> Iterator[Found]:
    for record in [record for record in snapshot.judged_records if record.problems]:
        for problem in record.problems:
            if problem.rule == name:
                inherited = (problem.rule, problem.message) in record.inherited
                yield _finding(record, problem, Severity.NOTE if inherited else Severity.ERROR)
    for record in snapshot.elsewhere:
        for problem in record.problems:
            if problem.rule == name:
                yield _finding(record, problem, Severity.NOTE)


def _finding(record: RecordFile, problem: Problem, most: Severity) -> Found:
    return Found(
        message=problem.message,
        help=problem.help,
        location=Location.in_file(record.path, problem.line, problem.column),
        developer=record.login,
        most=most,
    )
