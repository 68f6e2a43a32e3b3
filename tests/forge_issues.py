"""The issues that a forge keeps, each forge in its own words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from forge_server import Forge, Reply

REPOSITORY = "/repos/acme/program"
BOT = {"login": "github-actions[bot]", "type": "Bot"}


@dataclass
class Issues:
    """The issues of a repository that a forge keeps, as it answers for them."""

    private: bool = True
    kept: list[dict[str, Any]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    broken: str = ""

    def attach(self, forge: Forge) -> None:
        """Answer for them from now on."""
        forge.replies["/user"] = Reply({"message": "Resource not accessible by integration"}, 403)

        def reply(method: str, path: str) -> Reply:
            if method == self.broken:
                return Reply({"message": "Forbidden"}, 403)
            return self.answer(forge, method, path) or Reply({"message": "Not Found"}, 404)

        forge.reply = reply  # type: ignore[method-assign]

    def answer(self, forge: Forge, method: str, path: str) -> Reply | None:
        """What the forge says."""
        asked = forge.asked[-1]
        if path.endswith("/comments"):
            return self.commented(method, asked.body)
        if path == REPOSITORY:
            return Reply({"private": self.private})
        if path == f"{REPOSITORY}/issues" and method == "GET":
            state = "open" if "state=open" in asked.path else "closed"
            return Reply([issue for issue in self.kept if issue["state"] == state])
        if path == f"{REPOSITORY}/issues" and method == "POST":
            new = {"number": len(self.kept) + 1, "state": "open", "user": BOT, **json.loads(asked.body)}
            self.kept.append(new)
            return Reply(new, 201)
        if path.startswith(f"{REPOSITORY}/issues/") and method == "PATCH":
            issue = self.kept[int(path.rpartition("/")[2]) - 1]
            issue.update(json.loads(asked.body))
            return Reply(issue)
        return None

    def commented(self, method: str, body: bytes) -> Reply:
        """What it says about comments; there is one list, as there is one alert that is said again."""
        if method == "GET":
            return Reply(self.said)
        self.said.append({"id": len(self.said) + 1, "user": BOT, **json.loads(body)})
        return Reply(self.said[-1], 201)

    @property
    def standing(self) -> dict[str, str]:
        """The state of each of our issues by the key in its marker; a key that has two fails."""
        found: dict[str, str] = {}
        for issue in self.kept:
            if issue["user"] == BOT:
                key = issue["body"].split()[2]
                assert key not in found
                found[key] = issue["state"]
        return found


PROJECT = "/projects/acme%2Fprogram"
ROBOT = {"username": "project_7_bot"}


@dataclass
class GitLabIssues(Issues):
    """The same of a project on GitLab, with its own words for everything."""

    visibility: str = "private"

    def answer(self, forge: Forge, method: str, path: str) -> Reply | None:
        """See `Issues`."""
        asked, rest = forge.asked[-1], path.removeprefix(PROJECT).split("/")[1:]
        if path == "/user":
            return Reply(ROBOT)
        if not rest:
            return Reply({"visibility": self.visibility})
        if rest == ["issues"] and method == "GET":
            state = "opened" if "state=opened" in asked.path else "closed"
            return Reply([issue for issue in self.kept if issue["state"] == state])
        if rest[-1] == "notes" and method == "GET":
            return Reply([{"system": True, "body": "changed the description"}, *self.said])
        return Reply(self.written(method, rest, json.loads(asked.body)))

    def written(self, method: str, rest: list[str], body: dict[str, Any]) -> dict[str, Any]:
        """What it keeps of what it is sent."""
        if method == "PUT":
            issue = self.kept[int(rest[1]) - 1]
            event = body.pop("state_event", "")
            state = {"close": "closed", "reopen": "opened"}.get(event, issue["state"])
            issue.update(body, state=state)
            return issue
        where = self.said if rest[-1] == "notes" else self.kept
        where.append({"iid": len(where) + 1, "state": "opened", "author": ROBOT, **body})
        return where[-1]

    @property
    def standing(self) -> dict[str, str]:
        """See `Issues`."""
        return {issue["description"].split()[2]: issue["state"] for issue in self.kept}
