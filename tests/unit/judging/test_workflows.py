"""Mutated workflows: each hole is found by its own name, and the shipped templates have none (T15)."""

from __future__ import annotations

import re

import pytest

from c7gate.judging.setup.workflows import workflow_checks
from c7gate.model.setup import State
from c7gate.parsing.workflow import parse_workflow
from c7gate.reading.resources import template

SHA = "0123456789abcdef0123456789abcdef01234567"
AFTER = template("github/c7gate-merged.yml").decode().replace("COMMIT", SHA)
MONITOR = template("github/c7gate-monitor.yml").decode().replace("COMMIT", SHA)
ACTION = template("github/c7gate.yml").decode().replace("COMMIT", SHA)
COMMAND = f"""\
on:
  pull_request:
    types: [opened, edited, synchronize, reopened, ready_for_review]
  merge_group:
permissions: {{}}
jobs:
  c7gate:
    runs-on: ubuntu-latest
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@{SHA}
        with:
          fetch-depth: 0
          persist-credentials: false
      - run: pipx run --spec "git+https://example.com/c7gate@{SHA}" c7gate check
"""

# What the mutation is, which text of the workflow becomes which, and the name of the check that finds it.
MUTATIONS: tuple[tuple[str, str, str, str], ...] = (
    ("no edited", "opened, edited,", "opened,", "event-types"),
    ("no types", "    types: [opened, edited, synchronize, reopened, ready_for_review]\n", "", "event-types"),
    ("no merge_group", "  merge_group:\n", "", "merge-group"),
    ("paths", "  pull_request:\n", "  pull_request:\n    paths: [src/**]\n", "path-filter"),
    ("paths-ignore", "  pull_request:\n", "  pull_request:\n    paths-ignore: ['**.md']\n", "path-filter"),
    ("other branches", "  pull_request:\n", "  pull_request:\n    branches: [release]\n", "branch-filter"),
    ("not main", "  merge_group:\n", "  merge_group:\n    branches-ignore: [main]\n", "branch-filter"),
    ("not main, by !", "  merge_group:\n", "  merge_group:\n    branches: ['**', '!main']\n", "branch-filter"),
    ("job if false", "    runs-on:", "    if: false\n    runs-on:", "job-condition"),
    ("job if not draft", "    runs-on:", "    if: ${{ !github.event.pull_request.draft }}\n    runs-on:", "job-condition"),
    ("job if actor", "    runs-on:", "    if: github.actor != 'alice'\n    runs-on:", "job-condition"),
    ("needs", "    runs-on:", "    needs: [build]\n    runs-on:", "job-needs"),
    ("job tolerant", "    runs-on:", "    continue-on-error: true\n    runs-on:", "continue-on-error"),
    ("one group", "permissions: {}\n", "permissions: {}\nconcurrency: c7gate\n", "concurrency-group"),
    (
        "head_ref group",
        "permissions: {}\n",
        "permissions: {}\nconcurrency: {group: '${{ github.head_ref }}', cancel-in-progress: true}\n",
        "concurrency-group",
    ),
    ("tolerant", "      - run:", "      - continue-on-error: true\n        run:", "continue-on-error"),
    ("step if", "      - run:", "      - if: github.event_name == 'push'\n        run:", "step-condition"),
    ("or true", "c7gate check\n", "c7gate check || true\n", "hidden-exit-code"),
    ("or else", "- run: pipx", "- run: |\n          true || pipx", "hidden-exit-code"),
    ("then true", "c7gate check\n", "c7gate check; true\n", "hidden-exit-code"),
    ("piped", "c7gate check\n", "c7gate check | tee report.txt\n", "hidden-exit-code"),
    ("background", "c7gate check\n", "c7gate check &\n", "hidden-exit-code"),
    ("negated", "- run: pipx", "- run: |\n          ! pipx", "hidden-exit-code"),
    ("continued", "- run: pipx", "- run: |\n          true; pipx", ""),
    ("set +e", "- run: pipx", "- run: |\n          set +e\n          pipx", "hidden-exit-code"),
    ("set +e among others", "- run: pipx", "- run: |\n          set -x +e\n          pipx", "hidden-exit-code"),
    ("leaves before", "- run: pipx", "- run: |\n          exit 0\n          pipx", "hidden-exit-code"),
    ("in a branch", "- run: pipx", "- run: |\n          if false; then\n          pipx", "hidden-exit-code"),
    ("after a branch", "- run: pipx", "- run: |\n          if a; then\n            b || exit 1\n          fi\n          pipx", ""),
    ("trap", "- run: pipx", "- run: |\n          trap 'exit 0' EXIT\n          pipx", "hidden-exit-code"),
    ("if then", "- run: pipx", "- run: |\n          if pipx", "hidden-exit-code"),
    ("or true, continued", "- run: pipx", "- run: |\n          ID=$(id) && \\\n          pipx", ""),
    ("exit zero", "c7gate check\n", "c7gate check --exit-zero\n", "exit-zero"),
    ("trusted head", "c7gate check\n", "c7gate check --trusted ${{ github.head_ref }}\n", "trusted-from-event"),
    ("trusted base", "c7gate check\n", "c7gate check --trusted=$GITHUB_BASE_REF\n", "trusted-from-event"),
    ("trusted HEAD", "c7gate check\n", "c7gate check --trusted HEAD\n", "trusted-from-event"),
    ("as of", "c7gate check\n", "c7gate check --as-of 2025-08-01\n", "fixed-instant"),
    ("shell without -e", "      - run:", "      - shell: bash {0}\n        run:", "shell-without-errexit"),
    ("default shell", "permissions: {}\n", "permissions: {}\ndefaults: {run: {shell: 'bash -x {0}'}}\n", "shell-without-errexit"),
    ("event path", "      - run:", "      - env: {GITHUB_EVENT_PATH: event.json}\n        run:", "environment-override"),
    ("event path in run", "- run: pipx", "- run: GITHUB_EVENT_PATH=x pipx", "environment-override"),
    ("later steps", "      - run: ", "      - run: echo 'PYTHONPATH=.' >> $GITHUB_ENV\n      - run: ", "environment-override"),
    ("later path", "      - run: ", '      - run: echo bin >> "$GITHUB_PATH"\n      - run: ', "environment-override"),
    ("PYTHONPATH", "permissions: {}\n", "permissions: {}\nenv: {PYTHONPATH: .}\n", "environment-override"),
    ("module", "c7gate check\n", "x && python -m c7gate check\n", "tool-from-change"),
    ("installed", "- run: pipx", "- run: |\n          pip install -e .\n          pipx", "tool-from-change"),
    ("local action", "      - run:", "      - uses: ./.github/actions/set-up\n      - run:", "tool-from-change"),
    ("a tag", f"actions/checkout@{SHA}", "actions/checkout@v7", "unpinned-action"),
    ("shallow", "fetch-depth: 0", "fetch-depth: 1", "shallow-checkout"),
    ("token kept", "persist-credentials: false", "persist-credentials: true", "persisted-credentials"),
    ("may write", "contents: read", "contents: write", "permissions-wide"),
    ("may write all", "      contents: read\n", "", ""),
    ("write-all", "    permissions:\n      contents: read\n", "    permissions: write-all\n", "permissions-wide"),
    ("posts the status", "contents: read", "statuses: write", "permissions-wide"),
    ("commented out", "      - run:", "      # - run:", "workflow-missing"),
    ("only said", "- run: pipx", "- run: echo pipx", "workflow-missing"),
    ("another event", "  pull_request:\n    types: [opened, edited, synchronize, reopened, ready_for_review]", "  push:", "workflow-missing"),
    ("two keys", "jobs:", "on: push\njobs:", "workflow-unreadable"),
    (
        "target",
        "  pull_request:",
        "  pull_request_target:",
        "",
    ),
)  # fmt: skip


def names(*files: str) -> set[str]:
    """The names of the problems that workflows of this content have, beside a sound one after merges."""
    workflows = [
        parse_workflow(text.encode(), f"{number}.yml") for number, text in enumerate((*files, AFTER))
    ]
    return {check.name for check in workflow_checks(workflows, "main") if check.state is not State.OK}


@pytest.mark.parametrize(
    ("old", "new", "name"), [row[1:] for row in MUTATIONS], ids=[row[0] for row in MUTATIONS]
)
def test_each_hole_is_found_by_its_own_name(old: str, new: str, name: str) -> None:
    assert old in COMMAND
    found = names(COMMAND.replace(old, new, 1))

    if name == "workflow-unreadable":
        found -= {"workflow-missing"}
    assert found == ({name} if name else set())


def test_code_of_the_change_does_not_get_the_rights_of_the_target() -> None:
    text = COMMAND.replace("  pull_request:", "  pull_request_target:")
    named = "${{ github.event.pull_request.head.sha }}"

    assert names(text.replace("        with:\n", f"        with:\n          ref: {named}\n")) == {
        "target-checkout"
    }
    assert names(text.replace("- run:", f"- run: git checkout {named}\n      - run:", 1)) == {
        "target-checkout"
    }


@pytest.mark.parametrize("workflow", [COMMAND, ACTION])
def test_a_sound_workflow_has_no_hole(workflow: str) -> None:
    assert names(workflow) == set()


def test_a_release_that_is_not_chosen_yet_is_named() -> None:
    assert names(ACTION.replace(SHA, "COMMIT")) == {"unpinned-action"}


def test_trusted_of_the_action_is_read_too() -> None:
    text = ACTION.replace("        id: c7gate\n", "        with: {trusted: '${{ github.head_ref }}'}\n")

    assert names(text) == {"trusted-from-event"}


def test_a_sound_job_answers_for_one_that_only_reports() -> None:
    assert names(COMMAND.replace("c7gate check\n", "c7gate check --exit-zero\n"), ACTION) == set()


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("branches: [main]", "branches: [release]", "after-merge-missing"),
        ("branches: [main]", "branches: [main]\n    paths: [src/**]", "after-merge-missing"),
        ("command: merged", "command: collect", "after-merge-missing"),
        ("    name: Judge", "    if: false\n    name: Judge", "job-condition"),
    ],
)
def test_what_was_merged_must_be_judged_again(old: str, new: str, name: str) -> None:
    assert old in AFTER
    workflows = [parse_workflow(text.encode(), "a.yml") for text in (ACTION, AFTER.replace(old, new, 1))]

    assert [check.name for check in workflow_checks(workflows, "main") if check.state is not State.OK] == [
        name
    ]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (
            f"c7gate/c7gate@{SHA}",
            "c7gate/c7gate@COMMIT",
            ["c7gate/c7gate@COMMIT does not say which release yet"],
        ),
        (
            f"c7gate/c7gate@{SHA}",
            "c7gate/c7gate@v1",
            ["c7gate/c7gate@v1 may become other code under the same name"],
        ),
        ("        with:\n          command: doctor", "", []),
        ("command: alerts", "command: doctor", []),
    ],
)
def test_what_a_scheduled_job_runs_is_pinned_as_well(old: str, new: str, lines: list[str]) -> None:
    """T46: said once a file, however many jobs use it; nothing else is asked of a job that decides about no change."""
    assert old in MONITOR
    files = {"a.yml": ACTION, "b.yml": AFTER, "monitor.yml": MONITOR.replace(old, new)}
    workflows = [parse_workflow(text.encode(), path) for path, text in files.items()]

    found = [check for check in workflow_checks(workflows, "main") if check.state is not State.OK]

    assert [check.message for check in found] == lines
    assert {(check.name, check.location.file) for check in found} <= {("unpinned-action", "monitor.yml")}


def test_the_job_that_may_push_evidence_is_pinned_as_well() -> None:
    head, at, tail = AFTER.rpartition(f"c7gate/c7gate@{SHA}")
    assert at
    workflows = [parse_workflow(text.encode(), "a.yml") for text in (ACTION, f"{head}c7gate/c7gate@v1{tail}")]

    found = [check for check in workflow_checks(workflows, "main") if check.state is not State.OK]

    assert [check.name for check in found] == ["unpinned-action"]


def test_problems_say_where() -> None:
    text = COMMAND.replace("c7gate check\n", "c7gate check || true\n")
    [found, *_] = workflow_checks([parse_workflow(text.encode(), "w.yml")], "main")

    assert (found.location.file, found.location.line) == (
        "w.yml",
        text.splitlines().index(text.splitlines()[-1]) + 1,
    )
    assert "`|| true`" in found.message
    assert re.search(r"\.$", found.help) is None
