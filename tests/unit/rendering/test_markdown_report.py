"""The summary and the comment, read by a CommonMark parser with the forges' additions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from c7gate.judging.rules import all_rules
from c7gate.model.errors import CannotLookError, PolicyError
from c7gate.model.evaluation import Evaluation
from c7gate.model.finding import Finding, Location, Problem, Severity
from c7gate.rendering import markdown
from c7gate.rendering.rules import rule_text

from evaluations import AS_OF, FINDINGS, HOSTILE, RECORD, evaluation, hostile

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {
    "<details>",
    "</details>",
    "<!-- c7gate:pr -->",
    "<summary>How it was computed, and why each rule exists</summary>",
}
GOLDEN = Path(__file__).parent / "golden"


def html(tokens: list[Token]) -> list[str]:
    """Every line of HTML in a page."""
    blocks = [token.content for token in tokens if token.type == "html_block"]
    inline = [
        child.content for token in tokens for child in token.children or () if child.type == "html_inline"
    ]
    return [line for line in [*"\n".join(blocks).splitlines(), *inline] if line]


def kinds(tokens: list[Token]) -> set[str]:
    """The kinds of inline nodes."""
    return {child.type for token in tokens for child in token.children or ()}


def rows(page: str) -> int:
    """The rows of the table of findings."""
    return len(re.findall(r"^\| [✗!•] \|", page, re.MULTILINE))


@pytest.mark.parametrize("render", [markdown.render, markdown.comment])
@given(text=st.one_of(st.just(HOSTILE), st.text(max_size=60)))
@example(text="::")  # a line to be copied began with it, as commands of the runner do
@settings(max_examples=60)
def test_hostile_text_adds_no_node(render: type, text: str) -> None:
    page = render(hostile(text))
    tokens = READER.parse(page)

    assert set(html(tokens)) <= OURS
    assert kinds(tokens) <= {"text", "code_inline", "strong_open", "strong_close"}
    assert [token.type for token in tokens].count("heading_open") == 1
    assert not [line for line in page.splitlines() if line.lstrip().startswith("::")]


def test_the_verdict_comes_first_then_the_findings_then_the_line_to_paste() -> None:
    page = markdown.render(evaluation())

    assert page.startswith("### ✗ c7gate: 2 things to fix, 1 warning, 1 note\n")
    assert rows(page) == len(FINDINGS)
    assert (
        page.index("`missing-reference` |")
        < page.index("**Next:** complete this line")
        < page.index("<details>")
    )
    assert "```text\nContext7: <library id>\n```" in page
    assert "| 3, alice | reviews | ✗ fail | 0 |" in page


def test_the_comment_speaks_of_the_change_only() -> None:
    elsewhere = Finding(
        "C7D001",
        "record-invalid",
        Severity.NOTE,
        "old",
        "",
        Location.in_file("training-records/developers/bob.yaml"),
    )
    page = markdown.comment(evaluation(*FINDINGS, elsewhere))

    assert page.startswith("<!-- c7gate:pr -->\n### ✗ c7gate: 2 things to fix, 1 warning\n")
    assert "gate3-consistency" not in page
    assert "bob" not in page
    assert "consistency" not in page


def test_the_comment_shows_the_gate_that_the_change_asks_to_have_signed() -> None:
    page = markdown.comment(evaluation(signoff_requests=frozenset({"alice"})))

    assert "1 warning · gate 3 for alice: 2 of 4\n" in page
    assert "| 3, alice | reviews | ✗ fail |" in page


def test_an_error_of_the_authors_own_gate_is_in_the_comment() -> None:
    failed = FINDINGS[3]._replace(severity=Severity.ERROR)

    assert "gate 3 consistency of alice" in markdown.comment(evaluation(failed))


@pytest.mark.parametrize(("render", "limit"), [(markdown.render, 1024 * 1024), (markdown.comment, 65_536)])
@pytest.mark.parametrize("text", ["no reference", "\u202e" * 400, "|" * 900])
def test_rows_are_cut_whole_and_counted(render: type, limit: int, text: str) -> None:
    count = 20_000
    finding = Finding(
        "C7D001", "record-invalid", Severity.ERROR, text, text, Location.in_file(RECORD, 1, 1), "alice"
    )
    given = evaluation(*[finding] * count, not_examined=((text, text),) * 5_000)
    page: str = render(given._replace(reasons=(text,) * 5_000))
    more = re.search(r"^… and (\d+) more$", page, re.MULTILINE)

    assert len(page.encode()) < limit
    assert more
    assert rows(page) + int(more[1]) == count
    assert set(html(READER.parse(page))) <= OURS
    assert page.endswith("</details>\n")


@pytest.mark.parametrize(
    ("given", "head"),
    [
        (evaluation(FINDINGS[3]), "### ✓ c7gate: nothing to fix, 1 note"),
        (
            evaluation(FINDINGS[2])._replace(applied=0),
            "### · c7gate: nothing was asked of this change, 1 warning",
        ),
        (
            evaluation(FINDINGS[2], advisory="no policy")._replace(applied=0),
            "### · c7gate: advice only, nothing is enforced, 1 warning",
        ),
        (evaluation()._replace(cannot_look="history is altered"), "### ✗ c7gate: no verdict"),
    ],
)
def test_every_verdict_has_its_words(given: Evaluation, head: str) -> None:
    assert markdown.render(given).splitlines()[0] == head


def test_what_was_not_examined_stands_beside_the_verdict() -> None:
    page = markdown.render(evaluation(FINDINGS[3], not_examined=(("reviews", "the forge did not answer"),)))

    assert page.index("- not examined: reviews (the forge did not answer)") < page.index("<details>")


def test_an_error_is_a_page_too() -> None:
    problem = Problem("policy-invalid", "bad | key", "did you mean `a`?", 3, 2)

    assert "| `policies/gates.yaml:3:2` | bad &#124; key |" in markdown.render_error(
        PolicyError("the trusted policy is broken", problems=(("policies/gates.yaml", problem),))
    )
    assert markdown.render_error(CannotLookError("no commit", help="git fetch")).endswith(
        "**Next:** git fetch\n"
    )


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_the_documentation_of_a_rule_is_inert_markdown(rule: object) -> None:
    text = rule_text(rule)  # type: ignore[arg-type]
    tokens = READER.parse(f"- {text.why}\n\n{text.fix}\n\n{text.example}")

    assert all([text.summary, text.checks, text.why, text.example, text.fix])
    assert kinds(tokens) <= {"text", "code_inline"}
    assert html(tokens) == []


def test_the_comment_is_what_it_was() -> None:
    """The golden page; write it anew by hand when the words are meant to change."""
    assert AS_OF.tzinfo
    assert markdown.comment(evaluation()) == (GOLDEN / "comment.md").read_text(encoding="utf-8")
