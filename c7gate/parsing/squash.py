"""The message a forge writes for a squashed change, by each setting of a repository."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

_MANY = 2


class SquashTitle(StrEnum):
    """GitHub's `squash_merge_commit_title`."""

    PR_TITLE = "PR_TITLE"
    COMMIT_OR_PR_TITLE = "COMMIT_OR_PR_TITLE"


class SquashBody(StrEnum):
    """GitHub's `squash_merge_commit_message`. GitLab's own default writes the title alone: `BLANK`."""

    PR_BODY = "PR_BODY"
    COMMIT_MESSAGES = "COMMIT_MESSAGES"
    BLANK = "BLANK"


def squash_message(
    messages: Sequence[str],
    *,
    title: str,
    body: str,
    number: int,
    titled: SquashTitle = SquashTitle.COMMIT_OR_PR_TITLE,
    bodied: SquashBody = SquashBody.COMMIT_MESSAGES,
) -> str:
    """The message that squashing will write, as far as nobody edits it in the merge box.

    Args:
        messages: those of the change's commits, oldest first, without merges.
        title: the pull request's.
        body: its description.
        number: its number, 0 where it has none yet.
        titled: the repository's setting for the title; GitHub's default.
        bodied: the repository's setting for the message; GitHub's default.
    """
    subjects = [_parts(message) for message in messages]
    single = len(subjects) == 1 and titled is SquashTitle.COMMIT_OR_PR_TITLE
    first = subjects[0][0] if single else title
    subject = f"{first} (#{number})" if number else first
    text = ""
    match bodied:
        case SquashBody.BLANK:
            pass
        case SquashBody.PR_BODY:
            text = body.replace("\r\n", "\n").strip("\n")
        case SquashBody.COMMIT_MESSAGES if len(subjects) < _MANY:
            text = subjects[0][1] if subjects else ""
        case SquashBody.COMMIT_MESSAGES:
            text = "\n\n".join(
                filter(None, (part for item in subjects for part in (f"* {item[0]}", item[1])))
            )
    return f"{subject}\n\n{text}\n" if text else f"{subject}\n"


def _parts(message: str) -> tuple[str, str]:
    subject, _, rest = message.strip("\n").partition("\n")
    return subject, rest.strip("\n")
