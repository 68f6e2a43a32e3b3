from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.commit import Stamp
from c7gate.parsing.commit import (
    LATEST_SECONDS,
    MESSAGE_LIMIT,
    glance,
    parse_commit,
    signature_of,
)
from c7gate.parsing.commit_lines import read_thoroughly

OID = "a" * 40
TREE = b"tree " + b"1" * 40 + b"\n"
PARENT = b"parent " + b"2" * 40 + b"\n"
AUTHOR = b"author alice <alice@example.com> 1756112400 +0200\n"
COMMITTER = b"committer bob <bob@example.com> 1756112460 -0330\n"
PLAIN = TREE + PARENT + AUTHOR + COMMITTER + b"\nsubject\n\nbody\n"


def with_author(line: bytes) -> bytes:
    return TREE + b"author " + line + b"\n" + COMMITTER + b"\ns\n"


def test_a_plain_commit() -> None:
    commit = parse_commit(OID, PLAIN)
    assert commit.oid == OID
    assert commit.tree == "1" * 40
    assert commit.parents == ("2" * 40,)
    assert commit.author == Stamp("alice", "alice@example.com", 1756112400, 120)
    assert commit.committer == Stamp("bob", "bob@example.com", 1756112460, -210)
    assert commit.message == "subject\n\nbody\n"
    assert commit.defects == ()
    assert not commit.signed


def test_several_parents_keep_their_order() -> None:
    parents = tuple(digit * 40 for digit in "345")
    lines = b"".join(b"parent " + parent.encode() + b"\n" for parent in parents)
    assert parse_commit(OID, TREE + lines + AUTHOR + COMMITTER + b"\n").parents == parents


def test_ids_of_sha256() -> None:
    commit = parse_commit("b" * 64, b"tree " + b"1" * 64 + b"\n" + AUTHOR + COMMITTER + b"\n")
    assert commit.tree == "1" * 64
    assert commit.defects == ()


@pytest.mark.parametrize("name", ["A|2026-11-03|x", "", "'\";$(id)", "Ünïcödé", "::error::"])
def test_odd_names_are_fine(name: str) -> None:
    commit = parse_commit(OID, with_author(name.encode() + b" <alice@example.com> 1 +0000"))
    assert commit.defects == ()
    assert commit.author is not None
    assert commit.author.name == name


@pytest.mark.parametrize(
    ("line", "defect"),
    [
        (b"A <a@b> 99999999999999999999 +0000", "author date 99999999999999999999 is out of range"),
        (b"A <a@b> %d +0000" % (LATEST_SECONDS + 1), f"author date {LATEST_SECONDS + 1} is out of range"),
        (b"A <a@b> -5 +0000", "author date -5 is out of range"),
        (b"A <a@b> 0123 +0000", "author date 0123 is out of range"),
        (b"A <a@b> " + b"9" * 5000 + b" +0000", f"author date {'9' * 40} is out of range"),
        (b"A <a@b> 1 +9999", "author zone +9999 is out of range"),
        (b"A <a@b> 1 +1401", "author zone +1401 is out of range"),
        (b"A <a@b> 1 -0060", "author zone -0060 is out of range"),
        (b"A <a@b> 1 UTC", "author zone UTC is out of range"),
        (b"A <a@b> 1", "the author line is not `name <e-mail> seconds zone`"),
        (b"A <a@b> > 1 +0000", "the author line is not `name <e-mail> seconds zone`"),
        (b"A a@b 1 +0000", "the author line is not `name <e-mail> seconds zone`"),
        (b"A<a@b> 1 +0000", "the author line is not `name <e-mail> seconds zone`"),
        (b"A <a@b> 1 +0000 ", "the author line is not `name <e-mail> seconds zone`"),
    ],
)
def test_a_defective_author_line_has_no_stamp(line: bytes, defect: str) -> None:
    commit = parse_commit(OID, with_author(line))
    assert commit.author is None
    assert commit.defects == (defect,)
    assert commit.committer is not None


def test_date_and_zone_of_the_committer_are_named_too() -> None:
    commit = parse_commit(OID, TREE + AUTHOR + b"committer A <a@b> -5 +9999\n\n")
    assert commit.defects == ("committer date -5 is out of range", "committer zone +9999 is out of range")


@pytest.mark.parametrize("zone", [b"+1400", b"-1400", b"+0000", b"-0000", b"+0545"])
def test_zones_within_14_hours(zone: bytes) -> None:
    assert parse_commit(OID, with_author(b"A <a@b> 1 " + zone)).defects == ()


def test_the_last_date_can_be_shown_in_every_zone() -> None:
    author = parse_commit(OID, with_author(b"A <a@b> %d +1400" % LATEST_SECONDS)).author
    assert author is not None
    assert author.instant.isoformat() == "9999-12-30T23:59:59+00:00"


@pytest.mark.parametrize(
    ("raw", "defect"),
    [
        (b"", "no tree line"),
        (TREE + TREE + AUTHOR + COMMITTER + b"\n", "more than one tree line"),
        (b"tree 123\n" + AUTHOR + COMMITTER + b"\n", "the tree line holds no object id"),
        (TREE + b"parent x\n" + AUTHOR + COMMITTER + b"\n", "the parent line holds no object id"),
        (TREE + COMMITTER + b"\n", "no author line"),
        (TREE + AUTHOR + b"\n", "no committer line"),
        (TREE + AUTHOR + AUTHOR + COMMITTER + b"\n", "more than one author line"),
        (TREE + AUTHOR + COMMITTER + COMMITTER + b"\n", "more than one committer line"),
        (TREE + AUTHOR + COMMITTER + AUTHOR + b"\n", "a further author line is out of place"),
        (TREE + AUTHOR + PARENT + COMMITTER + b"\n", "a further parent line is out of place"),
        (TREE + AUTHOR + COMMITTER + b"x y\0z\n\n", "NUL byte in the header"),
        (PLAIN + b"\0", "NUL byte in the message, which git log hides from there on"),
    ],
)
def test_a_malformed_commit_says_so(raw: bytes, defect: str) -> None:
    assert defect in parse_commit(OID, raw).defects


@pytest.mark.parametrize("order", [AUTHOR + AUTHOR + COMMITTER, AUTHOR + COMMITTER + AUTHOR])
def test_of_two_authors_neither_counts(order: bytes) -> None:
    assert parse_commit(OID, TREE + order + b"\ns\n").author is None


def test_a_commit_without_message() -> None:
    for ending in (b"", b"\n"):
        commit = parse_commit(OID, TREE + AUTHOR + COMMITTER + ending)
        assert commit.message == ""
        assert commit.defects == ()


def test_headers_inside_the_message_or_folded_are_text() -> None:
    raw = (
        TREE + AUTHOR + COMMITTER + b"mergetag object\n author x\n committer y\n\nauthor eve <e@x> 1 +0000\n"
    )
    assert parse_commit(OID, raw).defects == ()


@pytest.mark.parametrize(
    ("header", "encoded", "text"),
    [
        (b"encoding ISO-8859-1\n", "café".encode("latin-1"), "café"),
        (b"encoding windows-1252\n", "“café”".encode("cp1252"), "“café”"),
        (b"encoding Shift_JIS\n", "日本".encode("shift_jis"), "日本"),
        (b"encoding UTF-8\n", "café".encode(), "café"),
        (b"encoding no-such-thing\n", "café".encode(), "café"),
        (b"encoding ISO-8859-99\n", "café".encode(), "café"),
        (b"encoding zlib\n", b"plain", "plain"),
        (b"encoding utf-16\n", b"plain", "plain"),
        (b"encoding \xff\n", b"plain", "plain"),
        (b"", "café".encode("latin-1"), "caf\udce9"),
    ],
)
def test_text_is_decoded_by_the_encoding_header(header: bytes, encoded: bytes, text: str) -> None:
    """T60."""
    author = b"author " + encoded + b" <a@b> 1 +0000\n"
    commit = parse_commit(OID, TREE + author + COMMITTER + header + b"\n" + encoded)
    assert commit.message == text
    assert commit.author is not None
    assert commit.author.name == text


def test_a_long_message_is_cut_and_said() -> None:
    longest = TREE + AUTHOR + COMMITTER + b"\n" + b"x" * MESSAGE_LIMIT
    assert not parse_commit(OID, longest).oversized
    commit = parse_commit(OID, longest + b"y")
    assert commit.message == "x" * MESSAGE_LIMIT
    assert commit.oversized
    assert commit.defects == ()


SIGNATURE = b"-----BEGIN SSH SIGNATURE-----\nAAAA\n\nBBBB\n-----END SSH SIGNATURE-----\n"


def folded(word: bytes) -> bytes:
    return word + b" " + SIGNATURE.rstrip(b"\n").replace(b"\n", b"\n ") + b"\n"


def test_signature_and_payload() -> None:
    head, message = TREE + AUTHOR + COMMITTER, b"\nsubject\n\ngpgsig is a word\n"
    raw = head + folded(b"gpgsig") + b"encoding UTF-8\n" + message
    assert signature_of(raw) == (head + b"encoding UTF-8\n" + message, SIGNATURE)
    assert parse_commit(OID, raw).signed


def test_the_signature_of_the_other_hash_is_not_payload() -> None:
    head = TREE + AUTHOR + COMMITTER
    raw = head + folded(b"gpgsig") + folded(b"gpgsig-sha256") + b"\ns\n"
    assert signature_of(raw) == (head + b"\ns\n", SIGNATURE)
    longer = raw.replace(b"1" * 40, b"1" * 64)
    assert signature_of(longer) == (head.replace(b"1" * 40, b"1" * 64) + b"\ns\n", SIGNATURE)


@pytest.mark.parametrize("headers", [b"", folded(b"gpgsig") * 2, folded(b"gpgsig-sha256")])
def test_no_signature_or_two_are_none(headers: bytes) -> None:
    assert signature_of(TREE + AUTHOR + COMMITTER + headers + b"\ns\n") is None


def test_a_signature_folded_into_another_header_is_not_the_commits() -> None:
    raw = (
        TREE
        + AUTHOR
        + COMMITTER
        + b"mergetag object 1\n "
        + folded(b"gpgsig").replace(b"\n ", b"\n  ")
        + b"\ns\n"
    )
    assert not parse_commit(OID, raw).signed
    assert signature_of(raw) is None


pieces = st.sampled_from(
    [
        TREE,
        PARENT,
        AUTHOR,
        COMMITTER,
        b"\n",
        b"author ",
        b"encoding utf-7\n",
        folded(b"gpgsig"),
        b"\0",
        b" ",
        b"<",
    ]
)


@given(st.lists(pieces | st.binary(max_size=20), max_size=12).map(b"".join))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_commit_and_a_stamp_only_for_a_sound_line(raw: bytes) -> None:
    commit = parse_commit(OID, raw)
    signature_of(raw)
    if not commit.defects:
        assert commit.author is not None
        assert commit.committer is not None
        assert commit.tree
    for stamp in filter(None, (commit.author, commit.committer)):
        assert 0 <= stamp.seconds <= LATEST_SECONDS
        assert abs(stamp.offset_minutes) <= 14 * 60


@given(st.text(max_size=60).filter(lambda text: "\0" not in text))
@settings(max_examples=200, deadline=None)
def test_a_message_comes_back_as_written(text: str) -> None:
    raw = TREE + AUTHOR + COMMITTER + b"\n" + text.encode("utf-8", "surrogatepass")
    assert parse_commit(OID, raw).message.encode("utf-8", "surrogateescape") == text.encode(
        "utf-8", "surrogatepass"
    )


lines = st.sampled_from(
    [AUTHOR, COMMITTER, PARENT, TREE, folded(b"gpgsig"), folded(b"gpgsig-sha256"), b"encoding latin-1\n"]
)
edits = st.tuples(
    st.integers(0, 600),
    st.integers(0, 3),
    st.sampled_from([b"", b"\0", b"<", b" ", b"\n", b"9", b"\xe9", b"-"]),
)


@given(
    st.lists(lines, max_size=3),
    st.lists(edits, max_size=2),
    st.sampled_from([b"\n", b"", b"\ns\n\0", b"\n\xff\n"]),
)
@settings(max_examples=800, deadline=None)
def test_the_short_way_gives_what_the_closer_look_gives(
    more: list[bytes], changes: list[tuple[int, int, bytes]], end: bytes
) -> None:
    raw = TREE + PARENT + AUTHOR + COMMITTER + b"".join(more) + end
    for at, gone, put in changes:
        raw = raw[:at] + put + raw[at + gone :]
    found = read_thoroughly(OID, raw)
    assert parse_commit(OID, raw) == found
    assert glance(raw) == (found.tree, found.committer.seconds if found.committer else None)
