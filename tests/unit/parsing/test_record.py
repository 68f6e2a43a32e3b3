import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from c7gate.model.record import Assessment, Away, AwayType, Cohort, Developer, Member, RecordKind, Zone
from c7gate.parsing.record import Record, lenient_identities, parse_record, record_kind, record_login
from c7gate.parsing.yaml import parse_document

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "training-records").rglob("*.yaml"))
SCHEMAS: dict[RecordKind, Any] = {
    kind: json.loads((ROOT / "schemas" / f"{kind}.schema.json").read_text("utf-8")) for kind in RecordKind
}
PATHS = {
    RecordKind.DEVELOPER: "training-records/developers/alice.yaml",
    RecordKind.ASSESSMENT: "training-records/assessments/alice.yaml",
    RecordKind.COHORT: "training-records/cohorts/2025-08.yaml",
    RecordKind.SURVEY: "training-records/surveys/2025-W35.yaml",
}
START = "login: alice\nidentities: [alice@example.com]\n"


def read(
    text: str, kind: RecordKind = RecordKind.DEVELOPER
) -> tuple[Record | None, list[tuple[int, int, str, str]]]:
    value, problems = parse_record(kind, parse_document(text.encode(), PATHS[kind]), SCHEMAS[kind])
    assert all(problem.rule == "record-invalid" for problem in problems)
    return value, [(problem.line, problem.column, problem.message, problem.help) for problem in problems]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_records_are_valid(path: Path) -> None:
    relative = path.relative_to(ROOT).as_posix()
    kind = record_kind(relative)
    assert kind is not None
    value, problems = parse_record(kind, parse_document(path.read_bytes(), relative), SCHEMAS[kind])
    assert problems == ()
    assert value is not None


def test_a_record_is_what_is_written_and_nothing_guessed() -> None:
    assert read(START) == (Developer("alice", ("alice@example.com",)), [])


def test_a_developer_is_built_with_its_types() -> None:
    value, problems = read(
        f"{START}timezone: [{{from: 2025-08-22, tz: Europe/Berlin}}, {{from: 2025-09-01, tz: UTC}}]\n"
        "work_week: [sun, mon]\naway: [{from: 2025-09-08, to: 2025-09-09, type: half}]\n"
        'usage: [{at: "2025-08-28T14:05:00+02:00", kind: log, library: /a/b}]\n'
    )
    assert problems == []
    assert isinstance(value, Developer)
    assert value.zones == (Zone(date(2025, 8, 22), "Europe/Berlin"), Zone(date(2025, 9, 1), "UTC"))
    assert value.work_week == frozenset((0, 6))
    assert value.away == (Away(date(2025, 9, 8), date(2025, 9, 9), AwayType.HALF),)
    assert value.usage[0].at == datetime(2025, 8, 28, 12, 5, tzinfo=UTC)


def test_assessments_and_cohorts_are_built() -> None:
    text = 'login: alice\nsignoffs: [{id: so-1, gate: 3, by: dana, at: "2025-08-25T16:00:00Z"}]\n'
    value, _ = read(text, RecordKind.ASSESSMENT)
    assert isinstance(value, Assessment)
    assert (value.signoffs[0].gate, value.signoffs[0].by) == (3, "dana")
    text = "id: 2025-08\nstart_date: 2025-08-22\nroster: [{login: alice, to: 2025-09-01, exit: withdrawn}]\n"
    roster = (Member("alice", None, date(2025, 9, 1), "withdrawn"),)
    assert read(text, RecordKind.COHORT) == (Cohort("2025-08", date(2025, 8, 22), roster), [])


def test_a_login_is_text_and_equals_the_file_name() -> None:
    """N26: said beside what the schema finds."""
    value, problems = read("login: 0123\nidentities: [a@b.c]\nnonsense: 1\n")
    assert value is None
    assert problems[0] == (
        1,
        8,
        '"login" is the text "0123" and does not equal the file name "alice"',
        "write login: alice",
    )
    assert problems[1][2] == 'unknown key "nonsense"'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "away: [{from: 2025-09-09, to: 2025-09-08, type: leave}]",
            (3, 31, '"to" (2025-09-08) is before "from" (2025-09-09)', "write the earlier date as from"),
        ),
        (
            "timezone: Europe/Berln",
            (3, 11, 'there is no time zone "Europe/Berln"', 'did you mean "Europe/Berlin"?'),
        ),
        (
            "timezone: CEST",  # EST would be another continent's
            (3, 11, 'there is no time zone "CEST"', "write a name such as Europe/Berlin"),
        ),
        (
            "timezone: [{from: 2025-09-01, tz: UTC}, {from: 2025-08-01, tz: UTC}]",
            (
                3,
                48,
                '"from" (2025-08-01) is not after the one above it (2025-09-01)',
                "write the zones in order of from",
            ),
        ),
    ],
)
def test_what_no_schema_can_say_is_said_at_its_place(text: str, problem: tuple[int, int, str, str]) -> None:
    assert read(f"{START}{text}\n") == (None, [problem])


@pytest.mark.parametrize(
    "name", ["localtime", "posixrules", "Factory", "Europe", "posix/UTC", "right/UTC", "zone.tab", "xyzzy"]
)
def test_a_zone_is_one_that_every_machine_knows_alike(name: str) -> None:
    value, problems = read(f"{START}timezone: {name}\n")
    assert value is None
    assert problems[0][:2] == (3, 11)


def test_nobody_stands_twice_in_a_roster_and_ids_equal_file_names() -> None:
    _, problems = read(
        "id: 2025-08\nstart_date: 2025-08-22\nroster: [{login: bob}, {login: bob}]\n", RecordKind.COHORT
    )
    assert [message for _, _, message, _ in problems] == ['"bob" stands in the roster already']
    _, problems = read("id: 2025-09\nstart_date: 2025-08-22\n", RecordKind.COHORT)
    assert problems[0][2] == '"id" is the text "2025-09" and does not equal the file name "2025-08"'


def test_an_exit_needs_its_day() -> None:
    _, problems = read(
        "id: 2025-08\nstart_date: 2025-08-22\nroster: [{login: bob, exit: withdrawn}]\n", RecordKind.COHORT
    )
    assert problems == [
        (3, 10, '"to" is missing in item 1 of "roster"', '"exit" needs it: add to: 2025-09-12')
    ]


@pytest.mark.parametrize(
    ("text", "identities"),
    [
        ("login: alice\nidentities: [a@b.c, 1]\nrole: X\n", ("a@b.c",)),
        ("identities: a@b.c\n", ()),
        ("- a\n", ()),
        ("", ()),
        ("identities: [a@b.c]\nidentities: [x@b.c]\n", ()),
    ],
)
def test_a_person_stays_known_with_a_typo_elsewhere(text: str, identities: tuple[str, ...]) -> None:
    assert lenient_identities(parse_document(text.encode(), "alice.yaml")) == identities


@pytest.mark.parametrize(
    ("path", "kind", "login"),
    [
        ("training-records/developers/alice.yaml", RecordKind.DEVELOPER, "alice"),
        ("training-records/assessments/a-b_c1.yaml", RecordKind.ASSESSMENT, "a-b_c1"),
        ("training-records/cohorts/2025-08.yaml", RecordKind.COHORT, None),
        ("training-records/README.md", None, None),
        ("training-records/surveys/2025-W35.yaml", RecordKind.SURVEY, None),
        ("other/developers/alice.yaml", None, None),
        ("training-records/../evil.yaml", None, None),
        ("alice.yaml", None, "alice"),
        *(
            (f"training-records/developers/{name}", RecordKind.DEVELOPER, None)
            for name in (
                "Alice.yaml",
                "a--b.yaml",
                "-a.yaml",
                "a_b_c.yaml",
                "a_b-c.yaml",
                "alice.yml",
                "alice.yaml\n",
            )
        ),
        *(
            (f"training-records/developers/{name}", RecordKind.DEVELOPER, None)
            for name in (
                ".yaml",
                "sub/alice.yaml",
                "../evil.yaml",
                ":(top)x.yaml",
                "tab\there\nnl.yaml",
                "١.yaml",
            )
        ),
    ],
)
def test_names_of_records(path: str, kind: RecordKind | None, login: str | None) -> None:
    """T66, N36: exactly `<login>.yaml`."""
    assert (record_kind(path), record_login(path)) == (kind, login)
