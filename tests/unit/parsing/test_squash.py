"""What GitHub writes for a squashed pull request, by each of its settings."""

from __future__ import annotations

from c7gate.model.reference import Channel
from c7gate.parsing.squash import SquashBody, SquashTitle, squash_message
from c7gate.parsing.text import read_text

ONE = "Reconnect\n\nAfter a region fails over.\n\nContext7: /websockets/ws reconnect\n"
TWO = "Mend a typo\n"


def test_several_commits_become_chunks_under_the_pull_requests_title() -> None:
    message = squash_message([ONE, TWO], title="Survive failover", body="Text", number=12)

    assert message == (
        "Survive failover (#12)\n\n* Reconnect\n\nAfter a region fails over.\n\n"
        "Context7: /websockets/ws reconnect\n\n* Mend a typo\n"
    )
    assert read_text(message, Channel.COMMIT).libraries == ("/websockets/ws",)


def test_a_single_commit_keeps_its_own_title_and_message() -> None:
    message = squash_message([ONE], title="Survive failover", body="Text", number=12)

    assert message.startswith("Reconnect (#12)\n\nAfter a region fails over.\n\nContext7: ")


def test_the_pull_requests_title_can_be_asked_for_always() -> None:
    message = squash_message([ONE], title="Survive", body="", number=12, titled=SquashTitle.PR_TITLE)

    assert message.startswith("Survive (#12)\n\nAfter")


def test_the_description_can_be_the_message() -> None:
    message = squash_message(
        [TWO], title="T", body="Text\r\n\r\nContext7: /a/b\r\n", number=3, bodied=SquashBody.PR_BODY
    )

    assert message == "Mend a typo (#3)\n\nText\n\nContext7: /a/b\n"


def test_blank_leaves_the_title_alone() -> None:
    assert squash_message([ONE, TWO], title="T", body="B", number=3, bodied=SquashBody.BLANK) == "T (#3)\n"


def test_before_it_has_a_number_the_title_stands_alone() -> None:
    assert squash_message([], title="T", body="", number=0) == "T\n"
