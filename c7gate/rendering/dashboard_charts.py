"""Where the marks of a dashboard's charts stand, in units of the picture. What they mean is told by their data.

Only places are computed here, from values that `rendering/dashboard.py` has already made; no figure is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from c7gate.model.named_tuple import NamedTuple

WIDTH, HEIGHT = 640, 200
_SERIES = ("adopted", "consistent", "certified")
_CELL = 26
_ROW = 18
_BARS = {"●": (0, 12), "○": (7, 5), "◌": (5, 2), "–": (6, 1)}  # noqa: RUF001  signs of days
"""Of each sign the bar that stands for it: how far from the row's top, how high. Shape says what colour does; a day off is blank."""


class Line(NamedTuple):
    """The burn-up: steps of what is reached and planned, marks on the axes, where today is."""

    certified: str
    planned: str
    off: tuple[tuple[float, float], ...]
    ticks: tuple[tuple[float, str], ...]
    levels: tuple[tuple[float, int], ...]


class Trend(NamedTuple):
    """Lines by name, the marks on them (where, whose week, how high each line is there), and what stands on the axes."""

    lines: tuple[tuple[str, str], ...]
    marks: tuple[tuple[float, Mapping[str, Any], tuple[float | None, ...]], ...]
    ticks: tuple[tuple[float, str], ...]
    levels: tuple[tuple[float, int], ...]


class Cell(NamedTuple):
    """One date of the calendar: where, what it says, and how full it is (0 to 4; -1 withheld, -2 nothing expected)."""

    x: int
    y: int
    day: Mapping[str, Any]
    fill: int


class Calendar(NamedTuple):
    """Weeks as columns, weekdays as rows."""

    width: int
    cells: tuple[Cell, ...]
    months: tuple[tuple[int, str], ...]


class Span(NamedTuple):
    """A figure's interval on an axis of its own, between 0 and 100; `target` is None without one."""

    answer: Mapping[str, Any]
    low: float
    high: float
    value: float
    target: float | None
    is_open: bool


def steps(days: Sequence[Mapping[str, Any]], most: int) -> Line:
    """The burn-up of so many dates, up to `most` people."""
    width = WIDTH / max(1, len(days))
    top = max(1, most)

    def path(key: str) -> str:
        known = [float(item[key]) for item in days if item[key] is not None]
        parts = [
            f"{HEIGHT - HEIGHT * value / top:.1f}H{(at + 1) * width:.1f}" for at, value in enumerate(known)
        ]
        return f"M0 {'V'.join(parts)}" if parts else ""

    return Line(
        certified=path("certified"),
        planned=path("planned"),
        off=tuple(_off(days, width)),
        ticks=tuple(_ticks([item["date"] for item in days], width)),
        levels=tuple((HEIGHT - HEIGHT * level / top, level) for level in sorted({0, top // 2, top})),
    )


def _off(days: Sequence[Mapping[str, Any]], width: float) -> Iterator[tuple[float, float]]:
    """From where to how far nobody is to work."""
    number = 0
    for works, found in groupby(days, key=lambda item: bool(item["works"])):
        count = len(list(found))
        if not works:
            yield round(number * width, 1), round(count * width, 1)
        number += count


def _ticks(dates: Sequence[str], width: float) -> Iterator[tuple[float, str]]:
    """At most seven dates, evenly spread."""
    every = max(1, -(-len(dates) // 6))
    for number in range(0, len(dates), every):
        yield round(number * width, 1), f"{date.fromisoformat(dates[number]):%d %b}"


def trend(weeks: Sequence[Mapping[str, Any]], roster: int) -> Trend:
    """Shares week by week, in percent from the floor up; a line ends where a week is withheld."""
    width = WIDTH / max(1, len(weeks))
    rows = [tuple(_shares(week, roster)) for week in weeks]
    marks = [tuple(_height(share) for share in row) for row in rows]
    xs = [round((at + 0.5) * width, 1) for at in range(len(weeks))]
    return Trend(
        lines=tuple((name, _broken(xs, [row[at] for row in marks])) for at, name in enumerate(_SERIES)),
        marks=tuple(zip(xs, weeks, marks, strict=True)),
        ticks=tuple(_ticks([week["monday"] for week in weeks], width)),
        levels=tuple((HEIGHT - HEIGHT * level / 100, level) for level in (0, 50, 100)),
    )


def _shares(week: Mapping[str, Any], roster: int) -> Iterator[tuple[int, int] | None]:
    """What stands for each of `_SERIES` in a week."""
    for name, part, whole in (("adoption", "adopters", "eligible"), ("consistency", "active", "counted")):
        yield (week[name][part], week[name][whole]) if week[name] else None
    yield (week["certified"], roster) if week["certified"] is not None else None


def _height(share: tuple[int, int] | None) -> float | None:
    return round(HEIGHT - HEIGHT * share[0] / share[1], 1) if share and share[1] else None


def _broken(xs: Sequence[float], ys: Sequence[float | None]) -> str:
    """A line through what is known."""
    parts, before = [], False
    for x, y in zip(xs, ys, strict=True):
        if y is not None:
            parts.append(f"{'L' if before else 'M'}{x} {y}")
        before = y is not None
    return "".join(parts)


def calendar(days: Sequence[Mapping[str, Any]]) -> Calendar:
    """The days of a team, a square each."""
    if not days:
        return Calendar(0, (), ())
    first = date.fromisoformat(days[0]["date"])
    monday = first.toordinal() - first.weekday()
    cells = []
    months: dict[str, int] = {}
    for item in days:
        on = date.fromisoformat(item["date"])
        x = (on.toordinal() - monday) // 7 * _CELL
        months.setdefault(f"{on:%b %Y}", x)
        cells.append(Cell(x, on.weekday() * _CELL, item, _fill(item)))
    return Calendar(max(cells[-1].x + _CELL, 4 * _CELL), tuple(cells), tuple(_apart(months)))


def _apart(months: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """The names of months that do not lie on each other."""
    before = -4 * _CELL
    for name, x in months.items():
        if x - before >= 3 * _CELL:
            yield x, name
            before = x


def _fill(item: Mapping[str, Any]) -> int:
    if item["counted"] is None:
        return -1
    return 4 * int(item["active"]) // int(item["counted"]) if item["counted"] else -2


class Row(NamedTuple):
    """One person's days: for each sign a path of bars; runs of the same sign are one bar."""

    y: int
    person: Mapping[str, Any]
    paths: tuple[tuple[str, str], ...]


def rows(people: Sequence[Mapping[str, Any]], first: date, pitch: float) -> Iterator[Row]:
    """The days of people below each other, from `first` on, each date so wide."""
    for number, one in enumerate(people):
        paths: dict[str, str] = {}
        at = (date.fromisoformat(one["first"]) - first).days if one["first"] else 0
        for sign, found in groupby(one["days"]):
            count = len(list(found))
            if sign not in _BARS:
                at += count
                continue
            top, height = _BARS[sign]
            bar = (
                f"M{at * pitch:.4g} {number * _ROW + top}h{count * pitch:.4g}v{height}h-{count * pitch:.4g}z"
            )
            paths[sign] = paths.get(sign, "") + bar
            at += count
        yield Row(number * _ROW, one, tuple(paths.items()))


def axis(first: date, last: date, pitch: float) -> Iterator[tuple[float, str]]:
    """Mondays that do not lie on each other, each with its name."""
    every = 7 * max(1, -(-56 // int(7 * pitch or 1)))
    offset = -first.weekday() % 7
    for number in range(offset, (last - first).days, every):
        yield round(number * pitch, 1), f"{first + timedelta(days=number):%d %b}"


def spans(answers: Sequence[Mapping[str, Any]]) -> Iterator[Span]:
    """Every figure that has an interval, each on its own axis, for their units differ."""
    for answer in answers:
        interval = answer["interval"]
        if not interval or not answer["value"]:
            continue
        low, value = float(interval["low"]), float(answer["value"])
        high = float(interval["high"]) if interval["high"] is not None else None
        target = _number(answer["need"])
        known = [mark for mark in (low, value, high, target) if mark is not None]
        least, room = min(known), (max(known) - min(known)) or 1.0
        scale = 80 / room

        def place(mark: float, least: float = least, scale: float = scale) -> float:
            return round(10 + (mark - least) * scale, 2)

        yield Span(
            answer=answer,
            low=place(low),
            high=place(high) if high is not None else 100,
            value=place(value),
            target=place(target) if target is not None else None,
            is_open=high is None,
        )


def _number(need: str) -> float | None:
    """The figure in a target such as `>= 25`."""
    return float(need.rsplit(maxsplit=1)[-1]) if need else None


class Bar(NamedTuple):
    """How long an alert lasted: in hundredths of the whole time; `is_open` where it has not ended."""

    alert: Mapping[str, Any]
    x: float
    width: float
    is_open: bool


def bars(alerts: Sequence[Mapping[str, Any]], first: date, last: date) -> Iterator[Bar]:
    """Each alert from when it was raised to when its cause went away, or until now."""
    whole = max(1, (last - first).days + 1)
    for alert in alerts:
        begun = date.fromisoformat(alert["raised_at"][:10])
        ended = date.fromisoformat(alert["ended_at"][:10]) if alert["ended_at"] else last
        x = 100 * max(0, (begun - first).days) / whole
        width = 100 * ((ended - max(begun, first)).days + 1) / whole
        yield Bar(alert, round(x, 2), round(max(width, 0.5), 2), alert["ended_at"] is None)
