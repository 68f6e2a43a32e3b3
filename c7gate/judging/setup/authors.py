"""People as a history shows them: addresses that belong together, a login, an offset. All of it is a proposal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from c7gate.judging.identity import ascii_lower, is_bot_email, noreply_login
from c7gate.model.commit import Commit, Stamp
from c7gate.model.named_tuple import NamedTuple

_NOBODY = frozenset({"", "root", "admin", "user", "unknown", "developer", "ubuntu", "your name", "github"})
_SHARED = frozenset({"noreply@github.com", "actions@github.com", "github-actions@github.com", ""})


class Author(NamedTuple):
    """One person's commits, as far as addresses and names tell.

    `emails` and `names` are as in the commits, most frequent first; of two spellings in ASCII case one stands.
    `forge_logins` are those that noreply addresses of GitHub name. `enrolled` are the logins of records that hold
    one of the addresses. `stamps` are the author lines of all commits.
    """

    emails: tuple[str, ...]
    names: tuple[str, ...]
    forge_logins: tuple[str, ...]
    enrolled: tuple[str, ...]
    stamps: tuple[Stamp, ...]

    @property
    def offset_minutes(self) -> int:
        """The most frequent offset from UTC."""
        return Counter(stamp.offset_minutes for stamp in self.stamps).most_common(1)[0][0]


def authors_of(
    commits: Iterable[Commit], owner: Callable[[str], str], is_bot: Callable[[str], bool]
) -> tuple[Author, ...]:
    """Group commits by person, most commits first; merges and bots are left out.

    Addresses are one person's when they stand beside the same author name, or name the same login of the forge.

    Args:
        commits: any commits.
        owner: the login of the record that holds an address, or empty.
        is_bot: whether a forge login is listed as a bot.
    """
    stamps: defaultdict[str, list[Stamp]] = defaultdict(list)
    for commit in commits:
        stamp = commit.author
        if stamp is not None and not commit.is_merge and not _is_machine(stamp, is_bot):
            stamps[ascii_lower(stamp.email)].append(stamp)
    groups = _joined(stamps)
    found = [_author([stamp for email in group for stamp in stamps[email]], owner) for group in groups]
    return tuple(sorted(found, key=lambda author: (-len(author.stamps), author.emails)))


def _is_machine(stamp: Stamp, is_bot: Callable[[str], bool]) -> bool:
    email = ascii_lower(stamp.email)
    return (
        email in _SHARED
        or is_bot_email(email)
        or stamp.name.endswith("[bot]")
        or is_bot(noreply_login(email))
        or is_bot(stamp.name)
    )


def _joined(stamps: dict[str, list[Stamp]]) -> list[list[str]]:
    """Addresses in groups, by what they share."""
    group_of: dict[str, list[str]] = {}
    first_with: dict[str, str] = {}
    for email, lines in stamps.items():
        group_of[email] = [email]
        marks = {f"name {name}" for line in lines if (name := _folded(line.name)) not in _NOBODY}
        login = noreply_login(email)
        for mark in sorted(marks | ({f"login {login}"} if login else set())):
            other = first_with.setdefault(mark, email)
            if group_of[other] is not group_of[email]:
                merged = group_of[other] + group_of[email]
                group_of.update(dict.fromkeys(merged, merged))
    return list({id(group): group for group in group_of.values()}.values())


def _author(stamps: Sequence[Stamp], owner: Callable[[str], str]) -> Author:
    emails = _frequent(stamp.email for stamp in stamps)
    return Author(
        emails=emails,
        names=_frequent(stamp.name for stamp in stamps),
        forge_logins=tuple(dict.fromkeys(filter(None, map(noreply_login, emails)))),
        enrolled=tuple(dict.fromkeys(filter(None, map(owner, emails)))),
        stamps=tuple(stamps),
    )


def _frequent(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text once, the most frequent first; of what differs in ASCII case only, the usual spelling."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        spellings[ascii_lower(text)][text] += 1
    ranked = sorted(spellings.items(), key=lambda item: (-item[1].total(), item[0]))
    return tuple(min(counts, key=lambda text: (-counts[text], text)) for _, counts in ranked)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
