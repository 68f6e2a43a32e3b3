"""The rules, one a file; each documents itself in its docstring.

A rule module holds `CODE` (never reused), `NAME` (kebab-case, a key of `rules:` in policy) and
`judge(snapshot) -> Outcome`, and is named after it. Those in `reported/` only pass on what reading or scoring found in
their name.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Collection, Iterator
from functools import cache
from importlib import import_module

from c7gate.judging.rule import Rule
from c7gate.judging.rules import reported


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the codes."""
    return _sorted((*_judging(), *_reporting()))


def rules_for(found: Collection[str]) -> tuple[Rule, ...]:
    """The rules that have something to say, in the order of the codes.

    Of those that pass on what was found before only the ones that `found` names are loaded: that takes longer than
    most changes take to judge.
    """
    names = {name.replace("-", "_") for name in found}
    return _sorted((*_judging(), *(name for name in _reporting() if name.rpartition(".")[2] in names)))


def _judging() -> Iterator[str]:
    return (f"{__name__}.{module.name}" for module in pkgutil.iter_modules(__path__) if not module.ispkg)


def _reporting() -> Iterator[str]:
    return (f"{reported.__name__}.{module.name}" for module in pkgutil.iter_modules(reported.__path__))


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
