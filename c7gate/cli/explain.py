"""`c7gate explain`."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7gate.cli import options
from c7gate.cli.waiting import waiting

if TYPE_CHECKING:
    from c7gate.app.explain import Where
    from c7gate.judging.rule import Rule
    from c7gate.rendering.screen import Screen

_Views = dict[str, Callable[[], str]]
"""How each format is made; `screen` is what a terminal gets in place of the text, where there is one."""


@click.command("explain")
@click.argument("what", metavar="LOGIN|RULE|commit:ID")
@click.option(
    "--gate",
    type=click.Choice(["1", "2", "3", "4"]),
    default="3",
    help="Which gate of the person  [default: 3]",
)
@options.repository_options
@options.trusted_option("HEAD")
@options.as_of_option
@options.output_options("text", "json", "markdown")
def command(
    *,
    what: str,
    gate: str,
    repo: Path,
    program: Path | None,
    trusted: str,
    as_of: datetime | None,
    outputs: tuple[tuple[str, Path | None], ...],
    color: str,
    quiet: bool,  # noqa: ARG001  an explanation has nothing to leave out
    verbose: bool,  # noqa: ARG001
) -> int:
    """Unfold a gate of a person, a rule, or how a commit's message was read."""
    from c7gate.app import explain

    where = explain.Where(repo, program, trusted, as_of or options.now(), os.environ)
    screen = options.screen(color)
    if what.startswith("commit:"):
        views = _commit(what.removeprefix("commit:"), where, screen)
    elif rule := explain.explain_rule(what):
        views = _rule(rule, explain.preset_severity(rule), screen)
    elif gate != "3":
        views = _gate(what, int(gate), where, screen, color=options.colored(color))
    else:
        views = _gate3(what, where, screen, color=options.colored(color))
    if missing := [name for name, _ in outputs if name not in views]:
        raise click.BadParameter(
            f"{missing[0]} is for a person's gate; write text or json", param_hint="--format"
        )
    options.emit(outputs, lambda name: views[name](), views.get("screen"))
    return 0


def _commit(revision: str, where: Where, screen: Screen | None) -> _Views:
    from c7gate.app.explain import explain_commit
    from c7gate.rendering import explanation
    from c7gate.rendering.explanation_screen import commit_screen

    commit, reading = explain_commit(revision, where)
    return {
        "text": partial(explanation.commit_text, commit, reading),
        "json": partial(explanation.commit_json, commit, reading),
        **({"screen": partial(commit_screen, commit, reading, screen)} if screen else {}),
    }


def _rule(rule: Rule, severity: str, screen: Screen | None) -> _Views:
    from c7gate.rendering import explanation
    from c7gate.rendering.explanation_screen import rule_screen

    return {
        "text": partial(explanation.rule_text, rule, severity),
        "json": partial(explanation.rule_json, rule, severity),
        **({"screen": partial(rule_screen, rule, severity, screen)} if screen else {}),
    }


def _gate(login: str, number: int, where: Where, screen: Screen | None, *, color: bool) -> _Views:
    from c7gate.app.explain import explain_gate
    from c7gate.rendering import gate
    from c7gate.rendering.explanation_screen import gate_screen

    with waiting():
        found = explain_gate(login, number, where)
    return {
        "text": partial(gate.gate_text, found, color=color),
        "json": partial(gate.gate_json, found),
        "markdown": partial(gate.gate_markdown, found),
        **({"screen": partial(gate_screen, found, screen)} if screen else {}),
    }


def _gate3(login: str, where: Where, screen: Screen | None, *, color: bool) -> _Views:
    from c7gate.app.explain import explain_gate3
    from c7gate.rendering import explanation
    from c7gate.rendering.explanation_screen import gate3_screen

    with waiting():
        found = explain_gate3(login, where)
    return {
        "text": partial(explanation.gate3_text, found, color=color),
        "json": partial(explanation.gate3_json, found),
        "markdown": partial(explanation.gate3_markdown, found),
        **({"screen": partial(gate3_screen, found, screen)} if screen else {}),
    }
