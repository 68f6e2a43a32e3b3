"""Many records, many edits, many kills, many writers: nothing is lost, and nothing unmeant changes (T47, T48, T80).

`C7GATE_EXAMPLES=1000` (or more) runs the full measure: 200 records of 20 edits, 1,000 kills, 8 writers of 100 edits.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

import pytest

from c7gate.model.facts import Item
from c7gate.parsing.yaml import parse_document
from c7gate.writing.records import with_item

FULL = int(os.environ.get("C7GATE_EXAMPLES", "0")) >= 1000
RECORDS, EDITS = (200, 20) if FULL else (20, 8)
KILLS = 1000 if FULL else 40
EACH = 100 if FULL else 5
WRITERS = 8
START = date(2025, 8, 22)
Maker = Callable[[random.Random, int], Item]


def _day(number: int) -> date:
    return START + timedelta(days=number)


def _at(number: int) -> datetime:
    return datetime(2025, 8, 22, 9, tzinfo=UTC) + timedelta(hours=number)


WORDS = ("plain", "it's: quoted", '"so" #1', "- dash", "ünïcode ✓", "a, b]", "yes", "0123", "{x}", "tail ")


def _text(chance: random.Random) -> str:
    return f"{chance.choice(WORDS)} {chance.randrange(99)}"


ITEMS: dict[str, dict[str, Maker]] = {
    "developers": {
        "usage": lambda c, n: {"at": _at(n), "kind": "log", "library": "/a/b", "topic": _text(c)},
        "exercises": lambda c, n: {"id": f"be-{n}", "evidence": [f"pr:{n}", _text(c)], "submitted": _day(n)},
        "shares": lambda c, n: {"date": _day(n), "kind": "doc", "ref": _text(c)},
        "use_cases": lambda c, n: {"title": _text(c), "library": "/c/d", "link": f"issue:{n}"},
        "away": lambda _, n: {"from": _day(n), "to": _day(n), "type": "leave"},
        "blockers": lambda c, n: {"id": f"b-{n}", "opened": _day(n), "summary": _text(c), "owner": "dana"},
    },
    "assessments": {
        "attempts": lambda _, n: {
            "id": f"g1-{n}", "gate": 1, "date": _day(n), "scores": {"written": Decimal("87.50") - n},
            "rubric": {"workflow_demo": "pass"}, "assessor": "dana",
        },
        "reviews": lambda c, n: {"exercise": "be-1", "reviewer": "bob", "verdict": "approve", "at": _at(n), "ref": _text(c)},
        "excused": lambda _, n: {"from": _day(n), "to": _day(n), "by": "dana"},
        "waivers": lambda c, n: {"id": f"w-{n}", "gate": 2, "reason": _text(c), "approver": "farid", "expires": _day(n)},
        "interventions": lambda _, n: {"alert": f"inactivity/alice/{_day(n)}", "action": "note", "by": "dana", "at": _at(n)},
        "signoffs": lambda _, n: {"id": f"so-{n}", "gate": 1, "by": "dana", "at": _at(n)},
    },
}  # fmt: skip
OLD = {
    "usage": '{at: "2025-08-01T09:00:00Z", kind: log,   library: /x/y}',
    "exercises": "{id: old, evidence: ['pr:1', \"commit:1234567\"] }",
    "shares": "{ date: 2025-08-01, kind: 'talk', ref: \"a # no comment\" }",
    "use_cases": "{title: 'it''s', library: /x/y}",
    "away": "{from: 2025-07-01, to: 2025-07-02, type: half}",
    "blockers": "{id: vpn, opened: 2025-08-01, summary: '#1', owner: dana}",
    "attempts": "{id: old, gate: 3, date: 2025-08-01,  assessor: dana, scores: {a: 85.00}}",
    "reviews": "{exercise: be-1, reviewer: carol, verdict: changes, at: '2025-08-01T09:00:00+02:00'}",
    "excused": "{from: 2025-08-01, to: 2025-08-01, by: dana}",
    "waivers": "{rule: missing-reference, reason: 'x: y', approver: farid, expires: 2025-09-01}",
    "interventions": "{alert: inactivity/alice/2025-08-01, action: ack, by: dana, at: '2025-08-01T09:00:00Z'}",
    "signoffs": "{id: old, gate: 2, by: dana, at: '2025-08-01T09:00:00+02:00'}",
}


def _aside(chance: random.Random) -> str:
    return chance.choice(
        ["", f"  # aside {chance.randrange(1 << 20)}", "   ", f" # {chance.randrange(1 << 20)} 'x': ["]
    )


def _between(chance: random.Random) -> str:
    note = f"# note {chance.randrange(1 << 20)}: - [ ] {{}}\n"
    return chance.choice(["", note, "\n", f"\n    {note}", f"{note}{note}\n"])


def _list(chance: random.Random, key: str) -> str:
    """A list that is there already, in any way that people write one."""
    old, aside, between = OLD[key], partial(_aside, chance), partial(_between, chance)
    indent = chance.choice(["", "  ", "    "])
    return chance.choice(
        [
            f"{key}: []{aside()}\n",
            f"{key}:{aside()}\n{between()}{indent}- {old}{aside()}\n{between()}",
            f"{key}: [{old}]{aside()}\n",
            f"{key}: [{aside()}\n    {old}{aside()}\n  ]{aside()}\n",
        ]
    )


def _record(chance: random.Random, folder: str) -> str:
    """A record with comments and odd spacing wherever they may stand."""
    parts = [f"login: alice{_aside(chance)}\n"]
    if folder == "developers":
        parts += [
            f"identities: [ 'alice@example.com',   \"github:alice-dev\"]{_aside(chance)}\n",
            "role: 'backend'\n",
        ]
    keys = [key for key in ITEMS[folder] if chance.random() < 0.6]
    parts += [_list(chance, key) for key in keys]
    chance.shuffle(parts)
    text = _between(chance) + "".join(part + _between(chance) for part in parts)
    text = chance.choice([text, text.rstrip("\n")])
    return text.replace("\n", "\r\n") if chance.random() < 0.3 else text


def _changed(before: str, after: str) -> int:
    """How many lines do not stay, where lines are put in at one place."""
    matcher = SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    return len(before.splitlines()) - sum(block.size for block in matcher.get_matching_blocks())


@pytest.mark.parametrize("folder", list(ITEMS))
def test_a_corpus_of_records_keeps_its_comments_and_lines(folder: str) -> None:
    path = f"training-records/{folder}/alice.yaml"
    for seed in range(RECORDS // 2):
        chance = random.Random(f"{folder} {seed}")  # noqa: S311  the same records on every run
        text = _record(chance, folder)
        comments = re.findall(r"# (?:note |aside )?\d.*", text)
        for number in range(EDITS):
            key = chance.choice(list(ITEMS[folder]))
            item = ITEMS[folder][key](chance, number)

            after = with_item(text.encode(), path, key, item).decode()

            assert _changed(text, after) <= 1, (seed, number, key)  # the line whose brackets take the item
            before_value, value = (parse_document(one.encode(), path).value for one in (text, after))
            assert {**value, key: value[key][:-1]} == {key: [], **before_value}
            assert value[key][-1].keys() == item.keys()
            assert after.count("\n") - after.count("\r\n") == (0 if "\r\n" in text else after.count("\n"))
            text = after
        assert all(line.rstrip() in text for line in comments)


KILLING = """
import os, random, signal, sys, time
from pathlib import Path
from c7gate.parsing.yaml import parse_document
from c7gate.reading import resources
from c7gate.writing.records import Line, append_to_records
root, path, kills = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
chance, start = random.Random(1), (root / path).read_bytes()
item = {"at": "2025-08-28T14:05:00Z", "kind": "log", "library": "/a/b"}
append_to_records(root, {path: lambda _: [Line("usage", (item,))]}, locks=root.parent)
written = torn = 0
for _ in range(kills):
    (root / path).write_bytes(start)
    child = os.fork()
    if not child:
        while True:
            append_to_records(root, {path: lambda _: [Line("usage", (item,))]}, locks=root.parent)
    time.sleep(chance.random() / 12)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    document = parse_document((root / path).read_bytes(), path)
    torn += bool(document.problems) or not (root / path).read_bytes().startswith(start)
    written += len(document.value.get("usage", ())) if document.value else 0
append_to_records(root, {path: lambda _: [Line("usage", (item,))]}, locks=root.parent)
print(torn, written > 0, *(file.name for file in (root / path).parent.iterdir()))
"""
WRITING = """
import sys
from pathlib import Path
from c7gate.model.errors import CannotLookError
from c7gate.writing.records import Line, append_to_records
root, path, times, name = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
number = 0
while number < times:
    item = {"at": "2025-08-28T14:05:00Z", "kind": "log", "library": f"/w{name}/n{number}"}
    try:
        append_to_records(root, {path: lambda _: [Line("usage", (item,))]}, locks=root.parent)
        number += 1
    except CannotLookError as error:  # on a machine that is slow enough, ten seconds pass: a person tries again
        assert "another c7gate has held" in error.message
"""
PATH = "training-records/developers/alice.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A work tree with alice's record."""
    file = tmp_path / "tree" / PATH
    file.parent.mkdir(parents=True)
    file.write_text("login: alice # me\nidentities: [alice@example.com]\n", encoding="utf-8")
    return tmp_path / "tree"


def _start(program: str, root: Path, *arguments: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-c", program, str(root), PATH, *map(str, arguments)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_no_kill_tears_a_record_or_leaves_a_lock(root: Path) -> None:
    said, errors = _start(KILLING, root, KILLS).communicate(timeout=600)

    assert (said, errors) == ("0 True alice.yaml\n", "")


def test_every_edit_of_many_writers_is_there(root: Path) -> None:
    writers = [_start(WRITING, root, EACH, name) for name in range(WRITERS)]

    assert [writer.communicate(timeout=600)[1] for writer in writers] == [""] * WRITERS
    usage = parse_document((root / PATH).read_bytes(), PATH).value["usage"]
    assert {line["library"] for line in usage} == {
        f"/w{name}/n{number}" for name in range(WRITERS) for number in range(EACH)
    }
    assert len(usage) == WRITERS * EACH
