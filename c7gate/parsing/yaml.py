"""YAML files to plain data with positions, by a strict subset (T39-T43, T61-T65).

Read from the parser's events, so that nothing is constructed before it is judged. What both parsers of
PyYAML accept has the same value and positions from both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import yaml

from c7gate.model.document import Document, Pointer
from c7gate.model.finding import Problem
from c7gate.parsing.problems import listed
from c7gate.parsing.rare import Rare
from c7gate.parsing.yaml_plain import MAX_DEPTH, MAX_DIGITS, NUMBER, NUMERIC, UNSURE, WORDS, plain_value
from c7gate.parsing.yaml_text import FORBIDDEN, decoded, named

PURE_LOADER: Final[Any] = yaml.SafeLoader
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", PURE_LOADER)

_KEY_AS_TEXT = "write the key as text, in quotes; a decimal comma is written as a point"
_AS_TEXT = "remove it; if it is text, put the whole value in quotes"
_NOT_FINITE = Rare(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def parse_document(data: bytes, path: str, *, loader: Any = LOADER) -> Document:
    """Read one file.

    A plain scalar is `true`, `false`, `null` or nothing, an integer or a decimal as JSON writes them, else
    text: `no`, `010`, `190:20:30` and dates are text. Keys are text.

    Args:
        data: the whole file; any bytes.
        path: where it stands, relative to the repository's root.
        loader: which of PyYAML's parsers gives the events.

    Returns:
        The document; an empty file has the value None. Everything wrong with it is in `problems`, sorted by
        position: `yaml-syntax` and the other `yaml-…` rules, `not-utf8`, `byte-order-mark`, `nul`.
    """
    text, problems = decoded(data)
    if text is not None and not problems and (value := plain_value(text, loader)) is not UNSURE:
        unread = _Unread(text, loader)
        return Document(path, value, _Places(unread, "values"), _Places(unread, "keys"))
    reader = _Reader(list(problems))
    if text is not None:
        reader.read(text, loader)
    return Document(path, reader.value, reader.values, reader.keys, listed(reader.problems))


class _Unread:
    """A text whose places nobody has asked for yet."""

    def __init__(self, text: str, loader: Any) -> None:
        self._text = text
        self._loader = loader

    @cached_property
    def whole(self) -> _Reader:
        reader = _Reader([])
        reader.read(self._text, self._loader)
        return reader


class _Places(Mapping[Pointer, tuple[int, int]]):
    """The places of a text's `values` or `keys`, looked for when somebody asks for the first one."""

    def __init__(self, unread: _Unread, which: str) -> None:
        self._unread = unread
        self._which = which

    @property
    def _found(self) -> Mapping[Pointer, tuple[int, int]]:
        found: Mapping[Pointer, tuple[int, int]] = getattr(self._unread.whole, self._which)
        return found

    def __getitem__(self, pointer: Pointer) -> tuple[int, int]:
        return self._found[pointer]

    def __iter__(self) -> Iterator[Pointer]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class _Open:
    """A mapping or list being read; `key` is the mapping's key that waits for its value."""

    __slots__ = ("key", "pointer", "value")

    def __init__(self, value: dict[str, Any] | list[Any], pointer: Pointer) -> None:
        self.value = value
        self.pointer = pointer
        self.key: str | None = None


class _Reader:
    """Builds one document from events, without recursion."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.value: Any = None
        self.values: dict[Pointer, tuple[int, int]] = {}
        self.keys: dict[Pointer, tuple[int, int]] = {}
        self._open: list[_Open] = []
        self._documents = 0

    def read(self, text: str, loader: Any) -> None:
        """Take events until the end or a problem that hides what follows; then there is no value."""
        parser, whole = loader(text), True
        try:
            while whole and not isinstance(event := parser.get_event(), yaml.StreamEndEvent):
                whole = self._take(event)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # The last two come from the pure parser, for escapes beyond Unicode.
            from c7gate.parsing.yaml_syntax import syntax_problem

            self.problems.append(syntax_problem(error, text))
            whole = False
        finally:
            parser.dispose()
        if not whole:
            self.value = None

    def _take(self, event: Any) -> bool:
        """Read one event; whether to go on."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            return self._start(event, {} if kind is yaml.MappingStartEvent else [])
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._open.pop()
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.DocumentStartEvent:
            return self._document(event)
        return True

    def _document(self, event: Any) -> bool:
        self._documents += 1
        if self._documents > 1:
            help_ = 'keep one document: remove this "---" and what does not belong'
            self._problem(event, "yaml-multiple-documents", "a second document begins here", help_)
        return self._documents == 1

    def _start(self, event: Any, value: dict[str, Any] | list[Any]) -> bool:
        if len(self._open) == MAX_DEPTH:
            help_ = f"nest at most {MAX_DEPTH} levels"
            self._problem(event, "yaml-too-deep", f"nested deeper than {MAX_DEPTH} levels", help_)
            return False
        self._decorations(event)
        parent = self._open[-1] if self._open else None
        if parent is not None and self._wants_key(parent):
            self._problem(
                event, "yaml-non-string-key", "a key is a list or a mapping", "write the key as text"
            )
            self._bad_key(event)
            self._open.append(_Open(value, parent.pointer))
        else:
            self._open.append(_Open(value, self._place(event, value)))
        return True

    def _alias(self, event: Any) -> None:
        self._problem(
            event, "yaml-alias", f"the alias *{event.anchor[:60]} stands here", "write the value out"
        )
        if self._open and self._wants_key(self._open[-1]):
            self._bad_key(event)
        else:
            self._place(event, None)

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._decorations(event)
        value = self._quoted(event) if event.style else self._plain(event)
        if self._open and self._wants_key(self._open[-1]):
            self._key(event, value)
        else:
            self._place(event, value)

    def _quoted(self, event: Any) -> str:
        """The value of a quoted or block scalar; escapes can write what may not stand in the file."""
        text: str = event.value
        match = FORBIDDEN.search(text)
        if match is None:
            return text
        message = f"an escape writes {named(match[0])}, which is not allowed"
        self._problem(event, "yaml-forbidden-character", message, "remove the escape")
        return FORBIDDEN.sub("\ufffd", text)

    def _plain(self, event: Any) -> Any:
        """The value of a plain scalar; a number that is refused stays text."""
        text: str = event.value
        if text in WORDS:
            return WORDS[text]
        if text[0] not in NUMERIC:
            return text
        if _NOT_FINITE.fullmatch(text):
            self._problem(
                event, "yaml-not-finite", f"{text} is not a number that counts", "write a finite number"
            )
        match = NUMBER.fullmatch(text)
        if match is None:
            return text
        digits = sum(map(str.isdigit, text))
        if digits > MAX_DIGITS:
            message = f"a number with {digits} digits; at most {MAX_DIGITS} are read"
            self._problem(event, "yaml-number-too-long", message, "if it is text, put it in quotes")
            return text
        return Decimal(text) if match[1] else int(text)

    def _key(self, event: Any, value: Any) -> None:
        parent = self._open[-1]
        key = value if isinstance(value, str) else event.value
        pointer = (*parent.pointer, key)
        if not isinstance(value, str):
            message = f"the key {key} is not text" if key else "a key is empty"
            self._problem(event, "yaml-non-string-key", message, _KEY_AS_TEXT)
        elif key == "<<" and not event.style:
            self._problem(event, "yaml-merge-key", "a merge key (<<) stands here", "write the lines out")
        elif key in parent.value:
            line, mark = self.keys[pointer][0], event.start_mark
            message = f'the key "{key[:60]}" stands twice: on line {line} and on line {mark.line + 1}'
            self._problem(event, "yaml-duplicate-key", message, "keep one of the two")
        parent.key = key
        self.keys.setdefault(pointer, _position(event))

    def _bad_key(self, event: Any) -> None:
        """Stand in for a key that is no scalar, so that its value is still read."""
        self._open[-1].key = ""
        self.keys.setdefault((*self._open[-1].pointer, ""), _position(event))

    def _place(self, event: Any, value: Any) -> Pointer:
        """Put a value where it belongs and remember where it stood. Of two equal keys the first stays."""
        pointer: Pointer
        if not self._open:
            self.value, pointer = value, ()
        elif isinstance(container := self._open[-1].value, list):
            pointer = (*self._open[-1].pointer, len(container))
            container.append(value)
        else:
            key = self._open[-1].key or ""
            self._open[-1].key = None
            pointer = (*self._open[-1].pointer, key)
            container.setdefault(key, value)
        self.values.setdefault(pointer, _position(event))
        return pointer

    def _decorations(self, event: Any) -> None:
        if event.anchor is not None:
            self._problem(event, "yaml-alias", f"the anchor &{event.anchor[:60]} stands here", _AS_TEXT)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")[:60]
            self._problem(event, "yaml-tag", f"the tag {tag} stands here", _AS_TEXT)

    @staticmethod
    def _wants_key(parent: _Open) -> bool:
        return parent.key is None and isinstance(parent.value, dict)

    def _problem(self, event: Any, rule: str, message: str, help_: str) -> None:
        self.problems.append(Problem(rule, message, help_, *_position(event)))


def _position(event: Any) -> tuple[int, int]:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1
