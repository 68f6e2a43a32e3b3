"""Expressions that few texts need: compiling all of them would take a fifth of a run that needs none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any


class Rare:
    """A regular expression that is compiled when one of its methods is first asked for."""

    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]
    sub: Callable[..., str]

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in Rare.__annotations__:
            raise AttributeError(name)
        method = getattr(re.compile(self._pattern, self._flags), name)
        setattr(self, name, method)  # from now on it costs nothing
        return method
