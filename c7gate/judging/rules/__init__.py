"""The rules, one a file; each documents itself in its docstring.

A rule module holds `CODE` (never reused), `NAME` (kebab-case, a key of `rules:` in policy) and
`judge(snapshot) -> Outcome`.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from c7gate.judging.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the codes."""
    modules = (import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    rules = [Rule(m.CODE, m.NAME, (m.__doc__ or "").strip(), m.judge) for m in modules]
    return tuple(sorted(rules, key=lambda rule: rule.code))
