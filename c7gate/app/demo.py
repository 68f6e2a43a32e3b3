"""`demo`: build a small team's two weeks and judge its four branches."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC
from pathlib import Path

from c7gate.app.check import Request, check
from c7gate.model.errors import C7gateError, CannotLookError, UsageError
from c7gate.model.evaluation import Evaluation
from c7gate.model.named_tuple import NamedTuple
from c7gate.reading import resources
from c7gate.writing.demo_story import AS_OF, BRANCHES, MAIN, DemoBranch


class DemoRun(NamedTuple):
    """One branch of the demo with its evaluation, or the error that took its place."""

    branch: DemoBranch
    evaluation: Evaluation | C7gateError

    @property
    def exit_code(self) -> int:
        """What `check` ended with."""
        return self.evaluation.exit_code

    @property
    def as_announced(self) -> bool:
        """Whether that is what the demo announces."""
        return self.exit_code == self.branch.announced


def build_demo(folder: Path | None) -> Path:
    """Build the demo's repository in an empty or new `folder`, or in a temporary one, and give its path.

    Raises:
        UsageError: the folder holds something.
        CannotLookError: git cannot be run.
    """
    if folder is not None and folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty", help="name a new or empty folder")
    if shutil.which("git") is None:
        raise CannotLookError("git is not installed, or not on PATH", help="install git 2.35 or newer")
    from c7gate.writing.demo import DemoRepository

    place = folder or Path(tempfile.mkdtemp(prefix="c7gate-demo-"))
    place.mkdir(parents=True, exist_ok=True)
    demo = DemoRepository(place.resolve(), resources.example_records())
    demo.build()
    return demo.path


def judge_demo(repository: Path, environment: Mapping[str, str]) -> Iterator[DemoRun]:
    """Judge the four branches against `main`, as of the demo's last afternoon."""
    for branch in BRANCHES:
        request = Request(
            repo=repository, base=MAIN, head=branch.name, as_of=AS_OF.astimezone(UTC), environment=environment
        )
        try:
            yield DemoRun(branch, check(request))
        except C7gateError as error:
            yield DemoRun(branch, error)
