"""Whether code owners stand before everything that decides about the program (T01)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from c7gate.model.finding import Location
from c7gate.model.setup import Check, State
from c7gate.parsing.owners import OwnersLine, owners_of, parse_owners

GUARDED = (
    "policies/",
    "schemas/",
    "training-records/assessments/",
    "training-records/cohorts/",
    "training-records/surveys/",
    ".pre-commit-config.yaml",
)
_PROBES = ("program.yaml", "a.yaml", "a.yml", "a.json", "a/b.yaml")


def guarded(forge: str, owners: str) -> tuple[str, ...]:
    """The paths that need an owner on this forge (`github` or `gitlab`), folders with a slash.

    `owners` is the path of the CODEOWNERS file, which must guard itself.
    """
    folders = (".gitlab-ci.yml", ".gitlab/") if forge == "gitlab" else (".github/",)
    covered = owners.startswith(folders)
    return (*GUARDED, *folders, *(() if covered else (owners,)))


def owners_check(places: Sequence[str], path: str, text: str | None, forge: str) -> Check:
    """Judge the CODEOWNERS file that the forge reads.

    Args:
        places: where the forge looks.
        path: the file it reads, empty where there is none.
        text: what it says.
        forge: `github` or `gitlab`.
    """
    if text is None:
        return Check(
            "owners-missing",
            State.PROBLEM,
            f"there is no CODEOWNERS file ({', '.join(places)})",
            "run c7gate init; the lines count where the branch's rules ask for a review of code owners",
        )
    bare = missing_owners(text, forge, path)
    where = Location.in_file(path)
    if not bare:
        return Check("owners", State.OK, "policy, sign-offs and workflows have code owners", location=where)
    return Check(
        "owners-incomplete",
        State.PROBLEM,
        f"nobody owns {', '.join(bare)}: the last line that matches decides",
        f"add at the end of the file: {' '.join(f'/{name}' for name in bare[:1])} @OWNER"
        + (", and so on" if len(bare) > 1 else ""),
        where,
    )


def missing_owners(text: str, forge: str, path: str) -> tuple[str, ...]:
    """The guarded paths to which the CODEOWNERS file at `path` gives no owner."""
    lines = parse_owners(text)
    return tuple(name for name in guarded(forge, path) if not _owned(lines, name))


def _owned(lines: tuple[OwnersLine, ...], name: str) -> bool:
    return all(owners_of(lines, path) for path in _paths(name))


def _paths(name: str) -> Iterator[str]:
    """Paths that stand for a file or folder: a later line may take the owner from some of them only."""
    if not name.endswith("/"):
        yield name
        return
    yield from (f"{name}{probe}" for probe in _PROBES)
    if name == ".github/":
        yield from (".github/workflows/c7gate.yml", ".github/workflows/a.yaml", ".github/CODEOWNERS")
