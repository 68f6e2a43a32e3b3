"""What readiness looks at beside policy and records: CI files, documentation, the last run of monitoring."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import unquote

from c7gate.program.facts import Surroundings
from c7gate.reading.evidence_branch import evidence_ref
from c7gate.reading.git import Repository
from c7gate.reading.trusted import TrustedSide

_PIPELINES = re.compile(r"\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.yml")
_PAGES = re.compile(r"README\.md|docs/.+\.md")
_LINK = re.compile(r"!?\[[^\]\n]*\]\(<?([^)\s>]+)>?(?:\s[^)\n]*)?\)")
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")
_LIMIT = 1 << 20


def surroundings(
    side: TrustedSide, repository: Repository, tip: str, commands: frozenset[str]
) -> Surroundings:
    """Look around in the tree of `tip` (a full id); nothing outside the repository is asked."""
    tree = {path: entry.oid for path, entry in repository.list_tree(tip) if entry.mode.startswith("100")}
    pages = [path for path in tree if _PAGES.fullmatch(path)]
    return Surroundings(
        pipelines=tuple(
            path for path in tree if _PIPELINES.fullmatch(path) and "c7gate" in _text(repository, tree[path])
        ),
        last_run=_last_run(side),
        pages=len(pages),
        broken_links=tuple(
            broken
            for path in pages
            for broken in _broken(path, _text(repository, tree[path]), frozenset(tree))
        ),
        faults=tuple(
            f"{record.path}:{problem.line}: {problem.message}"
            for record in side.records
            for problem in record.problems
        ),
        commands=commands,
    )


def _text(repository: Repository, oid: str) -> str:
    return (repository.read_object(oid, _LIMIT).content or b"").decode("utf-8", "replace")


def _last_run(side: TrustedSide) -> datetime | None:
    """When the evidence branch was written last, which the job after each merge does."""
    ref = evidence_ref(side.repository)
    tip = side.repository.ref(ref) if ref else None
    committer = side.repository.read_commit(tip).committer if tip else None
    return committer.instant.astimezone(UTC) if committer else None


def _broken(path: str, text: str, tree: frozenset[str]) -> Iterator[str]:
    """The links of a page to files that are not there; code is no link, and addresses elsewhere are not asked."""
    folders = {parent for name in tree for parent in _parents(name)}
    for link in _LINK.findall(_FENCED.sub("", text)):
        if _ELSEWHERE.match(link):
            continue
        name = unquote(link.partition("#")[0])
        base = "" if name.startswith("/") else posixpath.dirname(path)
        target = posixpath.normpath(posixpath.join(base, name.lstrip("/")))
        if target not in tree and target not in folders:
            yield f"{path}: {link}"


def _parents(name: str) -> Iterator[str]:
    yield "."
    while name := posixpath.dirname(name):
        yield name
