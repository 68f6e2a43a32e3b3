"""Whether the job that runs the check always runs, can fail, and runs what the change cannot replace (T01, T15)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from c7gate.judging.setup.command import Gate, logical_lines
from c7gate.model.finding import Location
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.setup import Check, Job, Part, State, Step, Workflow

_ALWAYS = frozenset({"always()", "!cancelled()", "success()", "success()||failure()", "true"})
_PINNED = re.compile(r"@[0-9a-f]{40}$|@[0-9a-f]{64}$|@sha256:[0-9a-f]{64}$")
_CHECKOUT = re.compile(r"^actions/checkout@")
_HEAD = re.compile(
    r"head[._](?:sha|ref|repo|label)|\.head\b|head_ref|GITHUB_HEAD_REF|refs/pull/|gh pr checkout"
)
_FROM_EVENT = re.compile(
    r"--trusted[= ]+['\"]?(?:\$\{\{|\$\{?GITHUB_|HEAD\b|@(?:\s|$)|refs/pull/)", re.IGNORECASE
)
_OF_CHANGE = re.compile(
    r"\bpython[\d.]*(?!.*\s-[A-Za-z]*[IP])\s.*-m\s+c7gate\b|\bpip[\d.]*\s+install\s.*?(?:\s\.(?:\s|$|\[)|\s\./|-e\s)"
)
_DANGEROUS = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PATH", "LD_PRELOAD", "BASH_ENV")
_ASSIGNED = re.compile(rf"\b(GITHUB_EVENT_\w+|GITHUB_ACTIONS|GIT_\w+|{'|'.join(_DANGEROUS)})=")
_ADDED = re.compile(r">\s*['\"]?\$\{?(GITHUB_PATH)\b")
_MAY_WRITE = frozenset({"pull-requests", "security-events"})
_UNIQUE = re.compile(r"github\.(?:ref|ref_name|run_id|sha)\b")
_SOUND_SHELLS = ("", "bash", "sh", "pwsh", "powershell", "cmd", "python")


class GateJob(NamedTuple):
    """A job that runs the check; `gate` is None where the whole job is a workflow of another repository."""

    workflow: Workflow
    job: Job
    gate: Gate | None


def job_checks(found: GateJob) -> Iterator[Check]:
    """What is wrong with the job, its steps and what the workflow sets for it; nothing if it is sound."""
    yield from _runs_always(found)
    yield from _rights(found)
    yield from pin_checks(found)
    yield from _checkouts(found)
    yield from _environment(found)
    if found.gate:
        yield from _step(found, found.gate)


def _runs_always(found: GateJob) -> Iterator[Check]:
    part = found.job.part
    if not _is_always(part):
        yield _problem(
            found, part.line_of("if"), "job-condition",
            f"the job {found.job.name} is skipped where `if: {part.text('if')}` is false, and skipped counts as passed",
            "remove the condition",
        )  # fmt: skip
    elif "needs" in part.values and not _survives(part):
        yield _problem(
            found, part.line_of("needs"), "job-needs",
            f"the job {found.job.name} is skipped when a job it needs fails or is skipped, and skipped counts as passed",
            "remove `needs`, or add `if: ${{ !cancelled() }}`",
        )  # fmt: skip
    yield from _tolerant(found, part, f"the job {found.job.name}")
    yield from _concurrency(found)


def _concurrency(found: GateJob) -> Iterator[Check]:
    for part in (found.workflow.part, found.job.part):
        value = part.values.get("concurrency")
        group = str(value.get("group", "")) if isinstance(value, dict) else str(value or "")
        if value is not None and not _UNIQUE.search(group):
            yield _problem(
                found, part.line_of("concurrency"), "concurrency-group",
                "the concurrency group is shared by different changes: the run of one cancels that of another",
                "write group: ${{ github.workflow }}-${{ github.ref }}",
            )  # fmt: skip


def _rights(found: GateJob) -> Iterator[Check]:
    holder = found.job.part if "permissions" in found.job.part.values else found.workflow.part
    line = holder.line_of("permissions")
    if "permissions" not in holder.values:
        yield _problem(
            found, found.job.part.line, "permissions-unset",
            "no permissions are set, so the job gets the repository's default, which may be to write",
            "write `permissions: {}` at the top and `contents: read` in the job",
        )  # fmt: skip
        return
    value = holder.values["permissions"]
    granted = value.items() if isinstance(value, dict) else [("everything", str(value).removesuffix("-all"))]
    wide = [str(name) for name, right in granted if right == "write" and name not in _MAY_WRITE]
    if wide:
        yield _problem(
            found, line, "permissions-wide", f"the job may write {', '.join(wide)}",
            "the check needs `contents: read` and `pull-requests: read`",
        )  # fmt: skip


def pin_checks(found: GateJob) -> Iterator[Check]:
    """What of a job can become other code than was looked at."""
    for part in (found.job.part, *(step.part for step in found.job.steps)):
        uses = part.text("uses")
        if uses.startswith("./"):
            yield _problem(
                found, part.line_of("uses"), "tool-from-change", f"{uses} is what the change itself brings along",
                "use a released action by its commit id",
            )  # fmt: skip
        elif uses.endswith("@COMMIT"):
            yield _problem(
                found,
                part.line_of("uses"),
                "unpinned-action",
                f"{uses} does not say which release yet",
                "replace COMMIT by the commit id of the release you chose",
            )
        elif uses and not _PINNED.search(uses):
            yield _problem(
                found, part.line_of("uses"), "unpinned-action", f"{uses} may become other code under the same name",
                "pin it to the full commit id of a release: @<40 hex digits> # v1.2.3",
            )  # fmt: skip


def _checkouts(found: GateJob) -> Iterator[Check]:
    targeted = "pull_request_target" in found.workflow.events
    for step in found.job.steps:
        given, line = step.given, step.part.line_of("uses")
        is_checkout = bool(_CHECKOUT.match(step.part.text("uses")))
        if targeted and _takes_head(step, is_checkout=is_checkout):
            yield _problem(
                found, step.part.line, "target-checkout",
                "pull_request_target gives its rights to code of the change that is checked out",
                "listen to pull_request, or check out nothing but the default branch",
            )  # fmt: skip
        if is_checkout and given.text("fetch-depth") != "0" and not _fetches(found):
            yield _problem(
                found, given.lines.get("fetch-depth", line), "shallow-checkout",
                "the checkout brings only the newest commits, and the check exits 3: could not look",
                "add `fetch-depth: 0` to its `with:`",
            )  # fmt: skip
        if is_checkout and given.text("persist-credentials") != "false":
            yield _problem(
                found, given.lines.get("persist-credentials", line), "persisted-credentials",
                "the checkout leaves the job's token where every later step can read it",
                "add `persist-credentials: false` to its `with:`",
            )  # fmt: skip


def _fetches(found: GateJob) -> bool:
    """Whether the check brings its own history: the action does, a command does not."""
    return found.gate is None or bool(found.gate.step.part.text("uses"))


def _takes_head(step: Step, *, is_checkout: bool) -> bool:
    if is_checkout:
        return any(_HEAD.search(step.given.text(key)) for key in ("ref", "repository"))
    lines = logical_lines(step.part.text("run"))
    return any(_HEAD.search(line) and re.search(r"\b(?:git|gh)\b", line) for line in lines)


def _environment(found: GateJob) -> Iterator[Check]:
    """Variables that lead the check to another event or to code of the change."""
    parts = [found.workflow.environment, found.job.environment]
    parts += [step.environment for step in found.job.steps]
    for part in parts:
        for name in part.values:
            if _ASSIGNED.match(f"{name}="):
                yield _overridden(found, part.line_of(name), name)
    for step in found.job.steps:
        match = next(filter(None, map(_set_in, logical_lines(step.part.text("run")))), None)
        if match:
            yield _overridden(found, step.part.line_of("run"), match[1])


def _set_in(line: str) -> re.Match[str] | None:
    return _ASSIGNED.search(line) or _ADDED.search(line)


def _overridden(found: GateJob, line: int, name: str) -> Check:
    return _problem(
        found, line, "environment-override", f"{name} is set: the check may read another event or run other code",
        f"remove {name}",
    )  # fmt: skip


def _step(found: GateJob, gate: Gate) -> Iterator[Check]:
    part = gate.step.part
    if not _is_always(part):
        yield _problem(
            found, part.line_of("if"), "step-condition",
            f"the step is skipped where `if: {part.text('if')}` is false, and the job passes without it",
            "remove the condition",
        )  # fmt: skip
    yield from _tolerant(found, part, "the step")
    if gate.hides:
        yield _problem(
            found, gate.line, "hidden-exit-code", f"`{gate.hides}` keeps the exit code from failing the step",
            "let the command stand alone in its step",
        )  # fmt: skip
    shell = part.text("shell") or found.job.default_shell or found.workflow.default_shell
    if shell not in _SOUND_SHELLS and not re.search(r"\s-[a-z]*e", shell) and part.text("run"):
        yield _problem(
            found, part.line_of("shell"), "shell-without-errexit",
            f"`shell: {shell}` goes on after a command that failed", "write `shell: bash`",
        )  # fmt: skip
    yield from _arguments(found, gate)


def _arguments(found: GateJob, gate: Gate) -> Iterator[Check]:
    if re.search(r"--exit-zero(?![= ]+['\"]?false)", gate.words):
        yield _problem(
            found, gate.line, "exit-zero", "--exit-zero makes the step pass whatever is found", "remove it"
        )
    if _FROM_EVENT.search(gate.words):
        yield _problem(
            found, gate.line, "trusted-from-event",
            "--trusted is what the author of the change chooses, who could bring a policy along",
            "leave it out: the default branch is trusted",
        )  # fmt: skip
    if re.search(r"--as-of[= ]+\S", gate.words):
        yield _problem(
            found, gate.line, "fixed-instant", "--as-of judges every change as of one instant",
            "leave it out: the event's own time counts",
        )  # fmt: skip
    if any(_OF_CHANGE.search(line) for line in logical_lines(gate.step.part.text("run"))):
        yield _problem(
            found, gate.line, "tool-from-change", "the command takes c7gate from the checkout, which is the change",
            "install a release, and run `c7gate check`",
        )  # fmt: skip


def _tolerant(found: GateJob, part: Part, what: str) -> Iterator[Check]:
    if part.text("continue-on-error") not in ("", "false"):
        yield _problem(
            found, part.line_of("continue-on-error"), "continue-on-error", f"{what} passes although it failed",
            "remove `continue-on-error`",
        )  # fmt: skip


def _is_always(part: Part) -> bool:
    return "if" not in part.values or _condition(part) in _ALWAYS


def _survives(part: Part) -> bool:
    return _condition(part) in _ALWAYS - {"success()", "true"}


def _condition(part: Part) -> str:
    return re.sub(r"^\$\{\{|\}\}$|\s", "", part.text("if").strip())


def _problem(found: GateJob, line: int, name: str, message: str, help_: str) -> Check:
    return Check(name, State.PROBLEM, message, help_, Location.in_file(found.workflow.path, line))
