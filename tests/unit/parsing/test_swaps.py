"""Swaps come in pairs within 14 days."""

import pytest

from c7gate.parsing.swaps import unpaired_swaps
from c7gate.parsing.yaml import parse_document


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("swap-on 2025-08-30 2025-08-30, swap-off 2025-08-29 2025-08-29", []),
        ("swap-off 2025-08-29 2025-08-29, swap-on 2025-09-12 2025-09-12", []),  # 14 days
        (
            "swap-off 2025-08-29 2025-08-29, swap-on 2025-09-13 2025-09-13",
            [
                (3, "swap-off of 2025-08-29 has no swap-on within 14 days"),
                (4, "swap-on of 2025-09-13 has no swap-off within 14 days"),
            ],
        ),
        ("swap-on 2025-08-30 2025-08-31, swap-off 2025-08-28 2025-08-29", []),
        (
            "swap-on 2025-08-30 2025-08-31, swap-off 2025-08-29 2025-08-29",
            [(3, "swap-on of 2025-08-31 has no swap-off within 14 days")],
        ),
        ("leave 2025-08-30 2025-08-31, half 2025-08-29 2025-08-29", []),
        (
            "swap-off 2025-01-01 2999-01-01",
            [(3, "swap-off of 2025-01-01 has no swap-on within 14 days")],
        ),
    ],
)
def test_each_swapped_day_has_its_counterpart(lines: str, found: list[tuple[int, str]]) -> None:
    rows = [
        f"  - {{from: {first}, to: {last}, type: {kind}}}"
        for kind, first, last in (line.split() for line in lines.split(", "))
    ]
    text = "\n".join(["login: alice", "away:", *rows, ""])
    problems = list(unpaired_swaps(parse_document(text.encode(), "alice.yaml")))
    assert [(problem.line, problem.message) for problem in problems] == found
    assert {problem.rule for problem in problems} <= {"record-invalid"}
