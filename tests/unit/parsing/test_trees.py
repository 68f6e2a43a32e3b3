from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.commit import Entry
from c7gate.parsing.trees import parse_tree

A, B = b"\xaa" * 20, b"\xbb" * 20


def test_entries_in_order_with_canonical_modes() -> None:
    raw = b"100664 a\0" + A + b"100755 b c\0" + B + b"40000 d\0" + A + b"120000 e\0" + A + b"160000 f\0" + A
    assert list(parse_tree(raw, 20).items()) == [
        ("a", Entry("100644", "aa" * 20)),
        ("b c", Entry("100755", "bb" * 20)),
        ("d", Entry("040000", "aa" * 20)),
        ("e", Entry("120000", "aa" * 20)),
        ("f", Entry("160000", "aa" * 20)),
    ]


def test_hostile_names_stay_as_they_are() -> None:
    raw = b"".join(
        b"100644 " + name + b"\0" + A for name in (b"../evil.yaml", b":(top)x", b"a\tb\nc", b"\xff")
    )
    assert list(parse_tree(raw, 20)) == ["../evil.yaml", ":(top)x", "a\tb\nc", "\udcff"]


def test_long_ids() -> None:
    assert parse_tree(b"100644 a\0" + b"\xcc" * 32, 32) == {"a": Entry("100644", "cc" * 32)}


@pytest.mark.parametrize(
    "raw", [b"100644 a\0" + A[:-1], b"100648 a\0" + A, b"100644 \0" + A, b"100644 a", b"1006440 a\0" + A]
)
def test_what_is_no_tree_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="not a tree from byte 0"):
        parse_tree(raw, 20)


def test_a_name_may_stand_once() -> None:
    with pytest.raises(ValueError, match="two entries named 'a'"):
        parse_tree(b"100644 a\0" + A + b"40000 a\0" + B, 20)


@given(st.binary(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_a_tree_or_a_value_error(raw: bytes) -> None:
    try:
        entries = parse_tree(raw, 20)
    except ValueError:
        return
    assert sum(len(entry.oid) // 2 for entry in entries.values()) == 20 * len(entries)
