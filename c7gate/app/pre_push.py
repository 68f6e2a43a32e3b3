"""`hook pre-push`: the branches about to be pushed, judged as CI will judge their pull requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from c7gate.app.check import Request, check
from c7gate.app.hook import SILENT, Told
from c7gate.app.revisions import default_branch, short
from c7gate.judging.rules.missing_reference import CODE, NAME
from c7gate.model.errors import C7gateError
from c7gate.model.evaluation import Evaluation
from c7gate.model.finding import Severity
from c7gate.model.named_tuple import NamedTuple
from c7gate.reading.git import Repository

_BRANCHES = "refs/heads/"


class Push(NamedTuple):
    """One branch that is pushed: the commit it is to have, its full name there, the commit it has there.

    `old` is empty for a branch that is new there.
    """

    new: str
    name: str
    old: str


def pushes(given: str) -> Iterator[Push]:
    """What git tells its hook on standard input; deletions and tags ask for nothing."""
    for line in given.splitlines():
        words = line.split(" ")
        if len(words) == 4 and words[2].startswith(_BRANCHES) and words[1].strip("0"):  # noqa: PLR2004  git's four fields
            yield Push(words[1], words[2], words[3] if words[3].strip("0") else "")


def pre_push(given: Iterator[Push], environment: Mapping[str, str], as_of: datetime) -> Told:
    """Judge each pushed branch by `missing-reference`.

    A branch is judged whole, from the default branch on, because one reference anywhere in it answers; a push to
    the default branch by what it adds there.

    Returns:
        A reminder for each branch that lacks one, with exit code 1 where policy blocks. What hinders the hook is
        told and lets the push go on.
    """
    lines: list[str] = []
    code = 0
    try:
        with Repository.open(Path(), environment) as repository:
            requests = [(push, _request(repository, push, environment, as_of)) for push in given]
        for push, request in requests:
            evaluation = check(request) if request else None
            told = _told(push, evaluation) if evaluation else SILENT
            lines += told.lines
            code = max(code, told.code)
    except C7gateError as error:
        return Told((*lines, f"c7gate: the push was not looked at: {error.message}"), code)
    return Told(tuple(lines), code)


def _request(
    repository: Repository, push: Push, environment: Mapping[str, str], as_of: datetime
) -> Request | None:
    """How to judge one push; None where it brings nothing that the default branch lacks."""
    default = default_branch(repository)
    to_default = short(push.name) == default.ref.removeprefix("origin/")
    base = _known(repository, push.old) or default.oid if to_default else default.oid
    new = repository.resolve(push.new)
    if repository.is_ancestor(new, base):
        return None
    # A push to the default branch may not judge itself: the policy is the one it finds there.
    return Request(Path(), as_of, environment, base=base, head=new, trusted=base)


def _known(repository: Repository, revision: str) -> str:
    """The commit, if it is here at all: what others have pushed since may not be."""
    try:
        return repository.resolve(revision) if revision else ""
    except C7gateError:
        return ""


def _told(push: Push, evaluation: Evaluation) -> Told:
    hook = evaluation.snapshot.policy.reference.hook
    found = next((finding for finding in evaluation.findings if finding.name == NAME), None)
    if found is None or hook == "off":
        return SILENT
    lines = (f"c7gate: {short(push.name)}: {found.message}  [{CODE} {NAME}]", f"  {found.help}")
    blocks = hook == "block" and found.severity is Severity.ERROR
    return Told((*lines, "  nothing was pushed"), 1) if blocks else Told(lines)
