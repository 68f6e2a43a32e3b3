from decimal import Decimal
from time import perf_counter
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.document import Document, Pointer
from c7gate.parsing.problems import MAX_PROBLEMS
from c7gate.parsing.yaml import LOADER, PURE_LOADER, _Reader, parse_document
from c7gate.parsing.yaml_plain import UNSURE, plain_value
from c7gate.parsing.yaml_text import MAX_BYTES, decoded


def read(text: str | bytes) -> Document:
    return parse_document(
        text.encode() if isinstance(text, str) else text, "training-records/developers/alice.yaml"
    )


def rules(document: Document) -> list[tuple[str, int, int]]:
    return [(problem.rule, problem.line, problem.column) for problem in document.problems]


def test_a_document_is_plain_data_with_the_place_of_every_key_and_value() -> None:
    document = read("login: alice\nnumbers: [1, 2.50]\naway:\n  - {from: 2025-09-08}\n")
    assert document.value == {
        "login": "alice",
        "numbers": [1, Decimal("2.50")],
        "away": [{"from": "2025-09-08"}],
    }
    assert document.problems == ()
    assert document.position(("login",)) == (1, 8)
    assert document.position(("numbers", 1)) == (2, 14)
    assert document.key_position(("away", 0, "from")) == (4, 6)
    assert document.position(("away", 0, "from")) == (4, 12)
    assert document.position(()) == (1, 1)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("87.50", Decimal("87.50")),
        ("-0.5", Decimal("-0.5")),
        ("no", "no"),
        ("True", "True"),
        ("~", "~"),
        ("0123", "0123"),
        ("010", "010"),
        ("+1", "+1"),
        ("1.", "1."),
        (".5", ".5"),
        ("1e5", "1e5"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("190:20:30", "190:20:30"),
        ("2025-08-22", "2025-08-22"),
        ("١٢", "١٢"),
        ("'true'", "true"),
        ('"1"', "1"),
    ],
)
def test_only_what_json_writes_the_same_way_is_no_text(written: str, value: object) -> None:
    """T42, N26: no YAML 1.1 types."""
    read_value = read(f"key: {written}\n").value["key"]
    assert (type(read_value), read_value) == (type(value), value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: &x 1\nb: *x\n", [("yaml-alias", 1, 4), ("yaml-alias", 2, 4)]),
        ("*x\n", [("yaml-alias", 1, 1)]),
        ("a: {<<: {b: 1}}\n", [("yaml-merge-key", 1, 5)]),
        ("a: !!str 1\nb: !foo []\n", [("yaml-tag", 1, 4), ("yaml-tag", 2, 4)]),
        ("a: 1\nb: 2\na: 3\n", [("yaml-duplicate-key", 3, 1)]),
        ("1: x\ntrue: y\nnull: z\n", [("yaml-non-string-key", line, 1) for line in (1, 2, 3)]),
        ("? [a]: b\n", [("yaml-non-string-key", 1, 3)]),
        ("? [a]\n: 1\n'': 2\n", [("yaml-non-string-key", 1, 3), ("yaml-duplicate-key", 3, 1)]),
        ("{? : x}\n", [("yaml-non-string-key", 1, 4)]),
        ("a: 1\n---\nb: 2\n", [("yaml-multiple-documents", 2, 1)]),
        ("a: .nan\nb: -.inf\nc: .Inf\n", [("yaml-not-finite", line, 4) for line in (1, 2, 3)]),
        (
            f"a: {'9' * 19}\nb: 1.{'0' * 18}\n",
            [("yaml-number-too-long", 1, 4), ("yaml-number-too-long", 2, 4)],
        ),
        ("[" * 33, [("yaml-too-deep", 1, 33)]),
        ("[" * 10_000, [("yaml-too-deep", 1, 33)]),
        ("- " * 10_000, [("yaml-too-deep", 1, 65)]),
        ("{a: " * 10_000, [("yaml-too-deep", 1, 129)]),
        (" " * (MAX_BYTES + 1), [("yaml-too-large", 1, 1)]),
        ("a: [1, 2\nb: 3\n", [("yaml-syntax", 1, 4)]),
        ('a: 1\nb: "x\n', [("yaml-syntax", 2, 4)]),
        ("a: b: c\n", [("yaml-syntax", 1, 5)]),
        ("login: alice\nnote: ok\u0085score: 95\n", [("yaml-forbidden-character", 2, 9)]),
        (
            "a: \u2028\nb: \u2029\nc: x\ufeff\n",
            [("yaml-forbidden-character", *at) for at in ((1, 4), (2, 4), (3, 5))],
        ),
        ("a: 1\rb: 2\n", [("yaml-forbidden-character", 1, 5)]),
        ("a:\n\tb: 1\n", [("yaml-forbidden-character", 2, 1)]),
        ("a: \x1b[31m\n", [("yaml-forbidden-character", 1, 4)]),
        ('a: "x\\0y"\nb: "\\N"\n', [("yaml-forbidden-character", 1, 4), ("yaml-forbidden-character", 2, 4)]),
        ("a: 1\n# \0\n", [("nul", 2, 3)]),
        ("\ufeffa: 1\n", [("byte-order-mark", 1, 1)]),
        ("a: 1\n".encode("utf-16"), [("not-utf8", 1, 1)]),
        (b"a: 1\r\n# caf\xe9\n", [("not-utf8", 2, 6)]),
        (b"a: \xed\xa0\x80\n", [("not-utf8", 1, 4)]),
    ],
)
def test_what_the_subset_refuses_has_its_rule_and_place(
    text: str | bytes, found: list[tuple[str, int, int]]
) -> None:
    """T39-T43, T61-T65; N28, N30, N32 (S-173)."""
    assert rules(read(text)) == found


def test_depth_32_is_read() -> None:
    assert read("[" * 32 + "]" * 32).problems == ()


def test_all_problems_of_one_pass_are_reported_in_order() -> None:
    found = rules(read("a: &x 1\n1: .nan\na: !t 2\n"))
    assert [rule for rule, _, _ in found] == [
        "yaml-alias",
        "yaml-non-string-key",
        "yaml-not-finite",
        "yaml-duplicate-key",
        "yaml-tag",
    ]


def test_a_duplicate_key_names_both_lines_and_the_first_value_stays() -> None:
    document = read("a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert [problem.message for problem in document.problems] == [
        'the key "c" stands twice: on line 2 and on line 2',
        'the key "a" stands twice: on line 1 and on line 3',
    ]
    assert document.value == {"a": 1, "b": {"c": 1}}


def test_thousands_of_problems_are_capped_and_the_last_says_so() -> None:
    problems = read("- &a x\n" * 5_000).problems
    assert len(problems) == MAX_PROBLEMS
    assert problems[-1].message == "4951 or more further problems in this file are not shown"


def test_a_merge_key_bomb_is_answered_at_once() -> None:
    """N24: 378 bytes that cost a constructing parser seconds."""
    lines = ["login: alice", "a0: &a0 {k: 1}"]
    lines += [f"a{i}: &a{i} {{<<: [{','.join([f'*a{i - 1}'] * 9)}]}}" for i in range(1, 8)]
    started = perf_counter()
    document = read("\n".join(lines))
    assert perf_counter() - started < 0.1
    assert document.problems[0].rule == "yaml-alias"


@pytest.mark.parametrize(
    "character", ["\0", "\t", "\n\t", "<<<<<<< a\n", "a: 1\n", "&a ", "!", "? ", "- |\n"]
)
def test_a_file_full_of_one_thing_is_answered_soon(character: str) -> None:
    started = perf_counter()
    document = read(character * (MAX_BYTES // len(character)))
    assert perf_counter() - started < 5
    assert document.problems == () or len(document.problems) <= MAX_PROBLEMS


@pytest.mark.parametrize(
    ("text", "line", "help_"),
    [
        ("login:alice\nrole: qa\n", 1, "write key: value, with a space after the colon"),
        ("login: alice\nrole qa\ncohort: x\n", 2, "write key: value, with a space after the colon"),
        ("login: alice\nrole: a\n  b\n  c: d\n", 4, "line it up with its neighbours"),
        ("login: alice\n role: qa\n", 2, "line it up with its neighbours"),
        ("a:\n  - {link: issue: 412}\n", 2, 'a text with ": " or " #" in it needs quotes'),
        ("a:\n  - {title: #412 reconnect}\n", 3, 'a text with ": " or " #" in it needs quotes'),
    ],
)
def test_slips_of_the_pen_are_told_where_they_are(text: str, line: int, help_: str) -> None:
    problem = parse_document(text.encode(), "a.yaml").problems[0]

    assert (problem.rule, problem.line) == ("yaml-syntax", line)
    assert help_ in problem.help


def test_conflict_markers_are_called_by_their_name() -> None:
    """T49."""
    document = read("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> topic\n")
    assert rules(document) == [("yaml-syntax", 2, 1), ("yaml-syntax", 4, 1), ("yaml-syntax", 6, 1)]
    assert document.problems[0].message == "a git conflict marker (<<<<<<<) stands here"


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "\n\n"])
def test_an_empty_file_is_read_and_holds_nothing(text: str) -> None:
    document = read(text)
    assert (document.value, document.problems) == (None, ())


def test_crlf_is_read_as_lf_and_tabs_may_stand_in_comments() -> None:
    crlf = read(b"a: |\r\n  x\r\nb: 1\t\r\n".replace(b"\t", b" #\t!"))
    assert crlf.problems == ()
    assert crlf.value == {"a": "x\n", "b": 1}
    assert crlf.position(("b",)) == (3, 4)


def both(data: bytes) -> tuple[Document, Document]:
    return parse_document(data, "x.yaml", loader=LOADER), parse_document(data, "x.yaml", loader=PURE_LOADER)


PIECES = st.sampled_from(
    (
        *("a", "b: ", "- ", "\n", "\n  ", "{", "}", "[", "]", ", ", ": ", "'", '"', "#", " # ", "&x ", "*x"),
        *("!t ", "? ", "| ", ">-", "1", "0.5", "true", ".nan", "<<: ", "é", "😀", "---\n", "...", "%", "@"),
        *("\\", "\t", "\r\n", "\\ud800", "\\x00", "\0", "\x85", "\ufeff", "=", "~"),
    )
)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=60), st.lists(PIECES, max_size=25).map(lambda parts: "".join(parts).encode())
    )
)
def test_any_bytes_give_a_document_and_a_refused_one_says_why(data: bytes) -> None:
    for document in both(data):
        assert all(
            problem.line >= 1 and problem.column >= 1 and problem.message for problem in document.problems
        )
        assert list(document.problems) == sorted(
            document.problems, key=lambda found: (found.line, found.column)
        )


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_what_both_parsers_accept_they_read_alike(text: str) -> None:
    first, second = both(text.encode())
    if not first.problems and not second.problems:
        assert (first.value, first.keys) == (second.value, second.keys)
        assert written(first) == written(second)


@pytest.mark.parametrize("text", ["---\n#", "? a", "? a\n\n# b"])
def test_the_parsers_differ_in_where_nothing_stands_and_in_nothing_else(text: str) -> None:
    first, second = both(text.encode())

    assert (first.value, first.keys, first.problems) == (second.value, second.keys, second.problems)
    assert written(first) == written(second)


def written(document: Document) -> dict[Pointer, tuple[int, int]]:
    """Where the values stand that somebody wrote; of a value left out the parsers differ."""

    def at(pointer: Pointer) -> Any:
        value = document.value
        for step in pointer:
            value = value[step]
        return value

    return {pointer: place for pointer, place in document.values.items() if at(pointer) is not None}


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18) + 1, 10**18 - 1),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=20),
)
TREES = st.recursive(
    SCALARS,
    lambda part: (
        st.lists(part, max_size=4)
        | st.dictionaries(st.text(max_size=5, alphabet="abé-_ :#"), part, max_size=4)
    ),
    max_leaves=15,
)


class _Quoting(yaml.SafeDumper):
    """Writes text in quotes, so that it is text for every reader."""


_Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)
_Quoting.ignore_aliases = lambda *_: True  # type: ignore[method-assign]


@settings(max_examples=200, deadline=None)
@given(TREES, st.booleans())
def test_written_data_come_back_from_both_parsers(tree: Any, flow: bool) -> None:  # noqa: FBT001  hypothesis gives it
    data = yaml.dump(
        tree, Dumper=_Quoting, allow_unicode=True, default_flow_style=flow, width=10_000
    ).encode()
    first, second = both(data)
    assert (first.problems, first.value) == ((), tree)
    assert first == second


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_what_is_read_quickly_is_what_the_whole_reader_reads(text: str) -> None:
    decoded_text, problems = decoded(text.encode())
    if decoded_text is None or problems:
        return
    value = plain_value(decoded_text, LOADER)
    if value is not UNSURE:
        whole = _Reader([])
        whole.read(decoded_text, LOADER)
        assert (value, whole.problems) == (whole.value, [])
        assert repr(value) == repr(whole.value)  # 1 is not True, and 1 is not 1.0


@pytest.mark.parametrize(
    "text", ["- " * 5000, "[" * 5000, "a: &x 1", "a: *x", "<<: {}", "a: 1\na: 2", "a: .inf"]
)
def test_what_is_unusual_is_left_to_the_whole_reader(text: str) -> None:
    assert plain_value(text, LOADER) is UNSURE


def test_an_everyday_file_is_read_quickly_and_knows_its_places_when_asked() -> None:
    text = 'login: alice\naway:\n  - {from: 2025-09-08, half: 0.5}\nnote: "a: b"\n'
    assert plain_value(text, LOADER) == {
        "login": "alice",
        "away": [{"from": "2025-09-08", "half": Decimal("0.5")}],
        "note": "a: b",
    }
    document = read(text)
    assert document.position(("away", 0, "half")) == (3, 30)
    assert len(document.keys) == 5
