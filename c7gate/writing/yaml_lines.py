"""Lines put into the text of a YAML file, every other line as it was.

The parser says where a value stands, ruamel.yaml how a new one is written; the text around it is not touched. A caller
reads the result again, and refuses it unless it says exactly what was meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from io import StringIO

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString
from yaml.nodes import CollectionNode, MappingNode, Node

from c7gate.parsing.yaml import LOADER

_NEVER_FOLD = 1 << 16


def root_of(text: str) -> Node | None:
    """The value of a document, as nodes that know their places; None where nothing but comments stands."""
    node: Node | None = yaml.compose(text, Loader=LOADER)
    return node


def line_end_of(text: str) -> str:
    """How the file ends its lines."""
    return "\r\n" if "\r\n" in text else "\n"


def on_one_line(value: Mapping[str, object]) -> str:
    """A mapping on one line: `{date: 2025-01-01, name: New Year's Day}`.

    Dates are written plain, instants and texts with a colon in double quotes, as people write them; numbers keep
    their digits.
    """
    writer = YAML()
    writer.default_flow_style = True
    writer.width = _NEVER_FOLD
    writer.Representer = _Representer
    out = StringIO()
    writer.dump(_styled(value), out)
    return out.getvalue().strip()


def instant_text(at: datetime) -> str:
    """An instant as records write it: whole seconds, and its offset."""
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _styled(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _styled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_styled(item) for item in value]
    if isinstance(value, datetime):
        return DoubleQuotedScalarString(instant_text(value))
    return DoubleQuotedScalarString(value) if isinstance(value, str) and _wants_quotes(value) else value


def _wants_quotes(text: str) -> bool:
    """Whether to quote what ruamel.yaml would not; PyYAML takes a `?` inside brackets for a key, whatever follows."""
    return ":" in text or text.startswith("?")


class _Representer(RoundTripRepresenter):
    """ruamel.yaml's, which also knows exact numbers, and writes a value that stands twice twice."""

    def ignore_aliases(self, _data: object) -> bool:
        """Whether no anchor is to stand for the value: records have none."""
        return True

    def represent_decimal(self, number: Decimal) -> ScalarNode:
        """A number with the digits it was given."""
        text = format(number, "f")
        node: ScalarNode = self.represent_scalar(
            f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text
        )
        return node


_Representer.add_representer(Decimal, _Representer.represent_decimal)


def at_end(text: str, lines: Iterable[str], end: str) -> str:
    """The text with the lines below all that is there."""
    ended = text if not text or text.endswith("\n") else text + end
    return ended + _joined(lines, 0, end)


def below(text: str, node: CollectionNode, lines: Iterable[str], end: str) -> str:
    """The text with the lines below the last entry of a block list or mapping, in its column.

    Comments that follow a list's last item stay below the new one; those that belong to a mapping's last entry,
    as they stand further in, stay above.
    """
    last = node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1]
    column = node.start_mark.column
    after = _next_line(text, _content_end(text, last.end_mark.index))
    if isinstance(node, MappingNode):
        after = _past_comments(text, after, column)
    return at_end(text[:after], (" " * column + line for line in lines), end) + text[after:]


def unfolded(text: str, node: CollectionNode, lines: Iterable[str], column: int, end: str) -> str:
    """The text with the lines in the place of an empty `[]` or `{}`, whose comment stays on the line of its key."""
    start = len(text[: node.start_mark.index].rstrip(" "))
    close = node.end_mark.index
    rest = _next_line(text, close)
    comment = text[close:rest].rstrip("\r\n")
    return f"{text[:start]}{comment}{end}{_joined(lines, column, end)}{text[rest:]}"


def _joined(lines: Iterable[str], column: int, end: str) -> str:
    return "".join(f"{' ' * column}{line}{end}" for line in lines)


def _content_end(text: str, position: int) -> int:
    """Where the last line before `position` that is neither blank nor a comment has its end, or `position` in it."""
    while position:
        start = text.rfind("\n", 0, position - 1) + 1
        line = text[start:position].strip()
        if line and not line.startswith("#"):
            return start + len(text[start:position].rstrip())
        position = start
    return position


def _past_comments(text: str, position: int, column: int) -> int:
    """Where the comments end that begin at `position` and stand further in than `column`."""
    while True:
        following = _next_line(text, position)
        line = text[position:following]
        if not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) <= column:
            return position
        position = following


def _next_line(text: str, position: int) -> int:
    """Where the line after the one at `position` begins."""
    return text.find("\n", position) + 1 or len(text)
