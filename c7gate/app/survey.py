"""`add survey`: take in the answers of a wave as counts (S-142)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from c7gate.app.add import vouchers
from c7gate.app.entries import Added
from c7gate.model.errors import UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.parsing.answers import UnusableAnswersError, counted_answers
from c7gate.parsing.survey import FEWEST_ANSWERS
from c7gate.reading.checkout import Checkout
from c7gate.reading.program_files import ProgramFiles
from c7gate.writing.surveys import survey_path, write_survey

_LIMIT = 16 << 20  # bytes; thousands of answers with all their words are smaller


class SurveyRequest(NamedTuple):
    """One call of `add survey`; `question` is empty where the file holds one column only. See `AddRequest`."""

    repo: Path
    environment: Mapping[str, str]
    answers: Path
    period: str
    invited: int
    question: str = ""
    dry_run: bool = False
    commit: bool = False


class Taken(NamedTuple):
    """What was written, or would be; `kept` says whether counts are in it, which takes enough answers.

    `vouchers` are the coordinators one of whom must stand behind it, nobody where one of them writes it.
    """

    added: Added
    kept: bool
    vouchers: tuple[str, ...]


def take_survey(request: SurveyRequest) -> Taken:
    """Count the answers of a file and write the wave.

    Raises:
        UsageError: the answers cannot be read, or one cannot be counted (`problems` name its place), or the wave is not valid or there already.
        PolicyError: the policy on disk is broken.
        CannotLookError: the wave cannot be read or written; nothing is changed.
    """
    files = ProgramFiles(Checkout.find(request.repo, request.environment))
    checkout, path = files.checkout, survey_path(request.period)
    histogram = _counted(request, files.policy)
    commits = None
    if request.commit and not request.dry_run:
        from c7gate.writing.commits import Commits

        commits = Commits(checkout.root, checkout.place.directory)
        commits.refuse_mixing((path,))
    edit = write_survey(
        checkout.root,
        request.period,
        request.invited,
        histogram,
        question=request.question,
        lock=checkout.place.directory / "c7gate" / "surveys.lock",
        dry_run=request.dry_run,
    )
    commit = commits.commit([path], f"Add the survey of {request.period}") if commits else ""
    kept = sum(histogram.values()) >= FEWEST_ANSWERS
    return Taken(Added((edit,), commit), kept, vouchers(files, files.policy.coordinators))


def _counted(request: SurveyRequest, policy: Policy) -> Mapping[int, int]:
    file, scale = request.answers, policy.values["success"]["surveys"]
    try:
        return counted_answers(
            _bytes(file),
            request.question,
            range(scale["scale_min"], scale["scale_max"] + 1),
            is_json=file.suffix.lower() == ".json",
        )
    except UnusableAnswersError as error:
        raise UsageError(
            f"{file} cannot be counted; nothing was written",
            problems=tuple((str(file), problem) for problem in error.problems),
        ) from None


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(_LIMIT + 1)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", help="name a file that can be read") from None
    if len(data) > _LIMIT:
        raise UsageError(f"{file} is larger than {_LIMIT >> 20} MiB", help="export the answers alone")
    return data
