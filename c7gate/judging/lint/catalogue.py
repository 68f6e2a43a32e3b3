"""Every lint with its name and severity: a new one is a function and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from c7gate.judging.lint import days, exercises, gates, people, success, window
from c7gate.model.finding import Severity
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.model.policy_lint import Remark
from c7gate.parsing.policy_entries import Fault


class Lint(NamedTuple):
    """One lint. An `ERROR` keeps the program from doing what it says; a `NOTE` tells of a choice it makes."""

    severity: Severity
    look: Callable[[Policy], Iterator[Fault]]

    @property
    def name(self) -> str:
        """Its name, as the function has it."""
        return self.look.__name__.replace("_", "-")


LINTS = (
    Lint(Severity.ERROR, gates.not_four_gates),
    Lint(Severity.ERROR, gates.gate_without_criteria),
    Lint(Severity.ERROR, gates.criterion_without_measure),
    Lint(Severity.ERROR, gates.criterion_out_of_reach),
    Lint(Severity.WARNING, gates.criterion_always_met),
    Lint(Severity.NOTE, gates.retakes_without_exceptions),
    Lint(Severity.ERROR, exercises.focus_without_objectives),
    Lint(Severity.ERROR, exercises.objective_not_taught),
    Lint(Severity.ERROR, exercises.too_few_exercises),
    Lint(Severity.WARNING, exercises.exercise_not_offered),
    Lint(Severity.NOTE, exercises.role_without_own_exercises),
    Lint(Severity.WARNING, people.no_coordinator),
    Lint(Severity.NOTE, people.single_coordinator),
    Lint(Severity.ERROR, people.risk_without_owner),
    Lint(Severity.WARNING, people.risk_without_rationale),
    Lint(Severity.WARNING, people.level_without_contact),
    Lint(Severity.ERROR, people.top_level_sees_names),
    Lint(Severity.WARNING, people.signer_is_escalation),
    Lint(Severity.ERROR, days.target_before_last_day),
    Lint(Severity.NOTE, days.target_is_not_last_day),
    Lint(Severity.ERROR, window.gate3_window_too_short),
    Lint(Severity.NOTE, window.integration_phase_too_short),
    Lint(Severity.WARNING, days.decision_after_start),
    Lint(Severity.NOTE, days.success_after_completion),
    Lint(Severity.NOTE, success.bar_below_certification),
    Lint(Severity.NOTE, success.criterion_implied),
)


def remarks(policy: Policy) -> Iterator[Remark]:
    """What all lints say of a policy that can be used, without places, in the order of the catalogue."""
    for lint in LINTS:
        for fault in lint.look(policy):
            yield Remark(lint.name, lint.severity, fault.pointer, fault.message, fault.help)
