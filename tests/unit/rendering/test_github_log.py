"""What the Actions runner takes for a command in any report, by a port of its two parsers (T37)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from c7gate.model.finding import Finding, Location, Severity
from c7gate.rendering import csv, github, json, junit, markdown, sarif, text
from c7gate.rendering.escape import inert_lines

from evaluations import HOSTILE, evaluation, hostile

NAMES = frozenset({
    "add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group", "internal-set-repo-path", "notice",
    "remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning",
})  # fmt: skip
COMMAND = st.lists(
    st.sampled_from(
        [
            "::",
            "##[",
            "]",
            "error",
            "add-mask",
            "stop-commands",
            " ",
            "\u2003",
            "\n",
            "\r",
            "%0A",
            ",",
            "x=1",
            "#",
            ":",
        ]
    ),
    max_size=10,
).map("".join)


@dataclass
class Command:
    """A command as the runner understood it."""

    name: str
    data: str
    properties: dict[str, str] = field(default_factory=dict)


def try_parse_v2(line: str) -> Command | None:
    """`::name key=value,…::data` at the start of the line, after any space."""
    line = line.lstrip()
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, _, given = line[2:end].partition(" ")
    pairs = [item.split("=", 1) for item in given.strip().split(",") if "=" in item]
    return Command(name, line[end + 2 :], dict(pairs)) if name in NAMES else None


def try_parse(line: str) -> Command | None:
    """`##[name key=value;…]data` anywhere in the line."""
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name = line[start + 3 : end].partition(" ")[0]
    return Command(name, line[end + 1 :]) if name in NAMES else None


def commands(report: str) -> list[Command]:
    """All that the runner would obey in a log."""
    return [found for line in report.splitlines() if (found := try_parse_v2(line) or try_parse(line))]


@pytest.mark.parametrize(
    "line", ["::error::x", "\u2003::error title=a::x", "any ##[error]x", " ##[add-mask a=b]y"]
)
def test_the_port_obeys(line: str) -> None:
    assert commands(line)


@given(st.one_of(COMMAND, st.just(HOSTILE)))
@example("\u2003::add-mask::FAIL")
@settings(max_examples=100)
def test_no_report_gives_a_command(hostile_text: str) -> None:
    given = hostile(hostile_text)
    reports = [
        text.render(given),
        json.render(given, version="1", exit_code=1),
        markdown.render(given),
        markdown.comment(given),
        sarif.render(given, version="1", exit_code=1, command="check"),
        junit.render(given),
        csv.render(given),
    ]

    assert [commands(inert_lines(report)) for report in reports] == [[] for _ in reports]


@given(st.one_of(COMMAND, st.just(HOSTILE)))
@settings(max_examples=100)
def test_annotations_are_ours_and_end_where_we_end_them(hostile_text: str) -> None:
    found = commands(github.render(hostile(hostile_text)))

    assert [command.name for command in found] == ["error"] * 4 + ["warning"] * 4 + ["notice"] * 4
    assert {command.properties["title"] for command in found} == {"C7D001 record-invalid"}
    assert all(set(command.properties) <= {"title", "file", "line", "col"} for command in found)


def test_ten_annotations_of_a_kind_and_the_rest_counted() -> None:
    finding = Finding(
        "C7D001", "record-invalid", Severity.ERROR, "bad", "mend", Location.in_file("a.yaml", 2, 3)
    )
    found = commands(github.render(evaluation(*[finding] * 25)))

    assert len(found) == 10
    assert found[0].properties == {
        "title": "C7D001 record-invalid",
        "file": "a.yaml",
        "line": "2",
        "col": "3",
    }
    assert found[9].data == "16 more errors; see the log of this step"
