"""The schemas and the preset that come with c7gate.

They stand at the top of the repository, beside the package. A wheel carries a copy inside the package; an
editable install and a checkout have the folders themselves. Nothing is ever read from the judged repository
(T03): both places are relative to this very file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from c7gate.model.errors import PolicyError

_PACKAGE = Path(__file__).resolve().parent.parent
_SUFFIX = ".schema.json"
_EXAMPLES = ("cohorts/2025-08.yaml", "developers/alice.yaml", "developers/bob.yaml")


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema `name` (`program`, `developer`, …), numbers exact; not to be changed by the caller.

    Raises KeyError for a name that `schema_names` does not list.
    """
    if name not in schema_names():
        raise KeyError(name)
    data = (_folder(_PACKAGE, "schemas") / f"{name}{_SUFFIX}").read_bytes()
    found: dict[str, Any] = json.loads(data, parse_float=Decimal)
    return found


@cache
def schema_names() -> tuple[str, ...]:
    """The names of all schemas, sorted."""
    files = _folder(_PACKAGE, "schemas").glob(f"*{_SUFFIX}")
    return tuple(sorted(file.name.removesuffix(_SUFFIX) for file in files))


@cache
def digest() -> str:
    """One text that is different as soon as a schema, a file of the preset or a module that reads records is."""
    import hashlib  # it loads OpenSSL, which few runs need

    schemas = (_folder(_PACKAGE, "schemas") / f"{name}{_SUFFIX}" for name in schema_names())
    modules = sorted((_PACKAGE / "parsing").glob("*.py"))
    stamps = [f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}".encode() for file in modules]
    contents = [file.read_bytes() for file in schemas] + [*preset_files().values()]
    return hashlib.sha256(b"\0".join(stamps + contents)).hexdigest()


@cache
def preset_files() -> Mapping[str, bytes]:
    """The preset's policy files by stem (`program`, `gates`, …), sorted."""
    files = sorted(_folder(_PACKAGE, "policies").glob("*.yaml"))
    return {file.stem: file.read_bytes() for file in files}


def example_records() -> Mapping[str, bytes]:
    """The example cohort of the docs and the demo: repository path to content."""
    folder = _folder(_PACKAGE, "training-records")
    return {f"training-records/{name}": (folder / name).read_bytes() for name in _EXAMPLES}


def template(name: str) -> bytes:
    """A file that `init` or `add enrolment` writes from, by its path below the package's `templates/`."""
    return (_PACKAGE / "templates" / name).read_bytes()


def _folder(package: Path, name: str) -> Path:
    """The folder of data: the wheel's copy inside `package`, else the checkout's beside it.

    Raises PolicyError where neither is whole: without them nothing may be judged.
    """
    marks = {
        "schemas": f"program{_SUFFIX}",
        "policies": "program.yaml",
        "training-records": "cohorts/2025-08.yaml",
    }
    places = (package / "_data" / name, package.parent / name)
    for place in places:
        if (place / marks[name]).is_file():
            return place
    raise PolicyError(
        f"this installation of c7gate lacks its {name}: neither {places[0]} nor {places[1]} holds them",
        help="install c7gate again",
    )
