"""All escaping. Messages, bodies, names and YAML are written by the people being judged (T37, T38, T72)."""

from __future__ import annotations

import unicodedata

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def terminal(text: str) -> str:
    r"""One line that no terminal obeys: control, bidi, zero-width and lone surrogate characters as `\u{…}`."""
    return "".join(
        f"\\u{{{ord(char):x}}}" if unicodedata.category(char) in _INVISIBLE else char for char in text
    )


def inert_lines(report: str) -> str:
    """A report of ours, colours and all, without a line that the Actions runner would take for a command (T37)."""
    return "".join(
        f": {line.lstrip()}" if line.lstrip().startswith("::") else line
        for line in report.replace("##[", "# #[").splitlines(keepends=True)
    )


def workflow_log(text: str) -> str:
    """One line that the Actions runner takes for no command, wherever in a log line it stands.

    The runner obeys `::command::` at the start of a line, after any Unicode space, and `##[command]` anywhere
    in it.
    """
    text = terminal(text).replace("##[", "# #[")
    stripped = text.lstrip()
    return f": {stripped}" if stripped.startswith("::") else text


def workflow_data(text: str) -> str:
    """The message of a workflow command of our own."""
    return workflow_log(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """A property (file, title) of a workflow command of our own."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


def valid_unicode(text: str) -> str:
    r"""Text that every JSON reader accepts: lone surrogates as `\u{…}` (T89)."""
    return "".join(f"\\u{{{ord(char):x}}}" if "\ud800" <= char <= "\udfff" else char for char in text)
