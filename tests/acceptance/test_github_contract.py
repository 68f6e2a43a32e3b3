"""Every call we make of GitHub, judged by GitHub's own OpenAPI description: Prism checks them on loopback.

Needs node and the folder that `C7GATE_NODE_MODULES` names, in whose `node_modules` stand `@octokit/openapi` and
`@stoplight/prism-cli`.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from c7gate.model.errors import CannotLookError
from c7gate.reading.forges.github_api import GitHub
from c7gate.writing.forges.github import post_comment

from forge_server import CANARY, MERGE

NODE = Path(os.environ.get("C7GATE_NODE_MODULES", "nowhere"), "node_modules")
PRISM = NODE / "@stoplight" / "prism-cli" / "dist" / "index.js"
DESCRIPTION = NODE / "@octokit" / "openapi" / "generated" / "api.github.com.json"
IN_CI = os.environ.get("CI") == "true"  # there a missing tool is a failure, not a skip
MISSING = not (shutil.which("node") and PRISM.exists() and DESCRIPTION.exists())
PATHS = (
    "/repos/{owner}/{repo}",
    "/repos/{owner}/{repo}/pulls/{pull_number}",
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews",
    "/repos/{owner}/{repo}/commits/{commit_sha}/pulls",
    "/repos/{owner}/{repo}/issues/{issue_number}/comments",
    "/repos/{owner}/{repo}/issues/comments/{comment_id}",
    "/user",
)

pytestmark = pytest.mark.skipif(MISSING and not IN_CI, reason="needs node, Prism and GitHub's description")


def of_ours(description: dict[str, Any]) -> dict[str, Any]:
    """The description of the paths that we call and of what they refer to; the whole takes Prism a minute."""
    kept: dict[str, Any] = {
        **{key: description[key] for key in ("openapi", "info")},
        "paths": {path: description["paths"][path] for path in PATHS},
        "components": {},
    }
    waiting: list[Any] = [kept["paths"]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            node.pop(
                "headers", None
            )  # an example's next page is on the real host, where no token of ours goes
        children = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
        waiting += children
        reference = node.get("$ref") if isinstance(node, dict) else None
        if isinstance(reference, str):
            _, _, kind, name = reference.split("/")
            known = kept["components"].setdefault(kind, {})
            if name not in known:
                known[name] = description["components"][kind][name]
                waiting.append(known[name])
    return kept


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """GitHub as Prism plays it: what the description forbids is rejected, all else answered by its examples."""
    folder = tmp_path_factory.mktemp("prism")
    description = folder / "github.json"
    whole = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    description.write_text(json.dumps(of_ours(whole)), encoding="utf-8")
    port = free_port()
    arguments = ["mock", "--host", "127.0.0.1", "--port", str(port), str(description)]
    with (folder / "log").open("w+", encoding="utf-8") as log:
        server = subprocess.Popen(["node", str(PRISM), *arguments], stdout=log, stderr=log)
        try:
            until = time.monotonic() + 60
            while "Prism is listening" not in (folder / "log").read_text(encoding="utf-8"):
                assert server.poll() is None, (folder / "log").read_text(encoding="utf-8")
                assert time.monotonic() < until
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


@pytest.fixture
def github(prism: str, monkeypatch: pytest.MonkeyPatch) -> GitHub:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return GitHub.at(prism, CANARY)


def test_a_pull_request_with_its_reviews(github: GitHub) -> None:
    found = github.pull_request("octocat/Hello-World", 1347)

    assert (found.number, found.target, found.author) == (1347, "master", "octocat")
    assert [review.state for review in found.reviews] == ["approved"]


def test_the_pull_requests_of_a_commit(github: GitHub) -> None:
    (found,) = github.pull_requests_of("octocat/Hello-World", MERGE)

    assert (found.number, found.author) == (1347, "octocat")


def test_a_comment_is_made(github: GitHub) -> None:
    assert post_comment(github, "octocat/Hello-World", 1347, "<!-- c7gate -->\nText") == 1


def test_a_comment_is_kept_up_to_date(github: GitHub) -> None:
    comment = "repos/octocat/Hello-World/issues/comments/1"

    assert github.session.send("PATCH", comment, {"body": "Text"})["id"] == 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "repos/octocat/Hello-World/issues/7/comments", {"text": "no body"}),
        ("PATCH", "repos/octocat/Hello-World/issues/comments/one", {"body": "no number"}),
        ("POST", "repos/octocat/Hello-World/pulls/7/comment", {"body": "no such path"}),
    ],
)
def test_what_the_description_forbids_is_rejected(
    github: GitHub, method: str, path: str, body: dict[str, object]
) -> None:
    """So a call of ours that it accepts is right."""
    with pytest.raises(CannotLookError, match=r"answered (404|422)"):
        github.session.send(method, path, body)
