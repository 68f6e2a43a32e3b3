"""The project about itself: what one file promises about another holds.

Each check that could quietly hold nothing is a pure function of text, shown to fail on a small bad one.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from coverage_of_requirements import WITHOUT_TEST, Coverage, cited, coverage, report
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

REPOSITORY = Path(__file__).parent.parent
FENCE = re.compile(r"^```(?:sh|shell|bash|console)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
KINDS_OF_CHANGE = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
PIN = re.compile(
    r"^(?P<name>[a-z0-9.-]+)==(?P<version>[^ ;\\]+)(?P<marker> ; [^\\]+)?(?P<hashes>(?: --hash=\S+)+)$"
)
HASH = re.compile(r" --hash=sha256:[0-9a-f]{64}")
PINNED_ACTION = re.compile(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
REGISTRY = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|debian|golang|rubygems|crates)\.(?:org|com|io)\b", re.IGNORECASE
)
MACHINE_PATH = re.compile(
    r"(?<![\w.~*<>{}-])/(?:root|work|Users|home/[a-z]+|opt/[a-z]+|tmp/v)/|\b[A-Z]:\\Users\\"
)


def text(path: str) -> str:
    """A file of the repository."""
    return (REPOSITORY / path).read_text(encoding="utf-8")


def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads(text("pyproject.toml"))


# --- README -------------------------------------------------------------------------------------------------


def marked_block(readme: str, marker: str) -> str:
    """The shell block that directly follows `<!-- marker -->`; empty without one."""
    _, found, rest = readme.partition(f"<!-- {marker} -->\n")
    block = FENCE.match(rest.lstrip("\n")) if found else None
    return block["body"] if block else ""


def test_readme_opens_with_the_main_command_and_the_test_command() -> None:
    """The first two code blocks are how to use it and how to test it; the test command is one line."""
    readme = text("README.md")
    main, test = marked_block(readme, "main-command"), marked_block(readme, "test-command")

    assert [block["body"] for block in FENCE.finditer(readme)][:2] == [main, test]
    assert "c7gate" in main
    assert test.count("\n") == 1
    assert "--require-hashes -r .ci/constraints.txt" in test
    assert "-m pytest" in test


def test_a_block_that_is_not_below_its_marker_is_not_found() -> None:
    """Prose or another marker between marker and block breaks the tie."""
    assert marked_block("<!-- a -->\n```sh\nls\n```\n", "a") == "ls\n"
    assert marked_block("<!-- a -->\n\n```sh\nls\n```\n", "a") == "ls\n"
    assert marked_block("<!-- a -->\nProse.\n```sh\nls\n```\n", "a") == ""
    assert marked_block("```sh\nls\n```\n", "a") == ""


def test_ci_runs_the_line_of_the_readme_and_no_copy_of_it() -> None:
    """`.ci/run` reads the test command from README.md, so there is one."""
    script = text(".ci/run")

    assert "<!-- test-command -->" in script
    assert 'eval "$line"' in script
    assert "-m pytest" not in script


# --- CHANGELOG ----------------------------------------------------------------------------------------------


def changelog_faults(changelog: str) -> list[str]:
    """What breaks the form of Keep a Changelog: headings, order of releases, empty sections."""
    lines = changelog.splitlines()
    releases = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    kinds = [line.removeprefix("### ") for line in lines if line.startswith("### ")]
    dated = [re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})", release) for release in releases[1:]]
    faults = [f"no kind of change: {kind}" for kind in kinds if kind not in KINDS_OF_CHANGE]
    if lines[:1] != ["# Changelog"] or releases[:1] != ["[Unreleased]"]:
        faults.append("does not open with its title and [Unreleased]")
    faults += [f"no release: {name}" for name, match in zip(releases[1:], dated, strict=True) if not match]
    known = [(Version(match[1]), date.fromisoformat(match[2])) for match in dated if match]
    faults += [f"out of order: {older[0]}" for newer, older in pairwise(known) if newer < older]
    following = pairwise(line for line in lines if line.strip())
    return faults + [f"empty: {a}" for a, b in following if a.startswith("### ") and not b.startswith("- ")]


def test_changelog_keeps_its_form() -> None:
    """Tools and people can read what changed."""
    assert changelog_faults(text("CHANGELOG.md")) == []


@pytest.mark.parametrize(
    ("changelog", "fault"),
    [
        ("# Changes\n## [Unreleased]\n", "does not open with its title and [Unreleased]"),
        ("# Changelog\n## [1.0.0] - 2026-01-01\n", "does not open with its title and [Unreleased]"),
        ("# Changelog\n## [Unreleased]\n### New\n- x\n", "no kind of change: New"),
        ("# Changelog\n## [Unreleased]\n### Added\n### Fixed\n- x\n", "empty: ### Added"),
        ("# Changelog\n## [Unreleased]\n## 1.0\n", "no release: 1.0"),
        (
            "# Changelog\n## [Unreleased]\n## [1.0.0] - 2026-01-01\n## [1.1.0] - 2026-02-01\n",
            "out of order: 1.1.0",
        ),
    ],
)
def test_a_changelog_out_of_form_is_told(changelog: str, fault: str) -> None:
    """Each fault is named."""
    assert changelog_faults(changelog) == [fault]


# --- dependencies -------------------------------------------------------------------------------------------


def pins(constraints: str) -> dict[str, Version]:
    """The locked versions by name; raises ValueError on a line that is no exact, hashed requirement."""
    logical = constraints.replace(" \\\n   ", "").splitlines()
    found: dict[str, Version] = {}
    for line in (line for line in logical if line and line != "--only-binary :all:"):
        match = PIN.fullmatch(line)
        if not match or HASH.sub("", match["hashes"]):
            message = f"not an exact version with sha256 hashes: {line[:60]}"
            raise ValueError(message)
        found[canonicalize_name(match["name"])] = Version(match["version"])
    return found


def declared() -> list[Requirement]:
    """Every dependency that pyproject.toml declares, groups and build system included."""
    data = project()
    groups = [
        entry for group in data["dependency-groups"].values() for entry in group if isinstance(entry, str)
    ]
    return [
        Requirement(r) for r in (*data["project"]["dependencies"], *groups, *data["build-system"]["requires"])
    ]


def test_every_dependency_is_locked_to_a_version_that_fits() -> None:
    """constraints.txt covers pyproject.toml (T46); `.ci/update-constraints` rewrites it."""
    locked = pins(text(".ci/constraints.txt"))
    unfit = [
        str(r) for r in declared() if locked.get(canonicalize_name(r.name), Version("0")) not in r.specifier
    ]
    missing = {canonicalize_name(r.name) for r in declared()} - locked.keys()

    assert not missing
    assert not unfit


def test_the_lock_names_no_address() -> None:
    """Whoever installs uses the index that the own machine is set up for."""
    constraints = text(".ci/constraints.txt")

    assert "://" not in constraints
    assert "index" not in constraints
    assert "#" not in constraints


@pytest.mark.parametrize(
    "line",
    [
        "click==8.2.0",
        "click>=8.2 --hash=sha256:" + 64 * "0",
        "click==8.2.0 --hash=md5:" + 32 * "0",
        "--index-url https://index.example.com/simple",
        "click @ https://index.example.com/click.whl --hash=sha256:" + 64 * "0",
    ],
)
def test_a_loose_lock_is_refused(line: str) -> None:
    """A version without hash, a range, a weak hash, an address."""
    with pytest.raises(ValueError, match="not an exact version with sha256 hashes"):
        pins(f"{line}\n")


# --- workflows ----------------------------------------------------------------------------------------------


def workflow() -> Any:
    """ci.yml as data. YAML 1.1 reads the key `on` as True, which no test needs."""
    return yaml.safe_load(text(".github/workflows/ci.yml"))


def loose_actions(source: str) -> list[str]:
    """The actions that are not pinned to a commit with its version beside it; `./` is this very tree."""
    used = re.findall(r"^\s*(?:- )?uses:\s*(.*)$", source, re.MULTILINE)
    return [action for action in used if not PINNED_ACTION.fullmatch(action) and action.split()[0] != "./"]


def test_actions_are_pinned_to_commits() -> None:
    """A moved tag cannot change what CI runs (T46)."""
    files = [REPOSITORY / "action.yml", *(REPOSITORY / ".github/workflows").glob("*.yml")]
    sources = [file.read_text(encoding="utf-8") for file in files]

    assert sources
    assert [action for source in sources for action in loose_actions(source)] == []
    assert loose_actions("  - uses: actions/checkout@v7\n") == ["actions/checkout@v7"]
    assert loose_actions(f"  uses: actions/checkout@{40 * 'a'}\n") == [f"actions/checkout@{40 * 'a'}"]


def test_ci_has_no_more_rights_than_it_needs() -> None:
    """Nothing at the top, reading in a job, no credentials left behind, an end to every job (T10, T86) (S-173)."""
    data = workflow()
    steps = [step for job in data["jobs"].values() for step in job["steps"]]
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]

    assert data["permissions"] == {}
    assert all(job["permissions"] in ({}, {"contents": "read"}) for job in data["jobs"].values())
    assert all("timeout-minutes" in job for job in data["jobs"].values())
    assert all(step["with"] == {"fetch-depth": 0, "persist-credentials": False} for step in checkouts)
    assert not [step["run"] for step in steps if "${{" in step.get("run", "")]


def test_one_required_job_waits_for_all_others() -> None:
    """So that branch protection names one job, and a skipped one cannot pass for a success (T15)."""
    jobs = workflow()["jobs"]

    assert set(jobs["required"]["needs"]) == jobs.keys() - {"required"}
    assert jobs["required"]["if"] == "always()"


def test_ci_tests_every_python_that_is_promised() -> None:
    """Classifiers, requires-python, the matrix and the lock's oldest Python are one list."""
    promised = [c.rpartition(" ")[2] for c in project()["project"]["classifiers"] if "Python :: 3." in c]

    assert workflow()["jobs"]["test"]["strategy"]["matrix"]["python"] == promised
    assert project()["project"]["requires-python"] == f">={promised[0]}"
    assert f"--python-version {promised[0]} " in text(".ci/update-constraints")


# --- what is written about the code -------------------------------------------------------------------------


def test_every_cited_requirement_exists() -> None:
    """No docstring of code or tests cites an S-nnn or Tnn that requirements.yaml does not know (S-181)."""
    found = coverage()

    assert found.code
    assert found.tests
    assert not found.unknown


def test_what_is_excused_from_a_test_says_why() -> None:
    """A reason of at least a few words; nothing is excused twice, as no key may stand twice."""
    excused = coverage().without

    assert [name for name, why in excused.items() if len(why.split()) < 3] == []
    assert len(excused) == len(re.findall(r"^[ST]", text(WITHOUT_TEST), re.MULTILINE))


def test_a_citation_is_found_in_docstrings_only() -> None:
    """Instants and code are no citations; a range cites all between."""
    assert cited('def f():\n    """As S-069 and T78 ask."""\n') == {"S-069", "T78"}
    assert cited('"""S-075 to S-078."""\n') == {"S-075", "S-076", "S-077", "S-078"}
    assert cited('"""T39-T41; N28."""\n') == {"T39", "T40", "T41"}
    assert cited('"""At 2025-08-28T14:05."""\nx = "S-001"\n') == set()


def test_coverage_tells_what_is_open_what_is_excused_and_what_is_unknown() -> None:
    """The report behind `python tests/coverage_of_requirements.py`."""
    found = Coverage(
        words={"S-001": "one", "S-002": "two", "S-003": "three", "T01": "a threat"},
        tests={"S-001": ("tests/a.py",), "S-009": ("tests/b.py",)},
        code={"S-002": ("c7gate/b.py",)},
        without={"S-003": "names no software", "S-001": "was open"},
    )

    assert list(report(found)) == [
        "no test cites:",
        "  S-002  two  [c7gate/b.py]",
        "  T01  a threat",
        "excused, and cited by now:",
        "  S-001  one",
        "S-009, cited in tests/b.py, is no requirement",
        "requirements: 1 of 3 have a test, 1 are excused, 1 are open",
        "threats: 0 of 1 have a test, 0 are excused, 1 are open",
    ]


def test_paths_named_to_contributors_exist() -> None:
    """A guide that names a file that is gone misleads."""
    named = re.findall(r"`(\.?[\w.-]+/[\w./-]*)`", text(".github/CONTRIBUTING.md"))

    assert named
    assert [path for path in named if not (REPOSITORY / path).exists()] == []


def committed_files() -> Iterator[Path]:
    """Every text file that is, or is about to be, committed; in an unpacked archive every file."""
    if shutil.which("git") and (REPOSITORY / ".git").exists():
        listing = [
            "git",
            "-C",
            str(REPOSITORY),
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]
        names = subprocess.run(listing, capture_output=True, check=True).stdout.decode().split("\0")
        files = [REPOSITORY / name for name in names if name]
    else:
        files = [file for file in REPOSITORY.rglob("*") if ".venv" not in file.parts]
    return (file for file in files if file.is_file())


def places(content: str) -> list[str]:
    """The package registries and the folders of one machine that a text names."""
    return [match[0] for pattern in (REGISTRY, MACHINE_PATH) for match in pattern.finditer(content)]


def test_no_file_names_a_registry_or_a_folder_of_somebodys_machine() -> None:
    """The repository works wherever it is cloned and whichever mirror is used."""
    found = {
        file.relative_to(REPOSITORY).as_posix(): named
        for file in committed_files()
        if (named := places(file.read_text(encoding="utf-8", errors="replace")))
    }

    assert not found


@pytest.mark.parametrize("folder", ["root", "home/alice", "Users"])
def test_a_folder_of_a_machine_is_recognised(folder: str) -> None:
    """Absolute, not a part of a relative path or of an address."""
    assert places(f"see /{folder}/notes") == [f"/{folder}/"]
    assert places(f"see docs/{folder}/notes and example.com/{folder}/notes") == []


def test_a_registry_is_recognised() -> None:
    """By host, whatever stands before it."""
    assert places("https://files." + "pythonhosted" + ".org/x") == ["pythonhosted" + ".org"]
    assert places("the python package index") == []
