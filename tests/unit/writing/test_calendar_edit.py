from __future__ import annotations

from datetime import date
from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.errors import UsageError
from c7gate.parsing.yaml import parse_document
from c7gate.reading.public_holidays import Holiday
from c7gate.writing.calendars import PATH, add_holidays

DAYS = (Holiday(date(2025, 1, 1), "New Year's Day"), Holiday(date(2025, 5, 1), "Labor Day: all of it"))
LINES = ("- {date: 2025-01-01, name: New Year's Day}", '- {date: 2025-05-01, name: "Labor Day: all of it"}')
ITEMS = [{"date": day.day.isoformat(), "name": day.name} for day in DAYS]
OTHER = "{date: 2024-01-01}"


def edited(root: Path, text: str, days: tuple[Holiday, ...] = DAYS) -> str:
    """A calendars.yaml after the days were added to the calendar x."""
    (root / "policies").mkdir(parents=True, exist_ok=True)
    (root / "policies/program.yaml").write_text(
        "preset: context7@1\nstart: 2025-08-22\n", encoding="utf-8", newline=""
    )
    (root / PATH).write_text(text, encoding="utf-8", newline="")
    edit = add_holidays(root, "x", days, lock=root / "lock", dry_run=True)
    assert edit.edit.before.decode() == text
    return edit.edit.after.decode()


def changes(before: str, after: str) -> list[str]:
    """The lines taken away and added."""
    lines = unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def added(column: int, *heads: str) -> list[str]:
    """The lines of a difference that add keys and the days below them."""
    return [*(f"+{head}" for head in heads), *(f"+{' ' * column}{line}" for line in LINES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# none\n", added(6, "calendars:", "  x:", "    holidays:")),
        ("calendars: {}   # none\n", ["-calendars: {}   # none", *added(6, "calendars:   # none", "  x:", "    holidays:")]),
        ("calendars:\n  x: {} # empty\n", ["-  x: {} # empty", *added(6, "  x: # empty", "    holidays:")]),
        ("calendars:\n  x:\n    holidays: [] # none\n# end\n", ["-    holidays: [] # none", *added(6, "    holidays: # none")]),
        ("calendars:\n  x:\n    title: X # me\n# end\n", added(6, "    holidays:")),
        ("calendars:\n  x:\n    title: >-\n      # no comment\n# end\n", added(6, "    holidays:")),
        (f"calendars:\n    a:\n        holidays:\n        - {OTHER}\n        # of a\n    # of a too\n# end\n", added(8, "    x:", "      holidays:")),
        (f"calendars:\n  x:\n    holidays:\n    - {OTHER} # one\n    # more\n    outages: []\n  y: {{}}\n", added(4)),
        (f"calendars:\n  x:\n    holidays:\n      - {OTHER}", [*added(6), "+"]),
        (
            f"calendars:\n  x: {{holidays: [{OTHER}]}} # all\n",
            [
                f"-  x: {{holidays: [{OTHER}]}} # all",
                f"+  x: {{holidays: [{OTHER},",
                f"+                 {LINES[0][2:]},",
                f"+                 {LINES[1][2:]}]}} # all",
            ],
        ),
    ],
)  # fmt: skip
def test_only_the_lines_of_the_days_change(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert changes(text, edited(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{calendars: {}}\n", "its keys do not stand on lines of their own"),
        ("calendars: {x: {}}\n", "its keys do not stand on lines of their own"),
        ("calendars:\n  x: {holidays: []}\n", "its keys do not stand on lines of their own"),
        ("calendars:\n  x: {title: X}\n", "its keys do not stand on lines of their own"),
        (
            "calendars:\n  x:\n    holidays:\n    - date: 2024-01-01\n      name: >-\n        a\n        # b\n",
            "no clear place",
        ),
        ("# nothing\n...\n", "nothing was written"),
        ("calendars:\n", "nothing was written"),
        ("calendars:\n  x:\n", "nothing was written"),
        ("calendars: []\n", "nothing was written"),
        ("\ufeffcalendars: {}\n", "nothing was written"),
        ("# " + "x" * (256 * 1024 - 20) + "\n", "the policy would not be valid"),
    ],
)
def test_what_cannot_be_edited_line_by_line_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        edited(tmp_path, text)


def test_a_calendar_named_like_a_number_stays_a_name(tmp_path: Path) -> None:
    edited(tmp_path, "")

    for name in ("2025", "null", "on", "1e3"):
        edit = add_holidays(tmp_path, name, DAYS, lock=tmp_path / "lock")
        assert edit.is_new
        assert f'\n  "{name}":\n' in edit.edit.after.decode()

    value = parse_document((tmp_path / PATH).read_bytes(), PATH).value
    assert value["calendars"] == {name: {"holidays": ITEMS} for name in ("2025", "null", "on", "1e3")}


COMMENT = st.sampled_from(["", "# note\n", "\n", "      # deep\n", "\n\n#x\n", "  # in\n"])
TAIL = st.sampled_from(["", "  # aside", " #", "   "])
HOLIDAYS = st.sampled_from(
    [
        "",
        "    holidays: []{tail}\n",
        "    holidays:{tail}\n      - {{date: 2024-01-01, name: a}}{tail}\n{comment}      - date: 2024-01-02{tail}\n",
        "    holidays:\n    - {{date: 2025-01-01}}{tail}\n{comment}",
        "    holidays: [{{date: 2024-01-01}},{tail}\n      {{date: 2024-01-02,\n   name: b}}{tail}\n     ]{tail}\n",
        "    holidays:\n      - date: 2024-01-01\n        name: >-\n          folded words\n          # kept\n",
    ]
)
PART = st.sampled_from(
    ["    title: X{tail}\n", "    shutdowns:\n    - {{from: 2025-12-24, to: 2025-12-31}}{tail}\n"]
)
NEIGHBOUR = st.sampled_from(
    ["", "  a: {{}}{tail}\n", "  a:\n    holidays:{tail}\n      - {{date: 2025-01-01}}{tail}\n{comment}"]
)


@st.composite
def calendars(draw: st.DrawFn) -> str:
    """Files with comments and blank lines wherever they may stand."""
    parts = [
        "calendars:{tail}\n",
        draw(NEIGHBOUR),
        "  x:{tail}\n",
        *draw(st.permutations([draw(HOLIDAYS), draw(PART)])),
    ]
    parts.append(draw(NEIGHBOUR).replace("  a:", "  z:", 1))
    text = draw(COMMENT)
    for part in parts:
        text += part.format(tail=draw(TAIL), comment=draw(COMMENT)) + draw(COMMENT)
    return text if draw(st.booleans()) else text.replace("\n", "\r\n")


@settings(max_examples=100, deadline=None)
@given(
    text=calendars(),
    name=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=20),
)
def test_a_file_keeps_every_line_or_is_left_alone(
    tmp_path_factory: pytest.TempPathFactory, text: str, name: str
) -> None:
    days = (Holiday(date(2025, 1, 1), "a"), Holiday(date(2026, 1, 1), name))
    try:
        after = edited(tmp_path_factory.getbasetemp() / "calendars", text, days)
    except UsageError:
        return  # left alone: this raises nothing else

    gone = [line for line in changes(text, after) if line.startswith("-")]
    assert [
        line for line in gone if "holidays" not in line and "2024" not in line and "name: b" not in line
    ] == []
    assert after.count("#") == text.count("#") + name.count("#")
    before, value = (parse_document(one.encode(), PATH).value for one in (text, after))
    old = before["calendars"]["x"].get("holidays", [])
    new = [
        {"date": day.day.isoformat(), "name": day.name}
        for day in days
        if day.day.isoformat() not in {item["date"] for item in old}
    ]
    expected = {**before["calendars"], "x": {**before["calendars"]["x"], "holidays": [*old, *new]}}
    assert value == {"calendars": expected}
