"""From a path a user named to the git directory behind it."""

from __future__ import annotations

import re
from pathlib import Path

from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.reading.process import Git

# Bare repositories may be found here, so that `-C bare.git` works; `_embedding` looks at what was found.
_LOOK = ("-c", "safe.bareRepository=all", "rev-parse", "--path-format=absolute")

_NAME_ONE = "go into a repository, or name one with -C PATH"


class Place(NamedTuple):
    """Where a repository keeps its things. `common` differs from `directory` in a linked worktree."""

    directory: Path
    common: Path
    oid_bytes: int


def discover(git: Git, path: Path) -> Place:
    """The repository that `path` lies in: worktrees, submodules, separate git directories, bare ones too.

    Raises:
        UsageError: there is none.
        CannotLookError: git distrusts its owner (T83).
    """
    if not _is_folder(path):
        raise UsageError(f"{path} is not a folder", help=_NAME_ONE)
    place = _look(git, path)
    return _embedding(git, path, place) or place


def _is_folder(path: Path) -> bool:
    try:
        return path.resolve().is_dir()
    except OSError:  # too long a name, or a working directory that is gone
        return False


def _look(git: Git, path: Path) -> Place:
    wanted = ("--absolute-git-dir", "--git-common-dir", "--show-object-format")
    try:
        answer = git.run(*_LOOK, *wanted, where=path.resolve())
    except PermissionError as error:
        raise CannotLookError(f"{path} cannot be entered", help="check who may read it") from error
    if answer.code:
        raise _refusal(path, answer.errors)
    *folders, object_format = answer.output.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
    if len(folders) != 2:  # noqa: PLR2004  a folder name with a line break
        raise CannotLookError(f"the path of {path} holds a line break", help="move the repository")
    return Place(Path(folders[0]), Path(folders[1]), 32 if object_format == "sha256" else 20)


def _refusal(path: Path, errors: str) -> CannotLookError | UsageError:
    """Why git found no repository, in words that lead on."""
    if "dubious ownership" in errors:
        owned = re.search(r"^\s*(git config --global --add safe\.directory .+)$", errors, re.MULTILINE)
        command = owned[1] if owned else f"git config --global --add safe.directory {path.resolve()}"
        return CannotLookError(f"git distrusts the owner of {path}", help=f"if you trust it, run: {command}")
    if "not a git repository" in errors:
        return UsageError(f"{path.resolve()} is not in a git repository", help=_NAME_ONE)
    said = " ".join(errors[max(0, errors.find("fatal: ")) :].split())
    return CannotLookError(
        f"git cannot open the repository at {path}{f': {said}' if said else ''}",
        help="run `git status` there, and mend what it says",
    )


def _embedding(git: Git, path: Path, found: Place) -> Place | None:
    """The repository whose HEAD holds the files of the bare repository `found`, if there is one (T82).

    A tree can carry a whole bare repository; entering its folder must not put it in the place of the one it
    came with. A bare repository that merely lies in another's folder, unknown to it, is what was asked for.
    """
    here = path.resolve()
    folder = found.directory.resolve()
    if folder.name == ".git" or not here.is_relative_to(folder):
        return None
    try:
        outer = _look(git, folder.parent)
    except (CannotLookError, UsageError):
        return None
    top = git.run(*_LOOK, "--show-toplevel", where=folder.parent)
    root = Path(top.output.decode("utf-8", "surrogateescape").removesuffix("\n"))
    if top.code or not folder.is_relative_to(root):
        return None
    inside = (folder / "HEAD").relative_to(root).as_posix()
    held = git.inside(outer.directory).run("ls-tree", "-z", "--full-tree", "HEAD", "--", inside)
    return outer if held.output else None
