"""What the README shows is what a person sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from git_repo import Repo, clean_environment
from program import ALICE, run_cli

README = Path(__file__).resolve().parents[2] / "README.md"
RECORD = """\
login: alice
identities: [alice@example.com, "github:alice-dev"]
rol: backend
enrolled_at: 2025-08-32
work_week: [mon, tuesday, wed]
"""


@pytest.mark.skipif(
    not (README.parent / ".git").exists(), reason="the range lies in the repository's own history"
)
def test_the_main_command_judges_a_range_of_this_repository(capsys: pytest.CaptureFixture[str]) -> None:
    command = (
        README.read_text(encoding="utf-8").split("<!-- main-command -->\n```sh\n", 1)[1].split("\n", 1)[0]
    )
    arguments = command.rpartition("c7gate check ")[2].split()

    answer = run_cli(capsys, "check", "-C", str(README.parent), "--format", "json", *arguments)

    assert (answer.code, answer.json["status"]) == (0, "pass")
    assert answer.json["evidence"]


def shown(text: str) -> str:
    """The same with object ids, which depend on the demo's throw-away key, made alike."""
    return re.sub(r"\b[0-9a-f]{10}\b", "0123456789", text).strip()


def test_the_failing_pull_request_is_real(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_cli(capsys, "demo", str(tmp_path / "demo"))
    repo = Repo(tmp_path / "demo" / "repository", clean_environment(tmp_path))
    repo.checkout("pool", new=True)
    repo.commit(
        {"training-records/developers/alice.yaml": RECORD, "src/pool.ts": "export {};\n"},
        "Add a socket pool",
        author=ALICE,
        date="2025-09-05T12:00:00+02:00",
    )
    body = tmp_path / "body.md"
    body.write_text("Pools sockets.\n\nContext7: none\n", encoding="utf-8")

    answer = run_cli(
        capsys, "check", "-C", str(repo.path), "--base", "main", "--body-file", str(body),
        "--as-of", "2025-09-05T17:00:00+02:00",
    )  # fmt: skip

    assert answer.code == 1
    example = README.read_text(encoding="utf-8").split("```text\n", 1)[1].split("```", 1)[0]
    assert shown(example) == shown(answer.out)
