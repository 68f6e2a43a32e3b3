"""Who may change which path (rules of judging 11 and 12)."""

from __future__ import annotations

from c7gate.judging.amendments import wrote
from c7gate.judging.identity import Identities
from c7gate.model.evaluation import Change, ReadCommit, Snapshot

ASSESSMENTS = "training-records/assessments/"


def touching(change: Change, path: str) -> tuple[ReadCommit, ...]:
    """The commits that must answer for a path: those that touch it, merges that give it what no parent had among them.

    A path that no ordinary commit touches was changed inside a merge, where nobody's own edit shows: then
    every commit of the change answers for it (T18).
    """
    found = tuple(read for read in change.commits if path in read.touches)
    return found if any(not read.commit.is_merge for read in found) else change.commits


def verified_as(change: Change, path: str, logins: frozenset[str]) -> bool:
    """Whether one of `logins` provably stands behind every change to `path`.

    Proofs: the event's author, an approving review on the exact head, or a listed key's signature on each
    commit that touches it. Names, e-mails and trailers prove nothing (T05, T06).
    """
    return vouched_for(change, path, logins) or signed_by(change, path, logins)


def vouched_for(change: Change, path: str, logins: frozenset[str]) -> bool:
    """Whether the forge says that one of `logins` stands behind the path: the change's author, or who approves its head.

    Being the author is no word for what the subject of an assessment has committed to it: others can push to a
    branch, but only an approval says that somebody looked (T05).
    """
    if change.approvals & logins:
        return True
    return change.author_login in logins and not _by_subject(change, path)


def signed_by(change: Change, path: str, logins: frozenset[str]) -> bool:
    """Whether a listed key of one of `logins` signed each commit that answers for the path."""
    commits = touching(change, path)
    return bool(commits) and all(read.verified & logins for read in commits)


def _by_subject(change: Change, path: str) -> bool:
    """Whether a commit that touches an assessment is, by its author or committer, its subject's, in another's change."""
    subject = subject_of(path)
    if not path.startswith(ASSESSMENTS) or change.author_login == subject:
        return False
    return any(subject in {read.login, read.committed_by} for read in touching(change, path))


def may_change_protected(snapshot: Snapshot, change: Change, path: str) -> bool:
    """A verified coordinator may; in assessments also a verified assessor who is not the subject."""
    if verified_as(change, path, frozenset(snapshot.policy.coordinators)):
        return True
    if not path.startswith(ASSESSMENTS):
        return False
    subject = subject_of(path)
    return verified_as(change, path, frozenset(snapshot.policy.assessors) - {subject})


def is_subject(snapshot: Snapshot, change: Change, path: str) -> bool:
    """Whether the record at `path` is the author's own, by the trusted side.

    A record that only the head has belongs to whoever its `identities` name. What a coordinator's or assessor's record
    says of their identities takes proof.
    """
    login = subject_of(path)
    written = next((record for record in snapshot.judged_records if record.path == path), None)
    fresh = next((item.old is None for item in change.paths if item.path == path), False)
    says_who = fresh or (written is not None and wrote(written, snapshot.earlier, "identities"))
    if says_who and login in {*snapshot.policy.coordinators, *snapshot.policy.assessors}:
        # The record says who its login is on the forge; written by anybody, it would make anybody a coordinator.
        return verified_as(change, path, frozenset({login}))
    named = Identities(
        [(login, written.developer.identities)] if fresh and written and written.developer else []
    )
    if change.author:
        own = fresh and named.by_forge(change.forge, change.author) == login
        return own or change.author_login == login
    return all(
        read.login == login
        or (read.commit.author is not None and named.by_email(read.commit.author.email) == login)
        for read in touching(change, path)
    )


def subject_of(path: str) -> str:
    """The login a record's path speaks of: its file name without `.yaml`."""
    return path.rpartition("/")[2].removesuffix(".yaml")
