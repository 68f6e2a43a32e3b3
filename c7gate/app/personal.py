"""`me --data`: everything that is stored about one person, with its place."""

from __future__ import annotations

from c7gate.app.explain import Sight, Where
from c7gate.app.person import author_email, is_login
from c7gate.model.errors import UsageError
from c7gate.model.evaluation import Revision
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.personal import PersonalData
from c7gate.model.policy import Policy
from c7gate.reading.personal import personal_data


class Personal(NamedTuple):
    """The data, and the commit and policy they were looked up by."""

    data: PersonalData
    trusted: Revision
    policy: Policy


def personal(where: Where, login: str = "") -> Personal:
    """What is stored about `login`, else about whose record names the address that git writes into commits here.

    Raises:
        UsageError: nobody is meant, or nothing names that login.
        PolicyError, CannotLookError: as for `check`.
    """
    sight = Sight.of(where)
    login = login or sight.side.identities.by_email(author_email(where.environment, where.repo))
    if not is_login(login):
        words = f"{login!r} is no login" if login else "no record names the address that git has for you"
        raise UsageError(words, help="name a login with --login")
    data = personal_data(sight.side, sight.repository, sight.tips, login)
    if data.is_empty:
        at = f"{sight.side.revision.ref} {sight.side.revision.oid[:10]}"
        raise UsageError(f"nothing at {at} names {login}", help="name a login as its record is named")
    return Personal(data, sight.side.revision, sight.side.policy)
