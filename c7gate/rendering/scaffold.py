"""The comments that a person's first record begins with: the days to come, and the exercises of the role (S-038)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from c7gate.model.gates import ExercisePolicy, RolePolicy
from c7gate.scoring.timeline import PlannedDay


def scaffold(
    days: Iterable[PlannedDay], role: RolePolicy | None, exercises: Mapping[str, ExercisePolicy]
) -> str:
    """The comments, each line ending in a newline; empty where nothing is planned and no role is known."""
    sections = [list(_days(days)), list(_exercises(role, exercises))]
    return "".join(
        f"\n{''.join(f'# {line}'.rstrip() + chr(10) for line in lines)}" for lines in sections if lines
    )


def _days(days: Iterable[PlannedDay]) -> Iterator[str]:
    heading = "Day by day, as planned when this record was written; c7gate me says where you stand."
    for day in days:
        if day.number == 1:
            yield heading
        gates = f" (gate {' and '.join(map(str, day.gates))})" if day.gates else ""
        notes = filter(None, (f"{_one_line(day.title)}{gates}", "" if day.works else "day off"))
        yield f"  Day {day.number:>2}  {day.date:%a %Y-%m-%d}  {', '.join(notes)}"


def _exercises(role: RolePolicy | None, exercises: Mapping[str, ExercisePolicy]) -> Iterator[str]:
    names = (*role.demanded, *role.optional) if role else ()
    width = max(map(len, names), default=0)
    for index, name in enumerate(names):
        if index == 0 and role:
            yield f"{_one_line(role.title)}, exercises to hand in: c7gate add exercise --id ID --evidence commit:ID"
        optional = " (optional)" if role and name in role.optional else ""
        yield f"  [ ] {name:<{width}}  {_one_line(exercises[name].title)}{optional}"


def _one_line(text: str) -> str:
    """A text that stays within its comment."""
    return " ".join(text.split())
