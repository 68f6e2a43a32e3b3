"""Evaluations built by hand, for everything that shows one; no repository needed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from c7gate.judging.engine import evaluate
from c7gate.model.commit import Commit, Entry, PathChange, Stamp
from c7gate.model.evaluation import Change, Evaluation, ReadCommit, Revision, Snapshot
from c7gate.model.finding import Finding, Fix, Location, Severity
from c7gate.model.record import Person, Zone
from c7gate.model.reference import TextReading
from c7gate.model.verdict import Criterion, GateResult, Verdict
from c7gate.reading.program import policy_of

AS_OF = datetime(2025, 9, 1, 12, tzinfo=UTC)
BASE, HEAD = "c" * 40, "a" * 40
RECORD = "training-records/developers/alice.yaml"
HOSTILE = (
    '=HYPERLINK("http://x") | @org/team #1 GH-2 o/r#3 ``` </details><script>alert(1)</script> <img src=x onerror=alert(1)> '
    "[ok](javascript:alert(1)) ![](http://x/beacon) &copy; {0} ]]> www.x.org a@b.org $x$ :tada: \\| \n## h\r::error::x ##[error]y "
    "\x1b[31m\u202e\u200b\ud800\ufffe"
)


def snapshot(**more: Any) -> Snapshot:
    """alice, enrolled, changes one code file and her record in one commit that says nothing; 2 of 4 of gate 3."""
    stamp = Stamp("alice", "alice@example.com", int(AS_OF.timestamp()) - 3600, 0)
    commit = Commit(HEAD, "b" * 40, (BASE,), stamp, stamp, "Work")
    change = Change(
        base=Revision("main", BASE),
        head=Revision("HEAD", HEAD),
        commits=(ReadCommit(commit, TextReading(), "alice", is_bot=False, is_revert=False),),
        paths=tuple(PathChange(path, None, Entry("100644", "d" * 40)) for path in ("src/app.ts", RECORD)),
        body="Reconnects.",
        body_reading=TextReading(),
    )
    alice = Person("alice", ("alice@example.com",), (Zone(None, "UTC"),), frozenset(range(5)))
    gate = GateResult(
        "alice",
        3,
        Verdict.FAIL,
        (
            Criterion("consistency", Verdict.PASS, "4/5", ">= 80 %", "4 of 5 counted days"),
            Criterion("references", Verdict.PASS, "4", ">= 3", "different library topics"),
            Criterion("reviews", Verdict.FAIL, "0", ">= 2", "reviews that name a library"),
            Criterion("shares", Verdict.INSUFFICIENT, "0", ">= 1", "knowledge shares"),
        ),
    )
    facts: dict[str, Any] = {"people": {"alice": alice}, "change": change, "gates": {"alice": gate}, **more}
    return Snapshot(as_of=AS_OF, policy=policy_of({}), trusted=Revision("main", BASE), **facts)


FINDINGS = (
    Finding(
        "C7R001", "missing-reference", Severity.ERROR, "no reference in 1 commit or the description",
        "add one line to the description: Context7: <library id> topic", Location.in_change("body", 1), "alice",
        Fix("change.body", "Context7: "),
    ),
    Finding(
        "C7D001", "record-invalid", Severity.ERROR, 'unknown key "work_weeks"', 'did you mean "work_week"?',
        Location.in_file(RECORD, 6, 1), "alice",
    ),
    Finding(
        "C7R002", "invalid-reference", Severity.WARNING, '"Contex7: /vercel/next.js@v15": the key is written `Context7`',
        "write: Context7: /vercel/next.js@v15", Location.in_commit(HEAD, 3), "",
        Fix("change.body", "Context7: /vercel/next.js@v15"),
    ),
    Finding(
        "C7G001", "gate3-consistency", Severity.NOTE, "gate 3 consistency of alice: insufficient, has 1/1",
        "each day is shown by c7gate explain alice --gate 3", Location(), "alice",
    ),
)  # fmt: skip


def evaluation(*findings: Finding, **more: Any) -> Evaluation:
    """A realistic evaluation with these findings instead of the ones that would be found; `more` is the snapshot's."""
    return evaluate(snapshot(**more))._replace(findings=findings or FINDINGS)


def hostile(text: str = HOSTILE) -> Evaluation:
    """The same text everywhere that a person being judged can write."""
    places = (
        Location.in_file(text, 1, 1),
        Location.in_commit(HEAD, 1),
        Location.in_change(text, 1),
        Location(),
    )
    findings = tuple(
        Finding("C7D001", "record-invalid", severity, text, text, place, text, Fix("change.body", text))
        for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
        for place in places
    )
    return evaluation(*findings, not_examined=((text, text),))._replace(
        reasons=(text,),
    )
