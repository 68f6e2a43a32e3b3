"""The policy in force: preset, overrides, and every way a policy can be broken."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from c7gate.model.document import Document
from c7gate.model.errors import PolicyError
from c7gate.model.finding import Severity
from c7gate.model.policy import Policy, RulePolicy
from c7gate.model.record import Zone
from c7gate.parsing.glob import compile_globs
from c7gate.parsing.policy import STEMS, admits, build_policy, policy_lines
from c7gate.parsing.policy_checks import faults
from c7gate.parsing.schema import validate
from c7gate.parsing.schema_filter import quick_test
from c7gate.parsing.yaml import parse_document
from c7gate.reading.resources import preset_files, schema

PRESET: Mapping[str, Document] = {
    stem: parse_document(data, f"policies/{stem}.yaml") for stem, data in preset_files().items()
}
SCHEMAS = {stem: schema(stem) for stem in STEMS}
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g dana"
LEAST = """\
# policies/program.yaml, all that a team must write
preset: context7@1
requires: ">=1.0,<2"                # another c7gate refuses (exit 2) rather than judge differently
start: 2025-08-22
coordinators: [dana]
people: {timezone: Europe/Berlin, work_week: [mon, tue, wed, thu, fri], role: backend}   # may be left out
"""


def policy(program: str | None = "preset: context7@1\n", **files: str) -> Policy:
    texts = files if program is None else {"program": program, **files}
    documents = {stem: parse_document(text.encode(), f"policies/{stem}.yaml") for stem, text in texts.items()}
    return build_policy(documents, PRESET, SCHEMAS, version="1.0.0")


def refused(program: str | None = "preset: context7@1\n", **files: str) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        policy(program, **files)
    assert caught.value.exit_code == 2
    return caught.value


def leaves(value: Any, pointer: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*pointer, key))
    else:
        yield pointer, value


# The preset


@pytest.mark.parametrize("stem", STEMS)
def test_the_preset_reads_and_validates(stem: str) -> None:
    assert PRESET[stem].problems == ()
    assert validate(PRESET[stem], SCHEMAS[stem], rule="policy-invalid") == ()


def test_the_preset_is_exactly_the_known_files_and_no_key_stands_twice() -> None:
    assert sorted(PRESET) == sorted(STEMS)
    keys = [key for document in PRESET.values() for key in document.value]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("stem", STEMS)
def test_every_number_of_the_preset_says_whether_the_program_text_gives_it(stem: str) -> None:
    lines = preset_files()[stem].decode().splitlines()
    places = [
        PRESET[stem].values[pointer][0]
        for pointer in PRESET[stem].values
        if type(at(PRESET[stem].value, pointer)) in (int, Decimal)
    ]
    assert [lines[n - 1] for n in places if not re.search(r"# (default|text)\b", lines[n - 1])] == []
    marked = {n for n, line in enumerate(lines, 1) if re.search(r" # (default|text)\b", line)}
    no_numbers = {
        n for n in marked - set(places) if not re.search(r"\d{4}-\d\d-\d\d|\d\d:\d\d|requires", lines[n - 1])
    }
    assert no_numbers == set()


def at(value: Any, pointer: tuple[Any, ...]) -> Any:
    for key in pointer:
        value = value[key]
    return value


def test_the_numbers_of_the_program_text() -> None:
    """S-054, S-064, S-069, S-071, S-093, S-095, S-099, S-105, S-106, S-171, S-189, S-193 to S-197."""
    values = policy(None).values
    gates = values["gates"]["gates"]
    assert [gate["order"] for gate in gates.values()] == [1, 2, 3, 4]
    assert [gate["risk"] for gate in gates.values()] == ["high", "medium", "medium", "low"]
    assert gates["knowledge-foundation"]["criteria"]["written"]["threshold"] == 85
    assert gates["knowledge-foundation"]["waivers_allowed"] is False
    assert gates["practical-application"]["max_attempts"] == 2
    assert gates["certification-validation"]["criteria"]["comprehensive"]["threshold"] == 90
    alerts = values["alerts"]
    assert [alerts["inactivity"][name]["missed"] for name in ("yellow", "red")] == [2, 3]
    assert alerts["adoption"]["below_percent"] == 80
    assert alerts["blocker"]["due"] == {"hours": 4, "clock": "business_hours"}
    criteria = values["success"]["criteria"]
    assert [(c["op"], c["target"]) for c in criteria.values()] == [
        ("==", 100),
        (">", 90),
        (">", 80),
        (">", Decimal("1.00")),
        (">", Decimal("4.0")),
    ]
    metrics = values["success"]["metrics"]
    assert [metrics[name]["target"] for name in ("velocity", "bugs", "lookup_time")] == [25, 40, 60]
    assert values["program"]["forecasts"]["success"]["probability_percent"] == 95


def test_the_roles_and_objectives_of_the_program_text() -> None:
    """S-047 to S-050, S-076 to S-091."""
    exercises = policy(None).values["exercises"]
    roles = exercises["roles"]
    counts = {name: len(role["required"]) for name, role in roles.items()}
    assert counts == {"backend": 3, "frontend": 3, "fullstack": 5, "qa": 3}
    assert roles["fullstack"]["project"] == "integration-project"
    objectives = {name for area in exercises["focus"].values() for name in area["objectives"]}
    taught = {name for exercise in exercises["exercises"].values() for name in exercise["objectives"]}
    assert len(objectives) == 16
    assert taught == objectives


def test_the_preset_alone_as_values() -> None:
    found = policy(None)
    assert found.preset == "context7@1"
    assert found.start == date(2025, 8, 22)
    assert "end" not in found.values["program"]
    assert found.values["program"]["completion_target"] == "2025-09-05"
    assert (found.coordinators, found.assessors, found.signing_keys, found.bots) == ((), (), (), ())
    assert found.forge_keys == ()
    assert found.zones == (Zone(None, "UTC"),)
    assert found.work_week == {0, 1, 2, 3, 4}
    assert found.rules["missing-reference"] == RulePolicy(Severity.ERROR)
    assert found.rules["author-not-enrolled"].severity is Severity.NOTE
    assert found.reference.who == "enrolled"
    assert found.reference.paths == ("**",)
    assert found.reference.counts == ("reference", "waived")
    assert "/org/project" in found.reference.placeholders
    gate3 = found.gate3
    assert (gate3.enforce, gate3.threshold_percent, gate3.tracking_start_day) == ("own-change", 80, 4)
    assert (gate3.min_calendar_days, gate3.min_counted_days, gate3.max_calendar_days) == (7, 5, 28)
    assert gate3.active_kinds == ("commit", "pr", "review", "log", "share", "api-day")
    assert (gate3.min_distinct_references, gate3.min_reviews, gate3.min_shares) == (3, 2, 1)
    assert (gate3.late_log_working_days, gate3.excused_max_per_window) == (2, 2)
    assert (gate3.day_attribution, gate3.require_first_seen, gate3.max_unverified_days) == (
        "home_zone",
        False,
        5,
    )
    assert (gate3.grace_working_days, gate3.first_seen_tolerance_minutes, gate3.decimals) == (5, 5, 1)
    assert (found.outages, found.second_approvers) == (frozenset(), frozenset())
    assert found.clock_tolerance_minutes == 10
    assert found.calendars == {}


def test_every_library_has_somewhere_to_read_while_context7_is_away() -> None:
    """S-124; Hathora has no Context7 id."""
    libraries = policy(None).values["references"]["libraries"]
    assert all(library["fallback"] for library in libraries.values())
    assert [name for name in libraries if not name.startswith("/")] == ["hathora"]


@pytest.mark.parametrize(
    ("path", "protected"),
    [
        ("policies/gates.yaml", True),
        ("policies", True),
        ("schemas/developer.schema.json", True),
        ("training-records/cohorts/2025-08.yaml", True),
        ("training-records/assessments/alice.yaml", True),
        ("training-records/developers/alice.yaml", False),
        (".github/workflows/ci.yml", True),
        (".github/CODEOWNERS", True),
        ("CODEOWNERS", True),
        ("docs/CODEOWNERS", True),
        (".mailmap", True),
        (".gitattributes", True),
        (".pre-commit-config.yaml", True),
        ("src/policies/x.py", False),
        ("src/app.py", False),
    ],
)
def test_the_protected_paths(path: str, *, protected: bool) -> None:
    assert compile_globs(policy(None).protected)(path) is protected


@pytest.mark.parametrize(
    ("path", "excluded"),
    [
        ("README.md", True),
        ("docs/guide/x.html", True),
        ("LICENSE", True),
        ("uv.lock", True),
        ("web/package-lock.json", True),
        ("go/vendor/x.go", True),
        ("web/node_modules/x/index.js", True),
        ("api/x_pb2.py", True),
        (".github/workflows/ci.yml", True),
        ("training-records/developers/alice.yaml", True),
        ("src/app.py", False),
        ("src/docs/render.py", False),
        ("CMakeLists.txt", False),
        ("package.json", False),
    ],
)
def test_the_paths_that_ask_for_no_reference(path: str, *, excluded: bool) -> None:
    assert compile_globs(policy(None).reference.exclude)(path) is excluded


# Schemas


def properties(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        yield from node.get("properties", {}).items() if isinstance(node.get("properties"), dict) else ()
        for item in node.values():
            yield from properties(item)
    elif isinstance(node, list):
        for item in node:
            yield from properties(item)


@pytest.mark.parametrize("stem", STEMS)
def test_every_schema_is_closed_described_and_anchored(stem: str) -> None:
    found = SCHEMAS[stem]
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["$id"] == f"https://c7gate.dev/schemas/{stem}.schema.json"
    for name, node in properties(found):
        target = found["$defs"][node["$ref"].rsplit("/", 1)[1]] if "$ref" in node else node
        assert node.get("description") or target.get("description"), name
    for node in everything(found):
        if node.get("type") == "object":
            assert "additionalProperties" in node
            assert node["additionalProperties"] is False or "propertyNames" in node
        if isinstance(node.get("pattern"), str):
            assert node["pattern"].startswith("^")
            assert node["pattern"].endswith("$")


def everything(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for item in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from everything(item)


# A team's files


def test_all_that_a_team_must_write_is_accepted() -> None:
    found = policy(LEAST)
    assert found.coordinators == ("dana",)
    assert found.zones == (Zone(None, "Europe/Berlin"),)
    assert found.values["program"]["people"]["role"] == "backend"
    assert found.values["program"]["completion_target"] == "2025-09-05"


def test_a_file_of_comments_says_nothing() -> None:
    assert policy(gates="# later\n").gate3 == policy(None).gate3


def test_mappings_merge_key_by_key() -> None:
    found = policy(gates="gate3: {threshold_percent: 90, window: {min_counted_days: 10}}\n")
    assert found.gate3.threshold_percent == 90
    assert found.gate3.min_counted_days == 10
    assert found.gate3.min_calendar_days == 7
    assert "knowledge-foundation" in found.values["gates"]["gates"]


def test_lists_replace() -> None:
    found = policy(references='reference: {exclude: ["*.md"]}\n')
    assert found.reference.exclude == ("*.md",)
    assert found.reference.paths == ("**",)


def test_one_threshold_of_one_gate_is_one_line() -> None:
    written = "gates: {knowledge-foundation: {criteria: {written: {threshold: 87.5}}}}\n"
    criterion = policy(gates=written).values["gates"]["gates"]["knowledge-foundation"]["criteria"]["written"]
    assert criterion["threshold"] == Decimal("87.5")
    assert criterion["op"] == ">="


def test_a_rule_keeps_its_severity_when_only_its_start_is_written() -> None:
    program = "preset: context7@1\nrules: {missing-reference: {enforce_from: 2025-09-01}, prose-claim: {severity: off}}\n"
    rules = policy(program).rules
    assert rules["missing-reference"] == RulePolicy(Severity.ERROR, date(2025, 9, 1))
    assert rules["prose-claim"] == RulePolicy(Severity.OFF)


def test_the_completion_target_moves_with_the_start() -> None:
    moved = policy("preset: context7@1\nstart: 2026-03-02\n").values["program"]
    assert moved["completion_target"] == "2026-03-16"
    kept = policy("preset: context7@1\nstart: 2026-03-02\ncompletion_target: 2026-04-01\n").values["program"]
    assert kept["completion_target"] == "2026-04-01"


def test_people_keys_zones_and_calendars_as_values() -> None:
    program = f"""\
preset: context7@1
people: {{timezone: [{{tz: UTC}}, {{from: 2025-09-01, tz: Asia/Tokyo}}], work_week: [sun, mon]}}
signing_keys: [{{login: dana, key: {KEY}, from: 2025-01-01, until: 2025-12-31}}]
bots: ["renovate[bot]"]
"""
    calendars = """\
calendars:
  de:
    holidays: [{date: 2025-10-03, name: Tag der Deutschen Einheit}]
    shutdowns: [{from: 2025-12-30, to: 2026-01-01}]
    outages: [{date: 2025-09-02}]
"""
    found = policy(program, calendars=calendars)
    assert found.zones == (Zone(None, "UTC"), Zone(date(2025, 9, 1), "Asia/Tokyo"))
    assert found.work_week == {6, 0}
    assert found.bots == ("renovate[bot]",)
    (key,) = found.signing_keys
    assert (key.login, key.key, key.since, key.until) == ("dana", KEY, date(2025, 1, 1), date(2025, 12, 31))
    assert found.outages == {date(2025, 9, 2)}
    assert sorted(map(str, found.calendars["de"])) == [
        "2025-09-02",
        "2025-10-03",
        "2025-12-30",
        "2025-12-31",
        "2026-01-01",
    ]


# What is shown


def test_policy_lines_cover_every_leaf_with_its_origin() -> None:
    found = policy(
        gates="gate3:\n  threshold_percent: 90\n  active_day:\n    kinds:\n      - commit\n      - pr\n"
    )
    lines = {key: (value, origin) for key, value, origin in policy_lines(found)}
    expected = {(stem, *pointer) for stem in STEMS for pointer, _ in leaves(found.values[stem])}
    assert set(found.origins) == expected
    assert len(lines) == len(expected)
    assert lines["gates.gate3.threshold_percent"] == ("90", "policies/gates.yaml:2")
    assert lines["gates.gate3.active_day.kinds"] == ("[commit, pr]", "policies/gates.yaml:4")
    assert lines["gates.gate3.window.min_counted_days"] == ("5", "context7@1")
    assert lines["privacy.use_for_performance_evaluation"] == ("false", "context7@1")
    assert lines["calendars.calendars"] == ("{}", "context7@1")
    assert lines['references.libraries."/reactjs/react.dev".title'] == ("React", "context7@1")
    assert all("\n" not in value for value, _ in lines.values())


def test_policy_lines_begin_with_the_program() -> None:
    assert policy_lines(policy(None))[0] == ("program.preset", "context7@1", "context7@1")


def test_mappings_inside_a_list_stand_in_one_line() -> None:
    lines = {key: value for key, value, _ in policy_lines(policy(None))}
    assert lines["alerts.escalation.unanswered.yellow"] == "[{level: 2, hours: 24, clock: working_days}]"


# Broken policies


def test_other_files_without_the_program_are_refused() -> None:
    error = refused(None, gates="gate3: {threshold_percent: 10}\n")
    assert "policies/program.yaml is missing" in error.message
    assert "preset: context7@1" in error.help


@pytest.mark.parametrize("text", ["", "# nothing\n", "start: 2025-08-22\n"])
def test_a_program_without_its_preset_is_refused(text: str) -> None:
    assert "preset" in refused(text).message


def test_an_unknown_preset_is_refused_with_the_known_one() -> None:
    error = refused("preset: context7@2\nnew_key: 1\n")
    assert 'unknown preset "context7@2"' in error.message
    assert "context7@1" in error.help
    assert len(error.problems) == 1


@pytest.mark.parametrize("requires", [">=2", "<1", "==0.9", "not a range"])
def test_another_c7gate_refuses_rather_than_judge_differently(requires: str) -> None:
    error = refused(f'preset: context7@1\nrequires: "{requires}"\nfrom_the_future: true\n')
    assert requires in error.message
    assert [(path, problem.line) for path, problem in error.problems] == [("policies/program.yaml", 2)]


def test_every_file_that_cannot_be_read_is_named() -> None:
    error = refused("preset: [context7@1\n", gates="gate3: {\n")
    assert {path for path, _ in error.problems} == {"policies/program.yaml", "policies/gates.yaml"}
    assert all(problem.rule.startswith("yaml-") for _, problem in error.problems)


def test_every_schema_problem_of_every_file_is_named() -> None:
    error = refused(
        "preset: context7@1\nrisk: huge\n",
        gates="gate3:\n  threshold_percent: 101\n  window: {min_counted_days: five}\n",
    )
    places = [(path, problem.line) for path, problem in error.problems]
    assert places == [("policies/gates.yaml", 2), ("policies/gates.yaml", 3), ("policies/program.yaml", 2)]
    assert "and 2 more" in error.message


def test_an_unknown_key_is_refused_with_the_nearest_name() -> None:
    error = refused(gates="gate3:\n  treshold_percent: 90\n")
    ((path, problem),) = error.problems
    assert (path, problem.line, problem.column) == ("policies/gates.yaml", 2, 3)
    assert "treshold_percent" in problem.message
    assert "threshold_percent" in problem.message + problem.help


@pytest.mark.parametrize(
    ("line", "said", "help_"),
    [
        ("start: 27.11.2025", '"start" is "27.11.2025", no date', "write 2025-11-27"),
        ("coordinators: dana", '"coordinators" is text ("dana")', "write a list: [dana]"),
        (
            'coordinators: ["@dana"]',
            'item 1 of "coordinators" is "@dana"',
            "write a login in lower case, such as alice",
        ),
    ],
)
def test_a_wrong_value_is_told_once_and_as_in_records(line: str, said: str, help_: str) -> None:
    error = refused(f"preset: context7@1\n{line}\n")

    assert [(problem.message, problem.help) for _, problem in error.problems] == [(said, help_)]


PROGRAM = "preset: context7@1\n"
GATE = (
    "title: X, risk: low, waivers_allowed: true, signoff: {roles: [assessor], proof: [signed]}, criteria: {}"
)


@pytest.mark.parametrize(
    ("program", "files", "line", "message", "help_"),
    [
        ("rules: {mising-reference: {severity: off}}", {}, 2, "unknown rule", "missing-reference"),
        ("people: {timezone: Europe/Berln}", {}, 2, 'unknown time zone "Europe/Berln"', "IANA"),
        ("people: {timezone: Europe}", {}, 2, 'unknown time zone "Europe"', "IANA"),
        (
            "people: {timezone: [{from: 2025-09-01, tz: UTC}, {from: 2025-08-01, tz: UTC}]}",
            {},
            2,
            "not in the order",
            "sort",
        ),
        ("people: {role: backnd}", {}, 2, 'unknown role "backnd"', "backend"),
        ("start: 2025-02-30", {}, 2, '"2025-02-30", no date', "real date"),
        ("start: 0205-02-03", {}, 2, '"0205-02-03" is no date', "1970"),
        ("rules: {nul: {enforce_from: 2025-13-01}}", {}, 2, '"2025-13-01", no date', "real date"),
        (
            "start: 2025-08-22\ncompletion_target: 2025-08-21",
            {},
            3,
            "completion_target 2025-08-21 lies before start",
            "correct",
        ),
        ("end: 2025-08-01", {}, 2, "end 2025-08-01 lies before start", "correct"),
        (
            "signing_keys:\n  - login: dana\n    key: ssh-ed25519 AAAA",
            {},
            4,
            "not a public SSH key line",
            "paste",
        ),
        (
            f"signing_keys:\n  - {{login: dana, key: {KEY.replace('ssh-ed25519', 'ssh-rsa')}}}",
            {},
            3,
            "not a public SSH key line",
            "paste",
        ),
        (
            f"signing_keys:\n  - {{login: dana, key: {KEY}, from: 2025-02-01, until: 2025-01-01}}",
            {},
            3,
            "ends before it begins",
            "correct",
        ),
        ('title: "two\\nlines"', {}, 2, "more than one line", "fold"),
        ("timeline: {phases: {practice: {last_day: 6}}}", {}, 2, "the next day to plan is 7", "begin"),
        ("risks: {non-adoption: {level: 7}}", {}, 2, "no escalation level 7", "name a level"),
        (
            "risks: {slow-forge: {title: The forge is slow}}",
            {},
            2,
            '"slow-forge" lacks severity, likelihood',
            "whole",
        ),
        ("", {"gates": f"gates:\n  fifth: {{order: 4, {GATE}}}\n"}, 2, "places are 1, 2, 3, 4, 4", "own"),
        (
            "",
            {"gates": "gates: {knowledge-foundation: {waivers_allowed: true}}\n"},
            1,
            "no waiver",
            "waivers_allowed",
        ),
        ("", {"gates": "gates: {fifth: {order: 5}}\n"}, 1, '"fifth" lacks title', "whole"),
        (
            "",
            {"gates": "gate3: {window: {min_counted_days: 29}}\n"},
            1,
            "window ends at 28 days",
            "max_calendar_days",
        ),
        (
            "",
            {"exercises": "roles:\n  backend:\n    required:\n      - be-hathora-loby\n"},
            4,
            'unknown exercise "be-hathora-loby"',
            "be-hathora-lobby",
        ),
        (
            "",
            {"exercises": "exercises: {qa-e2e-testing: {objectives: [playwright.cii]}}\n"},
            1,
            "unknown objective",
            "playwright.ci",
        ),
        ("", {"alerts": "inactivity: {yellow: {missed: 3}}\n"}, 1, "red must come after yellow", "more"),
        (
            "",
            {"alerts": 'clocks: {business_hours: {last: "09:00"}}\n'},
            1,
            "business hours end before they begin",
            "first",
        ),
        ("", {"alerts": "escalation: {matrix: {red: [5]}}\n"}, 1, "no escalation level 5", "name a level"),
        (
            "",
            {"alerts": "escalation: {levels: {board: {n: 6, title: Board, any_of: [], audience: named}}}\n"},
            1,
            "levels are 1, 2, 3, 4, 6",
            "gap",
        ),
        ("", {"success": "criteria: {velocity: {metric: velocty}}\n"}, 1, "unknown metric", "velocity"),
        (
            "",
            {"privacy": "use_for_performance_evaluation: true\n"},
            1,
            "needs legal_basis and notice_url",
            "false",
        ),
        (
            "",
            {"calendars": "calendars: {de: {shutdowns: [{from: 2025-02-01, to: 2025-01-01}]}}\n"},
            1,
            "a shutdown from 2025-02-01 to 2025-01-01",
            "first",
        ),
        (
            "",
            {"calendars": "calendars: {de: {shutdowns: [{from: 1970-01-01, to: 2999-01-01}]}}\n"},
            1,
            "a shutdown from 1970-01-01",
            "366",
        ),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_where_it_stands(
    program: str, files: dict[str, str], line: int, message: str, help_: str
) -> None:
    """S-015, S-016, S-057, S-109, S-114, S-202, T70."""
    error = refused(PROGRAM + program + "\n", **files)
    path, problem = error.problems[0]
    assert path == f"policies/{next(iter(files), 'program')}.yaml"
    assert problem.rule == "policy-invalid"
    assert problem.line == line
    assert message in problem.message
    assert help_ in problem.help


def test_every_parameter_of_gate_3_is_read() -> None:
    gates = """\
gate3:
  late_log_working_days: 1
  excused_max_per_window: 3
  day_attribution: commit_offset
  evidence: {require_first_seen: true, max_unverified_days: 4, grace_working_days: 6, clock_tolerance_minutes: 7}
  display: {decimals: 2}
"""
    alerts = "escalation: {levels: {engineering-director: {any_of: [farid]}}}\n"
    found = policy(PROGRAM, gates=gates, alerts=alerts)
    gate3 = found.gate3
    assert (gate3.late_log_working_days, gate3.excused_max_per_window) == (1, 3)
    assert (gate3.day_attribution, gate3.require_first_seen, gate3.max_unverified_days) == (
        "commit_offset",
        True,
        4,
    )
    assert (gate3.grace_working_days, gate3.first_seen_tolerance_minutes, gate3.decimals) == (6, 7, 2)
    assert found.second_approvers == {"farid"}


@pytest.mark.parametrize(
    ("stem", "text"),
    [
        ("program", "preset: context7@1\npeople: {work_week: [monday]}\n"),
        ("program", "preset: context7@1\ncoordinators: [Dana]\n"),
        ("program", "preset: context7@1\nprotected: [/]\n"),
        ("program", "preset: context7@1\nrules: {nul: {severity: fatal}}\n"),
        ("program", "preset: context7@1\npeople: UTC\n"),
        ("gates", "gate3: {threshold_percent: -1}\n"),
        ("gates", "gate3: {threshold_percent: 80.5}\n"),
        ("gates", "gate3: {enforce: always}\n"),
        ("gates", "gate3: {display: {rounding: nearest}}\n"),
        ("gates", "gate3: {display: {decimals: 5}}\n"),
        ("gates", "gate3: {day_attribution: utc}\n"),
        ("gates", "gate3: {evidence: {grace_working_days: -1}}\n"),
        ("references", "reference: {counts: []}\n"),
        ("calendars", "calendars: [de]\n"),
    ],
)
def test_the_schema_refuses_values_out_of_range(stem: str, text: str) -> None:
    error = refused(**{"program": PROGRAM, stem: text})
    assert [path for path, _ in error.problems] == [f"policies/{stem}.yaml"]
    assert error.problems[0][1].rule == "policy-invalid"


def test_a_list_is_no_policy() -> None:
    assert refused("- preset\n").problems[0][1].rule == "policy-invalid"


PLACES = [
    (stem, pointer)
    for stem, document in PRESET.items()
    for pointer in document.values
    if pointer and all(isinstance(key, str) for key in pointer)
]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 400),
    st.decimals(-5, 200, places=2),
    st.text("ab-@/. \n[", max_size=8),
    st.sampled_from(["2025-08-25", "2025-02-30", "9999-12-31", "UTC", "Europe", "off", "alice", ">=", "qa"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b-c", "tz"]), inner),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), VALUES)
def test_any_value_at_any_place_gives_a_policy_or_a_reason(
    place: tuple[str, tuple[str, ...]], value: Any
) -> None:
    """No policy file, however odd, is a crash (T08, T71)."""
    stem, pointer = place
    for key in reversed(pointer):
        value = {key: value}
    own = {"program": {"preset": "context7@1"}}
    own[stem] = own.get(stem, {}) | value
    files = {name: Document(f"policies/{name}.yaml", data) for name, data in own.items()}
    try:
        found = build_policy(files, PRESET, SCHEMAS, version="1.0.0")
    except PolicyError as error:
        assert error.message  # noqa: PT017  either outcome is right; a crash is not
    else:
        assert len(policy_lines(found)) == len(found.origins)


@pytest.mark.parametrize("stem", STEMS)
def test_a_valid_policy_file_is_accepted_without_jsonschema(stem: str) -> None:
    """The commit hook reads the policy, and has no time for a heavy import."""
    test = quick_test(SCHEMAS[stem])
    assert test is not None
    assert test(PRESET[stem].value)


@given(
    low=st.integers(0, 3),
    low_minor=st.none() | st.integers(0, 3),
    high=st.integers(0, 3),
    high_minor=st.none() | st.integers(0, 3),
    version=st.lists(st.integers(0, 3), min_size=1, max_size=4),
)
def test_the_usual_range_admits_what_the_library_admits(
    low: int, low_minor: int | None, high: int, high_minor: int | None, version: list[int]
) -> None:
    def number(major: int, minor: int | None) -> str:
        return f"{major}" if minor is None else f"{major}.{minor}"

    requires = f">={number(low, low_minor)},<{number(high, high_minor)}"
    this = ".".join(map(str, version))

    assert admits(requires, this) == SpecifierSet(requires).contains(this, prereleases=True)


def test_the_preset_by_itself_is_right() -> None:
    """What a team leaves alone is not looked at again in every run, so it is looked at whole here."""
    values = {stem: document.value for stem, document in PRESET.items()}

    assert list(faults(values, values, values["program"]["rules"])) == []
    assert [problem for stem in STEMS for problem in validate(PRESET[stem], SCHEMAS[stem])] == []


@pytest.mark.parametrize("stem", STEMS)
def test_a_file_nobody_asks_about_is_not_read(stem: str) -> None:
    asked: list[str] = []

    class Watched(dict[str, Document]):
        def __getitem__(self, name: str) -> Document:
            asked.append(name)
            return super().__getitem__(name)

    found = build_policy({}, Watched(PRESET), SCHEMAS, version="1.0.0")
    before = stem in asked
    assert found.values[stem]
    assert stem in asked
    assert before is (stem in {"program", "gates", "references", "calendars"})
