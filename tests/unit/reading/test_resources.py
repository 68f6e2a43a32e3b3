"""The data that comes with c7gate, from a checkout, an editable install and a wheel."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from c7gate.model.errors import PolicyError
from c7gate.reading import resources
from c7gate.reading.resources import example_records, preset_files, schema, schema_names

ROOT = Path(resources.__file__).resolve().parents[2]
POLICY_FILES = ["alerts", "calendars", "exercises", "gates", "privacy", "program", "references", "success"]
DATA = ("policies", "schemas", "training-records")
ASK = """
import json
from c7gate.reading import resources
print(json.dumps({
    "at": resources.__file__,
    "schemas": resources.schema_names(),
    "preset": sorted(resources.preset_files()),
    "title": resources.schema("program")["title"],
}))
"""


def test_the_preset_is_found() -> None:
    assert list(preset_files()) == POLICY_FILES
    assert b"preset: context7@1" in preset_files()["program"]


def test_every_policy_file_has_its_schema() -> None:
    assert set(POLICY_FILES) <= set(schema_names())
    assert all(schema(name)["$id"].endswith(f"/{name}.schema.json") for name in schema_names())


def test_numbers_in_schemas_are_exact() -> None:
    def floats(node: object) -> bool:
        items = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        return isinstance(node, float) or any(map(floats, items))

    assert not any(floats(schema(name)) for name in schema_names())


@pytest.mark.parametrize("name", ["nothing", "../pyproject", ""])
def test_an_unknown_schema_is_no_file_name(name: str) -> None:
    with pytest.raises(KeyError):
        schema(name)


def test_the_packaged_copy_comes_first_and_half_a_folder_does_not_count(tmp_path: Path) -> None:
    package = tmp_path / "c7gate"
    beside, inside = tmp_path / "policies", package / "_data" / "policies"
    for folder in (beside, inside):
        folder.mkdir(parents=True)
    (beside / "program.yaml").touch()
    assert resources._folder(package, "policies") == beside  # noqa: SLF001
    (inside / "program.yaml").touch()
    assert resources._folder(package, "policies") == inside  # noqa: SLF001


def test_a_broken_installation_says_so(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="this installation of c7gate lacks its schemas") as caught:
        resources._folder(tmp_path / "c7gate", "schemas")  # noqa: SLF001
    assert caught.value.help == "install c7gate again"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built offline from a copy."""
    copy = tmp_path_factory.mktemp("checkout")
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("c7gate", *DATA):
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", copy)
    for name in ("README.md", "LICENSE"):  # their text is not what is tested
        (copy / name).write_text("stand-in\n")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "out"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (found,) = (copy / "out").glob("*.whl")
    return found


def test_the_wheel_holds_the_data_and_nothing_beside_the_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    data = {name.removeprefix("c7gate/_data/") for name in names if name.startswith("c7gate/_data/")}
    policies = {f"policies/{stem}.yaml" for stem in POLICY_FILES}
    schemas = {f"schemas/{name}.schema.json" for name in schema_names()}
    records = {path for path in data if path.startswith("training-records/")}
    assert data == policies | {"policies/tests/boundaries.yaml"} | schemas | records
    assert set(example_records()) <= records
    tops = {name.split("/")[0] for name in names}
    assert sorted(top for top in tops if not top.endswith(".dist-info")) == ["c7gate"]
    assert len(tops) == 2


def test_resources_are_found_when_only_the_unzipped_wheel_is_there(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    assert asked(tmp_path / "site", tmp_path)["schemas"] == list(schema_names())


def test_an_editable_install_finds_the_checkouts_folders(tmp_path: Path) -> None:
    """An editable install is a path entry to the checkout, whose package holds no copy."""
    checkout = tmp_path / "checkout"
    shutil.copytree(
        ROOT / "c7gate", checkout / "c7gate", ignore=shutil.ignore_patterns("__pycache__", "_data")
    )
    for name in DATA:
        shutil.copytree(ROOT / name, checkout / name)
    assert asked(checkout, tmp_path)["preset"] == POLICY_FILES


def asked(path: Path, cwd: Path) -> dict[str, object]:
    """What a fresh interpreter finds whose only c7gate is the one under `path`."""
    code = f"import sys; sys.path.insert(0, {str(path)!r})\n{ASK}"
    answer = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=cwd, capture_output=True, text=True, check=True
    )
    found: dict[str, object] = json.loads(answer.stdout)
    assert str(found["at"]).startswith(str(path))
    assert found["title"] == "Program"
    return found
