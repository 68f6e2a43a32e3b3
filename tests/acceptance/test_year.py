"""A year of a program in git: every weekly report is a page that contradicts neither itself nor the one before.

By default three cohorts of six; `C7GATE_FULL_YEAR=1` builds sixty people.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from year import LAST, STARTS, build_year, commits_before

from git_repo import Repo
from program import run_cli

Capture = pytest.CaptureFixture[str]
FULL = os.environ.get("C7GATE_FULL_YEAR") == "1"
SIZE = 20 if FULL else 6
PAGE = 60
"""Lines of text that fit on a printed page."""
STANDINGS = {"needs you", "certified", "away", "behind plan", "on track", "no record"}


@pytest.fixture
def year(repo: Repo) -> Repo:
    """The whole year on `main`."""
    build_year(repo, SIZE)
    return repo


def mondays() -> Iterator[datetime]:
    """The Monday mornings on which a report is due: all of a year, or those in and after each cohort's days."""
    at = datetime.combine(STARTS[0] + timedelta(days=3), time(6), UTC)
    while at.date() <= LAST + timedelta(days=1):
        near = any(0 <= (at.date() - start).days <= 45 for start in STARTS)
        if FULL or near or at.day <= 7:
            yield at
        at += timedelta(weeks=1)


def weekly(capture: Capture, year: Repo, at: datetime, form: str) -> Any:
    """The report of a Monday by what stood on `main` then."""
    answer = run_cli(
        capture, "report", "weekly", "-C", str(year.path), "--trusted", commits_before(year, at),
        "--as-of", at.isoformat(), "--format", form,
    )  # fmt: skip
    assert answer.code == 0
    return answer.json if form == "json" else answer.out


def test_every_week_of_a_year_is_a_page_without_contradictions(year: Repo, capsys: Capture) -> None:
    """S-019, S-120: leave, an outage, failed attempts, retests and an exit included."""
    reports = [weekly(capsys, year, at, "json") for at in mondays()]

    seen: set[str] = set()
    for found in reports:
        says = found["period"]["id"], found["headline"]
        assert not list(contradictions(found)), says
        seen |= {section["id"] for section in found["sections"]}
    for before, after in pairwise(reports):
        assert not list(breaks(before, after)), after["period"]["id"]
    assert seen == {
        "changes", "needs", "decisions", "no-record", "behind", "standing", "usage", "survey", "ahead",
    }  # fmt: skip
    last = reports[-1]["groups"]
    assert [group["funnel"][3]["passed"] for group in last] == [certified(group) for group in last]


def test_the_fullest_week_fits_a_page(year: Repo, capsys: Capture) -> None:
    """The first cohort's second week, and the last cohort's beside two others."""
    for start in (STARTS[0], STARTS[2]):
        at = datetime.combine(start + timedelta(days=14), time(6), UTC)
        assert len(weekly(capsys, year, at, "text").splitlines()) <= PAGE


def certified(group: dict[str, Any]) -> int:
    """How many of a group stand as certified."""
    return sum(one["standing"] == "certified" for one in group["people"])


def contradictions(found: dict[str, Any]) -> Iterator[str]:
    """What cannot be true together in one report."""
    people = [one for group in found["groups"] for one in group["people"]]
    logins = [one["developer"] for one in people]
    if len(set(logins)) != len(logins) or len(logins) != found["people"]:
        yield "somebody stands twice, or is not counted"
    for section in found["sections"]:
        if not section["lines"] or not all(line.strip() for line in section["lines"]):
            yield f"section {section['id']} is empty"
    named = {section["id"]: " ".join(section["lines"]) for section in found["sections"]}
    for one in people:
        helped = f"{one['developer']} (" in named.get("needs", "")
        if one["standing"] not in STANDINGS or (helped and one["standing"] != "needs you"):
            yield f"{one['developer']} needs somebody and is {one['standing']}"
        if one["standing"] == "certified" and (one["gates_passed"] != 4 or one["alerts"]):
            yield f"{one['developer']} is certified without all gates, or with an alert"
    for group in found["groups"]:
        yield from funnel_faults(group)
    for gate, signed in enumerate(found["passed"]):
        if signed > sum(group["funnel"][gate]["passed"] for group in found["groups"]):
            yield f"more passed gate {gate + 1} in the week than ever"


def funnel_faults(group: dict[str, Any]) -> Iterator[str]:
    """What cannot be true of one group."""
    passed = [line["passed"] for line in group["funnel"]]
    if passed != sorted(passed, reverse=True) or {line["of"] for line in group["funnel"]} != {
        len(group["people"])
    }:
        yield f"the funnel of {group['id']} does not narrow"
    if passed != [sum(one["gates_passed"] >= gate for one in group["people"]) for gate in range(1, 5)]:
        yield f"the funnel of {group['id']} is not that of its people"
    if certified(group) > passed[3]:
        yield f"more certified than passed the last gate in {group['id']}"
    now = group["adoption"]
    if now and not 0 <= now["adopters"] <= now["eligible"] <= len(group["people"]):
        yield f"adoption of {group['id']} is of more people than there are"


def breaks(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """What cannot be true of two reports in their order: a passed gate stays, and each pass is told in its week."""
    was = {one["developer"]: one["gates_passed"] for group in before["groups"] for one in group["people"]}
    now = {one["developer"]: one["gates_passed"] for group in after["groups"] for one in group["people"]}
    yield from (f"{login} lost a gate" for login in was.keys() & now.keys() if now[login] < was[login])
    first = datetime.fromisoformat(after["period"]["first"])
    if datetime.fromisoformat(before["period"]["last"]) + timedelta(days=1) != first:
        return
    for gate, signed in enumerate(after["passed"], 1):
        told = sum(passed >= gate for passed in now.values()) - sum(
            was.get(login, 0) >= gate for login in now
        )
        if told != signed:
            yield f"{told} passed gate {gate}, {signed} are told"


def test_a_contradiction_would_be_seen() -> None:
    people = [
        {"developer": "alice", "standing": "on track", "gates_passed": 2, "alerts": []},
        {"developer": "alice", "standing": "certified", "gates_passed": 1, "alerts": []},
    ]
    funnel = [{"passed": passed, "of": 2} for passed in (1, 2, 0, 0)]
    group = {"id": "2025-08", "people": people, "funnel": funnel, "adoption": {"adopters": 2, "eligible": 1}}
    found = {
        "people": 2,
        "groups": [group],
        "passed": [2, 0, 0, 0],
        "sections": [{"id": "needs", "lines": ["alice (2025-08): red"]}, {"id": "usage", "lines": []}],
    }

    assert list(contradictions(found)) == [
        "somebody stands twice, or is not counted",
        "section usage is empty",
        "alice needs somebody and is on track",
        "alice needs somebody and is certified",
        "alice is certified without all gates, or with an alert",
        "the funnel of 2025-08 does not narrow",
        "the funnel of 2025-08 is not that of its people",
        "more certified than passed the last gate in 2025-08",
        "adoption of 2025-08 is of more people than there are",
        "more passed gate 1 in the week than ever",
    ]
