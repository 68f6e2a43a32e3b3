"""CSV: one row a finding, read back by the csv module."""

from __future__ import annotations

import csv as reader
import io
from pathlib import Path

import pytest

from c7gate.model.errors import C7gateError, CannotLookError, PolicyError
from c7gate.model.finding import Problem
from c7gate.rendering import csv

from evaluations import FINDINGS, evaluation, hostile

PROBLEMS = tuple(
    ("policies/gates.yaml", Problem("policy-invalid", f"bad {line}", "", line, 1)) for line in (1, 2)
)


def rows(text: str) -> list[dict[str, str]]:
    """The rows; every line is one."""
    found = list(reader.DictReader(io.StringIO(text)))
    assert len(text.splitlines()) == len(found) + 1
    return found


def test_a_row_a_finding() -> None:
    first, second, third, last = rows(csv.render(evaluation()))

    assert (first["name"], first["change"], first["append_text"]) == (
        "missing-reference",
        "body",
        "Context7: ",
    )
    assert (second["file"], second["line"], second["column"]) == (
        "training-records/developers/alice.yaml",
        "6",
        "1",
    )
    assert third["commit"] == "a" * 40
    assert (last["file"], last["line"], last["developer"]) == ("", "", "alice")


def test_no_cell_of_hostile_text_is_a_formula() -> None:
    found = rows(csv.render(hostile()))

    assert len(found) == 12
    assert {row["message"][0] for row in found} == {"'"}
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in found for cell in row.values())


@pytest.mark.parametrize(
    ("error", "messages"),
    [
        (CannotLookError("cut off", help="fetch"), ["cut off"]),
        (PolicyError("x", problems=PROBLEMS), ["bad 1", "bad 2"]),
    ],
)
def test_no_verdict_is_never_an_empty_table(error: C7gateError, messages: list[str]) -> None:
    found = rows(csv.render_error(error))

    assert [row["message"] for row in found] == messages
    assert {(row["severity"], row["name"]) for row in found} == {("error", "no-verdict")}


def test_altered_history_is_a_row() -> None:
    given = evaluation()._replace(cannot_look="history is altered")

    assert [row["name"] for row in rows(csv.render(given))] == [
        "no-verdict",
        *(finding.name for finding in FINDINGS),
    ]


def test_the_table_is_what_it_was() -> None:
    golden = Path(__file__).parent / "golden" / "findings.csv"

    assert csv.render(evaluation()) == golden.read_text(encoding="utf-8")
