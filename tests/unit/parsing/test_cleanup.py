from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.parsing.cleanup import above_scissors, cleaned, comment_prefix

SCISSORS = "------------------------ >8 ------------------------"
LINES = st.lists(
    st.sampled_from(
        ["", " ", "\t", "word", " word ", "# note", "#", " # no note", "; note", "word\r", "a\v", "\f"]
    )
    | st.text("ab# \t\r;é", max_size=6),
    max_size=12,
)


def stripspace(message: str, *options: str, comment: str = "#") -> str:
    done = subprocess.run(
        ["git", "-c", f"core.commentChar={comment}", "stripspace", *options],
        input=message.encode(), capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout.decode()


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from(["", "\n"]))
def test_it_leaves_what_git_stripspace_leaves(lines: list[str], end: str) -> None:
    message = "\n".join(lines) + end

    assert cleaned(message) == stripspace(message)
    assert cleaned(message, "#") == stripspace(message, "--strip-comments")


@settings(max_examples=20, deadline=None)
@given(LINES)
def test_another_comment_character_is_gits_too(lines: list[str]) -> None:
    message = "\n".join(lines)

    assert cleaned(message, ";") == stripspace(message, "--strip-comments", comment=";")


@pytest.mark.parametrize("prefix", ["# ", "; ", "// "])
def test_scissors_cut_what_follows(prefix: str) -> None:
    assert above_scissors(f"work\n{prefix}{SCISSORS}\n+Context7: /a/b\n") == "work\n"
    assert above_scissors(f"{prefix}{SCISSORS}\nContext7: /a/b\n") == ""


@pytest.mark.parametrize("line", [SCISSORS, f"word {SCISSORS}", f"#{SCISSORS}", f"# {SCISSORS} more"])
def test_what_only_resembles_scissors_cuts_nothing(line: str) -> None:
    message = f"work\n{line}\nContext7: /a/b\n"

    assert above_scissors(message) == message


def test_the_second_line_with_scissors_may_be_the_real_one() -> None:
    assert above_scissors(f"{SCISSORS}\nkept\n# {SCISSORS}\ncut") == f"{SCISSORS}\nkept\n"


@pytest.mark.parametrize(
    ("configured", "message", "expected"),
    [
        ("", "work\n", "#"),
        (";", "# no comment\n", ";"),
        ("//", "work\n", "//"),
        ("auto", "work\n\n; Please enter\n;\n", ";"),
        ("auto", f"work\n; On branch\n; {SCISSORS}\n; Do not touch\ndiff\n+# x\n", ";"),
        ("auto", "#12 is mended\n", "#"),
        ("auto", "only words", "#"),
        ("auto", "", "#"),
    ],
)
def test_the_comment_character_is_found(configured: str, message: str, expected: str) -> None:
    assert comment_prefix(configured, message) == expected
