"""Collected evidence is a set that shows whether anything was edited, put in or taken out (T24)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.collected import CHAIN, Entry, Gathered, Kept, Line
from c7gate.parsing.collected import (
    BrokenEvidenceError,
    digest,
    effective,
    entry_text,
    extended,
    line_text,
    parse_kept,
    united,
    witness,
    witnessed,
)

from collected_lines import NOON, NOTHING, change, files_of, line

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.builds(datetime.fromtimestamp, st.integers(10**8, 4 * 10**9), tz=ZONES)
LINES = st.builds(
    Line,
    change=st.text(max_size=20),
    developer=st.sampled_from(["alice", "bob"]),
    day=st.dates(date(1971, 1, 1), date(2099, 1, 1)),
    kind=st.sampled_from(["commit", "pr", "review"]),
    library=st.sampled_from(["/websockets/ws", "/nodejs/node"]),
    at=INSTANTS,
    ref=st.text(st.characters(codec=None), max_size=20),
    first_seen=st.none() | INSTANTS.map(lambda instant: instant.astimezone(UTC)),
    topics=st.lists(st.text(st.characters(codec=None), max_size=20), max_size=3).map(tuple),
)
COLLECTIONS = st.lists(
    st.builds(Gathered, st.sampled_from(["#1", "#2", "#3"]), st.lists(LINES, max_size=4).map(tuple)),
    max_size=5,
)


def kept_of(*changes: Gathered, start: Kept = NOTHING) -> Kept:
    return extended(start, changes, NOON)[1]


@given(COLLECTIONS)
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_back(changes: list[Gathered]) -> None:
    kept = kept_of(*changes)

    assert parse_kept("acme/shop", files_of(kept)) == kept


@given(COLLECTIONS)
@settings(max_examples=100, deadline=None)
def test_the_same_again_adds_nothing(changes: list[Gathered]) -> None:
    kept = kept_of(*changes)

    assert extended(kept, changes, NOON + timedelta(days=1)) == ((), kept)


@given(COLLECTIONS, COLLECTIONS, COLLECTIONS)
@settings(max_examples=100, deadline=None)
def test_two_branches_united_hold_together(
    common: list[Gathered], one: list[Gathered], other: list[Gathered]
) -> None:
    start = kept_of(*common)
    left, right = kept_of(*one, start=start), kept_of(*other, start=start)

    both = united(left, right)

    assert both == united(right, left)
    assert parse_kept("acme/shop", files_of(both)) == both
    after = kept_of(change("#9", 25), start=both)
    assert after.last == tuple(after.entries.keys() - both.entries.keys())  # it comes after both


@given(COLLECTIONS, st.data())
@settings(max_examples=150, deadline=None)
def test_a_line_dropped_edited_or_put_in_is_named(changes: list[Gathered], data: st.DataObject) -> None:
    """What the chain alone cannot hold, its last entry, the commit holds that added it: see the reader's tests."""
    files = files_of(kept_of(change("#0", 25, 26), *changes, change("#8", 27)))
    name = data.draw(st.sampled_from(sorted(files)))
    what = "drop" if name == CHAIN else data.draw(st.sampled_from(["drop", "edit", "insert"]))
    lines = files[name].splitlines(keepends=True)
    number = data.draw(st.integers(0, len(lines) - 1))
    forged = lines[number].replace(b'"developer":"', b'"developer":"x')
    lines[number : number + (what != "insert")] = [] if what == "drop" else [forged]

    with pytest.raises(BrokenEvidenceError, match=r"^acme/shop/(?:chain|\d{4}-W\d{2})\.jsonl:\d+: "):
        parse_kept("acme/shop", {**files, name: b"".join(lines)})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"nonsense\n", "acme/shop/2025-W35.jsonl:1: not what collecting writes"),
        (b"[]\n", "acme/shop/2025-W35.jsonl:1: not what collecting writes: it is no canonical JSON object"),
        (b'{"a": 1}\n', "it is no canonical JSON object"),
        (b'{"a":1,"a":1}\n', "it is no canonical JSON object"),
        (b"[" * 100_000 + b"\n", "2025-W35.jsonl:1: not what collecting writes"),
        (b'{"a":' + b"1" * 10_000 + b"}\n", "2025-W35.jsonl:1: not what collecting writes"),
        (b"\xff\n", "2025-W35.jsonl:1: not what collecting writes"),
        (line_text(line()).encode(), "its last line is cut short"),
        (line_text(line(day=11)).encode() + b"\n", "2025-W35.jsonl:1: its date lies in another week"),
        (line_text(line()).encode() + b"\n", "2025-W35.jsonl:1: no entry of chain.jsonl covers this line"),
        (line_text(line()._replace(kind="share")).encode() + b"\n", "'kind' is none it knows"),
        (line_text(line()).replace("+02:00", "").encode() + b"\n", "'at' is no instant"),
        (line_text(line()).replace('["reconnect"]', "7").encode() + b"\n", "'topics' is no list of texts"),
    ],
)
def test_nonsense_is_named(content: bytes, why: str) -> None:
    with pytest.raises(BrokenEvidenceError) as caught:
        parse_kept("acme/shop", {"2025-W35.jsonl": content})

    assert why in str(caught.value)


def test_an_entry_that_names_no_hash_is_broken() -> None:
    chain = (entry_text(Entry("#1", NOON, ("x",), ())) + "\n").encode()

    with pytest.raises(BrokenEvidenceError, match=r"chain\.jsonl:1: .* no SHA-256"):
        parse_kept("acme/shop", {"chain.jsonl": chain})


def test_a_key_it_does_not_know_is_no_fault() -> None:
    """A later version may say more of a line; what covers it is the hash of its text."""
    text = json.dumps({**json.loads(line_text(line())), "zone": "x"}, sort_keys=True, separators=(",", ":"))
    entry = Entry("#1", NOON, (digest(text),), ())
    files = {"2025-W35.jsonl": f"{text}\n".encode(), "chain.jsonl": f"{entry_text(entry)}\n".encode()}

    assert list(parse_kept("acme/shop", files).lines.values()) == [line()]


def test_of_two_lines_that_say_the_same_the_one_seen_first_holds() -> None:
    late = line()
    early = late._replace(first_seen=NOON - timedelta(days=1), topics=("timers",))
    never = late._replace(first_seen=None, topics=("a",))

    assert effective([late, never, early]) == effective([never, early, late]) == (early,)


def test_no_personal_data_but_the_login_is_written() -> None:
    """Neither e-mail address nor message text (T86)."""
    assert set(json.loads(line_text(line()))) == {
        "at", "change", "date", "developer", "first_seen", "kind", "library", "ref", "topics",
    }  # fmt: skip


def test_a_commit_names_the_entry_it_added() -> None:
    message = f"Collect evidence\n\n{witness('acme/shop', 'a' * 64)}\n"

    assert witnessed(message) == (("acme/shop", "a" * 64),)
    assert witnessed("Entry: acme/shop abc\n") == ()
