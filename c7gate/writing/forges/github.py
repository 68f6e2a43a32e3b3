"""GitHub: one comment on a pull request that says what the last check said, always the same one."""

from __future__ import annotations

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.github_api import GitHub, repository_path
from c7gate.reading.forges.http import RefusedError
from c7gate.reading.forges.payload import mapping, number, optional, text

_OF_ACTIONS = "github-actions[bot]"


def post_comment(github: GitHub, repository: str, pull: int, body: str) -> int:
    """Say `body` on a pull request of `owner/name`: in the comment that said it last time, else in a new one.

    That comment begins with the first line of `body`, a hidden marker, and is by this very token's user. A comment
    of anybody else stays as it is, even with the marker in it. The token of a workflow run may not ask who it is;
    its user is `github-actions[bot]`. Other apps' tokens may not either, so they write a new comment each time.

    Returns:
        The id of the comment.

    Raises:
        CannotLookError: the forge gave no usable answer, or the token may not write.
    """
    marker = body.partition("\n")[0].rstrip()
    if not (marker.startswith("<!--") and marker.endswith("-->")):
        raise ValueError("a comment that is to be found again begins with a hidden marker")
    comments = f"{repository_path(repository)}/issues/{pull}/comments"
    mine = _own_comment(github, comments, marker)
    if mine:
        answer = github.session.send(
            "PATCH", f"{repository_path(repository)}/issues/comments/{mine}", {"body": body}
        )
    else:
        answer = github.session.send("POST", comments, {"body": body})
    try:
        return number(mapping({"comment": answer}, "comment"), "id")
    except TypeError:
        raise CannotLookError("GitHub's answer is no comment") from None


def _own_comment(github: GitHub, comments: str, marker: str) -> int:
    """The id of our own comment, 0 where there is none."""
    me = own_login(github)
    for comment in github.session.pages(comments):
        if not isinstance(comment, dict):
            continue
        first_line = text(comment, "body").partition("\n")[0].rstrip()
        if first_line == marker and text(optional(comment, "user"), "login") == me:
            return number(comment, "id")
    return 0


def own_login(github: GitHub) -> str:
    """The login of the user whose token it is; that of workflow runs, whose token may not ask."""
    try:
        answer = github.session.get("user")
    except RefusedError:
        return _OF_ACTIONS
    return text(answer, "login") if isinstance(answer, dict) else _OF_ACTIONS
