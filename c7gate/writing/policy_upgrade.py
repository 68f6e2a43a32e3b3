"""A policy moved on to this c7gate: values replaced where they stand, every other byte as it was (T47, T80, T81)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yaml import MappingNode, ScalarNode

from c7gate.model.document import Document
from c7gate.model.errors import PolicyError, UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.policy import admits
from c7gate.parsing.yaml import parse_document
from c7gate.reading.program import policy_of
from c7gate.writing.files import locked, refuse_links, replace_file
from c7gate.writing.records import Edit
from c7gate.writing.yaml_lines import root_of

PATH = "policies/program.yaml"


class Upgrade(NamedTuple):
    """The file before and after, and what becomes of which key: (key, old value, new value), nothing if it is newest."""

    edit: Edit
    moved: tuple[tuple[str, str, str], ...]


def upgrade_policy(
    root: Path, documents: Mapping[str, Document], *, version: str, lock: Path, dry_run: bool
) -> Upgrade:
    """Let `requires` admit this c7gate, and raise the policy's own `version`, if it has one, with it (T16).

    Schemas only gain keys within a major version, so no record and no other key has to move.

    Args:
        root: the top folder of the work tree.
        documents: the policy files on disk, by stem.
        version: this c7gate's version.
        lock: the file that all writers of the policy lock.
        dry_run: only say what would be written.

    Raises:
        UsageError: program.yaml is missing or cannot be read, or the policy would not be valid.
        CannotLookError: the file cannot be written, or is reached through a link; it is unchanged.
    """
    file = root / PATH
    refuse_links(file, root)
    if dry_run:
        return _upgrade(file, documents, version)
    with locked(lock):
        found = _upgrade(file, documents, version)
        if found.moved:
            replace_file(file, found.edit.after)
    return found


def _upgrade(file: Path, documents: Mapping[str, Document], version: str) -> Upgrade:
    data = file.read_bytes() if file.is_file() else b""
    program = parse_document(data, PATH)
    if program.problems or not isinstance(program.value, dict):
        why = program.problems[0].message if program.problems else "it holds no policy"
        raise UsageError(f"{PATH} cannot be upgraded: {why}", help="c7gate policy lint names every problem")
    wanted = _wanted(program.value, version)
    after = _replaced(data, wanted)
    _check({**documents, "program": parse_document(after, PATH)}, {**program.value, **wanted})
    moved = tuple((key, str(program.value[key]), str(value)) for key, value in wanted.items())
    return Upgrade(Edit(PATH, data, after), moved)


def _wanted(value: Mapping[str, Any], version: str) -> dict[str, Any]:
    """The keys that have to say something else."""
    requires = value.get("requires")
    if not isinstance(requires, str) or admits(requires, version):
        return {}
    major, minor = version.split(".")[:2]
    wanted: dict[str, Any] = {"requires": f">={major}.{minor},<{int(major) + 1}"}
    if isinstance(value.get("version"), int):
        wanted["version"] = value["version"] + 1
    return wanted


def _replaced(data: bytes, wanted: Mapping[str, Any]) -> bytes:
    """The file with these values of its top keys in the place of the old ones."""
    text = data.decode("utf-8")
    root = root_of(text)
    pairs: list[tuple[Any, Any]] = root.value if isinstance(root, MappingNode) else []
    found = [(node, wanted[key.value]) for key, node in pairs if key.value in wanted]
    for node, value in sorted(found, key=lambda item: item[0].start_mark.index, reverse=True):
        if isinstance(node, ScalarNode):
            shown = f'"{value}"' if isinstance(value, str) else str(value)
            text = text[: node.start_mark.index] + shown + text[node.end_mark.index :]
    return text.encode("utf-8")


def _check(documents: Mapping[str, Document], expected: Mapping[str, Any]) -> None:
    """Refuse a policy that would not be valid, or that would say something else than what was meant."""
    try:
        policy_of(documents)
    except PolicyError as error:
        raise UsageError(
            f"nothing was written, as the policy would not be valid: {error.message}", help=error.help
        ) from None
    if documents["program"].value != expected:
        raise UsageError(f"{PATH} cannot be edited without changing more", help="write the values by hand")
