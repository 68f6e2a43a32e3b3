"""Several merged changes judged again, as one evaluation that any report can show (T01)."""

from __future__ import annotations

from collections.abc import Sequence

from c7gate.judging.landing import Landing
from c7gate.judging.rules.reported import gate3_consistency
from c7gate.model.evaluation import Change, Evaluation, Snapshot
from c7gate.model.finding import Finding, Location, Severity

_TOO_LATE = (
    "it is merged: have its author record the look-up (c7gate add usage --library ID), "
    "and see why nothing stopped it (c7gate doctor)"
)


def combined(judged: Sequence[tuple[Landing, Evaluation]], base: Snapshot) -> Evaluation:
    """One evaluation of all, with each finding naming the merge it is about.

    Args:
        judged: every merged change with its own evaluation.
        base: the snapshot that stands for the whole: its instant, policy, trusted commit, and the range as its
            change. No person's numbers are taken over: they are the business of each change's own author.
    """
    evaluations = [evaluation for _, evaluation in judged]
    snapshots = [evaluation.snapshot for evaluation in evaluations]
    return Evaluation(
        snapshot=base._replace(
            judged_records=tuple(record for snapshot in snapshots for record in snapshot.judged_records),
            not_examined=tuple(
                (f"{landing.name}: {what}", why)
                for landing, evaluation in judged
                for what, why in evaluation.snapshot.not_examined
            ),
            advisory=base.advisory if all(snapshot.advisory for snapshot in snapshots) else "",
        ),
        findings=tuple(
            sorted(
                (
                    _located(landing, finding)
                    for landing, evaluation in judged
                    for finding in evaluation.findings
                    if finding.severity is not Severity.NOTE or finding.name not in _PERSONAL
                ),
                key=lambda finding: _WEIGHTS.index(finding.severity.value),
            )
        ),
        applied=sum(evaluation.applied for evaluation in evaluations),
        reasons=tuple(
            f"{landing.name}: {reason}" for landing, evaluation in judged for reason in evaluation.reasons
        ),
        cannot_look=next(filter(None, (evaluation.cannot_look for evaluation in evaluations)), ""),
        skipped={
            name: reason
            for evaluation in evaluations
            for name, reason in evaluation.skipped.items()
            if all(name in other.skipped for other in evaluations)
        },
    )


_WEIGHTS = ("error", "warning", "note", "off")
_PERSONAL = frozenset({gate3_consistency.NAME})
"""Rules whose notes tell a change's author where they stand; nobody else is told (house: fair)."""


def whole(changes: Sequence[Change], base: Change) -> Change:
    """The range as one change: every commit that was read, each once."""
    commits = {read.commit.oid: read for change in changes for read in change.commits}
    return base._replace(commits=tuple(commits.values()), landed=True)


def _located(landing: Landing, finding: Finding) -> Finding:
    place = finding.location
    return finding._replace(
        message=f"merged as {landing.name}: {finding.message}",
        help=_TOO_LATE if finding.fix else finding.help,
        location=place if place.file or place.commit else Location.in_commit(landing.head),
        fix=None,
    )
