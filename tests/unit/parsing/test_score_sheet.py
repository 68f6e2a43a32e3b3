"""A table of attempts is read as a whole: rows with every value, or problems with their places."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.parsing.policy_gates import gate_policies
from c7gate.parsing.score_sheet import read_sheet
from c7gate.reading.program import policy_of

GATES = gate_policies(policy_of({}))
NAMES = ("login", "gate", "date", "assessor", "written", "workflow_demo", "note")
CELL = st.sampled_from(["", "alice", "1", "4", "2025-08-26", "87.50", "100.01", "pass", "x,y", '"', "\n", "=1"]) | st.text(
    max_size=8
)  # fmt: skip
SCORE = st.decimals(0, 100, places=2)


def table(*rows: list[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


@given(rows=st.lists(st.tuples(SCORE, st.sampled_from(["pass", "fail", ""])), max_size=5))
@settings(max_examples=50, deadline=None)
def test_every_row_is_an_attempt(rows: list[tuple[Decimal, str]]) -> None:
    cells = [["alice", "1", "2025-08-26", "erin", str(score), word, ""] for score, word in rows]

    found = read_sheet(table([*NAMES], *cells), GATES, {})

    assert found.problems == ()
    assert [row.item["scores"] for row in found.rows] == [{"written": score} for score, _ in rows]
    assert [row.item.get("rubric") for row in found.rows] == [
        {"workflow_demo": word} if word else None for _, word in rows
    ]


@given(rows=st.lists(st.lists(CELL, min_size=6, max_size=8), max_size=4))
@settings(max_examples=100, deadline=None)
def test_whatever_the_cells_hold_each_row_is_read_or_named(rows: list[list[str]]) -> None:
    found = read_sheet(table([*NAMES], *rows), GATES, {})

    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert found.problems or len(found.rows) == len(filled)
    assert all(problem.line >= 1 <= problem.column for problem in found.problems)


@given(data=st.binary(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_table_or_a_problem(data: bytes) -> None:
    found = read_sheet(data, GATES, {})

    assert found.problems or not data.strip() or not found.rows


def test_free_points_are_named_by_their_kind() -> None:
    head = "login,gate,date,assessor,rubric.clarity,scores.extra\n"
    found = read_sheet(f"\ufeff{head}alice,2,2025-08-26,erin,pass,7.5\n".encode(), GATES, {})

    assert found.problems == ()
    assert found.rows[0].item["rubric"] == {"clarity": "pass"}
    assert found.rows[0].item["scores"] == {"extra": Decimal("7.5")}
