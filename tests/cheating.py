"""The stage on which cheats are played, and the list of them: name, rule that refuses it, play."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from git_repo import Repo
from program import ALICE, AS_OF, DANA, POLICY, Answer, Program, record

NOW = "2025-09-01T08:00:00+02:00"
ERIN = ("erin", "erin@example.com")
PROGRAM = "policies/program.yaml"
MINE = "training-records/developers/alice.yaml"
ALICES, BOBS, DANAS = (f"training-records/assessments/{name}.yaml" for name in ("alice", "bob", "dana"))
DECIDED = """\
login: bob
attempts:
  - {id: g1-1, gate: 1, date: 2025-08-25, scores: {written: 61.00}, assessor: erin}
  - {id: g1-2, gate: 1, date: 2025-08-28, scores: {written: 87.50}, rubric: {workflow_demo: pass}, assessor: erin}
signoffs:
  - {id: so-1, gate: 1, by: dana, at: "2025-08-29T08:00:00+02:00"}
"""
FIRST, SECOND = DECIDED.splitlines(keepends=True)[2:4]
OWN = record("alice", "2025-08-25")
WAVE = "training-records/surveys/2025-W35.yaml"
COUNTED = 'period: 2025-W35\ninvited: 9\nhistogram: {"2": 5, "4": 1}\nthemes: [More examples]\n'
Signing = Callable[[str], Path]


def line(by: str = "dana", *, id_: str = "so-9", gate: int = 2, at: str = NOW) -> str:
    """A sign-off."""
    return f'  - {{id: {id_}, gate: {gate}, by: {by}, at: "{at}"}}\n'


def signed(subject: str = "alice", by: str = "dana") -> str:
    """An assessment that holds nothing but a sign-off."""
    return f"login: {subject}\nsignoffs:\n{line(by)}"


@dataclass(frozen=True)
class Stage:
    """The program that is cheated: dana and farid coordinate, erin assesses, alice and bob learn.

    `key` gives the private key file of a name; dana's is listed in policy.
    """

    program: Program
    key: Signing

    @property
    def repo(self) -> Repo:
        """Its repository, on branch `pr`."""
        return self.program.repo

    def commit(
        self,
        files: dict[str, str | bytes | None],
        author: tuple[str, str] = ALICE,
        message: str = "Sign off",
        *,
        key: str = "",
        date: str = NOW,
    ) -> str:
        """A commit on the branch, signed with the key of that name."""
        settings = {"gpg.format": "ssh", "user.signingkey": str(self.key(key))} if key else {}
        settings["commit.gpgsign"] = "true" if key else "false"
        for name, value in settings.items():
            self.repo.git("config", name, value)
        return self.repo.commit(files, message, author=author, date=date)

    def on_main(self, files: dict[str, str | bytes | None], *, stay: bool = True) -> None:
        """What dana commits to main; the branch stays where it began, or begins anew there."""
        self.repo.checkout("main")
        self.commit(files, DANA, "Main")
        self.repo.checkout("pr")
        if not stay:
            self.repo.git("reset", "-q", "--hard", "main")

    def forge(self, author: str = "alice-dev", **review: str) -> Answer:
        """What a forge's run says of `pr` by this author; `review` has `state`, `login` and `commit_id`."""
        payload: dict[str, Any] = {
            "action": "submitted" if review else "synchronize",
            "pull_request": {
                "number": 7, "title": "Sign", "body": "Context7: none (a record)",
                "updated_at": "2025-09-01T07:00:00Z",
                "user": {"login": author, "type": "Bot" if author.endswith("[bot]") else "User"},
                "base": {"ref": "main", "sha": self.repo.oid("main")},
                "head": {"ref": "pr", "sha": self.repo.oid("pr")},
            },
            "repository": {"default_branch": "main", "full_name": "acme/product"},
        }  # fmt: skip
        if review:
            head = review.get("commit_id", self.repo.oid("pr"))
            user = {"login": review.get("login", "dana-dev")}
            payload["review"] = {"state": review["state"], "commit_id": head, "user": user}
        path = self.program.write("event.json", json.dumps(payload))
        return self.program.run("check", "--event-path", str(path), "--as-of", AS_OF, "--format", "json")

    def offline(self) -> Answer:
        """What git alone says."""
        return self.program.check()


def public(key: Signing, name: str) -> str:
    """The line of the public key."""
    return key(name).with_suffix(".pub").read_text(encoding="utf-8").strip()


def policy(key: Signing, *, window: str = "", names: str = "dana, farid", more: str = "version: 3\n") -> str:
    """The policy of the stage."""
    keys = f"signing_keys:\n  - {{login: dana, key: {public(key, 'dana')}{window}}}\n"
    return f"{POLICY.replace('[dana]', f'[{names}]')}assessors: [erin]\nbots: [release-bot]\n{more}{keys}"


Play = Callable[[Stage], Answer]
CHEATS: list[tuple[str, str, Play]] = []


def cheat(name: str, rule: str) -> Callable[[Play], Play]:
    """Register a cheat with the name of the rule that refuses it."""

    def register(play: Play) -> Play:
        CHEATS.append((name, rule, play))
        return play

    return register


def registered(rule: str, cases: dict[str, Play]) -> None:
    """Register several cheats that the same rule refuses."""
    CHEATS.extend((name, rule, play) for name, play in cases.items())


def writing(
    files: dict[str, str | bytes | None],
    author: str = "alice-dev",
    by: tuple[str, str] = ALICE,
    message: str = "Sign",
) -> Play:
    """A cheat that is one commit, sent by that author of the forge."""

    def play(stage: Stage) -> Answer:
        stage.commit(dict(files), by, message)
        return stage.forge(author)

    return play


def offline(play: Callable[[Stage], object]) -> Play:
    """A cheat that only git sees."""

    def played(stage: Stage) -> Answer:
        play(stage)
        return stage.offline()

    return played
