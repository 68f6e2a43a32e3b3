"""All workflows of a repository: does one of them run the check on every change, soundly, and one after merges?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from c7gate.judging.setup.command import gate_of, is_ours
from c7gate.judging.setup.events import event_checks, follows_merges, judges_changes
from c7gate.judging.setup.job import GateJob, job_checks, pin_checks
from c7gate.model.finding import Location
from c7gate.model.setup import Check, State, Workflow

ANYWHERE_ELSE = "if the organisation requires the workflow from another repository, look there"


def workflow_checks(workflows: Sequence[Workflow], default: str) -> tuple[Check, ...]:
    """Judge the workflow files.

    A repository is as safe as its best job: where one job that runs the check on changes is sound, another that
    only reports may be anything. Else the problems of the one that lacks least are given. Of jobs that do something
    else with c7gate, such as those of a schedule, only what they run matters: some of them may write.

    Args:
        workflows: every file of `.github/workflows/`.
        default: the short name of the default branch, empty where it is unknown.
    """
    return (
        *_unreadable(workflows),
        *_on_changes(workflows, default),
        *_after_merge(workflows, default),
        *_beside(workflows, default),
    )


def _unreadable(workflows: Iterable[Workflow]) -> Iterator[Check]:
    for workflow in workflows:
        for line, message in workflow.problems[:1]:
            where = Location.in_file(workflow.path, line)
            help_ = "write it without this; the forge may read the file, but nothing here can vouch for it"
            yield Check("workflow-unreadable", State.PROBLEM, message, help_, where)


def _on_changes(workflows: Iterable[Workflow], default: str) -> tuple[Check, ...]:
    listening = [workflow for workflow in workflows if judges_changes(workflow)]
    found = [
        (*event_checks(workflow, default), *job_checks(job))
        for workflow in listening
        for job in gates(workflow)
    ]
    if not found:
        return (
            Check(
                "workflow-missing",
                State.PROBLEM,
                "no workflow runs c7gate on pull requests",
                f"run c7gate init; {ANYWHERE_ELSE}",
            ),
        )
    best = min(found, key=len)
    return best or (Check("workflow", State.OK, "a job runs c7gate on every pull request, and can fail"),)


def gates(workflow: Workflow) -> Iterator[GateJob]:
    """The jobs of a workflow that run the check."""
    for job in workflow.jobs:
        if is_ours(job.part.text("uses")):
            yield GateJob(workflow, job, None)
        for gate in filter(None, map(gate_of, job.steps)):
            yield GateJob(workflow, job, gate)


def _after_merge(workflows: Iterable[Workflow], default: str) -> tuple[Check, ...]:
    after = [workflow for workflow in workflows if follows_merges(workflow, default)]
    found = [tuple(job_checks(job)) for workflow in after for job in gates(workflow)]
    if found:
        sound = Check("after-merge", State.OK, "what was merged is judged again")
        return min(found, key=len) or (sound,)
    return (
        Check(
            "after-merge-missing",
            State.PROBLEM,
            f"no workflow judges again what was pushed to {default or 'the default branch'}, "
            "so a change that edits its own workflow goes unnoticed",
            f"run c7gate init; {ANYWHERE_ELSE}",
        ),
    )


def _beside(workflows: Iterable[Workflow], default: str) -> Iterator[Check]:
    """Actions that are not pinned, once a file, in jobs that use c7gate and decide about no change."""
    for workflow in workflows:
        decides = judges_changes(workflow) or follows_merges(workflow, default)
        judged = [found.job for found in gates(workflow)] if decides else []
        told: dict[str, Check] = {}
        for job in workflow.jobs:
            if job not in judged and any(is_ours(step.part.text("uses")) for step in job.steps):
                for check in pin_checks(GateJob(workflow, job, None)):
                    told.setdefault(check.message, check)
        yield from told.values()
