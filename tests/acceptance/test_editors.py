"""The published schemas in the language server behind the editors: completion, hover, and the errors that c7gate finds.

Needs node and the folder that `C7GATE_NODE_MODULES` names, in whose `node_modules` stands `yaml-language-server`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from c7gate.model.commit import Entry
from c7gate.reading.records import read_file

from language_server import LanguageServer

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "schemas"
# Read before a test's fixtures hide them.
IN_CI = os.environ.get("CI") == "true"
NODE_MODULES = Path(os.environ.get("C7GATE_NODE_MODULES", "nowhere"), "node_modules")
DEVELOPER = "training-records/developers/alice.yaml"
ASSESSMENT = "training-records/assessments/alice.yaml"
COHORT = "training-records/cohorts/2025-08.yaml"
START = "login: alice\nidentities: [alice@example.com]\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """The real one. Where it is missing the tests are skipped, but never in CI, where that would hide it."""
    if not (NODE_MODULES / "yaml-language-server").is_dir() or shutil.which("node") is None:
        reason = "yaml-language-server is not installed; .ci/install-node-packages says how"
        assert not IN_CI, reason
        pytest.skip(reason)
    with LanguageServer(NODE_MODULES, tmp_path_factory.mktemp("editor")) as running:
        yield running


def lined(path: str, text: str) -> str:
    """The text below the line that names its schema."""
    kind = {DEVELOPER: "developer", ASSESSMENT: "assessment", COHORT: "cohort"}[path]
    return f"# yaml-language-server: $schema={(SCHEMAS / kind).as_uri()}.schema.json\n{text}"


def test_keys_are_completed_inside_a_list(server: LanguageServer) -> None:
    uri = server.open(
        "exercises.yaml", lined(DEVELOPER, f"{START}exercises:\n  - id: be-websocket-reconnect\n    \n")
    )

    found = server.at("completion", uri, 6, 5)

    offered = {item["label"]: item for item in found["items"]}
    assert {name for name in offered if "(" not in name} == {
        "evidence",
        "submitted",
    }  # the rest are whole skeletons
    assert "The day you handed it in." in str(offered["submitted"]["documentation"])


def test_no_computed_key_is_offered(server: LanguageServer) -> None:
    uri = server.open("keys.yaml", lined(DEVELOPER, f"{START}\n"))

    offered = {item["label"] for item in server.at("completion", uri, 4, 1)["items"]}

    assert {"role", "cohort", "away", "usage"} <= offered
    assert not {"status", "gate", "score", "percent"} & offered


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("role: ", {"backend", "frontend", "fullstack", "qa"}),
        ("work_week: [mon, ", {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}),
        ("away: [{from: 2025-09-08, to: 2025-09-08, type: ", {"leave", "half", "swap-on", "swap-off"}),
        ("timezone: ", {"Europe/Berlin"}),
    ],
)
def test_values_are_completed(server: LanguageServer, line: str, values: set[str]) -> None:
    close = {"[": "]", "{": "}"}
    rest = "".join(close[char] for char in reversed(line) if char in close)
    uri = server.open(f"{len(line)}.yaml", lined(DEVELOPER, f"{START}{line}{rest}\n"))

    offered = {item["label"].strip('"') for item in server.at("completion", uri, 4, len(line) + 1)["items"]}

    assert values <= offered


@pytest.mark.parametrize(
    ("path", "line", "column", "says"),
    [
        (DEVELOPER, "work_week: [mon]", 3, "a day off never costs"),
        (DEVELOPER, "exercises: [{id: x, evidence: [y]}]", 14, "The exercise, as the policy names it."),
        (ASSESSMENT, "attempts: [{id: g1, gate: 1, date: 2025-08-25, assessor: dana}]", 24, "gate"),
    ],
)
def test_hovering_over_a_key_says_what_it_is(
    server: LanguageServer, path: str, line: str, column: int, says: str
) -> None:
    uri = server.open(f"hover-{column}.yaml", lined(path, f"login: alice\n{line}\n"))

    assert says in server.at("hover", uri, 3, column)["contents"]["value"]


WRONG = (
    (DEVELOPER, f"{START}rolle: backend\nwork_week: [mon, tue]\n"),
    (DEVELOPER, f"{START}role: Backend\ncohort: 2025_08!\n"),
    (DEVELOPER, f"{START}work_week: [monday]\nstatus: done\n"),
    (DEVELOPER, f"{START}away:\n  - {{from: 2025-09-08, to: 2025-09-09, type: vacation}}\n  - {{from: 2025-09-08, type: leave}}\n"),
    (DEVELOPER, f"{START}enrolled_at: yesterday\n"),
    (DEVELOPER, f"{START}exercises:\n  - id: be-1\n    evidence: []\n  - be-2\n"),
    (DEVELOPER, f"{START}exercises:\n  - {{id: be-1, evidence: [x], score: 3}}\n"),
    (DEVELOPER, f'{START}usage:\n  - {{at: "2025-08-28T14:05:00", kind: log, library: /a/b}}\n'),
    (DEVELOPER, f"{START}use_cases:\n  - title: x\n    library: ws\n"),
    (DEVELOPER, "login: Alice\nidentities: [alice]\n"),
    (DEVELOPER, "identities: [alice@example.com]\n"),
    (DEVELOPER, f"{START}role: qa\nrole: backend\n"),
    (ASSESSMENT, "login: alice\nattempts:\n  - {id: g1, gate: 5, date: 2025-08-25, assessor: dana}\n"),
    (ASSESSMENT, "login: alice\nattempts:\n  - {id: g1, gate: 1, date: 2025-08-25, scores: {written: 101}, assessor: dana}\n"),
    (ASSESSMENT, 'login: alice\nreviews:\n  - {exercise: x, reviewer: bob, verdict: good, at: "2025-08-25T16:00:00+02:00"}\n'),
    (COHORT, "id: 2025-08\nstart_date: 2025/08/22\nroster:\n  - {login: alice, exit: quit}\n"),
)  # fmt: skip


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_the_editor_and_c7gate_find_fault_with_the_same_lines(server: LanguageServer, number: int) -> None:
    path, text = WRONG[number]
    shown = lined(path, text)
    record = read_file(path, Entry("100644", ""), shown.encode())
    assert record is not None
    ours = {problem.line for problem in record.problems}
    assert ours

    theirs = server.diagnostics(server.open(f"wrong-{number}.yaml", shown))

    assert {line for line, _ in theirs} == ours, theirs


@pytest.mark.parametrize(
    "file",
    [*sorted(ROOT.glob("training-records/*/*.yaml")), *sorted(ROOT.glob("policies/*.yaml"))],
    ids=lambda file: file.name,
)
def test_the_editor_is_content_with_what_is_right(server: LanguageServer, file: Path) -> None:
    kind = file.stem if file.parent.name == "policies" else file.parent.name.removesuffix("s")
    line = f"# yaml-language-server: $schema={(SCHEMAS / kind).as_uri()}.schema.json\n"
    text = "".join(
        part for part in file.read_text("utf-8").splitlines(keepends=True) if "$schema=" not in part
    )

    assert server.diagnostics(server.open(f"right-{kind}-{file.name}", line + text)) == []
