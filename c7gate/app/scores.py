"""Gate 3 of everybody who is enrolled, in one pass over history."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from c7gate.model.evaluation import Revision
from c7gate.reading.evidence import History
from c7gate.reading.git import Repository
from c7gate.reading.own_files import HISTORY, own_file
from c7gate.reading.scores import Scores, scored
from c7gate.reading.trusted import trusted_side


def everybody(
    repo: Path,
    environment: Mapping[str, str],
    as_of: datetime,
    *,
    program: Path | None = None,
    trusted: str = "",
) -> Scores:
    """Score all people of the trusted commit (empty: HEAD) by the evidence it reaches, as of an aware instant.

    Raises:
        UsageError, PolicyError, CannotLookError: as for `check`.
    """
    repository = Repository.open(repo, environment)
    home = Repository.open(program, environment) if program else repository
    name = trusted or "HEAD"
    revision = Revision(name, home.resolve(name))
    tip = revision.oid if home is repository else repository.resolve("HEAD")
    with closing(repository.traverse((tip,))) as walk:
        if not own_file(repository, HISTORY).exists():
            walk.start()  # git walks while policy and records are read
        side = trusted_side(home, revision, as_of)
        history = History(repository, (tip,), side, walk)
        return scored(side, side.people, history, {})
