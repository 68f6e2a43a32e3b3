"""`c7gate hook`: the git hooks, and putting them in place."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from c7gate.cli import options, start
from c7gate.cli.capture import command as capture

if TYPE_CHECKING:
    from c7gate.writing.hooks import HookFile, State

_NAMES = ("commit-msg", "prepare-commit-msg", "post-commit", "pre-push")
_F = TypeVar("_F", bound=Callable[..., object])
_FILE = click.Path(path_type=Path)


@click.group("hook")
def command() -> None:
    """Remind at commit time: git hooks, and putting them in place."""


command.add_command(capture)


def _hook_option(words: str) -> Callable[[_F], _F]:
    return click.option(
        "--hook", "names", metavar="NAME", multiple=True, type=click.Choice(_NAMES),
        help=f"{words}: {', '.join(_NAMES)}; may be repeated  [default: all]",
    )  # fmt: skip


@command.command("install")
@_hook_option("Which hook")
@click.option(
    "--assistant",
    type=click.Choice(["claude-code", "codex", "gemini", "cursor"]),
    help="Have this coding assistant tell c7gate what it looked up, instead of installing git hooks.",
)
@options.repo_option("Repository that gets the hooks")
def install(*, names: tuple[str, ...], assistant: str | None, repo: Path) -> int:
    """Install the hooks; a hook that is there already goes on running first."""
    if assistant is None:
        from c7gate.app.hooks import install_hooks
        from c7gate.app.kept import work_out

        _show(install_hooks(repo, names, os.environ))
        work_out(repo, os.environ, datetime.now(UTC))
        return 0
    if names:
        raise click.UsageError("give --hook or --assistant, not both")
    from c7gate.rendering.escape import terminal
    from c7gate.writing.assistants import install_assistant

    file = install_assistant(assistant, repo)
    click.echo(f"{assistant:<20} calls c7gate hook capture  ({terminal(str(file))})")
    return 0


@command.command("uninstall")
@_hook_option("Which hook")
@options.repo_option("Repository that loses the hooks")
def uninstall(*, names: tuple[str, ...], repo: Path) -> int:
    """Take the hooks away and put back what was there before."""
    from c7gate.app.hooks import uninstall_hooks

    return _show(uninstall_hooks(repo, names, os.environ))


@command.command("status")
@options.repo_option()
def status(*, repo: Path) -> int:
    """Say which hooks are installed."""
    from c7gate.app.hooks import hook_states

    return _show(hook_states(repo, os.environ))


def _show(states: Iterable[tuple[HookFile, State]]) -> int:
    from c7gate.rendering.escape import terminal

    for hook, state in states:
        click.echo(f"{hook.name:<20} {state}  ({terminal(str(hook.path))})")
    return 0


@command.command("commit-msg")
@click.argument("file", type=_FILE)
def commit_msg(*, file: Path) -> int:
    """Git's hook: remind where a reference is missing, with the line to add."""
    return start.commit_msg(str(file))


@command.command("prepare-commit-msg")
@click.argument("file", type=_FILE)
@click.argument("source", default="")
@click.argument("_commit", metavar="[COMMIT]", default="")
def prepare_commit_msg(*, file: Path, source: str, _commit: str) -> int:
    """Git's hook: name captured look-ups in the message."""
    from c7gate.app.look_ups import prepare_commit_msg

    source = source or os.environ.get("PRE_COMMIT_COMMIT_MSG_SOURCE", "")
    otherwise = "look-ups were not added to the message"
    return start.tell(otherwise, lambda: prepare_commit_msg(file, source, os.environ))


@command.command("post-commit")
def post_commit() -> int:
    """Git's hook: be done with the look-ups that the new commit names."""
    from c7gate.app.look_ups import post_commit

    return start.tell("look-ups were not marked as named", lambda: post_commit(os.environ))


@command.command("pre-push")
@click.argument("_remote", metavar="[REMOTE [URL]]", nargs=-1)
def pre_push(*, _remote: tuple[str, ...]) -> int:
    """Git's hook: remind where a pushed branch lacks a reference."""
    from c7gate.app.pre_push import pre_push, pushes

    now = datetime.now(UTC)
    return start.tell("the push was not looked at", lambda: pre_push(pushes(_pushed()), os.environ, now))


def _pushed() -> str:
    """What is pushed, in git's words; the framework pre-commit says it in the environment instead."""
    names = ("PRE_COMMIT_TO_REF", "PRE_COMMIT_REMOTE_BRANCH", "PRE_COMMIT_FROM_REF")
    new, branch, old = (os.environ.get(name, "") for name in names)
    if new:
        return f"HEAD {new} {branch or 'refs/heads/HEAD'} {old or '0'}\n"
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
