import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from c7gate.model.finding import Problem
from c7gate.parsing.schema import validate
from c7gate.parsing.schema_filter import quick_test
from c7gate.parsing.schema_validator import validator
from c7gate.parsing.yaml import parse_document

SCHEMAS = sorted((Path(__file__).parents[3] / "schemas").glob("*.json"))
RECORDS = ("assessment", "cohort", "developer")


def load(kind: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(
        next(path for path in SCHEMAS if path.name == f"{kind}.schema.json").read_text("utf-8")
    )
    return schema


DEVELOPER = load("developer")
START = "login: alice\nidentities: [alice@example.com]\n"


def judged(text: str, schema: dict[str, Any] = DEVELOPER) -> tuple[Problem, ...]:
    return validate(parse_document(text.encode(), "training-records/developers/alice.yaml"), schema)


def one(text: str, schema: dict[str, Any] = DEVELOPER) -> tuple[int, int, str, str]:
    (problem,) = judged(text, schema)
    assert problem.rule == "record-invalid"
    return problem.line, problem.column, problem.message, problem.help


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, 1, "the file is empty", 'write "login" and "identities"')),
        (
            "login: alice\n",
            (
                1,
                1,
                '"identities" is missing',
                'add the line identities: [alice@example.com, "github:alice-dev"]',
            ),
        ),
        (f"{START}workweek: [mon]\n", (3, 1, 'unknown key "workweek"', 'did you mean "work_week"?')),
        (
            f"{START}work_week: [no]\n",
            (3, 13, 'item 1 of "work_week" is "no"', "write one of: mon, tue, wed, thu, fri, sat, sun"),
        ),
        (
            f"{START}work_week: [mon, fir]\n",
            (
                3,
                18,
                'item 2 of "work_week" is "fir"',
                'write one of: mon, tue, wed, thu, fri, sat, sun; did you mean "fri"?',
            ),
        ),
        (
            f"{START}work_week: [Monday]\n",
            (
                3,
                13,
                'item 1 of "work_week" is "Monday"',
                'write one of: mon, tue, wed, thu, fri, sat, sun; did you mean "mon"?',
            ),
        ),
        (
            f"{START}work_week: [mon, mon]\n",
            (3, 18, 'item 2 of "work_week" stands there already: "mon"', "remove the repetition"),
        ),
        (
            f"{START}work_week: []\n",
            (3, 12, '"work_week" is empty', "write at least 1 item: [mon, tue, wed, thu, fri]"),
        ),
        (
            f"{START}role: 12\n",
            (
                3,
                7,
                '"role" is a number (12)',
                'write a short name in lower case, such as backend; in quotes it is text: "12"',
            ),
        ),
        (
            f"{START}role:\n",
            (3, 6, '"role" is empty', "write a short name in lower case, such as backend"),
        ),
        (
            f"{START}timezone: 1\n",
            (3, 11, '"timezone" is a number (1)', "write an IANA time zone such as Europe/Berlin, or a list"),
        ),
        (
            f"{START}timezone: [{{from: 2025-01-01}}]\n",
            (3, 12, '"tz" is missing in item 1 of "timezone"', "add tz: Europe/Berlin"),
        ),
        (
            f"{START}enrolled_at: 2025-02-29\n",
            (
                3,
                14,
                '"enrolled_at" is "2025-02-29", neither date nor instant',
                'write a date such as 2025-08-22, or an instant with its offset, such as "2025-08-28T14:05:00+02:00"',
            ),
        ),
        (
            "login: Alice\nidentities: [a@b.c]\n",
            (
                1,
                8,
                '"login" is "Alice"',
                'write a login in lower case, such as alice; did you mean "alice"?',
            ),
        ),
        (
            'login: "alice\\n"\nidentities: [a@b.c]\n',
            (1, 8, '"login" is "alice\\n"', "write a login in lower case, such as alice"),
        ),
        (
            f"login: {'a' * 40}\nidentities: [a@b.c]\n",
            (1, 8, '"login" has 40 characters', "write at most 39 characters"),
        ),
    ],
)
def test_an_error_is_said_in_plain_words_at_its_place(text: str, expected: tuple[int, int, str, str]) -> None:
    assert one(text) == expected


@pytest.mark.parametrize("kind", ["developer", "assessment"])
@pytest.mark.parametrize(
    "key",
    [
        "status",
        "gates",
        "gate",
        "current_gate",
        "consistency",
        "score",
        "alerts",
        "certified",
        "percent",
        "percent_complete",
        "active_days",
        "adoption",
        "streak",
        "due",
        "level",
        "state",
    ],
)
def test_a_computed_key_is_refused_by_its_own_rule(kind: str, key: str) -> None:
    (problem,) = judged(f"{START if kind == 'developer' else 'login: alice'}\n{key}: 1\n", load(kind))
    assert (problem.rule, problem.message, problem.column) == (
        "derived-key",
        f'"{key}" is computed, never typed',
        1,
    )
    assert problem.help == "remove the line; see c7gate explain LOGIN"


def test_assessments_say_what_is_wrong_with_numbers_and_alternatives() -> None:
    text = (
        "login: alice\nattempts:\n"
        "  - {id: a, gate: 010, date: 2025-01-01, scores: {written: 87.505, oral: 100.01, x: nan}, assessor: dana}\n"
        "waivers: [{reason: x, approver: farid, expires: 2025-01-01}]\n"
        'signoffs: [{id: s, gate: 5, by: dana, at: "2025-08-25T16:00:00"}]\n'
    )
    assert [problem.message for problem in judged(text, load("assessment"))] == [
        '"gate" is text ("010")',
        '"written" is 87.505',
        '"oral" is 100.01',
        '"x" is text ("nan")',
        'one of "rule" or "gate" is missing in item 1 of "waivers"',
        '"gate" is 5',
        '"at" is "2025-08-25T16:00:00", no instant',
    ]


@pytest.mark.parametrize(
    "written",
    [
        "2025-08-28",
        "2025-08-28T14:05:00",
        "2025-08-28 14:05:00Z",
        "2025-08-28T14:05Z",
        "2025-08-28T25:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "2025-08-28T14:05:00+99:00",
        "٢٠٢٥-08-28T14:05:00Z",
    ],
)
def test_an_instant_carries_its_offset_and_exists(written: str) -> None:
    text = f'{START}usage: [{{at: "{written}", kind: log, library: /websockets/ws}}]\n'
    assert one(text)[2] == f'"at" is "{written}", no instant'


def test_a_document_with_its_own_problems_is_not_validated_on_top() -> None:
    problems = judged("login: &a alice\nnonsense: 1\n")
    assert [problem.rule for problem in problems] == ["yaml-alias"]


def test_thousands_of_errors_are_capped() -> None:
    problems = judged(START + "".join(f"k{index}: 1\n" for index in range(20_000)))
    assert len(problems) == 50
    assert "further problems" in problems[-1].message


def test_an_integer_is_no_decimal_and_a_boolean_no_number() -> None:
    """T43: 1.0 is no integer."""
    schema = {"type": "object", "properties": {"n": {"type": "integer"}, "m": {"type": "number"}}}
    assert judged("n: 1\nm: 1.5\n", schema) == ()
    assert [problem.message for problem in judged("n: 1.0\nm: true\n", schema)] == [
        '"n" is a number (1.0)',
        '"m" is true',
    ]


def test_a_schema_beyond_the_quick_test_is_still_judged() -> None:
    schema = {"type": "array", "contains": {"const": "x"}}
    assert quick_test(schema) is None
    assert judged("[x]", schema) == ()
    assert [problem.rule for problem in judged("[y]", schema)] == ["record-invalid"]


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema within a schema."""
    if not isinstance(schema, dict):
        return
    yield schema
    for keyword in ("properties", "$defs"):
        for part in schema.get(keyword, {}).values():
            yield from parts(part)
    for keyword in ("items", "additionalProperties", "propertyNames", "not"):
        yield from parts(schema.get(keyword))
    for keyword in ("anyOf", "oneOf", "allOf"):
        for part in schema.get(keyword, ()):
            yield from parts(part)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_shipped_schemas_are_sound(path: Path) -> None:
    """T69, T70: valid, described, anchored, offline."""
    schema = json.loads(path.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"https://c7gate.dev/schemas/{path.name}"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"]
    for part in parts(schema):
        assert part.get("pattern", "^$")[0] + part.get("pattern", "^$")[-1] == "^$", part
        assert part.get("$ref", "#/").startswith("#/"), part
        for child in part.get("properties", {}).values():
            target = schema["$defs"][child["$ref"].rpartition("/")[2]] if "$ref" in child else {}
            assert child.get("description") or target.get("description"), child


@pytest.mark.parametrize("kind", RECORDS)
def test_record_schemas_have_a_quick_test_and_valid_examples(kind: str) -> None:
    schema = load(kind)
    assert all(quick_test({**part, "$defs": schema.get("$defs", {})}) for part in parts(schema))
    for part in parts(schema):
        whole = {**part, "$defs": schema["$defs"]}
        assert all(
            validator(whole).is_valid(example)
            for example in part.get("examples", ())
            if not isinstance(example, float | dict)
        )


KEYS = sorted({key for kind in RECORDS for part in parts(load(kind)) for key in part.get("properties", {})})
LEAVES = st.sampled_from(
    (
        *(
            "alice",
            "Alice",
            "a@b.c",
            "2025-08-22",
            "2025-02-30",
            "2025-08-28T14:05:00Z",
            "/a/b",
            "mon",
            "leave",
        ),
        *("log", "Europe/Berlin", "approve", "", None, True, 1, 4, 5, Decimal("2.5")),
    )
)
VALUES = st.recursive(
    LEAVES,
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, "other"]), part, max_size=5)
    ),
)


@pytest.mark.parametrize("kind", RECORDS)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_the_quick_test_agrees_with_jsonschema(kind: str, data: st.DataObject) -> None:
    schema = load(kind)
    test = quick_test(schema)
    assert test is not None
    keys = st.sampled_from(sorted(schema["properties"]))
    value = data.draw(
        st.fixed_dictionaries(
            {key: LEAVES | st.lists(LEAVES, max_size=2) for key in schema["required"]}
        ).flatmap(lambda base: st.dictionaries(keys, VALUES, max_size=2).map(lambda extra: base | extra))
    )
    assert test(value) == validator(schema).is_valid(value)


@settings(max_examples=200, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "integer", "number", "array", "object", ["string", "null"]]),
            "enum": st.lists(LEAVES, min_size=1, max_size=3),
            "const": LEAVES,
            "pattern": st.sampled_from(["^a", "^[a-z]+$", "\\d"]),
            "format": st.sampled_from(["date", "date-time"]),
            "minLength": st.integers(0, 4),
            "maxItems": st.integers(0, 2),
            "maximum": st.integers(0, 4),
            "uniqueItems": st.booleans(),
            "items": st.sampled_from([{"type": "string"}, {"maximum": 2}]),
            "required": st.just(["login"]),
            "additionalProperties": st.sampled_from([False, {"type": "string"}]),
            "properties": st.just({"login": {"minLength": 2}}),
            "propertyNames": st.just({"pattern": "^[a-m]"}),
            "dependentRequired": st.just({"login": ["at"]}),
            "anyOf": st.just([{"type": "string"}, {"minItems": 1}]),
            "oneOf": st.just([{"type": "string"}, {"maxLength": 3}]),
            "not": st.just({"const": "alice"}),
            "x-decimals": st.just(0),
        },
    ),
    VALUES,
)
def test_every_keyword_of_the_quick_test_agrees_with_jsonschema(schema: dict[str, Any], value: Any) -> None:
    test = quick_test(schema)
    assert test is not None
    assert test(value) == validator(schema).is_valid(value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "role: b\u0430ckend",
            'with U+0430 (CYRILLIC SMALL LETTER A) in it → write a short name in lower case, such as backend; did you mean "backend"?',
        ),
        ("r\u043ele: backend", 'with U+043E (CYRILLIC SMALL LETTER O) in it → did you mean "role"?'),
        ("enrolled_at: 22.08.2025", '"22.08.2025", neither date nor instant → write 2025-08-22'),
        ("away: [{from: 2025/9/8, to: 2025-09-09, type: leave}]", "→ write 2025-09-08"),
        ("away: [{from: 09/08/2025, to: 2025-12-09, type: leave}]", "→ write 2025-08-09 or 2025-09-08"),
        (
            "away: [2025-09-08]",
            "→ write a mapping (key: value): {from: 2025-09-08, to: 2025-09-09, type: leave}",
        ),
        ("work_week: mon-fri", "→ write a list: [mon, tue, wed, thu, fri]"),
        ('usage: [{at: "2025-08-28T14:05:00Z", kind: log, library: a/b}]', 'did you mean "/a/b"?'),
        (
            "blockers: [{id: x, opened: now, summary: y, owner: dana}]",
            '"now", neither date nor instant → write an instant with its offset',
        ),
        (
            "use_cases:\n  - title: 'it's late'",
            "text stands behind the closing quote → write '' for a ' inside '…'",
        ),
        ("use_cases: [{title: !x y}]", "→ remove it; if it is text, put the whole value in quotes"),
    ],
)
def test_an_error_says_what_to_write_instead(line: str, said: str) -> None:
    assert said in " | ".join(f"{problem.message} → {problem.help}" for problem in judged(f"{START}{line}\n"))


def test_a_misspelt_key_is_not_missing_as_well() -> None:
    problems = judged("Login: alice\nidentities: [a@b.c]\n")
    assert [problem.message for problem in problems] == ['unknown key "Login"']
