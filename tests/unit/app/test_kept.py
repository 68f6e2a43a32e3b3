"""The demand as kept is the demand as worked out: over policies, people, times and what was fetched since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.app import demand as worked_out
from c7gate.app.demand import demand_of
from c7gate.app.kept import demanded, work_out
from c7gate.model.errors import C7gateError
from c7gate.reading.committing import Committing

from git_repo import Repo
from program import POLICY, record

NOW = datetime(2025, 9, 3, 12, tzinfo=UTC)
DEVELOPERS = "training-records/developers"
ALICE = "alice@example.com"
NOREPLY = "12345+alice-dev@users.noreply.github.com"
STATES: Mapping[str, Mapping[str, str | None]] = {
    "alice and bob": {
        "policies/program.yaml": POLICY,
        "policies/references.yaml": "reference: {hook: block}\n",
        f"{DEVELOPERS}/alice.yaml": record("alice"),
        f"{DEVELOPERS}/bob.yaml": record("bob"),
    },
    "other work": {"src/app.ts": "export {};\n"},
    "bob writes": {f"{DEVELOPERS}/bob.yaml": record("bob", "2025-09-02")},
    "carol joins": {f"{DEVELOPERS}/carol.yaml": record("carol")},
    "a broken record": {f"{DEVELOPERS}/carol.yaml": "login: [\n"},
    "aaron claims alice's e-mail": {f"{DEVELOPERS}/aaron.yaml": f"login: aaron\nidentities: [{ALICE.upper()}]\n"},
    "aaron goes": {f"{DEVELOPERS}/aaron.yaml": None},
    "by an escape": {f"{DEVELOPERS}/aaron.yaml": 'login: aaron\nidentities: ["\\x61lice@example.com"]\nenrolled_at: 2999-01-01\n'},
    "and goes again": {f"{DEVELOPERS}/aaron.yaml": None},
    "alice leaves by her cohort": {
        "training-records/cohorts/2025-08.yaml": "id: 2025-08\nstart_date: 2025-08-22\nroster: [{login: alice, to: 2025-09-01, exit: withdrawn}]\n"
    },
    "the cohort goes": {"training-records/cohorts/2025-08.yaml": None},
    "alice's record is broken": {f"{DEVELOPERS}/alice.yaml": f"login: alice\nidentities: [{ALICE}]\noops: 1\n"},
    "alice is in Apia": {f"{DEVELOPERS}/alice.yaml": record("alice", "2025-09-04").replace("Europe/Berlin", "Pacific/Apia")},
    "alice goes": {f"{DEVELOPERS}/alice.yaml": None},
    "only reminded": {"policies/references.yaml": "reference: {hook: remind}\nlibraries: {/a/b: {title: A, focus: playwright, fallback: [https://example.com], imports: {python: [a]}}}\n"},
    "a broken policy": {"policies/references.yaml": "reference: {hook: sometimes}\n"},
    "in force next week": {
        "policies/references.yaml": "reference: {hook: block}\n",
        "policies/program.yaml": POLICY + "rules:\n  missing-reference: {severity: error, enforce_from: 2025-09-08}\n",
    },
    "everybody, once": {"policies/references.yaml": "reference: {hook: block, who: everyone, when: library-code}\n"},
    "the policy is gone": {"policies/program.yaml": None, "policies/references.yaml": None},
}  # fmt: skip


def told(work: Callable[[], object]) -> object:
    """What is answered, tuples and lists alike; or what was wrong."""
    import json

    try:
        return json.loads(json.dumps(work()))
    except C7gateError as error:
        return type(error).__name__, error.message


@pytest.mark.parametrize("email", [ALICE, NOREPLY, "stranger@example.com", "o'brien@example.com"])
def test_what_is_kept_is_what_would_be_worked_out(
    repo: Repo, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = {name: repo.commit(files, name) for name, files in STATES.items()}
    repo.git("checkout", "-q", "-b", "pr")
    monkeypatch.chdir(repo.path)
    environment = {**repo.environment, "GIT_AUTHOR_EMAIL": email}
    order = [*STATES, *list(STATES)[::-3]]
    for number, name in enumerate(order):
        repo.git("update-ref", "refs/heads/main", commits[name])
        as_of = NOW + timedelta(hours=number % 3 * 5)
        committing = Committing.here(environment)

        kept = told(lambda: demanded(committing, environment, as_of))  # noqa: B023  called at once
        fresh = told(lambda: demand_of(commits[name], email, environment, as_of).demand)  # noqa: B023

        assert kept == fresh, name


@pytest.fixture
def fetched(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], bool]:
    """Whether the demand kept at one state still holds at another."""
    commits = {name: repo.commit(files, name) for name, files in STATES.items()}
    repo.git("checkout", "-q", "-b", "pr")
    monkeypatch.chdir(repo.path)
    environment = {**repo.environment, "GIT_AUTHOR_EMAIL": ALICE}
    file = repo.path / ".git/c7gate/demand.json"

    def holds(before: str, after: str) -> bool:
        repo.git("update-ref", "refs/heads/main", commits[before])
        work_out(Path(), environment, NOW)
        kept = file.read_bytes()
        repo.git("update-ref", "refs/heads/main", commits[after])
        work_out(Path(), environment, NOW)
        return file.read_bytes() == kept

    return holds


def test_what_others_do_needs_no_new_look(fetched: Callable[[str, str], bool]) -> None:
    names = list(STATES)[:5]
    assert names[-1] == "a broken record"
    for before, after in pairwise(names):
        assert fetched(before, after), after


def test_what_may_concern_the_author_is_looked_at_anew(fetched: Callable[[str, str], bool]) -> None:
    for before, after in (
        ("a broken record", "aaron claims alice's e-mail"),
        ("aaron goes", "by an escape"),
        ("alice goes", "only reminded"),
        ("the cohort goes", "alice's record is broken"),
        ("alice leaves by her cohort", "the cohort goes"),
    ):
        assert not fetched(before, after), after


def test_it_is_ready_before_the_first_commit(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repo.commit(STATES["alice and bob"], "Start")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")

    work_out(Path("../repo"), {**repo.environment, "GIT_AUTHOR_EMAIL": ALICE}, NOW)

    assert '"hook":"block"' in (repo.path / ".git/c7gate/demand.json").read_text(encoding="utf-8")


ZONES = ["UTC", "Etc/GMT+12", "Pacific/Kiritimati", "Asia/Kathmandu", "Europe/Berlin", "America/St_Johns"]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.dates(date(2025, 8, 1), date(2025, 11, 30)), min_size=1, max_size=3),
    st.datetimes(datetime(2025, 8, 1), datetime(2025, 11, 30)),  # noqa: DTZ001  made aware below
    st.sampled_from(ZONES),
)
def test_nothing_turns_while_a_demand_holds(turns: list[date], naive: datetime, zone: str) -> None:
    as_of = naive.replace(tzinfo=UTC)
    since, until = worked_out._holding(as_of, turns)  # noqa: SLF001  the arithmetic of a private promise
    assert since <= as_of < until

    def sides(instant: datetime) -> list[tuple[int, bool]]:
        local = instant.astimezone(ZoneInfo(zone)).date()
        return [((local > turn) - (local < turn), instant.date() >= turn) for turn in turns]

    ends = (
        max(since, as_of - timedelta(days=200)),
        min(until, as_of + timedelta(days=200)) - timedelta(seconds=1),
    )
    assert sides(ends[0]) == sides(as_of) == sides(ends[1])
