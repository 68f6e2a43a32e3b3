"""A dashboard under the names of the program text, for whoever reads the file that it announced (S-030 to S-037).

Its figures are those of `dashboard.json`, put where the text lists them.
"""

from __future__ import annotations

from typing import Any

from c7gate.program.board import Audience, Board, Track
from c7gate.rendering.json_text import Json

FILE = "context7-dashboard.json"
QUALITY = ("velocity", "bugs", "lookup_time", "review_cycles", "documentation_standards", "code_quality")
"""The metrics of policy that the text calls the impact on quality."""


def legacy_view(board: Board, view: Json) -> Json:
    """The values of `view`, those of `dashboard_view` of the same board, under the text's names."""
    answers = {answer["metric"]: answer for answer in view["metrics"]}
    sees_people = board.audience is Audience.COORDINATOR
    return {
        "schema_version": 1,
        **{key: view[key] for key in ("tool", "as_of", "trusted", "audience", "minimum_group")},
        "individual_developer_progress": [_progress(board, track) for track in board.tracks]
        if sees_people
        else None,
        "daily_context7_query_frequency": {
            "per_active_day": _value(answers, "query_frequency", "value"),
            "days": [
                {"date": day["date"], "queries": day["look_ups"], "developers": day["active"]}
                for day in view["days"]
            ],
        },
        "success_rates": {
            "percent": _value(answers, "query_success", "value"),
            "helpful": _value(answers, "query_success", "numerator"),
            "rated": _value(answers, "query_success", "denominator"),
        },
        "library_specific_usage_patterns": [
            {
                "library": item["library"],
                "queries": item["look_ups"],
                "developers": item["people"],
                "helpful": item["helpful"],
                "rated": item["rated"],
            }
            for item in view["libraries"]
        ],
        "team_completion_rates": {
            "roster": view["roster"],
            "certified_percent": _value(answers, "certified_percent", "value"),
            "gates": view["funnel"],
        },
        "competency_scores": {
            "mean": _value(answers, "competency_mean", "value"),
            "assessed": _value(answers, "competency_mean", "n"),
        },
        "quality_impact_measurements": [answers[name] for name in QUALITY if name in answers],
    }


def _value(answers: Json, metric: str, key: str) -> Any:
    """A value of a metric; None where policy has no such metric, nothing is known yet, or it is withheld."""
    return answers.get(metric, {}).get(key)


def _progress(board: Board, track: Track) -> Json:
    """A person's gates, the next step first, for their coordinator alone."""
    one = track.standing
    return {
        "developer": track.person.login,
        "gates": [
            {"gate": gate.gate, "title": gate.title, "state": _state(gate.gate, one.passed)}
            for gate in board.funnel or ()
        ]
        if one
        else None,
        "next": [*(alert.because for alert in one.alerts), *one.because] if one else [],
        "queries": sum(track.look_ups.values()),
        "active_days": len(track.look_ups),
        "competency_score": str(track.score) if track.score is not None else None,
    }


def _state(gate: int, passed: int) -> str:
    """What a person reads of a gate: one is at the first that is not passed, and those after it are locked."""
    return "passed" if gate <= passed else "in progress" if gate == passed + 1 else "locked"
