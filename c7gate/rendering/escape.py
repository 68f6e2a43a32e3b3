"""All escaping. Messages, bodies, names and YAML are written by the people being judged (T37, T38, T72 to T74)."""

from __future__ import annotations

import re
import unicodedata

from c7gate.parsing.rare import Rare

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_WORD = Rare(r"\S+")
# Forges link these in finished HTML, where no escape is left: mentions, issues, labels, bare addresses, shortcodes,
# formulas. Inside code they leave them alone.
_LINKED = Rare(r"[@#$]|//|www\.|mailto:|xmpp:|GH-\d|:[\w+-]+:|[!%~&^]\w|\[\w+:", re.IGNORECASE | re.ASCII)
_QUOTED = Rare(r"""(["'(]*)(.+?)(["').,:;]*)""")  # what stands around a word stays text
_MARKUP = {
    **{char: f"\\{char}" for char in "\\`*_[]~"},
    "<": "&lt;",
    ">": "&gt;",
    "&": "&amp;",
    "|": "&#124;",
}
_BLOCK_START = Rare(r"(?:[#+=-]|\d+[.)])")
_XML = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&apos;",
    "\ufffe": "\\u{fffe}",
    "\uffff": "\\u{ffff}",
}
# Spreadsheets look past space, some past a quotation mark; full-width forms start formulas, too.
_FORMULA = Rare(r'[\s"]*[=+\-@＝＋－＠]|[\t\r\n\0]')  # noqa: RUF001


def terminal(text: str) -> str:
    r"""One line that no terminal obeys: control, bidi, zero-width and lone surrogate characters as `\u{…}`."""
    return "".join(
        f"\\u{{{ord(char):x}}}" if unicodedata.category(char) in _INVISIBLE else char for char in text
    )


def inert_lines(report: str) -> str:
    """A report of ours, colours and all, without a line that the Actions runner would take for a command (T37)."""
    return "".join(_no_command(line) for line in report.replace("##[", "# #[").splitlines(keepends=True))


def workflow_log(text: str) -> str:
    """One line that the Actions runner takes for no command, wherever in a log line it stands.

    The runner obeys `::command::` at the start of a line, after any Unicode space, and `##[command]` anywhere
    in it.
    """
    return _no_command(terminal(text).replace("##[", "# #["))


def _no_command(line: str) -> str:
    stripped = line.lstrip()
    return f": {stripped}" if stripped.startswith("::") else line


def workflow_data(text: str) -> str:
    """The message of a workflow command of our own."""
    return workflow_log(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """A property (file, title) of a workflow command of our own."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


def valid_unicode(text: str) -> str:
    r"""Text that every JSON reader accepts: lone surrogates as `\u{…}` (T89)."""
    if text.isascii():
        return text
    return "".join(f"\\u{{{ord(char):x}}}" if "\ud800" <= char <= "\udfff" else char for char in text)


def markdown(text: str) -> str:
    """One line of Markdown (CommonMark with the forges' additions) that reads as `text`, and does nothing (T73).

    Words that a forge would link, notify or replace stand as code, everything else is escaped. Space at both
    ends is dropped. Inside a table use `markdown_row`.
    """
    escaped = _WORD.sub(lambda match: _markdown_word(match[0]), terminal(text).strip())
    start = _BLOCK_START.match(escaped)
    return f"{escaped[: start.end() - 1]}\\{escaped[start.end() - 1 :]}" if start else escaped


def _markdown_word(word: str) -> str:
    if _LINKED.search(word) and (parts := _QUOTED.fullmatch(word)):
        return f"{_escaped(parts[1])}{markdown_code(parts[2])}{_escaped(parts[3])}"
    return _escaped(word)


def _escaped(plain: str) -> str:
    return "".join(_MARKUP.get(char, char) for char in plain)


def markdown_code(text: str) -> str:
    """The text as a code span, to be copied as it is; nothing for an empty text."""
    shown = terminal(text)
    fence = _fence(shown, 1)
    # Readers take one space off both ends, and a backtick may not touch the fence.
    padded = shown.startswith(("`", " ")) or shown.endswith(("`", " "))
    pad = " " if padded and shown.strip(" ") else ""
    return f"{fence}{pad}{shown}{pad}{fence}" if shown else ""


def markdown_block(text: str) -> str:
    """The text as a code block of one line, which forges show with a button to copy it, and no runner obeys (T37)."""
    shown = _no_command(terminal(text))
    fence = _fence(shown, 3)
    return f"{fence}text\n{shown}\n{fence}"


def _fence(shown: str, least: int) -> str:
    longest = max(map(len, re.findall("`+", shown)), default=0)
    return "`" * max(least, longest + 1)


def markdown_row(*cells: str) -> str:
    """A row of a table, of cells that are Markdown already: pipes stand in none but code, and are escaped there."""
    return "".join(f"| {cell} " for cell in (cell.replace("|", "\\|") for cell in cells)) + "|"


def xml(text: str) -> str:
    """One line as XML 1.0 text or attribute value: what XML has no way to say is shown as `terminal` shows it."""
    return "".join(_XML.get(char, char) for char in terminal(text)).replace("##[", "#&#35;[")


def csv_row(*cells: str) -> str:
    """One line of CSV, every cell quoted, none of them a formula to a spreadsheet (T74)."""
    return ",".join(map(_csv_cell, cells))


def _csv_cell(text: str) -> str:
    inert = "'" if _FORMULA.match(text) else ""
    return '"' + inert + terminal(text).replace('"', '""') + '"'


def sarif_text(text: str) -> str:
    """A plain text message of SARIF: no placeholder, no embedded link (SARIF 2.1.0, 3.11.5 and 3.11.6).

    Braces are doubled, as the format demands of every message; what would be a link loses its form by a space.
    """
    return terminal(text).replace("{", "{{").replace("}", "}}").replace("](", "] (")


def relative_uri(path: str) -> str:
    """A path as a URI reference: forward slashes, percent-encoded; an absolute path as a `file:` URI."""
    from urllib.parse import quote

    try:
        data = path.encode("utf-8", "surrogateescape")  # a path's own bytes, whatever their encoding
    except UnicodeEncodeError:
        data = valid_unicode(path).encode()
    encoded = quote(data, safe="/-._~")
    return f"file://{encoded}" if path.startswith("/") else encoded
