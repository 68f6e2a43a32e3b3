"""The names that may stand in a record's line, as policy and records on disk know them: for prompts and completion."""

from __future__ import annotations

from collections.abc import Mapping

from c7gate.model.errors import C7gateError
from c7gate.model.facts import Field, Known, Value
from c7gate.parsing.policy_gates import exercise_policies, gate_policies, role_policy
from c7gate.reading.program_files import ProgramFiles


def names_of(files: ProgramFiles, known: Known, login: str, given: Mapping[str, Value]) -> tuple[str, ...]:
    """The names of that sort, those of the person's role first; none where policy or records cannot be read.

    `given` are the values known so far: a criterion is one of the given gate.
    """
    try:
        return _NAMES[known](files, login, given)
    except C7gateError:
        return ()


def field_names(files: ProgramFiles, field: Field, login: str, given: Mapping[str, Value]) -> tuple[str, ...]:
    """What a field may be, as far as that is known."""
    return field.choices or (names_of(files, field.known, login, given) if field.known else ())


def _exercises(files: ProgramFiles, login: str, _: Mapping[str, Value]) -> tuple[str, ...]:
    developer = files.developer(login) if login else None
    role = role_policy(files.policy, developer.role) if developer else None
    active = (item.id for item in exercise_policies(files.policy).values() if item.status != "deprecated")
    return (*role.demanded, *role.optional) if role else tuple(active)


def _libraries(files: ProgramFiles, _: str, __: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(library.name for library in files.policy.libraries if library.has_entry)


def _criteria(files: ProgramFiles, _: str, given: Mapping[str, Value]) -> tuple[str, ...]:
    gates = (gate for gate in gate_policies(files.policy) if given.get("gate") in (None, gate.number))
    return tuple(dict.fromkeys(item.id for gate in gates for item in gate.criteria))


def _rules(files: ProgramFiles, _: str, __: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(files.policy.rules)


def _people(files: ProgramFiles, login: str, given: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*files.logins, *_judges(files, login, given))))


def _judges(files: ProgramFiles, _: str, __: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*files.policy.coordinators, *files.policy.assessors)))


_NAMES = {
    Known.EXERCISES: _exercises,
    Known.LIBRARIES: _libraries,
    Known.CRITERIA: _criteria,
    Known.RULES: _rules,
    Known.PEOPLE: _people,
    Known.JUDGES: _judges,
}
