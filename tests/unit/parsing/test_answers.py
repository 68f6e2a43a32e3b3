"""Answers of a survey as counts: what can be read, and that a refusal repeats nothing that anybody wrote (S-142)."""

from __future__ import annotations

import pytest

from c7gate.parsing.answers import UnusableAnswersError, counted_answers

SCALE = range(1, 6)


def csv(text: str, question: str = "") -> dict[int, int]:
    return dict(counted_answers(text.encode(), question, SCALE, is_json=False))


def json(text: str, question: str = "") -> dict[int, int]:
    return dict(counted_answers(text.encode(), question, SCALE, is_json=True))


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("How was it?\n5\n4\n\n4\n", ""),
        ("How was it?\n5\n4\n4\n", "How was it?"),
        ('\ufeffwho,How was it?,why\r\na,5,"x, y\nz"\r\nb,4,\r\nc,,\r\nd, 4.0 ,\r\n', "How was it?"),
    ],
)
def test_a_table(text: str, question: str) -> None:
    assert csv(text, question) == {4: 2, 5: 1}


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("[5, 4, null, 4]", ""),
        ('["5", "4", "", 4.0]', ""),
        ('[{"q": 5, "who": "a"}, {"q": "4"}, {"q": null}, {"q": 4}]', "q"),
    ],
)
def test_a_list(text: str, question: str) -> None:
    assert json(text, question) == {4: 2, 5: 1}


@pytest.mark.parametrize(
    ("text", "question", "line", "column", "message"),
    [
        ("who,q\na,4\nb,SECRET\n", "q", 3, 2, "this answer is no whole number from 1 to 5"),
        ("q\n6\n", "", 2, 1, "this answer is no whole number from 1 to 5"),
        ("q\n4.5\n", "", 2, 1, "this answer is no whole number from 1 to 5"),
        ("4\n5\n", "", 1, 1, "the first line holds an answer and no name"),
        ("who,q\na,4\n", "", 1, 1, "the table has several columns"),
        ("who,q\na,4\n", "p", 1, 1, 'the column "p" is not there'),
        ("q,q\n4,4\n", "q", 1, 1, 'the column "q" stands twice'),
        ("who,q\na,4\nSECRET\n", "q", 3, 1, "1 cells, and the first line names 2"),
        ('q\n"4\n', "", 2, 1, "the table cannot be read"),
        ("", "", 1, 1, "the table has several columns"),
    ],
)
def test_a_table_that_cannot_be_counted(
    text: str, question: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(UnusableAnswersError) as caught:
        csv(text, question)

    problem = caught.value.problems[0]
    assert (problem.line, problem.column) == (line, column)
    assert problem.message.startswith(message)
    assert "SECRET" not in f"{problem.message} {problem.help}"


@pytest.mark.parametrize(
    ("text", "question", "message"),
    [
        ('["SECRET", 4]', "", "answer 1 is no whole number"),
        ("[true]", "", "answer 1 is no whole number"),
        ("[[4]]", "", "answer 1 is no whole number"),
        ("[NaN]", "", "answer 1 is no whole number"),
        ('{"4": 2}', "", "this is no list"),
        ('[{"q": 4}]', "", "the answers are objects"),
        ('[{"q": 4}, {"SECRET": 4}]', "q", 'item 2 has no "q"'),
        ("[4", "", "no JSON: "),
    ],
)
def test_a_list_that_cannot_be_counted(text: str, question: str, message: str) -> None:
    with pytest.raises(UnusableAnswersError) as caught:
        json(text, question)

    assert caught.value.problems[0].message.startswith(message)
    assert "SECRET" not in f"{caught.value.problems[0].message} {caught.value.problems[0].help}"


def test_bytes_that_are_no_text_are_named_by_line() -> None:
    with pytest.raises(UnusableAnswersError) as caught:
        counted_answers(b"q\n4\n\xff\n", "", SCALE, is_json=False)

    assert (caught.value.problems[0].line, caught.value.problems[0].message) == (3, "this is no UTF-8")
