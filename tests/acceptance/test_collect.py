"""`collect`: what merging, squashing, rebasing and deleting branches would lose is kept (T24, T54, T55, T86)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from c7gate.app.collect import Collection, Request, collect
from c7gate.cli.collect import access
from c7gate.model.errors import UsageError
from c7gate.reading.forges.event import Event, PullRequest, Review

from git_repo import Repo
from openpgp import MISSING, Keyring, keyring, signed_commit
from program import ALICE, BOB, DANA, POLICY, Answer, Program, record, run_cli

Person = tuple[str, str]
SEEN = datetime(2025, 8, 29, 16, tzinfo=UTC)
LANDED = "2025-08-29T12:00:00+02:00"
AS_OF = "2025-08-31"
BY_FORGE = {"GIT_COMMITTER_NAME": "GitHub", "GIT_COMMITTER_EMAIL": "noreply@github.com"}
EVIDENCE = "refs/heads/c7gate-evidence"
PEOPLE = {
    "training-records/developers/alice.yaml": record("alice", "2025-08-25"),
    "training-records/developers/bob.yaml": record("bob", "2025-08-25"),
}


@dataclass
class Shop:
    """A repository on `main` in which alice and bob have been enrolled since Monday 2025-08-25."""

    program: Program
    sign: Callable[[Repo], None] | None = None
    """What a forge that signs does with the merge it just made."""
    worked: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def repo(self) -> Repo:
        """Where the code is."""
        return self.program.repo

    def branch(self, name: str, days: list[str], author: Person = ALICE) -> None:
        """A branch from `main` with one commit that names a library on each of these days; ends on `main`."""
        self.repo.checkout(name, new=True)
        for day in days:
            self.work(day, author, text=name)
        self.repo.checkout("main")

    def work(self, day: str, author: Person, text: str = "") -> str:
        """One such commit where we stand."""
        self.worked[author[0]].add(day)
        message = f"Work {text}\n\nContext7: /websockets/ws day {day}\n"
        return self.repo.commit(
            {f"src/{author[0]}-{text}-{day}.ts": f"// {day} {text}\n"}, message, author=author,
            date=f"{day}T10:00:00+02:00",
        )  # fmt: skip

    def land(self, name: str, how: str, number: int, *, hidden: bool = True) -> None:
        """Merge a branch as a forge does, keep it under `refs/pull`, and delete it."""
        if hidden and how != "push":
            self.repo.git("update-ref", f"refs/pull/{number}/head", name)
        if how in {"rebase", "push"}:
            self.rebase(name, number if self.sign else 0)
        else:
            self.merge(name, how, number)
        self.repo.git("branch", "-D", "-q", name)

    def merge(self, name: str, how: str, number: int) -> None:
        """A merge commit, or a squash that says nothing of what it holds."""
        env = {"GIT_AUTHOR_DATE": LANDED, "GIT_COMMITTER_DATE": LANDED, "GIT_AUTHOR_EMAIL": DANA[1]}
        if how == "merge":
            message = f"Merge pull request #{number} from acme/{name}"
            self.repo.git("merge", "-q", "--no-ff", "-m", message, name, env=env | BY_FORGE)
            if self.sign:
                self.sign(self.repo)
        else:
            self.repo.git("merge", "-q", "--squash", name)
            self.repo.git("commit", "-q", "-m", f"Do it (#{number})", env=env)

    def rebase(self, name: str, number: int = 0) -> None:
        """The commits anew on `main`, as the forge's rebase makes them: same authors, another committer.

        With a number the last says which pull request it was, as the forge itself would if it were asked.
        """
        self.repo.git(
            "commit", "-q", "--allow-empty", "-m", "Something in between", env={"GIT_COMMITTER_DATE": LANDED}
        )
        env = {"GIT_COMMITTER_DATE": LANDED, "GIT_COMMITTER_EMAIL": "noreply@github.com"}
        self.repo.git("cherry-pick", f"{self.repo.git('merge-base', 'main', name)}..{name}", env=env)
        if number:
            message = self.repo.git("log", "-1", "--format=%B")
            self.repo.git("commit", "-q", "--amend", "-m", f"Do it (#{number})\n\n{message}", env=env)

    def collect(self, *arguments: str, as_of: str = SEEN.isoformat()) -> Answer:
        """The command, run at the end of Friday."""
        return self.program.run("collect", *arguments, "--as-of", as_of)

    def active(self, login: str, *arguments: str) -> set[str]:
        """The dates that `explain` counts as active."""
        answer = self.program.run("explain", login, "--as-of", AS_OF, "--format", "json", *arguments)
        assert answer.code == 0, answer.err
        return {day["date"] for day in answer.json["consistency"]["days"] if day["active"]}

    def lines(self) -> list[dict[str, object]]:
        """All lines of the branch."""
        names = self.repo.git("ls-tree", "-r", "--name-only", EVIDENCE).splitlines()
        texts = [self.repo.git("show", f"{EVIDENCE}:{name}") for name in names if "/chain" not in name]
        return [json.loads(line) for text in texts for line in text.splitlines()]


def started(repo: Repo, capsys: pytest.CaptureFixture[str], forge: tuple[Keyring, str] | None = None) -> Shop:
    """A shop; with a `forge` (its key) that signs its merges, and a policy that lists the key."""
    if forge is None:
        program = Program.start(repo, capsys, dict(PEOPLE))
        program.repo.checkout("main")
        return Shop(program)
    ring, key = forge
    keys = f"forge_keys:\n  - |\n{indent(ring.public(key), '    ')}"
    program = Program.start(repo, capsys, {**PEOPLE, "policies/program.yaml": POLICY + keys})
    program.repo.checkout("main")

    def sign(repo: Repo) -> None:
        content = repo.git("cat-file", "commit", "HEAD") + "\n"
        signed_commit(repo, content, ring.signature(key, content.encode(), at="20250829T100000"))

    return Shop(program, sign)


@pytest.fixture
def shop(make_repo: Callable[..., Repo], capsys: pytest.CaptureFixture[str]) -> Shop:
    return started(make_repo("shop"), capsys)


@pytest.fixture(scope="module")
def fresh() -> Iterator[int]:
    """Numbers for folders: a property needs a repository for each example."""
    return count()


@pytest.fixture(scope="module")
def forge() -> Iterator[tuple[Keyring, str]]:
    with keyring() as ring:
        yield ring, ring.make("forge")


WEEK = ["2025-08-25", "2025-08-26", "2025-08-27", "2025-08-28"]


LANDINGS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "squash", "rebase", "push"]),
        st.sampled_from([ALICE, BOB]),
        st.sets(st.sampled_from(WEEK), min_size=1, max_size=3).map(sorted),
    ),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(landings=LANDINGS)
def test_no_way_of_landing_and_no_deletion_lowers_anybodys_days(
    landings: list[tuple[str, Person, list[str]]],
    make_repo: Callable[..., Repo],
    capsys: pytest.CaptureFixture[str],
    fresh: Iterator[int],
) -> None:
    """The order, the ways (a plain push among them), and tidying up afterwards change nothing of what was worked (principle 9)."""
    keeps_every_day(started(make_repo(f"shop-{next(fresh)}"), capsys), landings)


@pytest.mark.skipif(MISSING, reason="gpg is not installed here")
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(landings=LANDINGS.map(lambda landings: [item for item in landings if item[0] != "push"]))
@example(landings=[("merge", ALICE, WEEK[:1]), ("rebase", BOB, WEEK[1:3])])
def test_a_forge_that_signs_its_merges_lowers_nobodys_days(
    landings: list[tuple[str, Person, list[str]]],
    make_repo: Callable[..., Repo],
    capsys: pytest.CaptureFixture[str],
    fresh: Iterator[int],
    forge: tuple[Keyring, str],
) -> None:
    """What it rebases builds on later merges of its own, and keeps its days all the same (principle 9)."""
    keeps_every_day(started(make_repo(f"shop-{next(fresh)}"), capsys, forge), landings)


def keeps_every_day(shop: Shop, landings: list[tuple[str, Person, list[str]]]) -> None:
    """Land all of it, collecting and tidying up after each, and look at everybody's days each time."""
    for number, (_, author, days) in enumerate(landings):
        shop.branch(f"b{number}", days, author)
    shop.worked.clear()
    for number, (way, author, days) in enumerate(landings):
        start = shop.repo.oid()
        shop.land(f"b{number}", way, number + 1)
        shop.worked[author[0]].update(days)
        answer = shop.collect(f"{start}..main")
        assert answer.code == 0, answer.err
        for ref in shop.repo.git("for-each-ref", "--format=%(refname)", "refs/pull").splitlines():
            shop.repo.git("update-ref", "-d", ref)
        shop.repo.git("reflog", "expire", "--expire=now", "refs/heads/main")
        shop.repo.git("gc", "-q", "--prune=now")

        for login, days_worked in shop.worked.items():
            assert days_worked <= shop.active(login)


@pytest.mark.parametrize("how", ["merge", "squash", "rebase"])
def test_a_change_open_for_weeks_keeps_its_early_days(shop: Shop, tmp_path: Path, how: str) -> None:
    """Nobody looked before it was merged: that proves no lateness."""
    shop.branch("slow", WEEK)
    start = shop.repo.oid()
    shop.land("slow", how, 12)
    event = event_file(shop, tmp_path, before=start, at=datetime(2025, 9, 12, 16, tzinfo=UTC))

    answer = shop.program.run("collect", "--event-path", str(event))

    assert answer.code == 0, answer.err
    assert shop.active("alice") == set(WEEK)
    assert not any("first_seen" in line for line in shop.lines())


def test_four_days_squashed_into_one_commit_stay_four(shop: Shop) -> None:
    shop.branch("reconnect", WEEK)
    shop.land("reconnect", "squash", 12)
    assert shop.active("alice") == set()  # what would be lost

    answer = shop.collect("main~1..main")
    shop.repo.git("update-ref", "-d", "refs/pull/12/head")

    assert answer.out == (
        "#12: 4 days of alice (commits); 4 lines added\n"
        f"shop: 4 lines added; c7gate-evidence stands at {shop.repo.oid(EVIDENCE)[:10]}\n"
    )
    assert shop.active("alice") == set(WEEK)
    explained = shop.program.run("explain", "alice", "--gate", "3", "--as-of", AS_OF, "--format", "json").json
    days = {day["date"]: day for day in explained["consistency"]["days"] if day["active"]}
    assert not any(day["verified"] for day in days.values())  # no event of a forge says when they were seen
    references = [item["have"] for item in explained["criteria"] if item["id"] == "references"]
    assert references == ["4"]  # four topics of one library


def test_the_same_again_adds_nothing(shop: Shop) -> None:
    shop.branch("reconnect", WEEK)
    shop.land("reconnect", "squash", 12)
    shop.collect("main~1..main")
    tip = shop.repo.oid(EVIDENCE)

    answer = shop.collect("main~1..main", as_of="2025-08-30T10:00:00Z")

    assert answer.code == 0
    assert answer.out == (
        "#12: 4 days of alice (commits); collected before\n"
        f"shop: nothing to add; c7gate-evidence stands at {tip[:10]}\n"
    )
    assert shop.repo.oid(EVIDENCE) == tip


def test_a_dry_run_shows_the_lines_and_writes_nothing(shop: Shop) -> None:
    shop.branch("reconnect", WEEK[:1])
    shop.land("reconnect", "merge", 12)
    oid = shop.repo.oid("main^2")

    answer = shop.collect("main~1..main", "--dry-run")

    assert answer.code == 0
    line = (
        '  2025-W35.jsonl  {"at":"2025-08-25T10:00:00+02:00","change":"#12","date":"2025-08-25","developer":"alice",'
        '"kind":"commit","library":"/websockets/ws",'
        f'"ref":"{oid}","topics":["day 2025-08-25"]}}'
    )
    assert answer.out.splitlines() == [
        "#12: 1 day of alice (commits); 1 line to add",
        line,
        "shop: 1 line to add; nothing was written",
    ]
    assert shop.repo.git("for-each-ref", EVIDENCE) == ""


def test_without_the_originals_what_landed_counts_as_itself_and_says_so(shop: Shop) -> None:
    shop.branch("reconnect", WEEK)
    shop.land("reconnect", "squash", 12, hidden=False)

    answer = shop.collect("main~1..main")

    assert answer.code == 0
    assert answer.out.splitlines()[:2] == [
        "#12: no evidence of anybody who is enrolled",
        "  note  its own commits are not in this clone, so what landed counts as one commit",
    ]


@pytest.mark.parametrize("ref", ["refs/merge-requests/12/head", "refs/remotes/upstream/pr/12"])
def test_originals_are_found_under_other_names(shop: Shop, ref: str) -> None:
    shop.branch("reconnect", WEEK)
    shop.repo.git("update-ref", ref, "reconnect")
    shop.land("reconnect", "squash", 12, hidden=False)

    assert "#12: 4 days of alice (commits); 4 lines added" in shop.collect("main~1..main").out


def test_only_what_earns_in_history_is_kept(shop: Shop) -> None:
    """No merge, no bot, no stranger, nothing empty, nothing from the future, no revert."""
    shop.repo.checkout("pr2", new=True)
    shop.work("2025-08-25", ("mallory", "mallory@example.com"), text="stranger")
    shop.work("2025-08-26", ("bot", "1+ci[bot]@users.noreply.github.com"), text="bot")
    shop.repo.commit({}, "Empty\n\nContext7: /websockets/ws\n", date="2025-08-27T10:00:00+02:00")
    shop.work("2025-08-30", ALICE, text="tomorrow")
    shop.repo.checkout("main")
    shop.land("pr2", "merge", 3)

    answer = shop.collect("main~1..main")

    assert answer.out.splitlines()[0] == "#3: no evidence of anybody who is enrolled"
    assert shop.repo.git("for-each-ref", EVIDENCE) == ""


def pull(shop: Shop, **more: object) -> PullRequest:
    """Pull request #12 of alice, opened on Tuesday, reviewed by bob on Wednesday."""
    reviews = (
        Review(7, "bob-dev", "approved", "", "Fine.\n\nContext7: /nodejs/node timers", datetime(2025, 8, 27, 9, tzinfo=UTC)),
        Review(8, "alice-dev", "commented", "", "Context7: /nodejs/node timers", datetime(2025, 8, 27, 9, tzinfo=UTC)),
        Review(9, "stranger", "commented", "", "Context7: /nodejs/node timers", datetime(2025, 8, 27, 9, tzinfo=UTC)),
        Review(10, "bob-dev", "commented", "", "Nothing looked up", datetime(2025, 8, 28, 9, tzinfo=UTC)),
    )  # fmt: skip
    facts: dict[str, object] = {
        "number": 12, "title": "Reconnect", "body": "Why\n\nContext7: /microsoft/typescript generics\n",
        "author": "alice-dev", "author_is_bot": False, "target": "main", "base": shop.repo.oid("main~1"),
        "head": "0" * 40, "merged_at": SEEN, "merge_commit": shop.repo.oid("main"),
        "created_at": datetime(2025, 8, 26, 9, tzinfo=UTC), "reviews": reviews,
    }  # fmt: skip
    return PullRequest(**{**facts, **more})  # type: ignore[arg-type]


def collected(
    shop: Shop, *pulls: PullRequest, event: Event | None = None, span: str = "main~1..main"
) -> Collection:
    """`collect` of the last landing with the forge's answers."""
    return collect(
        Request(
            repo=shop.repo.path,
            environment=shop.repo.environment,
            as_of=SEEN,
            first_seen=SEEN,
            span=span,
            event=event,
            pulls_of=lambda _: pulls,
        )
    )


def test_descriptions_and_other_peoples_reviews_are_kept(shop: Shop) -> None:
    """On the forge's own days, by people who are enrolled; no day of a reviewer is lost (E8)."""
    shop.repo.commit({"src/a.ts": "1"}, "Plain", date=LANDED)

    collected(shop, pull(shop))

    assert [
        (line["kind"], line["developer"], line["date"], line["ref"], line["topics"]) for line in shop.lines()
    ] == [
        ("pr", "alice", "2025-08-26", "#12", ["generics"]),
        ("review", "bob", "2025-08-27", "#12/review/7", ["timers"]),
    ]
    assert shop.active("alice") == {"2025-08-26"}
    assert shop.active("bob") == {"2025-08-27"}
    answer = shop.program.run("explain", "bob", "--as-of", AS_OF)
    assert "shop#12/review/7" in answer.out


def test_a_bots_description_is_nobodys(shop: Shop) -> None:
    shop.repo.commit({"src/a.ts": "1"}, "Plain", date=LANDED)

    found = collected(shop, pull(shop, author_is_bot=True, reviews=()))

    assert found.gathered[0].lines == ()


def test_nothing_personal_but_logins_is_kept(shop: Shop) -> None:
    """No e-mail address, no message, no text but topics, each cut (T86)."""
    message = f"Secret plan\n\nContext7: /websockets/ws {'x' * 500}\n"
    shop.repo.commit({"src/a.ts": "1"}, message, date="2025-08-29T10:00:00+02:00")

    collected(shop, pull(shop))

    held = shop.repo.git("log", "-p", "--format=%B", EVIDENCE)
    for secret in ("@example.com", "Secret", "Reconnect", "Fine.", "Nothing", "stranger", "x" * 201):
        assert secret not in held
    assert "x" * 200 in held


@pytest.mark.parametrize(("how", "landed"), [("squash", 1), ("rebase", 2)])
def test_a_review_shows_since_when_a_commit_was_there(shop: Shop, how: str, landed: int) -> None:
    """A change open for weeks must not make its first days late; the review was of the commit before its rebase."""
    shop.branch("slow", WEEK[:2])
    head = shop.repo.oid("slow~1")
    shop.land("slow", how, 12)
    review = Review(1, "bob-dev", "commented", head, "", datetime(2025, 8, 26, 7, tzinfo=UTC))

    asked = pull(shop, head=shop.repo.oid("refs/pull/12/head"), body="", reviews=(review,))
    collected(shop, asked, span=f"main~{landed}..main")

    assert [(line["date"], line["first_seen"]) for line in shop.lines()] == [
        ("2025-08-25", "2025-08-26T07:00:00Z"),
        ("2025-08-26", "2025-08-29T16:00:00Z"),
    ]


@pytest.mark.skipif(MISSING, reason="gpg is not installed here")
def test_what_landed_for_other_commits_is_not_kept_in_their_place(
    make_repo: Callable[..., Repo], capsys: pytest.CaptureFixture[str], forge: tuple[Keyring, str]
) -> None:
    """T55: what a forge rebased onto its own merge says less than the commits that were there before it."""
    shop = started(make_repo("shop"), capsys, forge)
    shop.branch("other", WEEK[:1], BOB)
    shop.branch("slow", WEEK[:2])
    shop.land("other", "merge", 11)
    shop.repo.git("update-ref", "refs/pull/12/head", "slow")
    shop.rebase("slow")
    assert shop.active("alice") == set()

    collected(shop, pull(shop, head=shop.repo.oid("refs/pull/12/head"), body=""), span="main~2..main")
    shop.repo.git("update-ref", "-d", "refs/pull/12/head")

    assert shop.active("alice") == set(WEEK[:2])


def event_file(
    shop: Shop, tmp_path: Path, *, before: str = "main~1", at: datetime = SEEN, **more: object
) -> Path:
    """The push to `main` that landed what came after `before`."""
    payload = {
        "ref": "refs/heads/main", "before": shop.repo.oid(before), "after": shop.repo.oid("main"),
        "repository": {"full_name": "acme/shop", "default_branch": "main", "pushed_at": int(at.timestamp())},
        **more,
    }  # fmt: skip
    file = tmp_path / "event.json"
    file.write_text(json.dumps(payload), encoding="utf-8")
    return file


def test_a_push_says_what_landed_when_and_where(shop: Shop, tmp_path: Path) -> None:
    shop.branch("reconnect", WEEK)
    shop.land("reconnect", "merge", 12)

    answer = shop.program.run("collect", "--event-path", str(event_file(shop, tmp_path)))

    assert answer.code == 0, answer.err
    assert answer.out.splitlines()[-1].startswith("acme/shop: 4 lines added")
    assert shop.repo.git("ls-tree", "-r", "--name-only", EVIDENCE).splitlines() == [
        "acme/shop/2025-W35.jsonl", "acme/shop/chain.jsonl",
    ]  # fmt: skip
    assert {line["first_seen"] for line in shop.lines()} == {"2025-08-29T16:00:00Z"}
    explained = shop.program.run("explain", "alice", "--as-of", AS_OF, "--format", "json").json
    assert [day["verified"] for day in explained["consistency"]["days"] if day["active"]] == [True] * 4


def test_collecting_old_history_makes_no_day_late(shop: Shop) -> None:
    """A team that begins to collect, or whose job was down for weeks, loses nothing by it."""
    for day in WEEK:
        shop.work(day, ALICE)

    answer = shop.collect("main~4..main", as_of="2025-11-01T10:00:00Z")

    assert answer.out.splitlines()[-1].startswith("shop: 4 lines added")
    assert shop.active("alice") == set(WEEK)
    assert not any("first_seen" in line for line in shop.lines())


@pytest.mark.parametrize("name", ["../x", "acme/../../x", "/etc", "acme/.git"])
def test_a_repository_that_climbs_is_refused(shop: Shop, tmp_path: Path, name: str) -> None:
    shop.work("2025-08-25", ALICE)
    file = event_file(shop, tmp_path, repository={"full_name": name, "default_branch": "main"})

    answer = shop.program.run("collect", "--event-path", str(file), "--as-of", SEEN.isoformat())

    assert answer.code == 3
    assert "which can be no folder" in answer.err
    assert shop.repo.git("for-each-ref", EVIDENCE) == ""


def test_the_repository_is_named_by_where_it_was_cloned_from(shop: Shop) -> None:
    shop.repo.git("remote", "add", "origin", "https://alice:secret@forge.example.com/acme/web.git")
    shop.work("2025-08-25", ALICE)

    assert shop.collect("main~1..main").out.splitlines()[-1].startswith("acme/web: 1 line added")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "nothing says what landed"),
        (("main",), 2, "'main' is no range"),
        (("main...HEAD",), 2, "'main...HEAD' is no range"),
        (("nowhere..main",), 2, "unknown revision 'nowhere'"),
        (("main..main",), 3, "nothing landed between"),
        (("main~1..main", "--push", "nowhere"), 2, "there is no remote 'nowhere'"),
    ],
)
def test_a_call_that_cannot_be_answered(
    shop: Shop, arguments: tuple[str, ...], code: int, words: str
) -> None:
    shop.work("2025-08-25", ALICE)

    answer = shop.collect(*arguments)

    assert (answer.code, answer.out) == (code, "")
    assert words in answer.err


def test_a_push_to_another_branch_lands_nothing(shop: Shop, tmp_path: Path) -> None:
    shop.work("2025-08-25", ALICE)
    file = event_file(shop, tmp_path, ref="refs/heads/feature")

    answer = shop.program.run("collect", "--event-path", str(file))

    assert (answer.code, "nothing says what landed" in answer.err) == (2, True)


def test_a_shallow_clone_cannot_be_collected_from(
    shop: Shop, make_repo: Callable[..., Repo], capsys: pytest.CaptureFixture[str]
) -> None:
    shop.branch("reconnect", WEEK)
    shop.land("reconnect", "merge", 12)
    clone = make_repo("clone")
    clone.git("fetch", "-q", "--depth=2", f"file://{shop.repo.path}", "main:work")
    clone.git("checkout", "-q", "-B", "main", "work")

    answer = run_cli(capsys, "collect", "-C", str(clone.path), "main~1..main", "--as-of", SEEN.isoformat())

    assert answer.code == 3
    assert "fetch-depth: 0" in answer.err


def test_one_private_repository_serves_many(
    make_repo: Callable[..., Repo], capsys: pytest.CaptureFixture[str]
) -> None:
    """`--program` holds the people and the evidence of all; the code's repository gets nothing."""
    program = make_repo("program")
    program.commit(
        {"policies/program.yaml": POLICY, **PEOPLE}, "Start", author=DANA, date="2025-08-22T09:00:00+02:00"
    )
    for name, day in (("shop", "2025-08-25"), ("web", "2025-08-26")):
        code = make_repo(name)
        code.commit({"a": "1"}, date="2025-08-22T09:00:00+02:00")
        one = Shop(Program(code, capsys))
        one.work(day, ALICE)
        answer = one.collect("main~1..main", "--program", str(program.path))
        assert answer.code == 0, answer.err
        assert code.git("for-each-ref", EVIDENCE) == ""

    assert Shop(Program(program, capsys)).active("alice") == {"2025-08-25", "2025-08-26"}


def test_a_tampered_branch_stops_judging_and_names_the_line(shop: Shop) -> None:
    """Whoever edits, drops or adds a line gets no verdict at all (T24)."""
    shop.branch("reconnect", WEEK[:2])
    shop.land("reconnect", "squash", 12)
    shop.collect("main~1..main")
    shop.repo.git("checkout", "-q", "c7gate-evidence")
    file = shop.repo.path / "shop/2025-W35.jsonl"
    forged = file.read_text("ascii").replace("2025-08-26", "2025-08-27")
    shop.repo.commit({"shop/2025-W35.jsonl": forged}, "tidy")
    shop.repo.checkout("main")

    explained = shop.program.run("explain", "alice", "--as-of", AS_OF)
    again = shop.collect("main~1..main")

    for answer in (explained, again):
        assert answer.code == 3
        assert (
            "collected evidence is broken: shop/2025-W35.jsonl:2: no entry of chain.jsonl covers this line"
            in answer.err
        )
    assert shop.program.run("validate").code == 0  # what needs no evidence is answered


def test_a_branch_whose_newest_commit_is_gone_stops_judging(shop: Shop) -> None:
    """What cannot be read is not as good as never collected."""
    shop.branch("reconnect", WEEK[:2])
    shop.land("reconnect", "squash", 12)
    shop.collect("main~1..main")
    (shop.repo.path / ".git/refs/heads/c7gate-evidence").write_text(f"{'1' * 40}\n")

    answer = shop.program.run("explain", "alice", "--as-of", AS_OF)

    assert answer.code == 3
    assert "collected evidence is broken: the newest commit of its branch is not here" in answer.err


def test_check_counts_collected_days(shop: Shop) -> None:
    """In the next change of that person the squashed days still count (rule of judging 9)."""
    shop.branch("reconnect", WEEK)
    shop.land("reconnect", "squash", 12)
    shop.repo.checkout("next", new=True)
    shop.program.work("Next\n\nContext7: /websockets/ws close\n")

    def consistency() -> str:
        return str(shop.program.check().json["gates"][0]["criteria"][0]["have"])

    assert consistency() == "1/5"
    assert shop.collect("main~1..main").code == 0
    shop.repo.git("update-ref", "-d", "refs/pull/12/head")
    assert consistency() == "4/5"


def test_a_jobs_token_goes_to_its_own_server_alone() -> None:
    """It is shown by a header of that address, in the environment of git and nowhere else."""
    job = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_TOKEN": "ghs_x",
        "GITHUB_SERVER_URL": "https://github.example.com",
    }
    header = "http.https://github.example.com/.extraheader"

    assert access({**job, "GIT_CONFIG_COUNT": "1"}) == {
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_1": header,
        "GIT_CONFIG_VALUE_1": "",
        "GIT_CONFIG_KEY_2": header,
        "GIT_CONFIG_VALUE_2": "AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46Z2hzX3g=",
    }
    assert access({**job, "GITHUB_ACTIONS": ""}) == {}
    with pytest.raises(UsageError, match="no address to send a token to"):
        access({**job, "GITHUB_SERVER_URL": "http://github.example.com"})
    assert access({**job, "GITHUB_TOKEN": " "}) == {}


def test_collecting_pushes_and_says_so(shop: Shop, make_repo: Callable[..., Repo]) -> None:
    bare = make_repo("origin.git", "--bare")
    shop.repo.git("remote", "add", "origin", str(bare.path))
    shop.work("2025-08-25", ALICE)

    answer = shop.collect("main~1..main", "--push", "origin")

    assert answer.out.splitlines()[-1].endswith(f"stands at {bare.oid(EVIDENCE)[:10]}, which origin has")
