from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.errors import CannotLookError, UsageError
from c7gate.parsing.yaml import parse_document
from c7gate.writing.records import Line, append_to_records, with_item

PATH = "training-records/developers/alice.yaml"
ITEM = {"at": "2025-08-28T14:05:00+02:00", "kind": "log", "library": "/websockets/ws", "topic": "ping: pong"}
LINE = '- {at: "2025-08-28T14:05:00+02:00", kind: log, library: /websockets/ws, topic: "ping: pong"}'
HEAD = """\
# yaml-language-server: $schema=../../schemas/developer.schema.json
login: alice   # me
identities: [ alice@example.com,   "github:alice-dev" ]

role: 'backend'
"""


def edited(text: str, item: Mapping[str, str] = ITEM) -> str:
    """A record after the item was added to its usage."""
    return with_item(text.encode(), PATH, "usage", item).decode()


def changes(before: str, after: str) -> list[str]:
    """The lines taken away and added."""
    lines = unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD, ["+usage:", f"+  {LINE}"]),
        (HEAD.removesuffix("\n"), ["+usage:", f"+  {LINE}", "+"]),
        (f"{HEAD}usage: []  # none yet\nblockers: []\n", ["-usage: []  # none yet", "+usage:  # none yet", f"+  {LINE}"]),
        (f"{HEAD}usage: []", ["-usage: []", "+usage:", f"+  {LINE}", "+"]),
        (f"{HEAD}usage:\n  {LINE}   # first\n  # more below\n\nblockers: []\n", [f"+  {LINE}"]),
        (f"{HEAD}usage:\n{LINE}\nblockers: []\n", [f"+{LINE}"]),
        (f"{HEAD}usage:\n      {LINE}", [f"+      {LINE}", "+"]),
        (
            f"{HEAD}usage:\n  # one\n  - at: '2025-08-27T14:05:00Z'\n    kind: log\n\n    library: /a/b # x\n\n# b\nblockers: []\n",
            [f"+  {LINE}"],
        ),
        (
            f"{HEAD}usage: [{LINE[2:]}] # all\nblockers: []\n",
            [f"-usage: [{LINE[2:]}] # all", f"+usage: [{LINE[2:]}, {LINE[2:]}] # all"],
        ),
        (f"{HEAD}usage: [\n  {LINE[2:]} # one\n]\n", [f"-  {LINE[2:]} # one", f"+  {LINE[2:]}, {LINE[2:]} # one"]),
        (f"{HEAD}usage: [{LINE[2:]},]\n", [f"-usage: [{LINE[2:]},]", f"+usage: [{LINE[2:]}, {LINE[2:]},]"]),
    ],
)  # fmt: skip
def test_only_the_lines_of_the_item_change(text: str, expected: list[str]) -> None:
    assert changes(text, edited(text)) == expected


@pytest.mark.parametrize("rest", ["", "usage: []\n", f"usage:\n  {LINE}\n# end\n"])
def test_line_ends_survive(rest: str) -> None:
    text = (HEAD + rest).replace("\n", "\r\n")

    after = edited(text)

    assert after.replace("\r\n", "") == after.replace("\r\n", "").replace("\n", "")
    assert after.replace("\r\n", "\n") == edited(HEAD + rest)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{login: alice, identities: [alice@example.com]}\n", "do not stand on lines of their own"),
        (f"{HEAD}...\n", "would not be valid"),
        (f"{HEAD}usage:\n", "is not valid yet"),
        (f"{HEAD}usage: none\n", "is not valid yet"),
        (f"{HEAD}usage: [\n  # none yet\n]\n", "there is no clear place"),
        (f"{HEAD}gate3: pass\n", "is not valid yet"),
        (f"\ufeff{HEAD}", "is not valid yet"),
        ("login: bob\nidentities: [bob@example.com]\n", "is not valid yet"),
        ("", "is not valid yet"),
    ],
)
def test_what_cannot_be_edited_line_by_line_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        edited(text)


@pytest.mark.parametrize(
    "item",
    [
        {**ITEM, "topic": "two\nlines"},
        {**ITEM, "topic": "x" * 501},
        {**ITEM, "topic": "bell \x07"},
        {**ITEM, "library": "/a/b+c/d"},
        {**ITEM, "outcome": "great"},
        {**ITEM, "kind": "dream"},
    ],
)
def test_an_item_that_the_schema_refuses_is_refused(item: Mapping[str, str]) -> None:
    with pytest.raises(UsageError, match="would not be valid, so nothing was written"):
        edited(HEAD, item)


COMMENT = st.sampled_from(["", "# note\n", "\n", "    # deep\n", "\n\n#x\n", "# usage: []\n"])
TAIL = st.sampled_from(["", "  # aside", " #", "   "])
USAGE = st.sampled_from(
    [
        "",
        "usage: []{tail}\n",
        "usage:{tail}\n  - {{at: '2025-08-27T14:05:00Z', kind: log, library: /a/b}}{tail}\n{comment}",
        'usage:\n- at: "2025-08-27T14:05:00Z"{tail}\n  kind: log\n{comment}  library: /a/b{tail}\n{comment}',
        'usage: [{{at: "2025-08-27T14:05:00Z", kind: log,\n   library: /a/b}}{tail}\n ]{tail}\n',
        'usage:\n  - at: "2025-08-27T14:05:00Z"\n    kind: log\n    library: /a/b\n    topic: >-\n      folded words\n      # kept\n',
    ]
)
OTHER = st.sampled_from(
    [
        "role: backend{tail}\n",
        "away:\n  - {{from: 2025-09-08, to: 2025-09-09, type: leave}}{tail}\n",
        "blockers: []\n",
    ]
)


@st.composite
def records(draw: st.DrawFn) -> str:
    """Records with comments and blank lines wherever they may stand."""
    parts = ["login: alice{tail}\n", 'identities: ["alice@example.com"]{tail}\n', draw(USAGE)]
    parts += draw(st.lists(OTHER, max_size=3, unique=True))
    text = draw(COMMENT)
    for part in draw(st.permutations(parts)):
        text += part.format(tail=draw(TAIL), comment=draw(COMMENT)) + draw(COMMENT)
    return text if draw(st.booleans()) else text.replace("\n", "\r\n")


@settings(max_examples=200, deadline=None)
@given(text=records(), topic=st.text(st.characters(codec="utf-8"), max_size=30))
def test_a_record_keeps_every_line_or_is_left_alone(text: str, topic: str) -> None:
    """T80."""
    item = {**ITEM, "topic": topic} if topic else {key: ITEM[key] for key in ("at", "kind", "library")}
    try:
        after = edited(text, item)
    except UsageError:
        return  # left alone: this raises nothing else

    assert [
        line
        for line in changes(text, after)
        if line.startswith("-") and "usage" not in line and "/a/b" not in line
    ] == []
    assert after.count("#") == text.count("#") + topic.count("#")
    before_value, value = (parse_document(one.encode(), PATH).value for one in (text, after))
    assert value == {**before_value, "usage": [*before_value.get("usage", []), item]}


@given(
    head=st.sampled_from("?-:!&*|>%@`'\"#{[,]}=~"),
    tail=st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), max_size=5),
)
@settings(max_examples=200, deadline=None)
def test_a_text_that_begins_like_yaml_stays_that_text(head: str, tail: str) -> None:
    """`? why` was refused as no YAML: inside brackets a `?` begins a key for one parser, and none for the other."""
    after = edited(HEAD, {**ITEM, "topic": head + tail})

    assert parse_document(after.encode(), "alice").value["usage"][-1]["topic"] == head + tail


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A work tree with alice's record."""
    file = tmp_path / "tree" / PATH
    file.parent.mkdir(parents=True)
    file.write_text(HEAD, encoding="utf-8")
    file.chmod(0o640)
    return tmp_path / "tree"


def append(root: Path, *, dry_run: bool = False) -> None:
    """Add the item to alice's record on disk."""
    append_to_records(root, {PATH: lambda _: [Line("usage", (ITEM,))]}, locks=root.parent, dry_run=dry_run)


def test_the_file_keeps_its_mode_and_nothing_else_is_left(root: Path) -> None:
    stale = root / PATH.replace("alice.yaml", ".alice.yaml.0badcafe.c7gate-tmp")
    stale.write_text("a killed writer's", encoding="utf-8")

    append(root)

    assert [file.name for file in (root / PATH).parent.iterdir()] == ["alice.yaml"]
    assert stat.S_IMODE((root / PATH).stat().st_mode) == 0o640
    assert (root / PATH).read_text(encoding="utf-8") == edited(HEAD)


def test_a_dry_run_writes_nothing(root: Path) -> None:
    append(root, dry_run=True)

    assert (root / PATH).read_text(encoding="utf-8") == HEAD
    assert not (root.parent / "alice.lock").exists()


@pytest.mark.parametrize("linked", [PATH, "training-records/developers"])
def test_a_link_is_refused_and_its_target_untouched(root: Path, tmp_path: Path, linked: str) -> None:
    """T81."""
    outside = tmp_path / "outside"
    (root / linked).rename(outside)
    (root / linked).symlink_to(outside)

    with pytest.raises(CannotLookError, match="is a link; nothing was written"):
        append(root)
    assert (outside if outside.is_file() else outside / "alice.yaml").read_text(encoding="utf-8") == HEAD


BOB = PATH.replace("alice", "bob")


def both(root: Path) -> None:
    """Add the item to two records at once."""
    (root / BOB).write_text(HEAD.replace("alice ", "bob "), encoding="utf-8")
    lines = [Line("usage", (ITEM,))]
    append_to_records(root, {PATH: lambda _: lines, BOB: lambda _: lines}, locks=root.parent)


def test_two_records_are_written_together(root: Path) -> None:
    both(root)

    assert all("kind: log" in (root / path).read_text(encoding="utf-8") for path in (PATH, BOB))


@pytest.mark.parametrize("nth", [1, 2])
def test_one_record_that_cannot_be_replaced_leaves_both(
    root: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    replace, calls = Path.replace, []

    def failing(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == nth:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(CannotLookError, match="cannot be written and is unchanged: Read-only file system"):
        both(root)

    assert "usage" not in "".join(file.read_text("utf-8") for file in (root / PATH).parent.iterdir())
    assert sorted(file.name for file in (root / PATH).parent.iterdir()) == ["alice.yaml", "bob.yaml"]


@pytest.mark.parametrize(("where", "name"), [(os, "fsync"), (Path, "replace"), (Path, "chmod")])
def test_an_interrupt_leaves_the_record_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch, where: object, name: str
) -> None:
    monkeypatch.setattr(where, name, _interrupted)

    with pytest.raises(KeyboardInterrupt):
        append(root)

    assert (root / PATH).read_text(encoding="utf-8") == HEAD
    assert [file.name for file in (root / PATH).parent.iterdir()] == ["alice.yaml"]


def _interrupted(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_a_missing_record_is_said(root: Path) -> None:
    (root / PATH).unlink()

    with pytest.raises(UsageError, match="does not exist"):
        append(root)


APPEND = """
import sys
from pathlib import Path
from c7gate.writing.records import Line, append_to_records
root, path, times, name = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
for number in range(times):
    item = {"at": "2025-08-28T14:05:00Z", "kind": "log", "library": f"/w{name}/n{number}"}
    append_to_records(root, {path: lambda _: [Line("usage", (item,))]}, locks=root.parent)
"""
LITTLE_ROOM = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))"


@pytest.mark.skipif(sys.platform == "win32", reason="limits are POSIX")
def test_a_full_disk_leaves_the_record_as_it_was(root: Path) -> None:
    """T47."""
    writer = _start(root, 1, 1, before=LITTLE_ROOM)

    _, said = writer.communicate(timeout=60)

    assert b"cannot be written and is unchanged: File too large" in said
    assert (root / PATH).read_text(encoding="utf-8") == HEAD
    assert [file.name for file in (root / PATH).parent.iterdir()] == ["alice.yaml"]


def _start(root: Path, times: int, name: int, *, before: str = "") -> subprocess.Popen[bytes]:
    """A process that appends so many items of that name."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", before + APPEND, str(root), PATH, str(times), str(name)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
