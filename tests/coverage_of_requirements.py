"""Which requirements have a test: `python tests/coverage_of_requirements.py`.

A test holds a requirement by citing its id (S-nnn, or Tnn of a threat) in a docstring; `S-075 to S-091`
(or `T39-T43`) cites all between. Exit 1 where an id that is cited anywhere is none of requirements.yaml.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

REPOSITORY = Path(__file__).resolve().parent.parent
REQUIREMENTS = "tests/requirements.yaml"
WITHOUT_TEST = "tests/requirements_without_test.yaml"
ID = re.compile(r"\b(?:S-\d{3}|T\d{2})\b")
_RANGE = re.compile(r"\b(?P<kind>S-|T)(?P<first>\d+)(?: to |-)(?P=kind)(?P<last>\d+)\b")
_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Coverage(NamedTuple):
    """What is known of every id: its words, where tests and code cite it, and why it has no test."""

    words: Mapping[str, str]
    tests: Mapping[str, tuple[str, ...]]
    code: Mapping[str, tuple[str, ...]]
    without: Mapping[str, str]

    @property
    def unknown(self) -> dict[str, str]:
        """The ids that are cited or excused and stand for nothing, with a place."""
        places = {**dict.fromkeys(self.without, (WITHOUT_TEST,)), **self.code, **self.tests}
        return {name: files[0] for name, files in sorted(places.items()) if name not in self.words}

    @property
    def open(self) -> list[str]:
        """The ids that no test cites and nothing excuses."""
        return [name for name in self.words if name not in self.tests and name not in self.without]


def cited(source: str) -> set[str]:
    """The ids of requirements (S-nnn) and threats (Tnn) in a module's docstrings."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, _DOCUMENTED))
    return {name for node in nodes for name in _ids(ast.get_docstring(node) or "")}


def citations(folder: str) -> dict[str, tuple[str, ...]]:
    """Every id that the docstrings below a folder cite, with the files, sorted."""
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted((REPOSITORY / folder).rglob("*.py")):
        if file != Path(__file__).resolve():
            for name in sorted(cited(file.read_text(encoding="utf-8"))):
                found[name] = (*found.get(name, ()), file.relative_to(REPOSITORY).as_posix())
    return found


def coverage() -> Coverage:
    """As the repository stands on disk."""
    return Coverage(_yaml(REQUIREMENTS), citations("tests"), citations("c7gate"), _yaml(WITHOUT_TEST))


def report(found: Coverage) -> Iterator[str]:
    """What to print, line by line."""
    for title, names in (
        ("no test cites", found.open),
        ("excused, and cited by now", [name for name in found.without if name in found.tests]),
    ):
        if names:
            yield f"{title}:"
            yield from (f"  {line}" for line in _listed(names, found))
    yield from (f"{name}, cited in {place}, is no requirement" for name, place in found.unknown.items())
    for kind, word in (("S", "requirements"), ("T", "threats")):
        known = [name for name in found.words if name.startswith(kind)]
        held = sum(name in found.tests for name in known)
        excused = sum(name in found.without and name not in found.tests for name in known)
        open_ = len(known) - held - excused
        yield f"{word}: {held} of {len(known)} have a test, {excused} are excused, {open_} are open"


def _ids(text: str) -> set[str]:
    between = {
        f"{found['kind']}{number:0{len(found['first'])}}"
        for found in _RANGE.finditer(text)
        for number in range(int(found["first"]), int(found["last"]) + 1)
    }
    return between | set(ID.findall(text))


def _listed(names: Iterable[str], found: Coverage) -> Iterator[str]:
    for name in names:
        places = f"  [{found.code[name][0]}]" if name in found.code else ""
        yield f"{name}  {found.words[name]}{places}"


def _yaml(path: str) -> dict[str, str]:
    loaded: Any = yaml.safe_load((REPOSITORY / path).read_text(encoding="utf-8"))
    return {str(name): str(words) for name, words in (loaded or {}).items()}


if __name__ == "__main__":
    seen = coverage()
    sys.stdout.writelines(f"{line}\n" for line in report(seen))
    sys.exit(1 if seen.unknown else 0)
