"""Real sentences, labelled by hand before they were read: what the reading must get right, and may never count.

`references.jsonl` and one half of `more.jsonl` are what the grammar was written with. The other half, `fresh.jsonl`
and `unseen.jsonl` were labelled before the grammar learned from them; their first reading gave
precision 0.86, 0.92 and 0.71, recall 0.95, 0.95 and 0.71, and no false `reference`. So prose is
a hint and never passes a gate. `benchmarks/references.py` prints today's figures by channel and label.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from c7gate.model.reference import Channel, TextReading, TextVerdict
from c7gate.parsing.text import read_text

CORPUS = sorted((Path(__file__).parents[1] / "corpus").glob("*.jsonl"))
ROWS = {path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in CORPUS}
EVERY = [row for rows in ROWS.values() for row in rows]
MEASURED = {"all": EVERY} | {name: rows for name, rows in ROWS.items() if name != "unseen"}
POSITIVE = {TextVerdict.REFERENCE, TextVerdict.CLAIM}
ALLOWED = {
    "genuine": POSITIVE,
    "mention": {TextVerdict.MENTION, TextVerdict.NONE},
    "negative": {TextVerdict.MENTION, TextVerdict.NONE},
    "negated": {TextVerdict.NEGATED, TextVerdict.WAIVED, TextVerdict.MENTION, TextVerdict.NONE},
}


@pytest.fixture(scope="module")
def readings() -> dict[str, TextReading]:
    return {row["id"]: read_text(row["text"], Channel(row["channel"])) for row in EVERY}


@pytest.mark.parametrize("name", MEASURED)
def test_precision_and_recall(name: str, readings: dict[str, TextReading]) -> None:
    found = {row["id"] for row in MEASURED[name] if readings[row["id"]].verdict in POSITIVE}
    genuine = {row["id"] for row in MEASURED[name] if row["label"] == "genuine"}
    assert 100 * len(found & genuine) >= 97 * len(found)
    assert 100 * len(found & genuine) >= 95 * len(genuine)


@pytest.mark.parametrize("name", MEASURED)
def test_the_libraries_are_those_named(name: str, readings: dict[str, TextReading]) -> None:
    exact = [row["id"] for row in MEASURED[name] if list(readings[row["id"]].libraries) == row["libraries"]]
    assert 100 * len(exact) >= 97 * len(MEASURED[name])


def test_every_reference_is_genuine(readings: dict[str, TextReading]) -> None:
    found = {row["id"] for row in EVERY if readings[row["id"]].verdict is TextVerdict.REFERENCE}
    assert found <= {row["id"] for row in EVERY if row["label"] == "genuine"}


def test_verdicts_fit_their_labels(readings: dict[str, TextReading]) -> None:
    wrong = [row["id"] for row in EVERY if readings[row["id"]].verdict not in ALLOWED[row["label"]]]
    assert 100 * len(wrong) <= 4 * len(EVERY), wrong


def test_a_denial_is_never_a_look_up(readings: dict[str, TextReading]) -> None:
    denied = {row["id"] for row in EVERY if row["label"] == "negated"}
    assert not {one for one in denied if readings[one].verdict in POSITIVE}


@pytest.mark.parametrize(
    "text",
    [
        "Verified via Context7.",
        "Über Context7 geprüft.",
        "Vérifié via Context7.",
        "Verificado con Context7.",
        "Verificado via Context7.",
        "Context7 で確認した。",
        "已通过 Context7 验证。",
        "(Context7 확인)",
    ],
)
def test_a_claim_in_each_language(text: str) -> None:
    assert read_text(text, Channel.PR).verdict is TextVerdict.CLAIM


@pytest.mark.parametrize(
    "text",
    [
        "Not verified via Context7.",
        "Ohne Context7 geschrieben.",
        "Non vérifié via Context7.",
        "No verificado con Context7.",
        "Não verificado via Context7.",
        "Context7 を使わずに書いた。",
        "未使用 Context7。",
        "Context7 없이 작성.",
    ],
)
def test_a_denial_in_each_language(text: str) -> None:
    assert read_text(text, Channel.PR).verdict is TextVerdict.NEGATED


@pytest.mark.parametrize(
    "text",
    [
        "Everything must be verified via Context7.",
        "Have you checked Context7?",
        "Unless verified via Context7, leave it.",
        'Write "Verified via Context7" there.',
        "Per Context7 docs for {library}",
        "API muss über Context7 geprüft werden.",
        "ライブラリは Context7 で確認する。",
        "必须用 Context7 查询官方文档。",
    ],
)
def test_a_rule_a_question_or_a_quotation_says_nothing(text: str) -> None:
    assert read_text(text, Channel.PR).verdict is TextVerdict.MENTION
