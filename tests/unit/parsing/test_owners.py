from __future__ import annotations

import pytest

from c7gate.judging.setup.owners import missing_owners, owners_check
from c7gate.model.setup import State
from c7gate.parsing.owners import PLACES, owners_of, parse_owners

ALL = """\
/policies/ @dana
/schemas/ @dana
/training-records/assessments/ @dana
/training-records/cohorts/ @dana
/training-records/surveys/ @dana
/.pre-commit-config.yaml @dana
/.github/ @dana
"""
PLACE = ".github/CODEOWNERS"


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*", "a/b.py", True),
        ("/policies/", "policies/a/b.yaml", True),
        ("/policies", "policies/program.yaml", True),
        ("policies/", "docs/policies/a.yaml", True),
        ("/policies/", "docs/policies/a.yaml", False),
        ("policies/*", "policies/program.yaml", True),
        ("policies/*", "policies/a/program.yaml", False),
        ("/policies/**", "policies/a/program.yaml", True),
        ("*.yaml", "policies/program.yaml", True),
        ("a\\ b/", "policies/program.yaml", False),
    ],
)
def test_a_pattern_matches_as_on_the_forge(pattern: str, path: str, *, matches: bool) -> None:
    assert bool(owners_of(parse_owners(f"{pattern} @dana"), path)) is matches


def test_the_last_line_that_matches_decides() -> None:
    lines = parse_owners("* @team # all of it\n/policies/ @dana @farid\n*.md\n")

    assert owners_of(lines, "src/a.py") == ("@team",)
    assert owners_of(lines, "policies/program.yaml") == ("@dana", "@farid")
    assert owners_of(lines, "policies/readme.md") == ()


def test_what_the_forge_passes_over_owns_nothing() -> None:
    assert parse_owners("# * @dana\n\n!/policies/ @dana\n/[ab]/ @dana\n\\#a @dana\n") == ()


def test_a_section_gives_its_owners() -> None:
    assert owners_of(parse_owners("[Program][2] @dana\n/policies/\n"), "policies/program.yaml") == ("@dana",)


def test_everything_that_decides_must_be_owned() -> None:
    assert missing_owners(ALL, "github", PLACE) == ()
    assert missing_owners("* @dana\n", "github", PLACE) == ()
    assert missing_owners(ALL, "github", "CODEOWNERS") == ("CODEOWNERS",)
    assert missing_owners(ALL + "*.yml\n", "github", PLACE) == (
        "policies/", "schemas/", "training-records/assessments/", "training-records/cohorts/",
        "training-records/surveys/", ".github/",
    )  # fmt: skip
    assert missing_owners(ALL + "/.github/workflows/\n", "github", PLACE) == (".github/",)


def test_the_check_names_what_nobody_owns_and_the_line_to_add() -> None:
    check = owners_check(PLACES, PLACE, ALL.replace("/schemas/ @dana\n", ""), "github")

    assert (check.name, check.state) == ("owners-incomplete", State.PROBLEM)
    assert "nobody owns schemas/" in check.message
    assert check.help == "add at the end of the file: /schemas/ @OWNER"
    assert owners_check(PLACES, "", None, "github").name == "owners-missing"
    assert owners_check(PLACES, PLACE, ALL, "github").state is State.OK
