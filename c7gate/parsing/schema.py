"""Documents against JSON Schema (draft 2020-12), offline, with every error in plain words and at its place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import islice
from typing import Any

from c7gate.model.document import Document
from c7gate.model.finding import Problem
from c7gate.parsing.problems import listed
from c7gate.parsing.schema_filter import quick_test

MAX_ERRORS = 500
"""How many errors of one file are worded before they are sorted; hostile files hold many thousands."""


def validate(
    document: Document, schema: Mapping[str, Any], *, rule: str = "record-invalid"
) -> tuple[Problem, ...]:
    """Judge a document by a schema.

    Patterns end where the text ends, `date` and `date-time` are checked, a Decimal is a number, and
    `x-decimals` bounds decimal places (T42, T43, T70). A property with `x-derived` is a computed fact that
    nobody types: rule `derived-key`. Nothing is fetched: a reference out of the schema raises, for it is a
    fault of the tool's own schema.

    Args:
        document: the document; with problems of its own it is not judged further.
        schema: a schema of the installed tool, never of the judged tree; not changed afterwards.
        rule: the name that the problems carry.

    Returns:
        The document's own problems if it has any, else the schema's, sorted by position; empty if valid.
    """
    if document.problems:
        return document.problems
    judge = _judge(schema)
    if judge.accepts is not None and judge.accepts(document.value):
        return ()
    from c7gate.parsing.schema_words import worded

    errors = judge.validator.iter_errors(document.value)
    found = (problem for error in errors for problem in worded(document, error, rule, schema))
    return listed(islice(found, MAX_ERRORS))


class _Judge:
    """A schema made ready once: its quick test, and jsonschema's validator when it is first needed."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self.accepts = quick_test(schema)

    @cached_property
    def validator(self) -> Any:
        from c7gate.parsing.schema_validator import validator

        return validator(self.schema)


_judges: dict[int, _Judge] = {}  # by identity: a judge keeps its schema, so no identity is used twice
MAX_JUDGES = 64


def _judge(schema: Mapping[str, Any]) -> _Judge:
    if (known := _judges.get(id(schema))) is None:
        if len(_judges) >= MAX_JUDGES:
            _judges.clear()
        known = _judges[id(schema)] = _Judge(schema)
    return known
