"""The program text played through: four developers, one a role, from enrolment to certification (S-015, S-047 to S-074).

Every step is a branch that `check` judges by a forge's event before it lands, by merge, squash or rebase. Day 1 is
Friday 2025-08-22; days count from Monday 2025-08-25.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from c7gate.app.collect import Request, collect
from c7gate.reading.forges.event import PullRequest, Review

from git_repo import Repo
from program import DANA, POLICY, Answer, Program

ROLES = {"alice": "backend", "bob": "frontend", "octocat": "fullstack", "monalisa": "qa"}
EXERCISES = {
    "alice": ("be-hathora-lobby", "be-websocket-reconnect", "be-node-performance"),
    "bob": ("fe-react-optimization", "fe-typescript", "fe-browser-apis"),
    "octocat": (
        "be-hathora-lobby", "be-websocket-reconnect", "be-node-performance", "fe-react-optimization", "fe-typescript",
        "integration-project",
    ),
    "monalisa": ("qa-playwright-mastery", "qa-e2e-testing", "qa-performance-testing"),
}  # fmt: skip
DAYS = ("2025-08-27", "2025-08-28", "2025-08-29", "2025-09-01", "2025-09-02")
WORKED = {**dict.fromkeys(ROLES, DAYS), "alice": ("2025-08-25", "2025-08-26", "2025-08-27", *DAYS[3:])}
WAYS = {"alice": "merge", "bob": "squash", "octocat": "rebase", "monalisa": "merge"}
COHORT = "training-records/cohorts/2025-08.yaml"
ROSTER = f"id: 2025-08\nstart_date: 2025-08-22\nfrozen_at: 2025-08-25\nroster: [{', '.join(f'{{login: {name}}}' for name in ROLES)}]\n"
Files = dict[str, str]


def when(moment: str) -> str:
    """`25 09:00` of August, or `09-03 09:00`, in Berlin."""
    day, time = moment.split()
    return f"2025-{day if '-' in day else f'08-{day}'}T{time}:00+02:00"


def who(login: str) -> tuple[str, str]:
    return login, f"{login}@example.com"


@dataclass
class Story:
    """The repository on `main`; what each file of records holds by now, and the numbers of pull requests."""

    program: Program
    held: dict[str, list[str]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    pulls: dict[str, PullRequest] = field(default_factory=dict)

    @property
    def repo(self) -> Repo:
        """Its repository."""
        return self.program.repo

    def propose(self, author: str, files: Files, moment: str, *, approver: str = "") -> Answer:
        """A change of one commit, judged as its author opens it, or as somebody approves it."""
        self.repo.git("checkout", "-q", "-B", "pr", "main")
        self.repo.commit(dict(files), "Enter it", author=who(author), date=when(moment))
        return self.judge(author, moment, approver=approver)

    def judge(self, author: str, moment: str, *, approver: str = "") -> Answer:
        """`check` of the branch `pr` by an event."""
        head = self.repo.oid("pr")
        payload: dict[str, Any] = {
            "action": "submitted" if approver else "opened",
            "pull_request": {
                "number": 1, "title": "Change", "body": "", "updated_at": when(moment), "user": {"login": f"{author}-dev"},
                "base": {"ref": "main", "sha": self.repo.oid("main")}, "head": {"ref": "pr", "sha": head},
            },
            "repository": {"default_branch": "main", "full_name": "acme/product"},
        }  # fmt: skip
        if approver:
            payload["review"] = {"state": "approved", "commit_id": head, "user": {"login": f"{approver}-dev"}}
        event = self.program.write("event.json", json.dumps(payload))
        return self.program.run(
            "check", "--event-path", str(event), "--as-of", when(moment), "--format", "json"
        )

    def land(self, moment: str, how: str = "merge", author: str = "dana") -> int:
        """Merge the branch `pr` as a forge does, and give the number of its pull request."""
        number = next(self.numbers)
        self.repo.git("update-ref", f"refs/pull/{number}/head", "pr")
        base = self.repo.oid("main")
        self.repo.checkout("main")
        if how == "rebase":
            self.repo.git("merge", "-q", "--ff-only", "pr")
        elif how == "squash":
            self.repo.git("merge", "-q", "--squash", "pr")
            self.repo.commit({}, f"Week of {author} (#{number})", author=who(author), date=when(moment))
        else:
            self.repo.git("merge", "-q", "-s", "ours", "--no-commit", "pr")
            self.repo.git("read-tree", "-u", "--reset", "pr")
            message = f"Merge pull request #{number} from acme/pr"
            self.repo.commit({}, message, author=DANA, date=when(moment), parents=[base, self.repo.oid("pr")])
        return number

    def passes(self, author: str, files: Files, moment: str, *, approver: str = "") -> int:
        """A change that nothing is wrong with; it lands at once."""
        answer = self.propose(author, files, moment, approver=approver)
        assert (answer.code, answer.errors()) == (0, []), answer.json["findings"]
        return self.land(moment, author=author)

    def fails(self, author: str, files: Files, moment: str, *rules: str) -> None:
        """A change that these rules refuse; it stays away."""
        answer = self.propose(author, files, moment)
        assert (answer.code, set(answer.errors())) == (1, set(rules)), answer.json["findings"]
        self.repo.checkout("main")

    def own(self, login: str, *lines: str) -> Files:
        """The record of somebody with more lines."""
        return self._file(f"training-records/developers/{login}.yaml", lines)

    def assessed(self, login: str, **entries: str) -> Files:
        """The assessment of somebody with one more entry in each of these lists."""
        path = f"training-records/assessments/{login}.yaml"
        kept = self.held.setdefault(path, [f"login: {login}"])
        for name, entry in entries.items():
            if f"{name}:" not in kept:
                kept.append(f"{name}:")
            last = kept.index(f"{name}:") + 1
            while last < len(kept) and kept[last].startswith(" "):
                last += 1
            kept.insert(last, f"  - {{{entry}}}")
        return {path: "\n".join(kept) + "\n"}

    def without(self, login: str, files: Files, **entries: str) -> Files:
        """The same once more, when the entries were refused."""
        path = f"training-records/assessments/{login}.yaml"
        for entry in entries.values():
            self.held[path].remove(f"  - {{{entry}}}")
        return {**files, path: "\n".join(self.held[path]) + "\n"}

    def signed(self, gate: int, moment: str, *logins: str) -> Files:
        """Sign-offs of a gate by dana."""
        files: Files = {}
        for login in logins:
            files |= self.assessed(
                login, signoffs=f'id: so-{gate}, gate: {gate}, by: dana, at: "{when(moment)}"'
            )
        return files

    def explain(self, login: str, gate: int, moment: str) -> Any:
        """What `explain` says on `main`."""
        self.repo.checkout("main")
        answer = self.program.run(
            "explain", login, "--gate", str(gate), "--as-of", when(moment), "--format", "json"
        )
        assert answer.code == 0, answer.err
        return answer.json

    def stands(self, login: str, gate: int, moment: str, state: str, **criteria: str) -> Any:
        """Check the state of a gate, and each of these criteria as `verdict have`."""
        found = self.explain(login, gate, moment)
        assert found["state"] == state, found
        by_id = {item["id"]: f"{item['verdict']} {item['have']}" for item in found["criteria"]}
        assert {name: by_id[name] for name in criteria} == criteria
        return found

    def _file(self, path: str, lines: tuple[str, ...]) -> Files:
        self.held.setdefault(path, []).extend(lines)
        return {path: "\n".join(self.held[path]) + "\n"}


@pytest.fixture
def story(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Story:
    """Dana and farid coordinate; nobody is enrolled yet."""
    policy = POLICY.replace("[dana]", "[dana, farid]") + "assessors: []\nversion: 1\n"
    files = {"policies/program.yaml": policy, "src/app.ts": "export {};\n"}
    files |= {
        f"training-records/developers/{name}.yaml": f'login: {name}\nidentities: [{name}@example.com, "github:{name}-dev"]\n'
        f"enrolled_at: 2025-12-01\n"
        for name in ("dana", "farid")
    }
    repo.commit(dict(files), "Start", author=DANA, date=when("22 08:00"))
    return Story(Program(repo, capsys))


def score(gate: int, number: int, day: str, value: str) -> str:
    """An attempt at gate 1 or 4."""
    parts = {1: ("written", "workflow_demo"), 4: ("comprehensive", "independence")}[gate]
    return (
        f"id: g{gate}-{number}, gate: {gate}, date: {day}, scores: {{{parts[0]}: {value}}}, rubric: {{{parts[1]}: pass}}, "
        "assessor: dana"
    )


def test_from_enrolment_to_certification(story: Story) -> None:
    enrol(story)
    first_gate(story)
    week(story)
    collected(story)
    second_gate(story)
    third_gate(story)
    fourth_gate(story)

    me = story.program.run(
        "me", "--login", "octocat", "--as-of", when("09-09 09:00"), "--format", "json"
    ).json
    assert [item["state"] for item in me["gates"]] == ["passed"] * 4


def enrol(story: Story) -> None:
    """Day 1: a cohort by a coordinator, and everybody's own record by a change of their own."""
    story.passes("dana", {COHORT: ROSTER}, "22 09:00")
    for login, role in ROLES.items():
        record = (
            f"login: {login}", f'identities: [{login}@example.com, "github:{login}-dev"]', f"role: {role}",
            "cohort: 2025-08", "timezone: Europe/Berlin",
            "use_cases: [{title: Reconnect after failover, library: /websockets/ws}]",
        )  # fmt: skip
        story.passes(login, story.own(login, *record), "22 10:00")
    found = story.stands(
        "alice", 1, "22 12:00", "in progress", written="insufficient none", use_cases="pass 1"
    )
    assert found["next"] == ["Take the assessment of gate 1 (written and workflow_demo)."]
    story.stands("alice", 2, "22 12:00", "locked", exercises="insufficient 0/3")
    story.stands("octocat", 2, "22 12:00", "locked", exercises="insufficient 0/6")
    assert story.explain("alice", 3, "22 12:00")["verdict"] == "insufficient"
    story.stands("alice", 4, "22 12:00", "locked", ceremony="insufficient no")


def first_gate(story: Story) -> None:
    """Days 4 to 6: bob fails by a hundredth, may not try again at once, and passes on the boundary."""
    files: Files = {}
    for login in ROLES:
        value = "84.99" if login == "bob" else "85.00"
        files |= story.assessed(login, attempts=score(1, 1, "2025-08-25", value))
    story.passes("dana", files, "25 12:00")
    story.stands(
        "alice", 1, "25 13:00", "ready to be signed off", written="pass 85.00", workflow_demo="pass pass"
    )
    found = story.stands("bob", 1, "25 13:00", "retest available", written="fail 84.99")
    assert found["next"] == ["Take the assessment again: possible from 2025-08-27, 2 of 3 attempts left."]

    three = ("alice", "octocat", "monalisa")
    story.passes("dana", story.signed(1, "25 18:00", *three), "25 18:00")
    story.stands("alice", 1, "25 19:00", "passed")
    story.stands("alice", 2, "25 19:00", "in progress")
    story.stands("bob", 2, "25 19:00", "locked")

    early = score(1, 2, "2025-08-26", "91.00")
    story.fails("dana", story.assessed("bob", attempts=early), "26 12:00", "cooling-off")
    story.passes(
        "dana",
        story.without(
            "bob", story.assessed("bob", attempts=score(1, 3, "2025-08-27", "85.00")), attempts=early
        ),
        "27 12:00",
    )
    story.stands("bob", 1, "27 13:00", "ready to be signed off", written="pass 85.00")
    story.passes("dana", story.signed(1, "27 13:00", "bob"), "27 13:00")
    found = story.stands("bob", 1, "27 14:00", "passed")
    assert found["signed_off"] == {"by": "dana", "at": when("27 13:00")}


def week(story: Story) -> None:
    """Alice tells her leave before it begins; everybody works, and what they did lands in different ways."""
    answer = story.propose(
        "alice", story.own("alice", "away: [{from: 2025-08-28, to: 2025-08-29, type: leave}]"), "27 15:00"
    )
    assert answer.json["findings"] == [] or "needs-coordinator" not in answer.names
    story.land("27 15:00")
    for login, days in WORKED.items():
        story.repo.git("checkout", "-q", "-B", "pr", "main")
        for number, day in enumerate(days):
            library = ("/websockets/ws", "/nodejs/node", "/microsoft/typescript")[number % 3]
            story.repo.commit(
                {f"src/{login}-{day}.ts": f"// {day}\n"}, f"Work of {day}\n\nContext7: {library} topic {number}\n",
                author=who(login), date=f"{day}T10:00:00+02:00", committed=when("09-02 16:00"),
            )  # fmt: skip
        answer = story.judge(login, "09-02 16:00")
        assert (answer.code, answer.errors()) == (0, []), answer.json["findings"]
        head = story.repo.oid("pr")
        number = story.land("09-02 16:00", WAYS[login], login)
        story.pulls[story.repo.oid("main")] = pull_request(number, login, head, story.repo.oid("main"))


def collected(story: Story) -> None:
    """What the job after a merge keeps: bob's five days went into one squashed commit that says nothing, and are five again."""
    assert story.explain("bob", 3, "09-02 17:00")["consistency"]["active"] == 0
    span = f"{story.repo.git('rev-list', '--max-parents=0', 'main')}..main"
    seen = datetime.fromisoformat(when("09-02 16:05"))
    collect(
        Request(
            repo=story.repo.path, environment=story.repo.environment, as_of=seen, first_seen=seen, span=span,
            pulls_of=lambda oid: tuple(filter(None, [story.pulls.get(oid)])),
        )
    )  # fmt: skip
    assert story.explain("bob", 3, "09-02 17:00")["consistency"]["active"] == 5


def pull_request(number: int, author: str, head: str, merged: str) -> PullRequest:
    """What the forge tells: two reviews with a reference by each of two colleagues."""
    others = [name for name in ROLES if name != author]
    at = datetime.fromisoformat(when("09-02 15:00"))
    reviews = tuple(
        Review(
            10 * number + index,
            f"{name}-dev",
            "commented",
            "",
            f"See this.\n\nContext7: /nodejs/node n{number}",
            at,
        )
        for index, name in enumerate(others)
    )
    return PullRequest(
        number=number, title="Work", body="", author=f"{author}-dev", author_is_bot=False, target="main", base=head,
        head=head, merged_at=datetime.fromisoformat(when("09-02 16:00")), merge_commit=merged, reviews=reviews,
    )  # fmt: skip


def second_gate(story: Story) -> None:
    """Exercises with reviews by peers, one repeated practical, one exception that farid approves."""
    peers = dict(zip(ROLES, [*list(ROLES)[1:], "alice"], strict=True))
    for login, names in EXERCISES.items():
        story.repo.git("checkout", "-q", "-B", "pr", "main")
        oid = story.repo.commit(
            {f"src/exercises/{login}.ts": "// exercise\n"}, "Exercises\n\nContext7: /websockets/ws exercise",
            author=who(login), date=when("09-02 17:30"),
        )  # fmt: skip
        handed_in = [
            f'{{id: {name}, evidence: ["commit:{oid[:12]}"], submitted: 2025-09-02}}' for name in names
        ]
        files = story.own(
            login, f"exercises: [{', '.join(handed_in)}]",
            f"shares: [{{date: 2025-09-02, kind: doc, ref: docs/{login}.md, audience: team}}]",
        )  # fmt: skip
        document = {} if login == "octocat" else {f"docs/{login}.md": f"# What {login} found\n"}
        story.repo.commit({**files, **document}, "Hand in", author=who(login), date=when("09-02 17:31"))
        answer = story.judge(login, "09-02 17:31")
        assert answer.errors() == [], answer.json["findings"]
        story.land("09-02 17:35")
    story.stands(
        "alice", 2, "09-02 17:40", "in progress", exercises="pass 3/3", peer_review="insufficient 0/3",
        real_task="pass 5", knowledge_doc="pass 1", share="pass 1",
    )  # fmt: skip

    entered: Files = {}
    for login, names in EXERCISES.items():
        for name in names:
            entered |= story.assessed(
                login,
                reviews=f'exercise: {name}, reviewer: {peers[login]}, verdict: approve, at: "{when("09-02 17:45")}"',
            )
    practical = "id: g2-{0}, gate: 2, date: 2025-09-0{0}, rubric: {{walkthrough: {1}}}, assessor: dana"
    entered |= story.assessed("monalisa", attempts=practical.format(1, "fail"))
    story.passes("dana", entered, "09-02 17:50")
    found = story.stands(
        "monalisa", 2, "09-02 17:50", "retest available", exercises="pass 3/3", attempt="fail fail"
    )
    assert found["next"] == ["Take the assessment again: possible from 2025-09-01, 1 of 2 attempts left."]
    story.stands(
        "octocat", 2, "09-02 17:50", "in progress", knowledge_doc="insufficient 0", peer_review="pass 6/6"
    )
    story.stands("alice", 2, "09-02 17:50", "ready to be signed off", peer_review="pass 3/3")

    story.passes("dana", story.assessed("monalisa", attempts=practical.format(2, "pass")), "09-02 17:55")
    story.stands("monalisa", 2, "09-02 17:55", "ready to be signed off", attempt="pass pass")
    waiver = "gate: 2, criterion: knowledge_doc, reason: Documents stay with the customer, approver: farid, expires: 2025-09-30"
    story.passes("dana", story.assessed("octocat", waivers=waiver), "09-02 18:00", approver="farid")
    found = story.stands("octocat", 2, "09-02 18:00", "ready to be signed off", knowledge_doc="pass 0")
    assert [item["id"] for item in found["criteria"] if item.get("waived")] == ["knowledge_doc"]
    story.passes("dana", story.signed(2, "09-02 18:30", *ROLES), "09-02 18:30")
    for login in ROLES:
        story.stands(login, 2, "09-02 19:00", "passed")


def third_gate(story: Story) -> None:
    """Nothing of it is typed; leave costs nobody a day."""
    for login in ROLES:
        found = story.explain(login, 3, "09-03 09:00")
        assert found["verdict"] == "pass", (login, found["criteria"])
        assert (found["consistency"]["active"], found["consistency"]["counted"]) == (5, 5), login
    assert story.explain("alice", 3, "09-03 09:00")["consistency"]["window"]["first"] == "2025-08-25"
    story.passes("dana", story.signed(3, "09-03 10:00", *ROLES), "09-03 10:00")
    story.stands("alice", 4, "09-03 11:00", "in progress", comprehensive="insufficient none")


def fourth_gate(story: Story) -> None:
    """Assessment, commitment by one's own hand, and the ceremony, which bob catches up on."""
    files: Files = {}
    for login in ROLES:
        files |= story.assessed(login, attempts=score(4, 1, "2025-09-04", "90.00"))
    story.passes("dana", files, "09-04 10:00")
    for login in ROLES:
        words = "commitment: {date: 2025-09-04, statement: I look it up before I write it}"
        story.passes(login, story.own(login, words), "09-04 11:00")
    story.stands("bob", 4, "09-04 12:00", "in progress", commitment="pass yes", ceremony="insufficient no")

    came = f"{ROSTER}ceremony: {{date: 2025-09-04, attendees: [alice, octocat, monalisa]}}\n"
    story.passes("dana", {COHORT: came}, "09-04 16:00")
    early = story.signed(4, "09-04 17:00", *ROLES)
    story.fails("dana", early, "09-04 17:00", "gate-not-met")
    bobs = f'id: so-4, gate: 4, by: dana, at: "{when("09-04 17:00")}"'
    three = story.without("bob", early, signoffs=bobs)
    story.passes("dana", three, "09-04 17:00")
    story.stands("alice", 4, "09-04 18:00", "passed", comprehensive="pass 90.00", independence="pass pass")
    story.stands("bob", 4, "09-04 18:00", "in progress", ceremony="insufficient no")

    story.passes("dana", {COHORT: came.replace("monalisa]}", "monalisa, bob]}")}, "09-08 09:00")
    story.stands("bob", 4, "09-08 09:00", "ready to be signed off", ceremony="pass yes")
    story.passes("dana", story.signed(4, "09-08 10:00", "bob"), "09-08 10:00")
    story.stands("bob", 4, "09-08 11:00", "passed")
