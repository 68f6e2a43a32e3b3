"""The answers of a survey to counts, so that nothing else of the file is kept: no person, no words (S-142)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from c7gate.model.finding import Problem
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.problems import listed

_RULE = "survey-answers"
_NUMBER = re.compile(r"\+?0*([0-9]{1,3})(?:\.0+)?", re.ASCII)


class UnusableAnswersError(ValueError):
    """The file cannot be counted; `problems` say where and why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


def counted_answers(data: bytes, question: str, scale: range, *, is_json: bool) -> Mapping[int, int]:
    """How often each answer was given; who left the answer empty gave none.

    Args:
        data: the whole file. CSV: a line a person below the names of the columns. JSON: a list of answers, or of
            objects.
        question: the column or key of the answer; empty where there is only one column, or no key.
        scale: the answers that may be given.
        is_json: how to read it.

    Raises:
        UnusableAnswersError: it is not of that form, or an answer is not on the scale. No message repeats what
            somebody wrote.
    """
    problems: list[Problem] = []
    found: Counter[int] = Counter()
    for cell in _json_cells(data, question) if is_json else _csv_cells(data, question):
        match = _NUMBER.fullmatch(cell.text.strip())
        if match and int(match[1]) in scale:
            found[int(match[1])] += 1
        elif cell.text.strip():
            message = f"{cell.name} is no whole number from {scale[0]} to {scale[-1]}"
            problems.append(Problem(_RULE, message, "write the number alone", cell.line, cell.column))
    if problems:
        raise UnusableAnswersError(listed(problems))
    return dict(sorted(found.items()))


class _Cell(NamedTuple):
    """An answer as it stands; `line` and `column` (the number of the cell) from 1, `name` what to call it."""

    text: str
    line: int = 1
    column: int = 1
    name: str = "this answer"


def _csv_cells(data: bytes, question: str) -> Iterator[_Cell]:
    text = _text(data)
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = [name.strip() for name in next(table, [])]
        column = _column(names, question)
        for cells in table:
            if len(cells) == len(names):
                yield _Cell(cells[column], table.line_num, column + 1)
            elif any(cell.strip() for cell in cells):
                raise _wrong(f"{len(cells)} cells, and the first line names {len(names)}", "", table.line_num)
    except csv.Error as error:
        raise _wrong(f"the table cannot be read: {error}", "mind the quotes", table.line_num) from None


def _column(names: Sequence[str], question: str) -> int:
    """The place of the answers' column, from 0."""
    known = ", ".join(f'"{name}"' for name in names if name)
    if len(names) == 1 and (not question or question == names[0]):
        if _NUMBER.fullmatch(names[0]):
            raise _wrong("the first line holds an answer and no name", "put the question above the answers")
        return 0
    if not question:
        raise _wrong("the table has several columns", f"name one with --question: {known}")
    if names.count(question) != 1:
        often = "stands twice" if question in names else "is not there"
        raise _wrong(f'the column "{question}" {often}', f"the columns are {known}")
    return names.index(question)


def _json_cells(data: bytes, question: str) -> Iterator[_Cell]:
    try:
        items = json.loads(_text(data), parse_float=str)
    except (ValueError, RecursionError) as error:
        raise _wrong(f"no JSON: {error}", "export it again") from None
    if not isinstance(items, list):
        raise _wrong("this is no list", "write the answers as [4, 5, 3], or as a list of objects")
    for number, item in enumerate(items, 1):
        value = item
        if isinstance(item, dict):
            if not question:
                raise _wrong("the answers are objects", "name the key of the answer with --question")
            if question not in item:
                raise _wrong(f'item {number} has no "{question}"', "name a key that all have")
            value = item[question]
        yield _Cell(_word(value), name=f"answer {number}")


def _word(value: Any) -> str:
    """A value as a cell; what no answer can be is no number either."""
    if value is None:
        return ""
    is_word = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value) if is_word else "?"


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _wrong("this is no UTF-8", "save the file in UTF-8", line) from None


def _wrong(message: str, help_: str, line: int = 1) -> UnusableAnswersError:
    return UnusableAnswersError((Problem(_RULE, message, help_, line, 1),))
