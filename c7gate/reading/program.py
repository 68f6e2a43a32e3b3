"""The policy at a commit: always from git objects, never from a work tree (T02)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from c7gate.model.document import Document
from c7gate.model.errors import PolicyError
from c7gate.model.evaluation import Change, PolicyChange
from c7gate.model.finding import Problem
from c7gate.model.policy import Policy
from c7gate.model.version import VERSION
from c7gate.parsing.policy import build_policy
from c7gate.parsing.yaml import parse_document
from c7gate.parsing.yaml_text import MAX_BYTES
from c7gate.reading import resources
from c7gate.reading.git import Repository

FOLDER = "policies"


def policy_at(repository: Repository, commit: str) -> Policy | None:
    """The policy that stands at a commit, completed by the preset; None where none ever stood.

    Raises:
        PolicyError: it is broken, or an ancestor held one and this commit does not (rules of judging 4).
        CannotLookError: an object it needs is missing.
    """
    found = policy_documents(repository, commit)
    if not found:
        from c7gate.reading.absence import ever_stood  # few repositories are without a policy

        if ever_stood(repository, commit, f"{FOLDER}/program.yaml"):
            raise PolicyError(
                f"{FOLDER}/program.yaml is gone at {commit[:10]}, but stood at an earlier commit",
                help="restore it, or name a commit that holds it with --trusted",
            )
        return None
    return policy_of(found)


def policy_change(repository: Repository, change: Change) -> PolicyChange | None:
    """What a change makes of policy; None where it touches no policy file, or leaves none that can be read."""
    paths = {f"{FOLDER}/{stem}.yaml" for stem in resources.preset_files()}
    if not any(item.path in paths for item in change.paths):
        return None
    head = _readable(repository, change.head.oid)
    starts = dict.fromkeys((change.base.oid, *change.forks))
    before = tuple(policy for oid in starts if (policy := _readable(repository, oid)))
    return PolicyChange(head, before) if head and before else None


def _readable(repository: Repository, commit: str) -> Policy | None:
    """The policy at a commit, or None where none can be made of what stands there."""
    try:
        found = policy_documents(repository, commit)
        return policy_of(found) if found else None
    except PolicyError:
        return None


def policy_faults(repository: Repository, commit: str) -> Mapping[str, tuple[Problem, ...]]:
    """What is wrong with the policy at a commit, by path: a change's own policy, judged before it can decide."""
    try:
        documents = policy_documents(repository, commit)
    except PolicyError as error:
        return {path: (problem,) for path, problem in error.problems}
    return faults_of(documents)


def faults_of(documents: Mapping[str, Document]) -> Mapping[str, tuple[Problem, ...]]:
    """What is wrong with these policy documents (by stem) taken together, by path."""
    found: dict[str, tuple[Problem, ...]] = {}
    try:
        policy_of(documents)
    except PolicyError as error:
        for path, problem in error.problems:
            found[path] = (*found.get(path, ()), problem)
    return found


def policy_documents(repository: Repository, commit: str) -> Mapping[str, Document]:
    """The policy files that stand at a commit, by stem, each with what keeps it from being read.

    Raises:
        PolicyError: one is no regular file, or too large.
    """
    found: dict[str, Document] = {}
    for stem in resources.preset_files():
        path = f"{FOLDER}/{stem}.yaml"
        entry = repository.entry(commit, path)
        if entry is None:
            continue
        if entry.mode not in {"100644", "100755"}:
            problem = Problem("not-a-regular-file", f"mode {entry.mode}", "commit the file itself, no link")
            raise PolicyError(f"{path} is not a regular file", problems=((path, problem),))
        found[stem] = _document(repository, entry.oid, path)
    return found


def _document(repository: Repository, oid: str, path: str) -> Document:
    content = repository.read_object(oid, MAX_BYTES).content
    if content is None:
        problem = Problem("yaml-too-large", f"larger than {MAX_BYTES // 1024} KiB", "shorten it")
        raise PolicyError(f"{path} is larger than {MAX_BYTES // 1024} KiB", problems=((path, problem),))
    return parse_document(content, path)


def policy_of(files: Mapping[str, Document]) -> Policy:
    """The policy of these documents by stem, completed by the preset; no documents mean the preset alone."""
    schemas = {stem: resources.schema(stem) for stem in files}
    return build_policy(files, _preset(), schemas, version=VERSION)


class _Preset(Mapping[str, Document]):
    """The preset's files by stem, each read when it is first asked for."""

    def __init__(self) -> None:
        self._read: dict[str, Document] = {}

    def __getitem__(self, stem: str) -> Document:
        if stem not in self._read:
            data = resources.preset_files()[stem]
            self._read[stem] = parse_document(data, f"{FOLDER}/{stem}.yaml")
        return self._read[stem]

    def __iter__(self) -> Iterator[str]:
        return iter(resources.preset_files())

    def __len__(self) -> int:
        return len(resources.preset_files())


@cache
def _preset() -> Mapping[str, Document]:
    return _Preset()
