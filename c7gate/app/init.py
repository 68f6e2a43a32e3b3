"""`init`: the files a repository needs to be judged; what is there already stays as it is (S-012)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from c7gate.app.person import Guess, guess_login, is_login
from c7gate.app.revisions import default_branch, short
from c7gate.judging.setup.events import judges_changes
from c7gate.judging.setup.owners import guarded, missing_owners
from c7gate.judging.setup.workflows import gates
from c7gate.model.errors import C7gateError, UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.version import VERSION
from c7gate.parsing.owners import GITLAB_PLACES, PLACES
from c7gate.parsing.workflow import parse_workflow
from c7gate.reading import resources
from c7gate.reading.checkout import Checkout
from c7gate.reading.git import Repository
from c7gate.reading.zone import system_zone
from c7gate.rendering.scalar import scalar
from c7gate.writing.init import write_new

POLICY = "policies/program.yaml"
WORKFLOWS = ".github/workflows"
_WORKFLOW_FILES = {
    "c7gate.yml": "judges every pull request",
    "c7gate-merged.yml": "judges again what was merged, and keeps its evidence",
    "c7gate-monitor.yml": "looks at records, set-up and alerts every working morning",
}
_FOREIGN = "is another workflow by this name: give it another, and run this again"
_PAGES = ("c7gate-pages.yml", "publishes the team's dashboard, without names, on GitHub Pages")
_TEMPLATES = {
    "github": tuple(f"{folder}pull_request_template.md" for folder in (".github/", "", "docs/")),
    "gitlab": (".gitlab/merge_request_templates/default.md",),
}
_WRITTEN_TEMPLATE = {
    "github": ".github/pull_request_template.md",
    "gitlab": ".gitlab/merge_request_templates/Default.md",
}
_COMMIT = re.compile(r"\bCOMMIT\b(?= # v)")
_FULL_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Standing(StrEnum):
    """What `init` does about a file."""

    NEW = "write"
    THERE = "keep"
    LATER = "skip"


class PlannedFile(NamedTuple):
    """A file that `init` writes, keeps, or cannot write yet; then `add` are the lines to add to it by hand."""

    path: str
    standing: Standing
    purpose: str
    content: bytes = b""
    add: str = ""


class Plan(NamedTuple):
    """What `init` would do in the checkout at `root`, for a forge (`github` or `gitlab`) and a default branch."""

    root: Path
    forge: str
    default: str
    files: tuple[PlannedFile, ...]

    @property
    def new(self) -> tuple[PlannedFile, ...]:
        """The files it writes."""
        return tuple(file for file in self.files if file.standing is Standing.NEW)

    @property
    def unpinned(self) -> tuple[str, ...]:
        """The files it writes in which the release is still to be chosen."""
        return tuple(file.path for file in self.new if _COMMIT.search(file.content.decode("utf-8")))


class InitRequest(NamedTuple):
    """One call of `init`.

    `now` is aware. `coordinators` are logins; empty: guessed. `action_ref` is the commit id of the release to use,
    or empty. `forge` is `github`, `gitlab` or empty: as the remote says. `pages` also publishes the team's dashboard.
    """

    repo: Path
    environment: Mapping[str, str]
    now: datetime
    coordinators: tuple[str, ...] = ()
    action_ref: str = ""
    forge: str = ""
    pages: bool = False


def guess_coordinator(repo: Path, environment: Mapping[str, str]) -> Guess:
    """The login to propose as coordinator."""
    return guess_login(Checkout.find(repo, environment))


def plan(request: InitRequest) -> Plan:
    """Say what is missing; nothing is written.

    Raises:
        UsageError: a login or the commit id is none, or there is no work tree.
        CannotLookError: a file that matters cannot be read.
    """
    for login in request.coordinators:
        if not is_login(login):
            raise UsageError(f"{login!r} is no login", help="write it in lower case, as a record is named")
    if request.action_ref and not _FULL_ID.fullmatch(request.action_ref):
        raise UsageError(
            f"{request.action_ref!r} is no full commit id", help="give all 40 digits of the release's commit"
        )
    checkout = Checkout.find(request.repo, request.environment)
    forge = request.forge or checkout.forge
    if request.pages and forge != "github":
        raise UsageError("the workflow that publishes the dashboard is for GitHub", help="leave --pages out")
    default = _default_branch(request)
    return Plan(checkout.root, forge, default, tuple(_Planner(request, checkout, forge, default).files()))


def carry_out(plan: Plan) -> tuple[str, ...]:
    """Write what the plan calls new and give the paths written; a file that came up meanwhile stays.

    Raises:
        CannotLookError: one cannot be written; those before it are.
    """
    return tuple(file.path for file in plan.new if write_new(plan.root, file.path, file.content))


def _default_branch(request: InitRequest) -> str:
    repository = Repository.open(request.repo, request.environment)
    try:
        return default_branch(repository).ref.removeprefix("origin/")
    except C7gateError:
        return short(repository.head_branch() or "refs/heads/main")


class _Planner(NamedTuple):
    request: InitRequest
    checkout: Checkout
    forge: str
    default: str

    def files(self) -> Iterator[PlannedFile]:
        yield self._file(POLICY, "the policy: five lines, all else is the preset", self._policy())
        yield from self._workflows() if self.forge == "github" else self._pipeline()
        yield self._owners()
        yield self._description()
        hooks = _filled("pre-commit-config.yaml", REV=self._revision())
        yield self._file(".pre-commit-config.yaml", "hooks, for who uses pre-commit", hooks, marker=b"c7gate")

    def _file(self, path: str, purpose: str, content: bytes, *, marker: bytes = b"") -> PlannedFile:
        """Write it, or keep what is there; `marker` is what that must hold so that nothing is to be added."""
        if not self.checkout.holds(path):
            return PlannedFile(path, Standing.NEW, purpose, content)
        lacks = marker not in (self.checkout.read(path) or b"").lower()
        return PlannedFile(path, Standing.THERE, purpose, add=content.decode("utf-8") if lacks else "")

    def _policy(self) -> bytes:
        logins, note = self.request.coordinators, "logins; they alone change policy and cohorts"
        if not logins:
            guess = guess_login(self.checkout)
            logins = (guess.login,) if guess.login else ()
            note = note if guess.forge else f"check: guessed from {guess.source}; logins as on the forge"
            note = note if logins else "name logins: until then nobody can change the policy"
        zone = system_zone(self.request.environment.get("TZ", "")) or "UTC"
        today = self.request.now.astimezone(ZoneInfo(zone)).date()
        return _filled(
            "program.yaml",
            SCHEMA=resources.schema("program")["$id"],
            START=today.isoformat(),
            COORDINATORS=", ".join(map(scalar, logins)),
            COORDINATORS_NOTE=note,
            TIMEZONE=zone,
        )

    def _workflows(self) -> Iterator[PlannedFile]:
        pages = [_PAGES] if self.request.pages else []
        for name, purpose in (*_WORKFLOW_FILES.items(), *pages):
            elsewhere = self._judged_elsewhere() if name == "c7gate.yml" else ""
            if elsewhere:
                yield PlannedFile(elsewhere, Standing.THERE, purpose)
                continue
            text = resources.template(f"github/{name}").decode("utf-8")
            text = text.replace("branches: [main]", f"branches: [{scalar(self.default)}]")
            path = f"{WORKFLOWS}/{name}"
            foreign = self.checkout.holds(path) and b"c7gate" not in (self.checkout.read(path) or b"").lower()
            yield self._file(path, _FOREIGN if foreign else purpose, self._pinned(text))

    def _judged_elsewhere(self) -> str:
        """The workflow that runs the check on changes already, under another name; empty where none does."""
        for path in self.checkout.list_files(WORKFLOWS, (".yml", ".yaml")):
            workflow = parse_workflow(self.checkout.read(path) or b"", path)
            if path != f"{WORKFLOWS}/c7gate.yml" and judges_changes(workflow) and any(gates(workflow)):
                return path
        return ""

    def _pipeline(self) -> Iterator[PlannedFile]:
        jobs = resources.template("gitlab/c7gate.gitlab-ci.yml").decode("utf-8")
        path = ".gitlab/c7gate.gitlab-ci.yml"
        yield self._file(path, "judges every merge request, and what was merged", self._pinned(jobs))
        include = resources.template("gitlab/gitlab-ci.yml")
        yield self._file(".gitlab-ci.yml", "includes it", include, marker=b"c7gate")

    def _owners(self) -> PlannedFile:
        purpose = "code owners of what decides about the program"
        places = PLACES if self.forge == "github" else GITLAB_PLACES
        path = next((place for place in places if self.checkout.holds(place)), "")
        text = (self.checkout.read(path) or b"").decode("utf-8", "replace") if path else ""
        written = path or (PLACES[0] if self.forge == "github" else GITLAB_PLACES[-1])
        names = missing_owners(text, self.forge, path) if path else guarded(self.forge, written)
        lines = "".join(f"/{name} {self._owner()}\n" for name in names)
        if path:
            return PlannedFile(path, Standing.THERE, purpose, add=lines)
        if not self._logins():
            return PlannedFile(written, Standing.LATER, purpose, add=lines)
        return PlannedFile(written, Standing.NEW, purpose, resources.template("CODEOWNERS") + lines.encode())

    def _owner(self) -> str:
        return " ".join(f"@{login}" for login in self._logins()) or "@OWNER"

    def _logins(self) -> tuple[str, ...]:
        guess = guess_login(self.checkout).login
        return self.request.coordinators or ((guess,) if guess else ())

    def _description(self) -> PlannedFile:
        purpose = "asks for the reference where a change is described"
        text = resources.template("change-description.md")
        path = next(filter(None, map(self.checkout.named, _TEMPLATES[self.forge])), None)
        return self._file(path or _WRITTEN_TEMPLATE[self.forge], purpose, text, marker=b"context7")

    def _pinned(self, text: str) -> bytes:
        return _COMMIT.sub(self.request.action_ref or "COMMIT", text).encode()

    def _revision(self) -> str:
        return f"{self.request.action_ref} # v{VERSION}" if self.request.action_ref else f"v{VERSION}"


def _filled(name: str, **values: str) -> bytes:
    """A template with its `{{PLACEHOLDERS}}` filled."""
    text = resources.template(name).decode("utf-8")
    for key, value in values.items():
        text = text.replace(f"{{{{{key}}}}}", value)
    return text.encode("utf-8", "replace")
