"""Exercises in policy: prerequisites without a circle, and nothing a gate cannot ask for."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7gate.parsing.policy_exercises import exercise_faults, ordered
from c7gate.reading.program import policy_of

FIRST, SECOND, THIRD = "be-hathora-lobby", "be-websocket-reconnect", "be-node-performance"


def values(**changes: dict[str, Any]) -> dict[str, Any]:
    """The preset's exercises with other keys of some of them (underscores for hyphens)."""
    exercises = copy.deepcopy(dict(policy_of({}).values["exercises"]))
    for name, keys in changes.items():
        exercises["exercises"][name.replace("_", "-")].update(keys)
    return {"exercises": exercises}


def told(**changes: dict[str, Any]) -> list[str]:
    return [fault.message for fault in exercise_faults(values(**changes))]


def test_the_preset_is_right() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        ({"be_hathora_lobby": {"prerequisites": [FIRST]}}, [f'"{FIRST}" comes before itself']),
        (
            {
                "be_hathora_lobby": {"prerequisites": [SECOND]},
                "be_websocket_reconnect": {"prerequisites": [FIRST]},
            },
            [f'"{FIRST}" comes before itself', f'"{SECOND}" comes before itself'],
        ),
        (
            {
                "be_hathora_lobby": {"prerequisites": [SECOND]},
                "be_websocket_reconnect": {"prerequisites": [THIRD]},
            },
            [],
        ),
        ({"qa_e2e_testing": {"level": "advanced"}}, ['"qa-e2e-testing" is advanced, which no gate asks for']),
        (
            {"integration_project": {"level": "advanced"}},
            ['"integration-project" is advanced, which no gate asks for'],
        ),
        ({"qa_e2e_testing": {"status": "wip"}}, ['"qa-e2e-testing" is not offered yet']),
        ({"qa_e2e_testing": {"status": "deprecated"}}, []),
        ({"qa_e2e_testing": {"replaces": [FIRST]}}, [f'"{FIRST}" is still offered']),
        ({"qa_e2e_testing": {"replaces": [FIRST]}, "be_hathora_lobby": {"status": "deprecated"}}, []),
        (
            {"qa_e2e_testing": {"prerequisites": ["nowhere"], "replaces": ["nowhere"]}},
            [],
        ),  # told as an unknown name
    ],
)
def test_what_makes_no_sense(changes: dict[str, dict[str, Any]], messages: list[str]) -> None:
    """S-148, S-146."""
    assert told(**changes) == messages


@given(st.permutations([FIRST, SECOND, THIRD]))
def test_what_comes_first_stands_first(names: list[str]) -> None:
    exercises = {FIRST: {"prerequisites": [SECOND]}, SECOND: {}, THIRD: {"prerequisites": [FIRST]}}

    assert ordered(names, exercises) == (SECOND, FIRST, THIRD)
    assert ordered(names, {name: {} for name in names}) == tuple(names)
