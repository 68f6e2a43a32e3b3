"""The policy in force: the preset with a team's policy files laid over it, checked as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from c7gate.model.document import Document, Pointer
from c7gate.model.errors import PolicyError
from c7gate.model.finding import Problem
from c7gate.model.policy import Origin, Policy
from c7gate.parsing.policy_checks import faults
from c7gate.parsing.policy_entries import Fault, is_date
from c7gate.parsing.policy_merge import Layer, MergedFiles, Origins
from c7gate.parsing.policy_values import policy_of

Located = tuple[str, Problem]

RULE = "policy-invalid"
_USUAL = re.compile(r">=(\d{1,9})(?:\.(\d{1,9}))?, ?<(\d{1,9})(?:\.(\d{1,9}))?", re.ASCII)

STEMS = ("program", "gates", "exercises", "references", "calendars", "alerts", "success", "privacy")
"""The policy files, without `.yaml`; any other file in the folder is none of ours."""


def build_policy(
    files: Mapping[str, Document],
    preset: Mapping[str, Document],
    schemas: Mapping[str, Mapping[str, Any]],
    *,
    version: str,
) -> Policy:
    """The policy of a trusted commit (house: "Where each fact lives"; T02, T08).

    Args:
        files: the commit's policy files by stem (`program`, `gates`, …); without any the preset judges alone.
        preset: the shipped preset's files by stem, complete and trusted to be right.
        schemas: the schema of each file in `files` by stem.
        version: this c7gate's version, which `requires:` must admit.

    Mappings merge key by key; lists and single values replace. `completion_target` keeps its distance from
    `start` where only `start` is written.

    Raises:
        PolicyError: naming everything found wrong in the first step that finds anything: reading, preset
            and version, schema, sense.
    """
    own = {stem: _filled(document) for stem, document in files.items()}
    name = str(preset["program"].value["preset"])
    _refuse((document.path, problem) for document in own.values() for problem in document.problems)
    if own:
        _check_program(own, name, version)
    _refuse(_schema_problems(own, schemas))
    values = MergedFiles(STEMS, lambda stem: _layers(stem, own, preset, name))
    origins = Origins(values)
    values["program"].update(_moved_target(values["program"], origins, preset["program"], name))
    written = {stem: document.value for stem, document in own.items()}
    found = faults(values, written, preset["program"].value["rules"])
    _refuse(_located(fault, own, preset) for fault in found)
    return policy_of(values, origins)


def policy_lines(policy: Policy) -> tuple[tuple[str, str, str], ...]:
    """Every leaf in force, in file order: (dotted key from the file's stem, value in one line, origin).

    The origin is `policies/gates.yaml:12`, or the preset's name (`context7@1`). A key that holds a dot is
    quoted: `references.libraries."/reactjs/react.dev".title`.
    """
    return tuple(
        (dotted(pointer), shown(_at(policy.values, pointer)), _origin(origin, policy.preset))
        for pointer, origin in policy.origins.items()
    )


def _filled(document: Document) -> Document:
    """The document; a file of nothing but comments says nothing, which is an empty mapping."""
    empty = document.value is None and not document.problems
    return document._replace(value={}) if empty else document


def _layers(
    stem: str, own: Mapping[str, Document], preset: Mapping[str, Document], name: str
) -> Sequence[Layer]:
    above = [Layer(own[stem], own[stem].path)] if stem in own else []
    return [Layer(preset[stem], name), *above]


def _refuse(problems: Iterable[Located]) -> None:
    """Raise a PolicyError when there is any problem."""
    found = tuple(sorted(problems, key=lambda located: (located[0], located[1].line, located[1].column)))
    if not found:
        return
    path, first = found[0]
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    raise PolicyError(
        f"the policy cannot be used: {path}:{first.line}:{first.column}: {first.message}{more}",
        help=first.help,
        problems=found,
    )


def _check_program(own: Mapping[str, Document], preset: str, version: str) -> None:
    """Whether this c7gate is the one the policy was written for. Before the schema: another may know more."""
    program = own.get("program")
    if program is None:
        raise PolicyError(
            "policies/program.yaml is missing, so the other policy files mean nothing",
            help=f"add policies/program.yaml with the line preset: {preset}",
        )
    value = program.value if isinstance(program.value, dict) else {}
    named, requires = value.get("preset"), value.get("requires")
    if isinstance(named, str) and named != preset:
        text, help_ = (
            f"unknown preset {json.dumps(named)}",
            f"write preset: {preset}, the one that c7gate {version} knows",
        )
        _refuse([_problem(program, ("preset",), text, help_)])
    if isinstance(requires, str) and (text := _unmet(requires, version)):
        help_ = "install a version that fits, or change requires in a change of its own"
        _refuse([_problem(program, ("requires",), text, help_)])


def _unmet(requires: str, version: str) -> str:
    """Why `requires` does not admit this version, or nothing."""
    admitted = admits(requires, version)
    if admitted is None:
        return f'{json.dumps(requires)} is no version range such as ">=1.0,<2"'
    return "" if admitted else f"the policy requires c7gate {json.dumps(requires)}, this is {version}"


def admits(requires: str, version: str) -> bool | None:
    """Whether the version range `requires` admits a version; None if it is no range."""
    usual, parts = _USUAL.fullmatch(requires), version.split(".")
    if usual and all(part.isdigit() for part in parts):
        # The library takes longer to load than a change takes to judge, and the usual form needs no more.
        low, low_minor, high, high_minor = (int(number or 0) for number in usual.groups())
        return (low, low_minor) <= tuple(map(int, (*parts, "0")))[:2] < (high, high_minor)
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(requires).contains(version, prereleases=True)
    except InvalidSpecifier:
        return None


def _schema_problems(
    own: Mapping[str, Document], schemas: Mapping[str, Mapping[str, Any]]
) -> Iterable[Located]:
    """What the schemas find wrong in a team's files. With no file the validator is not even imported."""
    if not own:
        return
    from c7gate.parsing.schema import validate

    for stem, document in own.items():
        for problem in validate(document, schemas[stem], rule=RULE):
            yield document.path, problem


def _moved_target(
    program: Mapping[str, Any], origins: Origins, preset: Document, name: str
) -> dict[str, str]:
    """The preset's `completion_target`, moved with a `start` that the team wrote without one."""
    target, start = (origins.source("program", key) for key in ("completion_target", "start"))
    if target != name or start == name or not is_date(program["start"]):
        return {}
    first, last = (date.fromisoformat(preset.value[key]) for key in ("start", "completion_target"))
    return {"completion_target": str(date.fromisoformat(program["start"]) + (last - first))}


def _located(fault: Fault, own: Mapping[str, Document], preset: Mapping[str, Document]) -> Located:
    """The fault as a problem of the file that wrote the value: the team's where it did."""
    stem, *rest = fault.pointer
    document = own.get(str(stem), preset[str(stem)])
    return _problem(document, tuple(rest), fault.message, fault.help)


def _problem(document: Document, pointer: Pointer, message: str, help_: str) -> Located:
    line, column = document.position(pointer)
    return document.path, Problem(RULE, message, help_, line, column)


def dotted(pointer: Pointer) -> str:
    """A way into the policy as people write it; a key that holds a dot is quoted."""
    return ".".join(f'"{key}"' if "." in str(key) else str(key) for key in pointer)


def _at(values: Any, pointer: Pointer) -> Any:
    for key in pointer:
        values = values[key]
    return values


def shown(value: Any) -> str:
    """A leaf as one line of YAML that reads back as the same value, but for strings, which stay bare."""
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return f"[{', '.join(map(shown, value))}]"
        case dict():
            return f"{{{', '.join(f'{key}: {shown(item)}' for key, item in value.items())}}}"
        case None:
            return "null"
        case str() if "\n" in value:  # a key of several lines, which nobody reads
            return f"{value.splitlines()[0]} …"
        case _:
            return str(value)


def _origin(origin: Origin, preset: str) -> str:
    return origin.source if origin.source == preset else f"{origin.source}:{origin.line}"
