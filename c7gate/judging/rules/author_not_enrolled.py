"""An author without a record is told that nothing was asked.

What it checks:
    Each author of the change belongs to an enrolled person.

Why:
    Otherwise a mistyped e-mail would silently take somebody out of the program.

Example:
    A commit by an e-mail that no record's `identities` hold.

How to fix:
    Nothing, for a guest. Who takes part writes a record (`c7gate add enrolment`), or adds the e-mail to `identities`
    of the own one.
"""

from __future__ import annotations

from c7gate.judging.authors import Author, authors
from c7gate.judging.identity import Identities
from c7gate.judging.rule import Found, Outcome, not_asked
from c7gate.model.evaluation import Snapshot

CODE = "C7T004"
NAME = "author-not-enrolled"


def judge(snapshot: Snapshot) -> Outcome:
    """A note an author, none while the verdict is advisory."""
    if snapshot.advisory:
        return not_asked()
    found = tuple(
        Found(
            message=f"{author.name} is not enrolled: no reference is asked of this author",
            help=_help(snapshot, author),
            developer=author.login,
        )
        for author in authors(snapshot)
        if author.login not in snapshot.people
    )
    return Outcome(found, applied=False)


def _help(snapshot: Snapshot, author: Author) -> str:
    written = {
        record.login: record.developer.identities for record in snapshot.judged_records if record.developer
    }
    if author.login in written or Identities(written.items()).by_email(author.name):
        return "the record in this change enrols from the merge on"
    if author.login and author.login in snapshot.recorded:
        return "the record is there; its enrolment has not begun, or has ended"
    return "c7gate add enrolment writes a record; who has one adds this identity to its `identities`"
