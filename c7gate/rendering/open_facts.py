"""What a person has still to enter, as the commands that enter it."""

from __future__ import annotations

from c7gate.model.facts import Field, Form, fact_of
from c7gate.scoring.open_facts import OpenFact


def add_call(item: OpenFact) -> str:
    """The command that enters what is open; a person fills in the words in capitals."""
    known = {field.key: field.flag for field in fact_of(item.fact).fields}
    given = [f"{known[key]} {value}" for key, value in item.keys.items()]
    open_ = [
        f"{field.flag} {_placeholder(field)}"
        for field in fact_of(item.fact).fields
        if field.required and not field.default and not field.fixed and field.key not in item.keys
    ]
    return " ".join(("c7gate add", item.fact, *given, *open_))


def _placeholder(field: Field) -> str:
    return (
        "/OWNER/NAME"
        if field.form is Form.LIBRARY
        else "commit:ID"
        if field.form is Form.LIST
        else field.key.upper()
    )
