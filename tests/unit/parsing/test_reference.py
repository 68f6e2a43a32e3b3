from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.reference import Drop
from c7gate.parsing.reference import find_ids, parse_value, split_version, waiver_in

SEGMENT = st.from_regex(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,8}[A-Za-z0-9_])?", fullmatch=True)
VERSION = st.from_regex(r"[/@][A-Za-z0-9_]([A-Za-z0-9_.+-]{0,8}[A-Za-z0-9_+-])?", fullmatch=True)
PAGES = ("/llms.txt", "/admin", "/chat")
LIBRARY_ID = st.builds("/{}/{}{}".format, SEGMENT, SEGMENT, st.just("") | VERSION).filter(
    lambda one: not one.endswith(PAGES)
)
NOTE = st.lists(st.from_regex(r"[a-z][a-z0-9.]{0,8}", fullmatch=True), max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("value", "ids", "note"),
    [
        (" /a/b", ["/a/b"], ""),
        (
            "/websockets/ws/8_18_3 reconnect and heartbeat",
            ["/websockets/ws/8_18_3"],
            "reconnect and heartbeat",
        ),
        ("//facebook/react hooks", ["/facebook/react"], "hooks"),
        ("/a/b, /c/d@1.0+x ,/e/f note", ["/a/b", "/c/d@1.0+x", "/e/f"], "note"),
        ("/a/b, /c/d,", ["/a/b", "/c/d"], ""),
        ("/a/b, and more", ["/a/b"], "and more"),
        ("/nodejs/node/v22.17.0.", ["/nodejs/node/v22.17.0"], ""),
        ("/microsoft/typescript - advanced types", ["/microsoft/typescript"], "advanced types"),
        ("`/a/b` hooks", ["/a/b"], "hooks"),
        ("/a/b\n  first\n\tsecond", ["/a/b"], "first second"),
        ("https://context7.com/a/b", ["/a/b"], ""),
        ("http://www.context7.com/a/b/", ["/a/b"], ""),
        ("https://context7.com/a/b/v1/llms.txt?tokens=5000", ["/a/b/v1"], ""),
        ("<https://context7.com/a/b>", ["/a/b"], ""),
        ("[docs](https://context7.com/a/b)", ["/a/b"], ""),
        ("/usr/some-repo", ["/usr/some-repo"], ""),
        ("/mdn/content/WebSocket", ["/mdn/content/WebSocket"], ""),
        ("/a/b?tokens=5000", ["/a/b"], ""),
    ],
)
def test_values_that_count(value: str, ids: list[str], note: str) -> None:
    read = parse_value(value)
    assert ([ref.id for ref in read.refs], read.note, read.drop) == (ids, note, None)


def test_the_topic_of_a_url_is_its_note() -> None:
    (ref,) = parse_value("https://context7.com/vercel/next.js/llms.txt?topic=app%20router+x&tokens=5").refs
    assert (ref.id, ref.topic, ref.url) == ("/vercel/next.js", "app router x", True)


@pytest.mark.parametrize(
    ("value", "drop", "suggestion"),
    [
        ("", Drop.INVALID, "Context7: /org/project"),
        ("yes", Drop.INVALID, "Context7: /org/project"),
        ("-", Drop.INVALID, "Context7: none (<reason>)"),
        ("n/a", Drop.INVALID, "Context7: none (<reason>)"),
        ("not needed (CSS only)", Drop.INVALID, "Context7: none (CSS only)"),
        ("<library id>", Drop.PLACEHOLDER, "Context7: /org/project"),
        ("/<owner>/<name>", Drop.PLACEHOLDER, "Context7: /org/project"),
        ("/org/project", Drop.PLACEHOLDER, "Context7: /org/project"),
        ("/Org/Project/v1", Drop.PLACEHOLDER, "Context7: /org/project"),
        ("/org/project[/version]", Drop.PLACEHOLDER, "Context7: /org/project"),
        ("none", Drop.NO_REASON, "Context7: none (<reason>)"),
        ("none ( )", Drop.NO_REASON, "Context7: none (<reason>)"),
        ("none (\u200b)", Drop.NO_REASON, "Context7: none (<reason>)"),
        ("none (<reason>)", Drop.NO_REASON, "Context7: none (<reason>)"),
        ("none: CSS only", Drop.NO_REASON, "Context7: none (CSS only)"),
        ("vercel/next.js", Drop.INVALID, "Context7: /vercel/next.js"),
        ("C:/Program Files/Git/facebook/react", Drop.INVALID, "Context7: /facebook/react"),
        ("see /a/b", Drop.INVALID, "Context7: /a/b"),
        ("/a/b/c/d", Drop.INVALID, "Context7: /org/project"),
        ("/a-/b", Drop.INVALID, "Context7: /org/project"),
        ("/a/b-", Drop.INVALID, "Context7: /a/b"),
        ("https://context7.com/docs/installation", Drop.INVALID, "Context7: /org/project"),
        ("https://context7.com.evil.example/a/b", Drop.INVALID, "Context7: /org/project"),
        ("https://context7.com@evil.example/a/b", Drop.INVALID, "Context7: /org/project"),
        ("https://evil.example/context7.com/a/b", Drop.INVALID, "Context7: /org/project"),
        ("/z\u200bero/width", Drop.INVISIBLE, "Context7: /zero/width"),
        ("/\u0430/b", Drop.INVISIBLE, "Context7: /a/b"),
        ("/a/b\u2060", Drop.INVISIBLE, "Context7: /a/b"),
        ("\u00a0/a/b", Drop.INVISIBLE, "Context7: /a/b"),
        ("/" + "a" * 500 + "/b", Drop.INVALID, "Context7: /org/project"),
    ],
)
def test_values_that_do_not_count_come_with_the_line_to_write(
    value: str, drop: Drop, suggestion: str
) -> None:
    read = parse_value(value)
    assert (read.refs, read.reason, read.drop, read.suggestion) == ((), "", drop, suggestion)


def test_a_suggestion_with_a_blank_in_it_does_not_count_when_pasted() -> None:
    for value in ("", "-", "<library id>", "none"):
        pasted = parse_value(parse_value(value).suggestion.partition(":")[2])
        assert pasted.drop in {Drop.PLACEHOLDER, Drop.NO_REASON}


@pytest.mark.parametrize("value", ["none (CSS only)", "None(CSS only)", "NONE  (CSS\n only)."])
def test_a_waiver_has_a_reason(value: str) -> None:
    assert parse_value(value).reason == "CSS only"


def test_a_reason_may_hold_brackets() -> None:
    assert parse_value("none (CSS (only))").reason == "CSS (only)"


@pytest.mark.parametrize(
    "text", ["Context7 not needed (CSS only)", "none (CSS only)", "Context7: n/a (CSS only)"]
)
def test_waivers_of_tasks_and_sections(text: str) -> None:
    assert waiver_in(text) == "CSS only"


@pytest.mark.parametrize(
    "text", ["Context7 not needed", "it was none (of them)", "Context7 consulted (twice)"]
)
def test_no_waiver_in_other_words(text: str) -> None:
    assert waiver_in(text) == ""


@pytest.mark.parametrize(
    ("library_id", "parts"),
    [("/a/b", ("/a/b", "")), ("/a/b/v1", ("/a/b", "v1")), ("/a/b@v1.2", ("/a/b", "v1.2"))],
)
def test_a_version_comes_off(library_id: str, parts: tuple[str, str]) -> None:
    assert split_version(library_id) == parts


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("per (/hathora/docs, /websockets/ws)", ["/hathora/docs", "/websockets/ws"]),
        ("see `/mdn/content`: it says", ["/mdn/content"]),
        ("use library /websites/x?tokens=5000", ["/websites/x"]),
        ("https://context7.com/a/b/llms.txt", ["/a/b"]),
        ("https://context7.com/api/v1 and https://github.com/a/b", []),
        ("lib/ws/client.ts and /src/net/socket.ts and ../../services/websockets/ws", []),
        ("GET /users/me, POST /orders/list, /api/v1/models", []),
        ("github.com/hathora/ci @playwright/test text/event-stream 9.8/10", []),
        ("C:/Program Files/Git/facebook/react", []),
        ("/a/b/c/d/e", []),
    ],
)
def test_ids_in_free_text_are_no_paths(text: str, ids: list[str]) -> None:
    assert [ref.id for ref in find_ids(text)] == ids


@settings(deadline=None, max_examples=200)
@given(st.lists(LIBRARY_ID, min_size=1, max_size=4), NOTE)
def test_a_value_written_by_the_grammar_reads_back(ids: list[str], note: str) -> None:
    read = parse_value(f"{', '.join(ids)} {note}", placeholders=())
    assert [ref.id for ref in read.refs] == ids
    assert read.note == note.rstrip()


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.sampled_from("/ab.-_@+, \n\t`<>[]()none:?#=\u200bаcontext7.comhtps"), max_size=60))
def test_any_value_reads_and_ids_stand_where_they_say(value: str) -> None:
    read = parse_value(value)
    assert all(value.startswith(ref.id, ref.offset) for ref in read.refs)
    assert bool(read.refs) + bool(read.reason) + (read.drop is not None) == 1
