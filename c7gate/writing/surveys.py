"""A wave of a survey as a file of its own, written once (S-142)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from c7gate.model.commit import Entry
from c7gate.model.errors import UsageError
from c7gate.parsing.record import ROOT
from c7gate.parsing.survey import FEWEST_ANSWERS
from c7gate.reading import resources
from c7gate.reading.records import read_file
from c7gate.rendering.scalar import scalar
from c7gate.writing.files import locked, refuse_links, replace_file
from c7gate.writing.records import Edit


def survey_path(period: str) -> str:
    """Where the wave of a period stands, relative to the repository's root."""
    return f"{ROOT}/surveys/{period}.yaml"


def write_survey(
    root: Path,
    period: str,
    invited: int,
    histogram: Mapping[int, int],
    *,
    question: str,
    lock: Path,
    dry_run: bool = False,
) -> Edit:
    """Write a wave; of too few answers only that there were too few.

    Args:
        root: the top folder of the work tree.
        period: a week, month or quarter, such as 2025-W35.
        invited: how many were asked.
        histogram: how often each answer was given.
        question: what was asked, or empty.
        lock: the file that all writers of surveys lock.
        dry_run: only say what would be written.

    Raises:
        UsageError: the wave would not be valid, or is there already.
        CannotLookError: the file cannot be written, or is reached through a link.
    """
    path = survey_path(period)
    data = _text(period, invited, histogram, question).encode("utf-8")
    record = read_file(path, Entry("100644", ""), data)
    if record is None or record.survey is None:
        problem = record.problems[0] if record else None
        said = problem.message if problem else f"{period!r} is no period"
        raise UsageError(
            f"the wave would not be valid: {said}",
            help=problem.help if problem else "write one such as 2025-W35",
        )
    edit = Edit(path, b"", data)
    if dry_run:
        _refuse_another(root / path, root, path)
        return edit
    with locked(lock):
        _refuse_another(root / path, root, path)
        replace_file(root / path, data)
    return edit


def _refuse_another(file: Path, root: Path, path: str) -> None:
    refuse_links(file, root)
    if file.exists():
        raise UsageError(f"{path} is there already", help="a wave is counted once, when it has ended")


def _text(period: str, invited: int, histogram: Mapping[int, int], question: str) -> str:
    lines = [
        f"# yaml-language-server: $schema={resources.schema('survey')['$id']}",
        f"period: {period}",
        *([f"question: {scalar(question)}"] if question else []),
        f"invited: {invited}",
    ]
    if sum(histogram.values()) < FEWEST_ANSWERS:
        lines.append("suppressed: true")
    else:
        counts = ", ".join(f'"{answer}": {times}' for answer, times in histogram.items())
        lines.append(f"histogram: {{{counts}}}")
    return "\n".join([*lines, ""])
