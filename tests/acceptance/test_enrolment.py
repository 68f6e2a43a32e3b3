from __future__ import annotations

import pytest

from git_repo import Repo
from program import POLICY, Answer, record, run_cli

ALICE = ("Alice Example", "alice@example.com")
NOREPLY = ("Alice Example", "12345+Alice-Dev@users.noreply.github.com")
BOB = ("Bob", "bob@example.com")
BOT = ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")
RECENT = "2025-08-25T09:00:00+02:00"
FOLDER = "training-records/developers"
ALL = ("--from-history", "--since-days", "36500")


@pytest.fixture(autouse=True)
def _no_user(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git's configuration is the repository's alone."""
    monkeypatch.setenv("HOME", repo.environment["HOME"])
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


@pytest.fixture
def team(repo: Repo) -> Repo:
    """Three commits of alice's under two addresses, three of bob's in another zone, one of carol's, bots."""
    repo.commit({"policies/program.yaml": POLICY}, author=ALICE, date=RECENT)
    for author in (ALICE, NOREPLY, BOT, BOT, BOT, ("carol", "carol@example.com")):
        repo.commit(author=author, date=RECENT)
    for _ in range(3):
        repo.commit(author=BOB, date="2025-08-25T09:00:00-05:00")
    return repo


def enrol(repo: Repo, capsys: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    return run_cli(capsys, "add", "enrolment", "-C", str(repo.path), *arguments)


def records(repo: Repo) -> set[str]:
    return {file.name for file in (repo.path / FOLDER).glob("*")}


def text(repo: Repo, login: str) -> str:
    return (repo.path / FOLDER / f"{login}.yaml").read_text("utf-8")


def test_the_own_record_is_written_from_gits_configuration(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """S-038."""
    repo.git("config", "user.email", "Alice@example.com")
    answer = enrol(repo, capsys, "--role", "backend", "--enrolled-at", "2025-08-22")

    assert answer.code == 0
    schema, *lines = text(repo, "alice").splitlines()
    assert schema.startswith("# yaml-language-server: $schema=https://")
    assert lines[:4] == [
        "login: alice", "identities: [Alice@example.com]", "role: backend", "enrolled_at: 2025-08-22",
    ]  # fmt: skip
    assert run_cli(capsys, "validate", "-C", str(repo.path)).code == 0


def test_a_noreply_address_is_the_login_of_the_forge(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.git("config", "user.email", NOREPLY[1])
    enrol(repo, capsys, "--cohort", "2025-08")

    assert text(repo, "alice-dev").splitlines()[1:4] == [
        "login: alice-dev", 'identities: ["github:alice-dev"]', 'cohort: "2025-08"',
    ]  # fmt: skip


def test_a_record_begins_with_the_persons_days_and_exercises(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """S-040, S-041: day 1 is the enrolment; a holiday of the cohort's calendar is no working day."""
    repo.write(
        {
            "policies/program.yaml": POLICY,
            "policies/calendars.yaml": "calendars: {de: {holidays: [{date: 2025-10-03, name: Unity Day}]}}\n",
            "training-records/cohorts/2025-10.yaml": "id: 2025-10\nstart_date: 2025-10-02\ncalendar: de\n",
        }
    )
    repo.git("config", "user.email", "alice@example.com")
    enrol(repo, capsys, "--cohort", "2025-10", "--commit")

    days = [
        line.removeprefix("#   ") for line in text(repo, "alice").splitlines() if line.startswith("#   Day")
    ]
    assert len(days) == 14
    assert days[:4] == [
        "Day  1  Thu 2025-10-02  System deployment and team announcement",
        "Day  2  Fri 2025-10-03  Knowledge assessments and initial training (gate 1), day off",
        "Day  3  Sat 2025-10-04  day off",
        "Day  4  Sun 2025-10-05  Practical exercises with peer collaboration (gate 2), day off",
    ]
    assert days[-1] == "Day 14  Wed 2025-10-15"
    assert "#   [ ] be-node-performance     Find and remove a bottleneck of a Node.js service" in text(
        repo, "alice"
    )
    assert text(repo, "alice").count("[ ]") == 3
    assert repo.git("show", "--name-only", "--format=%s") == f"Enrol alice\n\n{FOLDER}/alice.yaml"
    assert run_cli(capsys, "validate", "-C", str(repo.path)).code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--login", "alice"), "is there already"),
        (("--login", "ali", "--identity", "ALICE@example.com"), "stands in the record of alice already"),
        (("--login", "Ali"), "is no login"),
        (("--login", "ali", "--identity", "nobody"), "would not be valid"),
        ((), "git knows neither"),
        (("--from-history", "--login", "ali"), "finds logins"),
    ],
)
def test_what_cannot_be_a_record_is_refused(
    repo: Repo, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    repo.write({f"{FOLDER}/alice.yaml": record("alice")})
    answer = enrol(repo, capsys, *arguments)

    assert answer.code == 2
    assert words in answer.err
    assert records(repo) == {"alice.yaml"}


def test_history_proposes_and_writes_nothing_by_itself(
    team: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = enrol(team, capsys, *ALL, "--enrolled-at", "2025-08-22")

    assert answer.code == 0
    assert records(team) == set()
    assert "2 proposed, nothing written; --yes writes them" in answer.err
    assert "passed over: 1 with fewer than 3 commits" in answer.err
    assert "carol" not in answer.out
    assert "dependabot" not in answer.out


def test_what_history_says_is_grouped_by_person(team: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    assert enrol(team, capsys, *ALL, "--yes", "--enrolled-at", "2025-08-22").code == 0

    assert records(team) == {"alice-dev.yaml", "bob.yaml"}
    assert text(team, "alice-dev").splitlines()[1:] == [
        "# proposed from history: check",
        "# author: Alice Example",
        "login: alice-dev",
        'identities: [alice@example.com, "github:alice-dev"]',
        "enrolled_at: 2025-08-22",
        "timezone: Europe/Berlin # the policy's; every commit agrees with it",
    ]
    assert text(team, "bob").splitlines()[1:] == [
        "# proposed from history: check; the login is made from an address",
        "# author: Bob",
        "login: bob",
        "identities: [bob@example.com]",
        "enrolled_at: 2025-08-22",
        "# timezone: AREA/CITY, if it is not Europe/Berlin; most commits carry -05:00",
    ]
    assert run_cli(capsys, "validate", "-C", str(team.path)).code == 0


def test_who_has_a_record_is_told_addresses_that_are_missing(
    team: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    team.write({f"{FOLDER}/ali.yaml": "login: ali\nidentities: [alice@example.com]\n"})
    before = text(team, "ali")
    answer = enrol(team, capsys, *ALL, "--yes")

    assert records(team) == {"ali.yaml", "bob.yaml"}
    assert text(team, "ali") == before
    assert "ali may have more addresses; add to the record: github:alice-dev\n" in answer.err


def test_a_login_that_is_taken_gets_a_number(team: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    team.write({f"{FOLDER}/bob.yaml": "login: bob\nidentities: [robert@example.com]\n"})
    enrol(team, capsys, *ALL, "--yes")

    assert records(team) == {"alice-dev.yaml", "bob.yaml", "bob-2.yaml"}


def test_old_history_is_left_alone(team: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    answer = enrol(team, capsys, "--from-history", "--since-days", "1")

    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "nobody committed in the last 1 day; --since-days looks back further\n"


def test_a_proposal_of_nobody_says_why(team: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    few = enrol(team, capsys, *ALL, "--min-commits", "99")
    enrol(team, capsys, *ALL, "--min-commits", "1", "--yes")
    again = enrol(team, capsys, *ALL)

    assert few.err.endswith(" days; --min-commits lowers that\n")
    assert again.err == "nobody to propose: everybody else who commits has a record\n"


def test_hostile_names_and_addresses_stay_text(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.raw_commit(
        f"tree {repo.git('write-tree')}\nauthor \x1b[31m: *x\u202e <a: [b]#&@example.com> 1756100000 +0200\n"
        "committer x <x@example.com> 1756100000 +0200\n\nx\n".encode()
    )
    repo.commit(author=("::error::x", "x@example.com"), date=RECENT)
    answer = enrol(repo, capsys, *ALL, "--min-commits", "1", "--yes")

    assert answer.code == 0
    assert "\x1b" not in answer.out
    assert records(repo) == {"x.yaml"}
    assert run_cli(capsys, "validate", "-C", str(repo.path)).code == 0
