"""git's own clean-up of an edited commit message, so that the hook reads what will be committed (T76).

`git stripspace` and the scissors of `git commit -v`: pure functions of text.
"""

from __future__ import annotations

_SCISSORS = "------------------------ >8 ------------------------"
_AUTOMATIC = "#;@!$%^&|:"
"""The characters that `core.commentChar=auto` chooses from, in git's order; the first is also the default."""
_SPACE = " \t\n\r"  # what git takes for space


def above_scissors(message: str) -> str:
    """The message without git's scissors line and what follows it, whatever comment character precedes it."""
    start = 0
    while (found := message.find(_SCISSORS, start)) >= 0:
        line = message.rfind("\n", 0, found) + 1
        prefix = message[line:found]
        ends = message[found + len(_SCISSORS) :][:1] in ("\n", "")
        if ends and prefix.endswith(" ") and prefix.strip() and not prefix.strip().isalnum():
            return message[:line]
        start = found + 1
    return message


def comment_prefix(configured: str, message: str) -> str:
    """What git's comment lines in this message begin with.

    Args:
        configured: `core.commentString` or `core.commentChar`; empty where there is none.
        message: the message as the editor left it, scissors included.

    With `auto` git has chosen a character that began no line before it wrote its own lines below: the last
    line shows it, or the scissors.
    """
    if configured != "auto":
        return configured or _AUTOMATIC[0]
    kept = above_scissors(message)
    lines = (message[len(kept) :] or kept).rstrip(_SPACE).split("\n")
    last = lines[0] if kept != message else lines[-1]
    return last[0] if last and last[0] in _AUTOMATIC else _AUTOMATIC[0]


def cleaned(message: str, comment: str = "") -> str:
    """As `git stripspace` leaves it; with `comment`, as `git stripspace --strip-comments` does.

    Trailing white space goes, runs of blank lines become one, those at both ends none; every line ends with a
    newline.
    """
    kept: list[str] = []
    for row in message.split("\n"):
        if comment and row.startswith(comment):
            continue
        line = row.rstrip(_SPACE)
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return "".join(f"{line}\n" for line in kept)
