"""The rules, one a file; each documents itself in its docstring.

A rule module holds `CODE` (never reused), `NAME` (kebab-case, a key of `rules:` in policy) and
`judge(snapshot) -> Outcome`, and is named after it. Those in `reported/` only pass on what reading or scoring found in
their name; those in `facts/` guard what a change writes of the program's own facts. Loading either takes longer than
most changes take to judge, so it is done where they have something to judge.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Collection, Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from c7gate.judging.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the codes."""
    return _sorted((*_names(), *_names("facts"), *_names("reported")))


def rules_for(found: Collection[str], *, facts: bool) -> tuple[Rule, ...]:
    """The rules that have something to say, in the order of the codes.

    Args:
        found: the names of rules that something was found for before; of those that pass it on, these are loaded.
        facts: whether the guards of facts have something to judge.
    """
    reporting = (f"{__name__}.reported.{name.replace('-', '_')}" for name in found if name)
    return _sorted((*_names(), *(_names("facts") if facts else ()), *filter(find_spec, reporting)))


def _names(folder: str = "") -> Iterator[str]:
    """The modules of rules that stand in a folder of this package, or in itself."""
    package = import_module(f"{__name__}.{folder}") if folder else sys.modules[__name__]
    modules = pkgutil.iter_modules(package.__path__)
    return (f"{package.__name__}.{module.name}" for module in modules if not module.ispkg)


def _sorted(names: Collection[str]) -> tuple[Rule, ...]:
    return tuple(sorted(map(_rule, names), key=lambda rule: rule.code))


@cache
def _rule(name: str) -> Rule:
    module = import_module(name)
    return Rule(
        code=module.CODE,
        name=module.NAME,
        documentation=(module.__doc__ or "").strip(),
        judge=module.judge,
        file=f"{name.replace('.', '/')}.py",
    )
