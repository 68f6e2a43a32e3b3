"""The demand on a commit's author: as it was kept, as long as that is what the trusted side says now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from c7gate.model.version import VERSION
from c7gate.writing.demand import Basis, Kept, recall

if TYPE_CHECKING:  # on the commit hook's path
    from datetime import datetime
    from pathlib import Path

    from c7gate.reading.committing import Committing
    from c7gate.writing.demand import Demand

_PLAIN_EMAIL = re.compile(r"[A-Za-z0-9.+_-]+@[A-Za-z0-9.-]+")
"""An e-mail that YAML can only write letter by letter, or with a backslash."""
_NOREPLY = re.compile(r"\d+\+([a-z0-9_-]+)@users\.noreply\.github\.com")


def demanded(
    committing: Committing, environment: Mapping[str, str], as_of: datetime, where: str = ""
) -> Demand:
    """What is demanded of the commit's author by the trusted commit; kept where it had to be worked out.

    Args:
        committing: the repository.
        environment: the process's own.
        as_of: now, aware.
        where: a folder of the repository; by default the current one.

    Raises:
        PolicyError: the trusted policy is broken.
        CannotLookError: an object of the trusted commit is missing.
    """
    email = environment.get("GIT_AUTHOR_EMAIL") or committing.author_email()
    trusted = committing.trusted
    basis = Basis(VERSION, email, trusted.commit, trusted.policies, trusted.cohorts, trusted.developers)
    file = f"{committing.common_directory}/c7gate/demand.json"
    kept = recall(file)
    if kept and _holds(kept, basis, as_of) and _same_people(kept.basis, basis, committing):
        return kept.demand
    from pathlib import Path

    from c7gate.app.demand import demand_of
    from c7gate.writing.demand import remember

    answer = demand_of(trusted.commit, email, environment, as_of, where)
    if answer.by_policy and basis.policies:
        basis = basis._replace(commit="")
    remember(Path(file), Kept(basis, _minute(answer.since), _minute(answer.until), answer.demand))
    return answer.demand


def work_out(where: Path, environment: Mapping[str, str], as_of: datetime) -> None:
    """Work out before the first commit what it would wait for; what hinders that is for the commit to say."""
    from c7gate.model.errors import C7gateError
    from c7gate.reading.committing import Committing

    folder = str(where.resolve())
    try:
        demanded(Committing.here(environment, folder), environment, as_of, folder)
    except (C7gateError, OSError):
        return


def _holds(kept: Kept, basis: Basis, as_of: datetime) -> bool:
    """Whether a demand rests on the same, but for the folder of developers, and on a time like this."""
    then = kept.basis
    same = basis._replace(commit=then.commit and basis.commit, developers=then.developers) == then
    return same and kept.since <= _minute(as_of) < kept.until


def _minute(instant: datetime) -> str:
    from datetime import UTC

    return instant.astimezone(UTC).isoformat(timespec="minutes")[:16]


def _same_people(then: Basis, now: Basis, committing: Committing) -> bool:
    """Whether nothing was written since that could say something else about this author.

    Of records that changed, old and new, only one that holds the author's e-mail (or name on the forge) can: as it
    stands, because the e-mail needs no quoting, or spelt with a backslash.
    """
    if then.developers == now.developers:
        return True
    if not (then.developers and now.developers and _PLAIN_EMAIL.fullmatch(now.email)):
        return False
    email = now.email.lower()
    noreply = _NOREPLY.fullmatch(email)
    names = [b"\\", email.encode(), *([noreply[1].encode()] if noreply else [])]
    changed = committing.changed_files(then.developers, now.developers)
    return changed is not None and not any(name in data.lower() for data in changed for name in names)
