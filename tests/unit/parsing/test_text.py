from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model.reference import Channel, Drop, Form, TextReading, TextVerdict
from c7gate.parsing.text import LIMIT, read_text

SEGMENT = st.from_regex(r"[a-z0-9_]([a-z0-9_.-]{0,6}[a-z0-9_])?", fullmatch=True)
LIBRARY_ID = st.builds("/{}/{}".format, SEGMENT, SEGMENT)
MARKDOWN = (Channel.PR, Channel.REVIEW)


def commit(text: str) -> TextReading:
    return read_text(text, Channel.COMMIT)


def pr(text: str, template: str = "") -> TextReading:
    return read_text(text, Channel.PR, template=template)


def ids(reading: TextReading) -> list[str]:
    return [reference.id for reference in reading.references]


def drops(reading: TextReading) -> list[Drop]:
    return [candidate.drop for candidate in reading.candidates]


def points_at_its_id(text: str, reading: TextReading, *, markdown: bool) -> bool:
    lines = (text.replace("\r\n", "\n").replace("\r", "\n") if markdown else text).split("\n")
    return all(lines[one.line - 1].startswith(one.id, one.column - 1) for one in reading.references)


SHAPES = {
    "own last paragraph": "s\n\nContext7: /a/b\n",
    "with a sign-off": "s\n\nContext7: /a/b\nSigned-off-by: A <alice@example.com>\n",
    "carriage returns": "s\r\n\r\nContext7: /a/b\r\n",
    "folded": "s\n\nContext7:\n  /a/b topic\n",
    "space before the colon": "s\n\nContext7 : /a/b\n",
    "lower case": "s\n\ncontext7: /a/b\n",
    "before a cherry-pick note": "s\n\nContext7: /a/b\n(cherry picked from commit 0123456)\n",
    "prose in the paragraph": "s\n\nSome words.\nContext7: /a/b\nMore words.\n",
    "beside Fixes #12": "s\n\nFixes #12\nContext7: /a/b\n",
    "before a generated footer": "s\n\nContext7: /a/b\n\n🤖 Generated with X\n\nCo-Authored-By: X <x@example.com>\n",
    "beside a generated line": "s\n\n🤖 Generated with X\nContext7: /a/b\nCo-Authored-By: X <x@example.com>\n",
    "squash chunk": "s (#1)\n\n* one\n\nContext7: /a/b\n\n* two\n\n---------\n\nCo-authored-by: B <bob@example.com>\n",
    "squash chunk, indented": "s (#1)\n\n* one\n\n  Context7: /a/b\n\n* two\n",
    "squash bullet": "s (#1)\n\n* one\n* Context7: /a/b\n",
    "after a rule": "s\n\nbody\n\n---\n\nContext7: /a/b\n",
    "subject only": "Context7: /a/b",
    "no blank line": "s\nContext7: /a/b\n",
    "library URL": "s\n\nContext7: https://context7.com/a/b/llms.txt?topic=x\n",
    "library URL alone": "s\n\nhttps://context7.com/a/b\n",
    "Git Bash": "s\n\nContext7: //a/b\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_that_count(shape: str) -> None:
    reading = commit(SHAPES[shape])
    assert (reading.verdict, ids(reading), reading.libraries) == (TextVerdict.REFERENCE, ["/a/b"], ("/a/b",))
    assert points_at_its_id(SHAPES[shape], reading, markdown=False)


NEAR_MISSES = {
    "bullet": "- Context7: /a/b",
    "bold": "**Context7:** /a/b",
    "bold key": "**Context7**: /a/b",
    "equals": "Context7=/a/b",
    "no colon": "Context7 /a/b",
    "dash in the key": "Context-7: /a/b",
    "space in the key": "Context 7: /a/b",
    "letter missing": "Contex7: /a/b",
    "letters swapped": "Cotnext7: /a/b",
    "letter doubled": "Conttext7: /a/b",
    "plural": "Context7s: /a/b",
    "longer key": "Context7-verified: /a/b",
    "indented": " Context7: /a/b",
}


@pytest.mark.parametrize("shape", NEAR_MISSES)
def test_near_misses_are_claims_with_the_line_to_write(shape: str) -> None:
    reading = commit(f"s\n\n{NEAR_MISSES[shape]}\n")
    (candidate,) = reading.candidates
    assert (reading.verdict, ids(reading)) == (TextVerdict.CLAIM, [])
    assert (candidate.drop, candidate.suggestion) == (Drop.NEAR_MISS, "Context7: /a/b")
    assert (candidate.line, reading.libraries) == (3, ("/a/b",))


@pytest.mark.parametrize(
    "line", ["Context: /api/users", "Context7 works", "Context8: /a/c", "Contexts: /a/b"]
)
def test_other_keys_are_no_near_misses(line: str) -> None:
    assert Drop.NEAR_MISS not in drops(commit(f"s\n\n{line}\n"))


def test_what_nobody_sees_is_dropped_with_its_line_and_reason() -> None:
    """Nasty case N18."""
    reading = commit(
        "work\n\n# Context7: /comment/line\n> Context7: /quoted/reply\n<!-- Context7: /html/comment -->\n"
        "`Context7: /code/span`\nContext7: /z\u200bero/width"
    )
    assert ids(reading) == []
    assert [(one.line, one.drop) for one in reading.candidates] == [
        (3, Drop.COMMENT),
        (4, Drop.QUOTE),
        (5, Drop.COMMENT),
        (6, Drop.CODE),
        (7, Drop.INVISIBLE),
    ]


def test_a_forged_field_is_text_like_any_other() -> None:
    """Nasty case N20."""
    assert ids(commit("s\n\n0000|alice|2026-11-04|Context7: /a/b\n\x1e\x1f")) == []


@pytest.mark.parametrize(
    "line", ["\u0421ontext7: /a/b", "Context7\u200b: /a/b", "\u2060Context7: /a/b", "Context7：/a/b"]
)
def test_a_key_that_only_looks_right_is_dropped(line: str) -> None:
    reading = commit(f"s\n\n{line}\n")
    assert (ids(reading), drops(reading)) == ([], [Drop.INVISIBLE])
    assert reading.candidates[0].suggestion == "Context7: /a/b"


def test_a_revert_gives_nothing() -> None:
    reading = commit(
        'Revert "feat: x"\n\nThis reverts commit 0123456789.\n\nContext7: /a/b\nContext7: none (css)\n'
    )
    assert (reading.verdict, ids(reading), reading.waivers) == (TextVerdict.MENTION, [], ())
    assert set(drops(reading)) == {Drop.REVERT}


def test_a_waiver() -> None:
    reading = commit("s\n\nContext7: none (CSS only)\n")
    assert (reading.verdict, reading.waivers[0].reason, reading.waivers[0].line) == (
        TextVerdict.WAIVED,
        "CSS only",
        3,
    )


def test_a_waiver_beside_a_reference_is_a_conflict() -> None:
    reading = commit("s\n\nContext7: none (CSS only)\nContext7: /a/b\n")
    assert (reading.verdict, ids(reading), reading.waivers) == (TextVerdict.REFERENCE, ["/a/b"], ())
    assert drops(reading) == [Drop.CONFLICT]


@pytest.mark.parametrize("value", ["/a/b, none (css)", "none (css), /a/b"])
def test_a_waiver_and_a_reference_in_one_value_are_a_conflict(value: str) -> None:
    reading = commit(f"s\n\nContext7: {value}\n")
    assert (reading.verdict, ids(reading), reading.waivers) == (TextVerdict.REFERENCE, ["/a/b"], ())
    assert drops(reading) == [Drop.CONFLICT]


def test_a_revert_among_squashed_commits_gives_nothing() -> None:
    reading = commit(
        's (#1)\n\n* Revert "feat: x"\n\nThis reverts commit 0123456789.\n\nContext7: /a/b\n\n* fix\n\nContext7: /c/d\n'
    )
    assert (ids(reading), reading.libraries) == (["/c/d"], ("/a/b", "/c/d"))
    assert drops(reading) == [Drop.REVERT]


def test_an_id_hidden_beside_an_empty_trailer_is_named_but_does_not_count() -> None:
    reading = commit("s\n\nContext7: <!-- /a/b -->\n")
    assert (reading.verdict, ids(reading), reading.libraries) == (TextVerdict.MENTION, [], ("/a/b",))
    assert drops(reading) == [Drop.COMMENT, Drop.INVALID]


@pytest.mark.parametrize("end", ["", "\n", "\n\nReason: Missing or incorrect documentation.\n"])
def test_a_report_about_a_librarys_entry_is_a_mention(end: str) -> None:
    report = f"Context7: https://context7.com/a/b{end}"
    assert [(one.drop, one.suggestion) for one in pr(report).candidates] == [(Drop.MENTION, "Context7: /a/b")]
    assert (pr(report).verdict, ids(commit(report))) == (TextVerdict.MENTION, ["/a/b"])


@pytest.mark.parametrize("more", ["?topic=hooks", " hooks", "\n\nFixes the router."])
def test_a_link_that_says_what_was_looked_up_is_no_report(more: str) -> None:
    assert ids(pr(f"Context7: https://context7.com/a/b{more}")) == ["/a/b"]


def test_topics_folds_and_several_ids() -> None:
    (one, two) = commit("s\n\nContext7: /a/b,\n  /c/d@2 first\n  second\n").references
    assert (one.id, one.topic, one.line, one.column) == ("/a/b", "first second", 3, 11)
    assert (two.library, two.version, two.topic, two.line, two.column) == ("/c/d", "2", "first second", 4, 3)


def test_duplicates_once_but_two_topics_are_two_look_ups() -> None:
    reading = commit("s\n\nContext7: /a/b x\nContext7: /A/B X\nContext7: /a/b y\n")
    assert [(one.id, one.topic) for one in reading.references] == [("/a/b", "x"), ("/a/b", "y")]
    assert reading.libraries == ("/a/b",)


MARKDOWN_COUNTS = {
    "paragraph": ("Context7: /a/b", Form.TRAILER),
    "line of a paragraph": ("Some words\nContext7: /a/b\nmore", Form.TRAILER),
    "code around the id": ("Context7: `/a/b`", Form.TRAILER),
    "hard line break": ("Context7: /a/b\\\nnext", Form.TRAILER),
    "list item": ("- Context7: /a/b", Form.TRAILER),
    "inside details": ("<details>\n<summary>x</summary>\n\nContext7: /a/b\n\n</details>", Form.TRAILER),
    "right under an open task": ("- [ ] Tests\nContext7: /a/b", Form.TRAILER),
    "link": ("Context7: [docs](https://context7.com/a/b)", Form.URL),
    "URL alone": ("- https://context7.com/a/b", Form.URL),
    "task": ("- [x] Context7 consulted: `/a/b`", Form.TASK),
    "capital tick, other bullet": ("* [X] Context7 consulted (/a/b)", Form.TASK),
    "child of a task": ("- [x] Context7 consulted\n  - /a/b", Form.TASK),
    "child paragraph of a task": ("- [x] Context7 consulted\n\n  /a/b", Form.TASK),
    "section, list": ("### Context7\n\n- `/a/b` hooks", Form.SECTION),
    "section, paragraph": ("# Context7\nLooked up /a/b.", Form.SECTION),
    "section, table": ("## Context7\n\n| id | why |\n|---|---|\n| /a/b | x |", Form.SECTION),
    "section, lower heading": ("## Context7\n\n### Libraries\n\n/a/b", Form.SECTION),
    "section, ticked": ("## Context7\n\n- [x] /a/b\n- [ ] tests", Form.TASK),
}


@pytest.mark.parametrize("channel", MARKDOWN)
@pytest.mark.parametrize("shape", MARKDOWN_COUNTS)
def test_markdown_that_counts(shape: str, channel: Channel) -> None:
    text, form = MARKDOWN_COUNTS[shape]
    reading = read_text(text, channel)
    assert (reading.verdict, ids(reading), reading.references[0].form) == (
        TextVerdict.REFERENCE,
        ["/a/b"],
        form,
    )
    assert points_at_its_id(text, reading, markdown=True)


MARKDOWN_DROPS = {
    "open task": ("- [ ] Context7: /a/b", Drop.UNCHECKED),
    "box sign": ("- ☐ Context7 /a/b", Drop.UNCHECKED),
    "open child": ("- [x] Context7 consulted\n  - [ ] /a/b Context7", Drop.UNCHECKED),
    "ticked under open": ("- [ ] All\n  - [x] Context7 /a/b", Drop.UNCHECKED),
    "open in a section": ("## Context7\n\n- [ ] /a/b", Drop.UNCHECKED),
    "struck": ("- [x] ~~Context7 /a/b~~", Drop.STRUCK),
    "comment": ("<!-- Context7: /a/b -->", Drop.COMMENT),
    "comment in a section": ("## Context7\n\n<!-- Context7 /a/b -->", Drop.COMMENT),
    "definition": ("[//]: # (Context7: /a/b)", Drop.COMMENT),
    "fence": ("```\nContext7: /a/b\n```", Drop.CODE),
    "suggestion": ("```suggestion\nContext7: /a/b\n```", Drop.CODE),
    "indented code": ("a\n\n    Context7: /a/b", Drop.CODE),
    "code span": ("`Context7: /a/b`", Drop.CODE),
    "quote": ("> Context7: /a/b", Drop.QUOTE),
    "lazy quote": ("> a\nContext7: /a/b", Drop.QUOTE),
    "denied in a section": ("## Context7\n\nNot consulted: /a/b", Drop.NEGATED),
    "bold key": ("**Context7:** /a/b", Drop.NEAR_MISS),
    "placeholder in a task": ("- [x] Context7: <library id>", Drop.PLACEHOLDER),
}


@pytest.mark.parametrize("channel", MARKDOWN)
@pytest.mark.parametrize("shape", MARKDOWN_DROPS)
def test_markdown_that_does_not_count(shape: str, channel: Channel) -> None:
    text, drop = MARKDOWN_DROPS[shape]
    reading = read_text(text, channel)
    assert ids(reading) == []
    assert drop in drops(reading)


@pytest.mark.parametrize("text", ["- [x] Context7 not needed (CSS only)", "## Context7\n\nnone (CSS only)"])
def test_waivers_of_a_description(text: str) -> None:
    assert [waiver.reason for waiver in pr(text).waivers] == ["CSS only"]


@pytest.mark.parametrize("text", ["### Context7\n\n_No response_", "### Context7", "### Context7\n\nTBD"])
def test_an_empty_section_says_nothing(text: str) -> None:
    assert (ids(pr(text)), pr(text).waivers) == ([], ())


def test_a_ticked_task_without_an_id_is_a_claim() -> None:
    assert pr("- [x] Context7 consulted").verdict is TextVerdict.CLAIM
    assert pr("- [x] Context7 MCP server configured").verdict is TextVerdict.MENTION


def test_lines_of_the_template_are_no_evidence() -> None:
    template = "- [x] Context7 consulted: /a/b\r\nContext7: /c/d\r\nContext7: none (CSS only)\r\n"
    reading = pr(template.replace("\r", "") + "\nContext7: /e/f\n", template)
    assert ids(reading) == ["/e/f"]
    assert drops(reading) == [Drop.TEMPLATE] * 3
    assert reading.libraries == ("/a/b", "/c/d", "/e/f")


def test_placeholders_are_the_callers() -> None:
    assert drops(read_text("Context7: /a/b/v1", Channel.COMMIT, placeholders=["/A/b"])) == [Drop.PLACEHOLDER]


def test_in_a_file_a_comment_is_a_claim_and_a_list_of_links_a_mention() -> None:
    claim = read_text(" * Context7: /a/b - types\n", Channel.FILE)
    assert (claim.verdict, claim.libraries) == (TextVerdict.CLAIM, ("/a/b",))
    assert read_text("- https://context7.com/a/b", Channel.FILE).verdict is TextVerdict.MENTION


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Verified against Context7 (/vercel/next.js).", TextVerdict.CLAIM),
        ("Per Context7, hooks run after paint.", TextVerdict.CLAIM),
        ("Libraries checked via Context7:\n\n- React (/reactjs/react.dev)", TextVerdict.CLAIM),
        ("We did not consult Context7.", TextVerdict.NEGATED),
        ("Context7 was unavailable.", TextVerdict.NEGATED),
        ("We will consult Context7 (/a/b) later.", TextVerdict.MENTION),
        ("Write `Context7: /a/b` into the message.", TextVerdict.MENTION),
        ("Configure the Context7 MCP server.", TextVerdict.MENTION),
        ("Nothing to see.", TextVerdict.NONE),
    ],
)
def test_prose_is_never_a_reference(text: str, verdict: TextVerdict) -> None:
    for channel in (Channel.COMMIT, Channel.PR):
        assert read_text(text, channel).verdict is verdict


def test_what_is_beyond_the_limit_is_said() -> None:
    text = "Context7\n\n" + "x\n" * LIMIT[Channel.PR] + "\nContext7: /a/b\n"
    reading = pr(text)
    assert ids(reading) == []
    assert "only the first 65536 characters" in reading.candidates[-1].because


HIDING = {
    "fence": "```\n{}\n```",
    "tilde fence": "~~~\n{}\n~~~",
    "comment": "<!--\n{}\n-->",
    "nested comment": "<!-- <!-- x -->\n{}\n-->",
    "rebuilt comment": "<!-<!-- x -->-\n{}\n-->",
}
LINE = st.builds("Context7: {}{}".format, LIBRARY_ID, st.sampled_from(["", " note", " <b>", " `x`"]))
AROUND = st.sampled_from(["", "words\n\n", "- item\n\n", "* chunk\n\n", "| a |\n|---|\n\n", "# head\n\n"])


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(sorted(HIDING)),
    st.lists(LINE, min_size=1, max_size=3),
    AROUND,
    st.sampled_from(list(Channel)),
)
def test_nothing_comes_out_of_hiding(kind: str, lines: list[str], before: str, channel: Channel) -> None:
    text = before + HIDING[kind].format("\n".join(lines)) + "\n\nafter\n"
    assert ids(read_text(text, channel)) == []


@settings(deadline=None, max_examples=100)
@given(st.lists(LINE, min_size=1, max_size=4), AROUND, st.sampled_from(list(Channel)))
def test_nothing_comes_out_of_a_quote(lines: list[str], before: str, channel: Channel) -> None:
    assert ids(read_text(before + "\n".join(f"> {line}" for line in lines) + "\n\nafter\n", channel)) == []


@settings(deadline=None, max_examples=100)
@given(st.lists(LIBRARY_ID, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_repeating_and_reordering_trailers_changes_nothing(found: list[str], random: object) -> None:
    lines = [f"Context7: {one}" for one in found]
    shuffled = lines * 2
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for channel in (Channel.COMMIT, Channel.PR):
        first = set(ids(read_text("s\n\n" + "\n".join(lines), channel)))
        assert set(ids(read_text("s\n\n" + "\n".join(shuffled), channel))) == first


PIECES = st.sampled_from(
    [
        "Context7",
        ":",
        " ",
        "/a/b",
        "\n",
        "\n\n",
        "  ",
        "    ",
        "\t",
        "```",
        "`",
        "<!--",
        "-->",
        "<!-",
        "- ",
        "* ",
        "> ",
        "[x] ",
        "[ ] ",
        "~~",
        "## ",
        "| ",
        "|--|\n",
        "https://context7.com",
        "none",
        " (x)",
        ",",
        "?topic=a%ff",
        "\r",
        "\u200b",
        "\ud800",
        "\x00",
        "а",
        "：",
        "1. ",
        "<del>",
        "[a](",
        ")",
        "\\",
        "\u2028",
        "#",
        "verified via ",
        ". ",
    ]
)


@settings(deadline=None, max_examples=400)
@given(st.lists(PIECES | st.characters(), max_size=30).map("".join), st.sampled_from(list(Channel)))
def test_any_text_reads_and_references_point_at_their_ids(text: str, channel: Channel) -> None:
    reading = read_text(text, channel, template="- [x] Context7\n/a/b")
    assert points_at_its_id(text, reading, markdown=channel in MARKDOWN)
    assert bool(reading.references) == (reading.verdict is TextVerdict.REFERENCE)
    named = {one.lower() for one in reading.libraries}
    assert named >= {one.id.lower() for one in reading.references}
    assert read_text(text, channel, template="- [x] Context7\n/a/b") == reading


TRAILER = st.one_of(
    st.builds("{}{}{}{}".format, st.sampled_from(["Context7", "context7"]), st.sampled_from([":", " : "]), LIBRARY_ID,
              st.sampled_from(["", " note", " note\n  folded", "\n\tfolded"])),
    st.sampled_from(["Signed-off-by: A <alice@example.com>", "Refs: #1", "Co-authored-by: B <bob@example.com>"]),
)  # fmt: skip
BODY = st.sampled_from(["", "Some words.\n\n", "* a\n* b\n\n", "a\n---\n\n", "Key: value\nand words\n\n"])


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@settings(deadline=None, max_examples=60)
@given(BODY, st.lists(TRAILER, min_size=1, max_size=5), st.sampled_from(["", "\n"]))
def test_what_git_sees_is_seen(body: str, trailers: list[str], end: str) -> None:
    message = f"subject\n\n{body}{chr(10).join(trailers)}{end}"
    parsed = subprocess.run(
        ["git", "interpret-trailers", "--parse", "--no-divider"],
        input=message,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    seen = [
        line.partition(":")[2].split() for line in parsed.splitlines() if line.lower().startswith("context7")
    ]
    ours = {(one.id.lower(), one.topic) for one in commit(message).references}
    assert {(words[0], " ".join(words[1:])) for words in seen} <= ours
