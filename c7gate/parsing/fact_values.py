"""What somebody typed for one key of a record's line, as the value that is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from c7gate.model.facts import Field, Form, Value
from c7gate.parsing.assistant import library_of
from c7gate.parsing.dates import to_date, to_instant

_SCORE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_MOST_PERCENT = 100
_JUDGED = ("pass", "fail")


def value_of(field: Field, texts: Sequence[str]) -> Value:
    """The value of a key from what was typed; `texts` are several only where an option may be repeated.

    Raises:
        ValueError: it cannot be that; the message says what to write instead.
    """
    if field.form in _OF_MANY:
        return _OF_MANY[field.form](texts)
    text = texts[-1]
    if field.choices and text not in field.choices:
        raise ValueError(f"{text!r} is not one of {', '.join(field.choices)}")
    return _OF_ONE[field.form](text)


def _date(text: str) -> date:
    day = to_date(text)
    if day is None:
        raise ValueError(f"{text!r} is no date; write 2025-08-29")
    return day


def _instant(text: str) -> datetime:
    instant = to_instant(text)
    if instant is None:
        raise ValueError(f"{text!r} is no RFC 3339 instant; write 2025-09-01T09:00:00+02:00")
    return instant


def _moment(text: str) -> date | datetime:
    return to_date(text) or _instant(text)


def _library(text: str) -> str:
    library = library_of(text)
    if not library:
        raise ValueError(f"{text!r} is no library id; write it as /owner/name, such as /websockets/ws")
    return library


def _gate(text: str) -> int:
    if text not in {"1", "2", "3", "4"}:
        raise ValueError(f"{text!r} is no gate; write 1, 2, 3 or 4")
    return int(text)


def _list(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _scores(texts: Sequence[str]) -> Mapping[str, Decimal | str]:
    return {name: score(word) for name, word in _pairs(texts, "written=87.5").items()}


def _rubric(texts: Sequence[str]) -> Mapping[str, Decimal | str]:
    return {name: judged(word) for name, word in _pairs(texts, "workflow_demo=pass").items()}


def score(text: str) -> Decimal:
    """A percentage with at most two decimals.

    Raises:
        ValueError: it is none.
    """
    if not _SCORE.fullmatch(text) or Decimal(text) > _MOST_PERCENT:
        raise ValueError(
            f"{text!r} is no score; write a number from 0 to 100, at most two decimals, as 87.50"
        )
    return Decimal(text)


def judged(text: str) -> str:
    """A judged point: any other word would decide nothing.

    Raises:
        ValueError: it is neither `pass` nor `fail`.
    """
    if text not in _JUDGED:
        raise ValueError(f"{text!r} is no judgement; write pass or fail")
    return text


def _pairs(texts: Sequence[str], example: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, equals, word = (part.strip() for part in text.partition("="))
        if not (name and equals and word):
            raise ValueError(f"{text!r} says nothing of a criterion; write {example}")
        if name in found:
            raise ValueError(f"{name!r} stands twice")
        found[name] = word
    return found


_OF_ONE: Mapping[Form, Callable[[str], Value]] = {
    Form.TEXT: str,
    Form.DATE: _date,
    Form.INSTANT: _instant,
    Form.MOMENT: _moment,
    Form.LIBRARY: _library,
    Form.GATE: _gate,
}
_OF_MANY: Mapping[Form, Callable[[Sequence[str]], Value]] = {
    Form.LIST: _list,
    Form.SCORES: _scores,
    Form.RUBRIC: _rubric,
}
