"""A year of a training program as git history: cohorts, leave, an outage, failed attempts, retests, an exit.

Written by `git fast-import`, so that thousands of commits take a second. Same size, same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from git_repo import Repo

STARTS = (date(2025, 8, 22), date(2025, 11, 3), date(2026, 2, 2))
OUTAGE = date(2025, 11, 12)
LAST = date(2026, 8, 16)
"""The Sunday that ends the year."""
POLICIES = {
    "policies/program.yaml": (
        'preset: context7@1\nrequires: ">=1.0,<2"\nstart: 2025-08-22\ncoordinators: [dana]\n'
        "people: {timezone: Europe/Berlin, role: backend}\nsupport: {channels: ['#docs-help']}\n"
    ),
    "policies/calendars.yaml": (
        "calendars:\n  de:\n    holidays:\n"
        "      - {date: 2025-10-03, name: Unity}\n      - {date: 2025-12-25, name: Christmas}\n"
        f"    outages:\n      - {{date: {OUTAGE}}}\n"
    ),
    "policies/success.yaml": (
        "improvement:\n"
        "  - {id: more-pairing, title: Pair in the first week, owner: dana, due: 2025-10-15, status: open}\n"
    ),
}
_ROLES = ("backend", "frontend", "qa")
_ONE_DAY = timedelta(days=1)


class Step(NamedTuple):
    """A commit: when (UTC), by whom, which files with their new text, and its message."""

    at: datetime
    author: str
    files: Mapping[str, str]
    message: str = "Keep records\n"


@dataclass
class Assessed:
    """What assessors wrote about somebody, as it grows."""

    login: str
    attempts: list[str] = field(default_factory=list)
    signoffs: list[str] = field(default_factory=list)
    interventions: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The file."""
        lines = [f"login: {self.login}"]
        for key in ("attempts", "interventions", "signoffs"):
            found = getattr(self, key)
            lines += [f"{key}:", *found] if found else []
        return "\n".join([*lines, ""])


def build_year(repo: Repo, size: int = 6) -> None:
    """Write the year to `main`: three cohorts of `size` people, and one on each roster who never gets a record."""
    steps = [_at(STARTS[0], 8, "dana", POLICIES, "Start\n")]
    for number, start in enumerate(STARTS):
        steps += _cohort(number, start, size)
    steps += _surveys(size)
    stream = b"".join(map(_commit, sorted(steps, key=lambda step: step.at)))
    repo.git("fast-import", "--quiet", "--force", given=stream)
    repo.git("reset", "-q", "--hard", "main")


def commits_before(repo: Repo, instant: datetime) -> str:
    """The newest commit of `main` before an instant."""
    return repo.git("rev-list", "-1", f"--before={instant.isoformat()}", "main")


def _at(day: date, hour: int, author: str, files: Mapping[str, str], message: str = "Keep records\n") -> Step:
    return Step(datetime.combine(day, time(hour), UTC), author, files, message)


def _cohort(number: int, start: date, size: int) -> Iterator[Step]:
    logins = [f"c{number}-p{place:02}" for place in range(size)]
    ghost = f"c{number}-ghost"
    yield _at(start, 9, "dana", {_cohort_path(start): _roster(start, [*logins, ghost], {})})
    for place, login in enumerate(logins):
        yield from _person(place, login, start)
    if number == 0:
        left = start + timedelta(days=40)
        line = {logins[-1]: f", to: {left}, exit: withdrawn"}
        yield _at(left, 10, "dana", {_cohort_path(start): _roster(start, [*logins, ghost], line)})


def _cohort_path(start: date) -> str:
    return f"training-records/cohorts/{start:%Y-%m}.yaml"


def _roster(start: date, logins: list[str], ends: Mapping[str, str]) -> str:
    members = "".join(f"  - {{login: {login}{ends.get(login, '')}}}\n" for login in logins)
    ceremony = start + timedelta(days=13)
    return (
        f"id: {start:%Y-%m}\nstart_date: {start}\ncalendar: de\nroster:\n{members}"
        f"ceremony: {{date: {ceremony}, attendees: []}}\n"
    )


def _person(place: int, login: str, start: date) -> Iterator[Step]:
    """Somebody's fourteen days and after; by their place some fail, are late, stay away or fall silent."""
    away = place % 6 == 2
    own = (
        f"login: {login}\nidentities: [{login}@example.com]\nrole: {_ROLES[place % 3]}\n"
        f"cohort: {start:%Y-%m}\ntimezone: Europe/Berlin\n"
    )
    own += (
        f"away: [{{from: {start + 5 * _ONE_DAY}, to: {start + 7 * _ONE_DAY}, type: leave}}]\n" if away else ""
    )
    path = f"training-records/developers/{login}.yaml"
    yield _at(start, 9, "dana", {path: own})
    assessed, late = Assessed(login), 21 if place % 6 == 4 else 0
    yield from _gate1(assessed, start, fails=place % 6 == 1)
    yield from _work(place, login, start)
    for gate, day in ((2, 7 + late), (3, 14 + late), (4, 17 + late)):
        if place % 6 == 5 and gate == 4:  # never comes to the last gate
            break
        yield from _gate(assessed, gate, start + day * _ONE_DAY, fails=gate == 4 and place % 6 == 3)


def _gate1(assessed: Assessed, start: date, *, fails: bool) -> Iterator[Step]:
    day = _working(start + 3 * _ONE_DAY)
    scores = ["80.00", "90.00"] if fails else ["90.00"]
    for number, score in enumerate(scores, 1):
        assessed.attempts.append(
            f"  - {{id: g1-{number}, gate: 1, date: {day}, scores: {{written: {score}}}, "
            "rubric: {workflow_demo: pass}, assessor: dana}"
        )
        yield _write(assessed, day)
        if number < len(scores):
            day = _working(day + 2 * _ONE_DAY)
    yield _sign(assessed, 1, day)


def _gate(assessed: Assessed, gate: int, day: date, *, fails: bool) -> Iterator[Step]:
    day = _working(day)
    if gate == 4:
        for number, score in enumerate(["88.00", "94.00"] if fails else ["92.00"], 1):
            assessed.attempts.append(
                f"  - {{id: g4-{number}, gate: 4, date: {day}, scores: {{comprehensive: {score}}}, "
                "rubric: {independence: pass}, assessor: dana}"
            )
            yield _write(assessed, day)
            day = _working(day + 3 * _ONE_DAY)
    yield _sign(assessed, gate, day)


def _write(assessed: Assessed, day: date) -> Step:
    return _at(day, 14, "dana", {f"training-records/assessments/{assessed.login}.yaml": assessed.text})


def _sign(assessed: Assessed, gate: int, day: date) -> Step:
    assessed.signoffs.append(f'  - {{id: so-{gate}, gate: {gate}, by: dana, at: "{day}T15:00:00Z"}}')
    return _at(day, 15, "dana", {f"training-records/assessments/{assessed.login}.yaml": assessed.text})


def _work(place: int, login: str, start: date) -> Iterator[Step]:
    """Look-ups on working days; who is fourth falls silent in the second week, and later all look up now and then."""
    for ahead in range(3, (LAST - start).days):
        day = start + ahead * _ONE_DAY
        silent = place % 6 == 3 and 10 <= ahead <= 13
        now_and_then = ahead > 40 and (ahead + place) % 21
        if day.weekday() > 4 or silent or now_and_then or day == OUTAGE:
            continue
        text = f"// {day}\n"
        message = "Work\n\nContext7: /websockets/ws reconnect\n"
        yield _at(day, 10 + place % 4, login, {f"src/{login}.ts": text}, message)


def _surveys(size: int) -> Iterator[Step]:
    for start in STARTS:
        for ahead in (7, 14):
            day = start + ahead * _ONE_DAY
            year, week, _ = day.isocalendar()
            period = f"{year}-W{week:02}"
            text = f'period: {period}\ninvited: {size}\nhistogram: {{"4": {size - 1}, "5": 1}}\n'
            sunday = date.fromisocalendar(year, week, 7)
            yield _at(sunday, 12, "dana", {f"training-records/surveys/{period}.yaml": text})


def _working(day: date) -> date:
    while day.weekday() > 4:
        day += _ONE_DAY
    return day


def _commit(step: Step) -> bytes:
    who = f"{step.author} <{step.author}@example.com> {int(step.at.timestamp())} +0000"
    parts = [f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n".encode(), _data(step.message)]
    for path, text in sorted(step.files.items()):
        parts += [f"M 100644 inline {path}\n".encode(), _data(text)]
    return b"".join([*parts, b"\n"])


def _data(text: str) -> bytes:
    content = text.encode()
    return b"data %d\n%b\n" % (len(content), content)
