from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.parsing.yaml import parse_document
from c7gate.rendering.scalar import scalar


@pytest.mark.parametrize(
    "text", ["yes", "010", "null", "1e3", "2025-08-22", "github:alice", "a # b", "", "- x", "*a"]
)
def test_what_could_be_read_otherwise_is_quoted(text: str) -> None:
    assert scalar(text).startswith('"')


@pytest.mark.parametrize("text", ["alice", "alice@example.com", "Europe/Berlin", "backend"])
def test_what_cannot_stays_plain(text: str) -> None:
    assert scalar(text) == text


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"])))
def test_it_is_read_as_the_same_text(text: str) -> None:
    document = parse_document(f"- [{scalar(text)}]\n".encode(), "a.yaml")

    if not document.problems:
        assert document.value == [[text]]
