"""Only spelling is mended, and nothing around it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.commit import Entry
from c7gate.model.finding import Problem
from c7gate.reading.records import read_file
from c7gate.writing.record_fixes import fixed

PATH = "training-records/developers/alice.yaml"
START = "login: alice\nidentities: [alice@example.com]\n"


def mended(text: str) -> str:
    """The text as it is after mending."""
    data = text.encode()
    change = fixed(data, PATH, "alice.yaml")
    return (change.after if change else data).decode()


def problems(text: str) -> tuple[Problem, ...]:
    record = read_file(PATH, Entry("100644", ""), text.encode())
    assert record is not None
    return record.problems


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("rolle: qa  # mine\n", "role: qa  # mine\n"),
        ('"workWeek": [mon]\n', "work_week: [mon]\n"),
        ("r\u043ele: qa\n", "role: qa\n"),
        ("cohort: 2025\n", 'cohort: "2025"\n'),
        ("role: true\n", 'role: "true"\n'),
        ("enrolled_at: 22.8.2025\n", "enrolled_at: 2025-08-22\n"),
        ("enrolled_at: 08/22/2025\r\n", "enrolled_at: 2025-08-22\r\n"),
        ("away:\n- {from: 2025\u20139\u20138, to: '2025/09/09', type: half}\n", "away:\n- {from: 2025-09-08, to: 2025-09-09, type: half}\n"),
        ('use_cases:\n- title: @alice: "why"\n  library: /a/b\n', 'use_cases:\n- title: "@alice: \\"why\\""\n  library: /a/b\n'),
        ("role:\tqa\t\n", "role: qa\n"),
    ],
)  # fmt: skip
def test_spelling_is_mended(before: str, after: str) -> None:
    assert mended(START + before) == START + after
    assert problems(START + after) == ()


def test_a_byte_order_mark_goes_and_line_ends_stay() -> None:
    text = START.replace("\n", "\r\n")
    assert mended(f"\ufeff{text}") == text


@pytest.mark.parametrize(
    "text",
    [
        START + "<<<<<<< HEAD\nrole: qa\n=======\nrole: backend\n>>>>>>> topic\n",
        'login: "alice\nidentities: [alice@example.com]\n',
    ],
)
def test_quotes_are_for_values_alone(text: str) -> None:
    """A whole line in quotes would take a conflict or a key for text, and hide what is wrong."""
    assert mended(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "enrolled_at: 08/09/2025",  # August or September
        "enrolled_at: 2025-02-30",  # no day
        "enrolled_at: 25/08/22",  # which part is the year
        "role: Backend",  # what a value says is the person's
        "rolle: qa\nrole: backend",  # one of two
        "start: 2025-08-22",  # near nothing
        "status: done",  # computed
        "gate: 3",
        "role:",  # missing
        "away: [{from: 2025-09-09, to: 2025-09-08, type: leave}]",
        "usage: [{at: 2025-08-28T14:05:00, kind: log, library: /a/b}]",  # whose offset
        "role: backend cohort: 2025-08",  # two lines in one
        "\trole: qa",  # how deep
        'use_cases: [{title: "a\tb", library: /a/b}]',
        "a: &x 1",
        "role: qa\nrole: qa",
    ],
)
def test_what_somebody_has_to_decide_stays(line: str) -> None:
    assert problems(f"{START}{line}\n")
    assert mended(f"{START}{line}\n") == f"{START}{line}\n"


LINES = st.sampled_from(
    (
        *(
            "rolle: backend # x",
            "role: qa",
            "work-week: [mon, mon]",
            "work_week: [Mon]",
            "cohort: 2025",
            "cohort: no",
        ),
        *(
            "enrolled_at: 22.08.2025",
            "enrolled_at: 2025/8/2x",
            "timezone: Europe/Berln",
            "status: x",
            "# a comment",
        ),
        *(
            "away: [{from: 2025/9/8, too: 9.9.2025, type: leave}]",
            "use_cases:",
            "  - title: a: b",
            "    library: /a/b",
        ),
        *(
            "  - {title: x, libary: /a/b}",
            "exercises: [{id: 12, evidence: [y]}]",
            "role:\tqa",
            "",
            "  x",
            "usage: [1, true]",
        ),
    )
)


@settings(max_examples=50, deadline=None)
@given(st.lists(LINES, max_size=7), st.sampled_from(("\n", "\r\n")), st.booleans())
def test_mending_leaves_less_wrong_and_other_lines_alone(lines: list[str], end: str, bom: bool) -> None:  # noqa: FBT001  hypothesis gives it
    text = ("\ufeff" if bom else "") + end.join([*START.splitlines(), *lines, ""])
    change = fixed(text.encode(), PATH, "alice.yaml")
    after = mended(text)
    before = problems(text)

    assert mended(after) == after
    touched = {fix.line for fix in change.fixes} if change else set()
    old, new = text.split("\n"), after.split("\n")
    assert len(old) == len(new)
    assert {
        number for number, pair in enumerate(zip(old, new, strict=True), 1) if pair[0] != pair[1]
    } == touched
    left = {(problem.rule, problem.message, problem.line) for problem in problems(after)}
    if not {"yaml-syntax", "yaml-forbidden-character", "byte-order-mark"} & {
        problem.rule for problem in before
    }:
        assert left <= {(problem.rule, problem.message, problem.line) for problem in before}


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_mended_or_left(data: bytes) -> None:
    change = fixed(data, PATH, "alice.yaml")
    assert change is None or change.after != data
