"""Survey waves: counts, never answers, and never so few that they tell of somebody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from c7gate.model.record import RecordKind, Survey
from c7gate.parsing.periods import period_days
from c7gate.parsing.record import parse_record
from c7gate.parsing.yaml import parse_document
from c7gate.reading import resources

WAVE = 'period: 2025-W35\ninvited: 14\nhistogram: {"2": 1, "3": 1, "4": 6, "5": 4}\n'


def read(text: str) -> tuple[Any, list[tuple[str, str]]]:
    document = parse_document(text.encode(), "training-records/surveys/2025-W35.yaml")
    value, problems = parse_record(RecordKind.SURVEY, document, resources.schema("survey"))
    return value, [(problem.rule, problem.message) for problem in problems]


def test_a_wave_is_its_counts() -> None:
    value, problems = read(WAVE)

    assert problems == []
    assert value == Survey("2025-W35", 14, {2: 1, 3: 1, 4: 6, 5: 4})
    assert value.answers == 12


def test_a_suppressed_wave_keeps_nothing() -> None:
    assert read("period: 2025-W35\ninvited: 6\nsuppressed: true\n") == (
        Survey("2025-W35", 6, {}, suppressed=True),
        [],
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('period: 2025-W35\ninvited: 4\nhistogram: {"4": 4}\n', "4 answers are too few to keep"),
        ('period: 2025-W35\ninvited: 5\nhistogram: {"4": 6}\n', "6 answers of 5 who were asked"),
        ("period: 2025-W35\ninvited: 5\n", "a wave has a histogram or is suppressed, and not both"),
        (f"{WAVE}suppressed: true\n", "a wave has a histogram or is suppressed, and not both"),
        (
            WAVE.replace("W35", "W36"),
            '"period" is the text "2025-W36" and does not equal the file name "2025-W35"',
        ),
        (f"{WAVE}answers: [{{login: alice, score: 2}}]\n", 'unknown key "answers"'),
        (f"{WAVE}mean: 4.1\n", 'unknown key "mean"'),
    ],
)
def test_a_wave_that_tells_of_people_or_is_impossible_is_refused(text: str, message: str) -> None:
    value, problems = read(text)

    assert value is None
    assert problems == [("record-invalid", message)]


def test_an_answer_without_quotes_is_said_to_need_them() -> None:
    assert read("period: 2025-W35\ninvited: 9\nhistogram: {4: 9}\n") == (
        None,
        [("yaml-non-string-key", "the key 4 is not text")],
    )


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2025-W35", (date(2025, 8, 25), date(2025, 8, 31))),
        ("2025-12", (date(2025, 12, 1), date(2025, 12, 31))),
        ("2025-Q4", (date(2025, 10, 1), date(2025, 12, 31))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2025-W53", None),
        ("2025-13", None),
        ("2025-Q5", None),
        ("0000-01", None),
    ],
)
def test_periods_are_days(text: str, days: tuple[date, date] | None) -> None:
    assert period_days(text) == days
