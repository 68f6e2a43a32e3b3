"""What a piece of evidence names."""

from __future__ import annotations

import pytest

from c7gate.parsing.exercise_evidence import change_number, commit_id, is_page


@pytest.mark.parametrize(
    ("text", "commit", "change", "page"),
    [
        ("commit:9F1c2ab", "9f1c2ab", 0, False),
        ("commit:9f1c2a", "", 0, False),
        ("commit:" + "a" * 40, "a" * 40, 0, False),
        ("commit:xyzxyzx", "", 0, False),
        ("pr:388", "", 388, False),
        ("mr:7", "", 7, False),
        ("pr:#7", "", 7, False),
        ("pr:", "", 0, False),
        ("pr:7 or 8", "", 0, False),
        ("https://github.com/acme/product/pull/8", "", 8, True),
        ("https://github.com/acme/product/pull/8/files", "", 8, True),
        ("https://gitlab.example/acme/product/-/merge_requests/8#note_1", "", 8, True),
        ("https://github.com/acme/product/commit/9f1c2ab", "9f1c2ab", 0, True),
        ("https://github.com/acme/product/wiki", "", 0, True),
        ("docs/pull/8", "", 0, False),
        ("ask dana", "", 0, False),
        ("", "", 0, False),
    ],
)
def test_what_a_text_names(text: str, commit: str, change: int, *, page: bool) -> None:
    assert (commit_id(text), change_number(text), is_page(text)) == (commit, change, page)
