"""GitLab: one note on a merge request that says what the last check said, always the same one."""

from __future__ import annotations

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.gitlab_api import GitLab, merge_request_path
from c7gate.reading.forges.payload import mapping, number, optional, text


def post_note(gitlab: GitLab, project: str, iid: int, body: str) -> int:
    """Say `body` on a merge request of `group/project`: in the note that said it last time, else in a new one.

    That note begins with the first line of `body`, a hidden marker, and is by this very token's user. A note of
    anybody else stays as it is, even with the marker in it.

    Returns:
        The id of the note.

    Raises:
        CannotLookError: the forge gave no usable answer, or the token may not write.
    """
    marker = body.partition("\n")[0].rstrip()
    if not (marker.startswith("<!--") and marker.endswith("-->")):
        raise ValueError("a note that is to be found again begins with a hidden marker")
    notes = f"{merge_request_path(project, iid)}/notes"
    mine = _own_note(gitlab, notes, marker)
    method, path = ("PUT", f"{notes}/{mine}") if mine else ("POST", notes)
    answer = gitlab.session.send(method, path, {"body": body})
    try:
        return number(mapping({"note": answer}, "note"), "id")
    except TypeError:
        raise CannotLookError("GitLab's answer is no note") from None


def _own_note(gitlab: GitLab, notes: str, marker: str) -> int:
    """The id of our own note, 0 where there is none."""
    me = own_username(gitlab)
    for note in gitlab.session.pages(notes, sort="asc", order_by="created_at"):
        if not isinstance(note, dict) or note.get("system") is True:
            continue
        first_line = text(note, "body").partition("\n")[0].rstrip()
        if first_line == marker and text(optional(note, "author"), "username") == me:
            return number(note, "id")
    return 0


def own_username(gitlab: GitLab) -> str:
    """The name of the user whose token it is.

    Raises:
        CannotLookError: GitLab does not say.
    """
    user = gitlab.session.get("user")
    me = text(user, "username") if isinstance(user, dict) else ""
    if not me:
        raise CannotLookError("GitLab does not say whose token this is")
    return me
