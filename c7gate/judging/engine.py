"""The engine: every rule over one snapshot, weighed by policy."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC

from c7gate.judging.rule import Found, Rule
from c7gate.judging.rules import rules_for
from c7gate.model.evaluation import Change, Evaluation, Snapshot
from c7gate.model.finding import Finding, Severity
from c7gate.model.policy import RulePolicy

_FACTS = ("training-records/", "policies/")
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2, Severity.OFF: 3}


def evaluate(snapshot: Snapshot, *, in_ci: bool = False) -> Evaluation:
    """Judge a snapshot: a pure function of it.

    Args:
        snapshot: everything the verdict depends on.
        in_ci: in CI an altered history (replace refs, grafts) is a reason for no verdict (T32); on a
            developer's own machine it is a finding.

    Returns:
        The evaluation; findings sorted most important first, then by place and code.
    """
    findings: list[Finding] = []
    reasons: dict[str, None] = {}
    skipped: dict[str, str] = {}
    applied = 0
    rules = rules_for(_reported(snapshot), facts=_holds_facts(snapshot))
    for rule in rules:
        setting = snapshot.policy.rules[rule.name]
        outcome = rule.judge(snapshot)
        ceiling, why = _ceiling(snapshot, setting)
        weighed = [_finding(rule, found, setting, ceiling) for found in outcome.found]
        findings += [finding for finding in weighed if finding.severity is not Severity.OFF]
        demanded = outcome.applied or any(finding.severity is Severity.ERROR for finding in weighed)
        applied += demanded and not why
        reason = outcome.reason or (why and outcome.applied and f"{rule.name}: {why}")
        if reason:
            reasons.setdefault(reason)
        if outcome.reason or setting.severity is Severity.OFF:
            skipped[rule.name] = outcome.reason or why
    skipped |= _switched_off(snapshot, {rule.name for rule in rules})
    altered = ", ".join(snapshot.history_altered) if in_ci else ""
    return Evaluation(
        snapshot=snapshot,
        findings=tuple(sorted(findings, key=_order)),
        applied=applied,
        reasons=tuple(reasons),
        cannot_look=f"history is altered by {altered}" if altered else "",
        skipped=skipped,
    )


def _reported(snapshot: Snapshot) -> frozenset[str]:
    """The rules in whose name reading or scoring found something."""
    records = (*snapshot.judged_records, *snapshot.elsewhere)
    return frozenset(
        (
            *(problem.rule for record in records for problem in record.problems),
            *(line.rule for line in snapshot.refused),
            *(item.rule for items in snapshot.uncounted.values() for item in items),
            *(_seen_in(snapshot.change) if snapshot.change else ()),
            *(["history-altered"] if snapshot.history_altered else ()),
            *(["no-trusted-policy"] if snapshot.advisory else ()),
            *(["gate3-consistency"] if snapshot.gates else ()),
            *(["equal-spacing"] if snapshot.timed else ()),
        )
    )


def _seen_in(change: Change) -> Iterator[str]:
    """The rules in whose name something was seen in a change itself."""
    if not change.related:
        yield "unrelated-history"
    for read in change.commits:
        if read.commit.defects:
            yield "malformed-commit"
        if read.commit.oversized:
            yield "oversized-message"
    from c7gate.judging.texts import RULES, texts  # which brings the grammar along

    for text in texts(change):
        yield from (RULES[item.drop] for item in text.reading.candidates if item.drop in RULES)


def _holds_facts(snapshot: Snapshot) -> bool:
    """Whether there is anything to judge for the guards of facts."""
    change = snapshot.change
    return bool(
        change is None
        or snapshot.judged_records
        or snapshot.right_records
        or snapshot.elsewhere
        or snapshot.signoffs
        or snapshot.lost_entries
        or change.stale_approvals
        or any(item.path.startswith(_FACTS) for item in change.paths)
    )


def _switched_off(snapshot: Snapshot, judged: Collection[str]) -> dict[str, str]:
    """The rules that were not even loaded and whose findings policy would not show."""
    return {
        name: _ceiling(snapshot, setting)[1]
        for name, setting in snapshot.policy.rules.items()
        if name not in judged and setting.severity is Severity.OFF
    }


def _ceiling(snapshot: Snapshot, setting: RulePolicy) -> tuple[Severity, str]:
    """The most a finding may weigh, and why the rule is not enforced (empty where it is)."""
    if snapshot.advisory:
        return Severity.WARNING, "advisory"
    if setting.severity is Severity.OFF:
        return Severity.OFF, "switched off by policy"
    start = setting.enforce_from
    if start and snapshot.as_of.astimezone(UTC).date() < start:
        return Severity.WARNING, f"not in force before {start.isoformat()}"
    return Severity.ERROR, ""


def _finding(rule: Rule, found: Found, setting: RulePolicy, ceiling: Severity) -> Finding:
    severity = max((setting.severity, found.most, ceiling), key=_RANK.__getitem__)
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=severity,
        message=found.message,
        help=found.help,
        location=found.location,
        developer=found.developer,
        fix=found.fix,
    )


def _order(finding: Finding) -> tuple[int, int, str, int, int, str, str]:
    """By weight; then what an edit of the description mends, commits, files, and what has no place."""
    place = finding.location
    kind = 0 if place.change else 1 if place.commit else 2 if place.file else 3
    return (
        _RANK[finding.severity],
        kind,
        place.file,
        place.line,
        place.column,
        finding.code,
        finding.message,
    )
