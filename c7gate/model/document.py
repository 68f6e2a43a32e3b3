"""A YAML file as plain data that remembers where everything stood."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from c7gate.model.finding import Problem
from c7gate.model.named_tuple import NamedTuple

Pointer = tuple[str | int, ...]
"""A way into a document: keys and list indexes from the root."""


class Document(NamedTuple):
    """One file read by the strict YAML subset.

    `value` is plain data (dict, list, str, int, Decimal, bool, None), or None when it could not be read.
    `values` and `keys` give the (line, column) of each value and of each mapping key, from 1.
    With any entry in `problems` the value must not be relied on for a verdict.
    """

    path: str
    value: Any
    values: Mapping[Pointer, tuple[int, int]] = MappingProxyType({})
    keys: Mapping[Pointer, tuple[int, int]] = MappingProxyType({})
    problems: tuple[Problem, ...] = ()

    def position(self, pointer: Pointer) -> tuple[int, int]:
        """Where the value at `pointer` stands; its nearest known ancestor if it has no place of its own."""
        while pointer and pointer not in self.values:
            pointer = pointer[:-1]
        return self.values.get(pointer, (1, 1))

    def key_position(self, pointer: Pointer) -> tuple[int, int]:
        """Where the key at the end of `pointer` stands."""
        return self.keys.get(pointer, self.position(pointer))
