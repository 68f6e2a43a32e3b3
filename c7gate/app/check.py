"""`check`: judge one change, or the records of the default branch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from c7gate.model.named_tuple import NamedTuple
from c7gate.reading.git import Repository

if TYPE_CHECKING:  # imported where they are used
    from c7gate.model.evaluation import Evaluation
    from c7gate.reading.forges.event import Event


class Request(NamedTuple):
    """One call of `check`.

    `repo` and `program` are paths (`program` None: the same repository). `base`, `head` and `trusted` are
    revisions as typed, empty where not given; they win over the event. `body` is the description, None where
    there is none. `as_of` is aware. `environment` is the process's own; git children get an allow-list of it.
    """

    repo: Path
    as_of: datetime
    environment: Mapping[str, str]
    program: Path | None = None
    base: str = ""
    head: str = ""
    trusted: str = ""
    body: str | None = None
    event: Event | None = None
    in_ci: bool = False


def check(request: Request) -> Evaluation:
    """Judge what the request names (rules of judging 1 to 12).

    Raises:
        UsageError: the call is wrong.
        PolicyError: the trusted policy is broken.
        CannotLookError: something this run needs cannot be read, or there is nothing to judge.
    """
    repository = Repository.open(request.repo, request.environment)
    program = Repository.open(request.program, request.environment) if request.program else repository
    repository.start()
    # git starts while the rest is loaded, which takes longer.
    from c7gate.app.snapshot import snapshot_of
    from c7gate.judging.engine import evaluate

    return evaluate(snapshot_of(request, repository, program), in_ci=request.in_ci)
