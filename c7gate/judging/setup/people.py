"""How much of the recent work belongs to people who are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from c7gate.judging.identity import is_bot_email
from c7gate.model.commit import Commit
from c7gate.model.setup import Check, State

MOST_UNKNOWN_PERCENT = 20
_SHOWN = 5


def enrolment_check(
    commits: Iterable[Commit], owner: Callable[[str], str], *, days: int, show_addresses: bool
) -> Check:
    """Judge which share of commits belongs to nobody enrolled; merges and bots are left out.

    Args:
        commits: the commits of the last `days` days.
        owner: the login an author's e-mail belongs to, or empty.
        days: how far back they reach.
        show_addresses: whether to name the most frequent unknown addresses; not in a log that others read.
    """
    own = [commit for commit in commits if not commit.is_merge and commit.author]
    emails = [
        commit.author.email for commit in own if commit.author and not is_bot_email(commit.author.email)
    ]
    unknown = Counter(email for email in emails if not owner(email))
    count = sum(unknown.values())
    what = f"commits of the last {days} days that belong to nobody enrolled: {count} of {len(emails)}"
    if not emails:
        return Check("enrolment", State.UNKNOWN, f"no commit in the last {days} days", "look again later")
    if 100 * count <= MOST_UNKNOWN_PERCENT * len(emails):
        return Check("enrolment", State.OK, what)
    named = ", ".join(f"{email} ({times})" for email, times in unknown.most_common(_SHOWN))
    more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
    addresses = f", by {named}{more}" if show_addresses else f", by {len(unknown)} addresses"
    return Check(
        "enrolment-gap",
        State.PROBLEM,
        what + addresses,
        "c7gate add enrolment --from-history proposes records, and addresses to add to records",
    )
