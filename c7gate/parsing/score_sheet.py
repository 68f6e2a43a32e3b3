"""A table of assessment results, as a spreadsheet saves it, to attempts: one a row (S-042)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches

from c7gate.model.facts import Form, Item, Value, fact_of
from c7gate.model.finding import Problem
from c7gate.model.gates import CriterionPolicy, GatePolicy
from c7gate.model.named_tuple import NamedTuple
from c7gate.parsing.fact_values import judged, score, value_of
from c7gate.parsing.problems import listed
from c7gate.parsing.record import record_login

_RULE = "score-sheet"
_ATTEMPT = fact_of("attempt")
_FACTS = {field.key: field for field in _ATTEMPT.fields if field.form not in {Form.SCORES, Form.RUBRIC}}
_ASSESSED = "attempt"
_PREFIXES = ("scores", "rubric")


class Row(NamedTuple):
    """One attempt: whom it is about, what it says so far, and the line of the table it stands on."""

    login: str
    item: Item
    line: int


class Sheet(NamedTuple):
    """A table: its rows, and all that is wrong with it. With any problem no row is to be used."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_sheet(data: bytes, gates: Sequence[GatePolicy], constants: Mapping[str, Value]) -> Sheet:
    """Read a CSV file in UTF-8, its first line naming the columns.

    Columns are `login` and the keys of an attempt (`gate`, `date`, `assessor`, …); every other one is a criterion of
    the row's gate, or `scores.NAME` or `rubric.NAME`. An empty cell says nothing.

    Args:
        data: the whole file.
        gates: the policy's, which say of each criterion whether it is a score.
        constants: values of keys that no cell gives.

    Returns:
        The rows, and problems with line and column: the number of the cell, from 1.
    """
    reading = _Sheet(gates, constants)
    rows = tuple(reading.rows(data))
    return Sheet(rows, listed(reading.problems))


class _Sheet:
    def __init__(self, gates: Sequence[GatePolicy], constants: Mapping[str, Value]) -> None:
        self.problems: list[Problem] = []
        self._criteria = {
            gate.number: {item.id: item for item in gate.criteria if item.source == _ASSESSED}
            for gate in gates
        }
        self._constants = constants

    def rows(self, data: bytes) -> Iterator[Row]:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            self._wrong(line, 1, "this is no UTF-8", "save the table as CSV in UTF-8")
            return
        table = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            head = [name.strip() for name in next(table, [])]
            if self._is_head(head):
                for cells in table:
                    if any(cell.strip() for cell in cells):
                        yield from self._row(head, cells, table.line_num)
        except csv.Error as error:
            self._wrong(table.line_num, 1, f"the table cannot be read: {error}", "mind the quotes")

    def _is_head(self, head: Sequence[str]) -> bool:
        before = len(self.problems)
        names = {name for criteria in self._criteria.values() for name in criteria}
        known = {"login", *_FACTS, *names}
        for column, name in enumerate(head, 1):
            if head.index(name) + 1 < column:
                self._wrong(1, column, f'the column "{name}" stands twice', "keep one of the two")
            elif name not in known and not name.startswith(tuple(f"{prefix}." for prefix in _PREFIXES)):
                self._wrong(1, column, f'no column is called "{name}"', _suggestion(name, known))
        given = {*head, *self._constants}
        missing = [name for name in ("login", "gate", "date", "assessor") if name not in given]
        for name in missing if len(self.problems) == before else ():
            help_ = "add the column" if name == "login" else f"add the column, or give --{name}"
            self._wrong(1, 1, f'no column is called "{name}"', help_)
        return len(self.problems) == before

    def _row(self, head: Sequence[str], cells: Sequence[str], line: int) -> Iterator[Row]:
        before = len(self.problems)
        if len(cells) != len(head):
            self._wrong(line, len(cells), f"{len(cells)} cells, and the first line names {len(head)}", "")
            return
        given = {
            name: (column, cell.strip())
            for column, (name, cell) in enumerate(zip(head, cells, strict=True), 1)
        }
        found: dict[str, Value] = dict(self._constants)
        for name, (column, cell) in given.items():
            if name in _FACTS and cell:
                found |= self._value(name, cell, line, column)
        for name in ("gate", "date", "assessor"):
            if name not in found and len(self.problems) == before:
                self._wrong(line, given.get(name, (1, ""))[0], f"the {name} is missing", "fill it in")
        login = given["login"][1]
        if record_login(f"{login}.yaml") is None:
            self._wrong(line, given["login"][0], f"{login!r} is no login", "write it as its record is named")
        results = self._results(found.get("gate"), given, line) if "gate" in found else {}
        if len(self.problems) == before:
            item = {**found, **results}
            yield Row(
                login, {field.key: item[field.key] for field in _ATTEMPT.fields if field.key in item}, line
            )

    def _value(self, name: str, cell: str, line: int, column: int) -> Mapping[str, Value]:
        try:
            return {name: value_of(_FACTS[name], [cell])}
        except ValueError as error:
            self._refuse(name, error, line, column)
        return {}

    def _results(
        self, gate: Value | None, given: Mapping[str, tuple[int, str]], line: int
    ) -> Mapping[str, Mapping[str, Decimal | str]]:
        """The scores and judged points of a row; what is no criterion of its gate is a problem."""
        criteria: Mapping[str, CriterionPolicy] = next(
            (found for number, found in self._criteria.items() if number == gate), {}
        )
        results: dict[str, dict[str, Decimal | str]] = {}
        for name, (column, cell) in given.items():
            prefix, dot, rest = name.partition(".")
            if not cell or (not dot and (name == "login" or name in _FACTS)):
                continue
            if not dot and name not in criteria:
                self._wrong(line, column, f"{name} is no criterion of gate {gate}", "leave the cell empty")
                continue
            is_score = prefix == "scores" if dot else criteria[name].kind == "score"
            result = self._result(score if is_score else judged, name, cell, line, column)
            results.setdefault("scores" if is_score else "rubric", {})[rest or name] = result
        return results

    def _result(
        self, read: Callable[[str], Decimal | str], name: str, cell: str, line: int, column: int
    ) -> Decimal | str:
        try:
            return read(cell)
        except ValueError as error:
            self._refuse(name, error, line, column)
        return ""

    def _refuse(self, name: str, error: ValueError, line: int, column: int) -> None:
        message, _, help_ = str(error).partition("; ")
        self._wrong(line, column, f"{name}: {message}", help_)

    def _wrong(self, line: int, column: int, message: str, help_: str) -> None:
        self.problems.append(Problem(_RULE, message, help_, line, column))


def _suggestion(name: str, known: set[str]) -> str:
    if ";" in name:
        return "separate the columns with commas"
    near = get_close_matches(name, sorted(known), 1)
    return f'did you mean "{near[0]}"?' if near else f"write one of: {', '.join(sorted(known))}"
