"""`hook install`, `hook uninstall`, `hook status`: which hooks of which repository."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from c7gate.model.errors import UsageError
from c7gate.reading.discovery import discover
from c7gate.reading.process import Git
from c7gate.writing.hooks import HOOKS, HookFile, State, install, uninstall


def install_hooks(
    repo: Path, names: Sequence[str], environment: Mapping[str, str]
) -> Iterator[tuple[HookFile, State]]:
    """Install these hooks, or all; each with what stands there now.

    Raises:
        UsageError: `core.hooksPath` leads out of the repository, or a hook's place is taken twice.
    """
    return _each(install, repo, names, environment)


def uninstall_hooks(
    repo: Path, names: Sequence[str], environment: Mapping[str, str]
) -> Iterator[tuple[HookFile, State]]:
    """Take these hooks away, or all."""
    return _each(uninstall, repo, names, environment)


def hook_states(repo: Path, environment: Mapping[str, str]) -> Iterator[tuple[HookFile, State]]:
    """Every hook of c7gate's, and what stands in its place."""
    return _each(lambda hook: hook.state, repo, (), environment)


def _each(
    work: Callable[[HookFile], State], repo: Path, names: Sequence[str], environment: Mapping[str, str]
) -> Iterator[tuple[HookFile, State]]:
    folder = _folder(repo, environment)
    for name in names or HOOKS:
        hook = HookFile(name, folder / name)
        yield hook, work(hook)


def _folder(repo: Path, environment: Mapping[str, str]) -> Path:
    """The folder git takes the repository's hooks from."""
    git = Git.find(environment)
    place = discover(git, repo)
    # The toolbox's own setting comes last: it keeps git from running hooks here.
    configured = git.inside(place.directory).run("config", "-z", "--type=path", "--get-all", "core.hooksPath")
    *values, _own = configured.output.decode("utf-8", "surrogateescape").removesuffix("\0").split("\0")
    if not values:
        return place.common / "hooks"
    top = git.run("rev-parse", "--show-toplevel", where=repo.resolve())
    root = (
        Path(top.output.decode("utf-8", "surrogateescape").removesuffix("\n"))
        if not top.code
        else place.common
    )
    folder = (root / values[-1]).resolve()
    if not any(folder.is_relative_to(inside.resolve()) for inside in (root, place.common)):
        raise UsageError(
            f"core.hooksPath is {values[-1]}, outside this repository: its hooks are not this repository's alone",
            help="add the hooks there yourself, or run git config --unset core.hooksPath where it was set",
        )
    return folder
