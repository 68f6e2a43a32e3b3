"""How a person reads on a terminal: laid out for its width, and in ASCII where it shows no more.

A sign always has its word beside it, so that neither colour nor sign is needed. What is laid out here is inert text: rich
is given no markup to read. rich is loaded by whoever lays out, and by nobody else.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from re import Match
from typing import TYPE_CHECKING

from c7gate.model.alert import AlertSeverity
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.verdict import Criterion, Verdict
from c7gate.parsing.rare import Rare
from c7gate.rendering.escape import terminal

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_ASCII = {
    "✓": "+",
    "✗": "x",
    "…": "...",
    "·": ".",
    "▣": ">",
    "▲": "!",
    "■": "#",
    "●": "#",
    "○": "o",
    "◌": "?",
    "–": "-",  # noqa: RUF001  a sign of days
    "→": "->",
    "█": "#",
    "░": ".",
    "×": "x",  # noqa: RUF001  of arithmetic
    "≥": ">=",
    "≤": "<=",
}
_TAIL = Rare(r"(?:\x1b\[[0-9;]*m| )+$")
_NARROWEST = 20
_WIDE = 110
_LONGEST_BAR = 24
_WIDEST = 3  # of so many parts of the width a column before the last one takes at most one
VERDICTS = {
    Verdict.PASS: ("✓ pass", "green"),
    Verdict.FAIL: ("✗ fail", "red"),
    Verdict.INSUFFICIENT: ("… not enough data yet", "yellow"),
    Verdict.NOT_APPLICABLE: ("· not applicable", "cyan"),
}
_SEVERITIES = {AlertSeverity.YELLOW: ("▲", "yellow"), AlertSeverity.BLOCKER: ("■", "magenta")}


class Screen(NamedTuple):
    """A terminal: its width in columns, whether it is to be coloured, whether it shows more than ASCII."""

    width: int
    color: bool
    unicode: bool = True

    @property
    def is_wide(self) -> bool:
        """Whether there is room for a column of sentences beside others."""
        return self.width >= _WIDE

    def say(self, text: str, style: str = "") -> Text:
        """Text that is shown as it reads: no control or bidi character, no markup, ASCII alone where it must be."""
        from rich.text import Text

        return Text(self.spell(text), style=style, overflow="fold")

    def spell(self, text: str) -> str:
        """The same as a plain line."""
        inert = terminal(text)
        return inert if self.unicode else "".join(map(_ascii, inert))

    def sentence(self, *parts: tuple[str, str]) -> Text:
        """Pieces of one line, each with its style."""
        from rich.text import Text

        return Text("", overflow="fold").join([self.say(text, style) for text, style in parts])

    def verdict(self, verdict: Verdict) -> Text:
        """A verdict, sign and word."""
        return self.say(*VERDICTS[verdict])

    def severity(self, severity: AlertSeverity) -> Text:
        """An alert's severity, sign and word."""
        sign, style = _SEVERITIES.get(severity, ("✗", "red"))
        return self.say(f"{sign} {severity.value}", style)

    def bar(self, part: int, whole: int) -> Text:
        """How much of a whole, as a bar; full only where nothing is missing."""
        length = min(_LONGEST_BAR, self.width // 4)
        full = length * part // whole if whole else 0
        return self.sentence(("█" * full, "green"), ("░" * (length - full), "dim"))

    def flow(self, items: Iterable[RenderableType]) -> RenderableType:
        """Things beside each other, none of them torn, as many in a line as there is room for."""
        from rich.columns import Columns

        return Columns(items, padding=(0, 3))

    def rows(self, rows: Iterable[Sequence[RenderableType]], *, indent: int = 0) -> RenderableType:
        """Columns without lines between; the last one takes the room there is, and what is long goes on below itself."""
        from rich.padding import Padding
        from rich.table import Table

        listed = [list(row) for row in rows]
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
        columns = max(map(len, listed), default=0)
        for number in range(columns):
            is_last = number == columns - 1
            table.add_column(overflow="fold", max_width=None if is_last else self.width // _WIDEST)
        for row in listed:
            table.add_row(*row)
        return Padding(table, (0, 0, 0, indent))

    def criteria(self, items: Sequence[Criterion]) -> RenderableType:
        """Criteria with what each has and needs, and why: beside it on a wide terminal, else below."""
        rows: list[list[RenderableType]] = []
        for item in items:
            has = f"{item.have}, needs {item.need}{' (waived)' if item.waived else ''}"
            row: list[RenderableType] = [self.say(item.id, "bold"), self.verdict(item.verdict)]
            if self.is_wide:
                row += [self.say(has), self.say(item.because, "dim")]
            else:
                row.append(self.stack(self.say(has), self.say(item.because, "dim")))
            rows.append(row)
        return self.rows(rows, indent=2)

    def next(self, steps: Iterable[str]) -> RenderableType:
        """What to do, a step a row."""
        return self.rows([[self.say("next", "bold"), self.say(step)] for step in steps])

    def stack(self, *parts: RenderableType) -> RenderableType:
        """Things below each other."""
        from rich.console import Group

        return Group(*parts)

    def show(self, *parts: RenderableType) -> str:
        """All of it as text that ends in a newline; no line is wider than the terminal, none ends in spaces."""
        from rich.console import Console

        # All of it is given, so that rich asks no environment.
        console = Console(
            file=io.StringIO(),
            width=max(self.width, _NARROWEST),
            height=24,
            force_terminal=self.color,
            color_system="standard" if self.color else None,
            no_color=not self.color,
            force_jupyter=False,
            force_interactive=False,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
        )
        with console.capture() as captured:
            for part in parts:
                console.print(part)
        lines = (_TAIL.sub(_without_spaces, line) for line in captured.get().splitlines())
        return "".join(f"{line}\n" for line in lines)


def _without_spaces(tail: Match[str]) -> str:
    return tail[0].replace(" ", "")


def _ascii(char: str) -> str:
    return char if char.isascii() else _ASCII.get(char, f"\\u{{{ord(char):x}}}")
