"""Policy goes forward: presets that do not exist yet (T16)."""

from __future__ import annotations

import pytest

from c7gate.judging.rules.facts.policy_rollback import judge
from c7gate.model.evaluation import PolicyChange
from c7gate.reading.program import policy_of

from evaluations import snapshot


@pytest.mark.parametrize(
    ("head", "before", "told"),
    [
        ("context7@1", ["context7@2"], ["the preset goes back from context7@2 to context7@1"]),
        ("context7@9", ["context7@10"], ["the preset goes back from context7@10 to context7@9"]),
        ("context7@1", ["context7@2", "context7@1"], []),  # a branch that is merely behind
        ("context7@2", ["context7@1"], []),
        ("context7@1", ["context7@1"], []),
        ("other@1", ["context7@2"], []),
    ],
)
def test_a_preset_never_goes_back(head: str, before: list[str], told: list[str]) -> None:
    known = policy_of({})
    change = PolicyChange(
        known._replace(preset=head), tuple(known._replace(preset=preset) for preset in before)
    )

    found = judge(snapshot(policy_change=change)).found

    assert [item.message for item in found] == told
    assert all(item.location.file == "policies/program.yaml" for item in found)
