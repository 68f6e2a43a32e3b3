"""A dashboard as one page that needs nothing else: no script, no network, its own styles allowed by their hash (S-029, T73)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from c7gate.model.errors import UsageError
from c7gate.program.answer import Answer, Outcome
from c7gate.program.board import Board, Track
from c7gate.rendering import dashboard_charts as charts
from c7gate.rendering.answers import phrase
from c7gate.rendering.days import LEGEND
from c7gate.rendering.escape import terminal
from c7gate.rendering.json_text import Json
from c7gate.scoring.tracked import is_counted

FILES = ("page.html", "charts.html", "style.css")
"""The templates a page is made of."""
_GOOD = frozenset({Outcome.MET, Outcome.MEASURABLE_IMPROVEMENT, Outcome.TARGET_DEMONSTRATED})
_BAD = frozenset({Outcome.NOT_MET, Outcome.MEASURABLE_DECLINE})
_NEUTRAL = frozenset({Outcome.OBSERVED, Outcome.PROXY, Outcome.JUDGEMENT, Outcome.WITHHELD})
_MARKS = {"good": "✓", "bad": "✗", "open": "…", "": "·"}
_GATES = {"passed": "✓", "failed": "✗", "locked": "·", "in progress": "▣"}
_SIGNS = {"●": "active", "○": "missed", "◌": "optional", "–": "away"}  # noqa: RUF001  signs of days
_CHART_WIDTH = 640
_WIDEST_DAY = 14
_OVER = frozenset({"resolved", "expired"})
_MOST_OVER = 50
_NUMBERS = {5: "five"}


def render_page(board: Board, view: Json, templates: Mapping[str, str]) -> str:
    """The page of a board whose values are `view`; `templates` are the texts of `FILES`.

    Raises:
        UsageError: Jinja2 is not installed.
    """
    try:
        from jinja2 import DictLoader, Environment, StrictUndefined
    except ImportError:
        raise UsageError(
            "the template library Jinja2 is not installed", help='install it: pip install "c7gate[dashboard]"'
        ) from None
    from markupsafe import Markup

    environment = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "instant": _instant,
        "figure": _figure,
        "gate_mark": lambda state: _GATES.get(state, "▢"),
        "sign_name": _SIGNS.__getitem__,
        "weeks": _weeks,
    }
    css = templates["style.css"]
    template = environment.get_template("page.html")
    page: str = template.render(css=Markup(css), csp=_csp(css), **_context(board, _shown(view)))  # noqa: S704  our own file
    return page + "\n"


def _csp(css: str) -> str:
    """Nothing from anywhere, and no style but the page's own."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _shown(value: Any) -> Any:
    """The same values with every text as a person can read it: no control, bidi or zero-width character (T72)."""
    if isinstance(value, str):
        return terminal(value)
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    return [_shown(item) for item in value] if isinstance(value, list) else value


def _context(board: Board, view: Json) -> Json:
    """All that the templates name."""
    least = view["minimum_group"]
    if view["burn_up"]:
        _mark_changes(view["burn_up"])
    first, last = date.fromisoformat(_begin(view)), board.facts.today
    people = view["people"] or []
    listed = _listed(view["alerts"])
    starts = [one["first"] for one in people if one["first"]]
    begun = date.fromisoformat(min(starts)) if starts else first
    pitch = min(_WIDEST_DAY, _CHART_WIDTH / max(1, (last - begun).days))
    return {
        "view": view,
        "title": _title(view),
        "audience": {"team": "the team", "developer": "one developer"}.get(view["audience"], "coordinators"),
        "sections": tuple(_sections(view)),
        "fewer": f"fewer than {_NUMBERS.get(least, least)}",
        "legend": LEGEND,
        "confidence": board.facts.confidence,
        "criteria": _figures([answer for _, answer in board.success.criteria], view["success"]["criteria"]),
        "figures": _figures(board.metrics, view["metrics"]),
        "lines": charts.steps(view["burn_up"] or [], view["roster"] or 0),
        "trend": charts.trend(view["trend"], view["roster"] or 0),
        "month": charts.calendar(view["days"]),
        "tracks": tuple(charts.rows(people, begun, pitch)),
        "axis": tuple(charts.axis(begun, last, pitch)),
        "first": str(begun),
        "weeks": _names_of_weeks(begun, last) if people else (),
        "by_week": [(track.person.login, _by_week(track, begun, last)) for track in board.tracks],
        "spans": tuple(charts.spans(view["metrics"])),
        "listed": listed,
        "bars": tuple(charts.bars(listed, first, last)),
        "from": str(first),
        "until": str(last),
    }


def _listed(alerts: list[Json]) -> list[Json]:
    """The alerts that are not over and the newest others, in the order in which they were raised."""
    live = [alert for alert in alerts if alert["state"] not in _OVER]
    over = sorted(
        (alert for alert in alerts if alert["state"] in _OVER),
        key=lambda alert: (alert["raised_at"], alert["key"]),
    )
    return sorted([*live, *over[-_MOST_OVER:]], key=lambda alert: (alert["raised_at"], alert["key"]))


def _begin(view: Json) -> str:
    """The first date of the program that is known."""
    dates = [item["raised_at"][:10] for item in view["alerts"]] + [view["as_of"][:10]]
    dates += [view["burn_up"][0]["date"]] if view["burn_up"] else []
    return str(min(dates))


def _title(view: Json) -> str:
    names = [group["id"] for group in view["groups"]]
    return f"Training program: {', '.join(names)}" if names else "Training program"


def _sections(view: Json) -> Iterator[tuple[str, str]]:
    if view["own"]:
        yield "you", "You"
    yield from (
        ("success", "Success"),
        ("gates", "Gates"),
        ("certified", "Certified"),
        ("trend", "Trend"),
        ("days", "Days"),
    )
    if view["people"] is not None:
        yield "people", "People"
    yield from (("libraries", "Libraries"), ("alerts", "Alerts"), ("figures", "Figures"))


def _figures(answers: Any, views: list[Json]) -> list[Json]:
    """Each figure's values with how it reads."""
    return [
        {
            "view": view,
            "tone": _tone(answer),
            "mark": _MARKS[_tone(answer)],
            "words": answer.outcome.words,
            "figure": _figure(view),
            "said": phrase(answer),
        }
        for answer, view in zip(answers, views, strict=True)
    ]


def _tone(answer: Answer) -> str:
    if answer.outcome in _NEUTRAL:
        return ""
    return "good" if answer.outcome in _GOOD else "bad" if answer.outcome in _BAD else "open"


def _figure(view: Mapping[str, Any]) -> str:
    """A value with its unit, such as `79.9%` or `x1.25`; empty without one."""
    value, unit = view["value"], view["unit"]
    return "" if not value else f"x{value}" if unit == "x" else f"{value}{unit}"


def _instant(text: str) -> str:
    return text.replace("T", " ").replace("Z", " UTC").replace(":00 UTC", " UTC")


def _mark_changes(days: list[Json]) -> None:
    """Mark the dates on which a number is another than the day before; first and last always are."""
    before: tuple[Any, Any] | None = None
    for item in days:
        now = (item["certified"], item["planned"])
        item["changes"] = now != before or item is days[-1]
        before = now


def _weeks(first: str, days: str) -> Iterator[str]:
    """A strip of days, an ISO week a line, Monday first."""
    start = date.fromisoformat(first)
    for (_, number), found in groupby(
        enumerate(days), key=lambda item: (start + timedelta(days=item[0])).isocalendar()[:2]
    ):
        known = list(found)
        blank = "  " * (start + timedelta(days=known[0][0])).weekday()
        yield f"W{number:02}  {blank}{' '.join(sign for _, sign in known)}"


def _names_of_weeks(first: date, last: date) -> tuple[str, ...]:
    monday = first - timedelta(days=first.weekday())
    return tuple(
        f"W{(monday + timedelta(days=offset)).isocalendar()[1]:02}"
        for offset in range(0, (last - monday).days, 7)
    )


def _by_week(track: Track, first: date, last: date) -> list[str]:
    """Active of counted days in each week; empty where none counted."""
    monday = first - timedelta(days=first.weekday())
    weeks = [[0, 0] for _ in range(0, (last - monday).days, 7)]
    for day in track.days:
        if is_counted(day) and day.date < last:
            week = weeks[(day.date - monday).days // 7]
            week[0] += day.active
            week[1] += 1
    return [f"{active}/{counted}" if counted else "" for active, counted in weeks]
