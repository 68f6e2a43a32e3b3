"""`c7gate explain`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options


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
    from c7gate.rendering import explanation

    where = explain.Where(repo, program, trusted, as_of or options.now(), os.environ)
    if what.startswith("commit:"):
        commit, reading = explain.explain_commit(what.removeprefix("commit:"), where)
        views = {
            "text": lambda: explanation.commit_text(commit, reading),
            "json": lambda: explanation.commit_json(commit, reading),
        }
    elif rule := explain.explain_rule(what):
        severity = explain.preset_severity(rule)
        views = {
            "text": lambda: explanation.rule_text(rule, severity),
            "json": lambda: explanation.rule_json(rule, severity),
        }
    elif gate != "3":
        from c7gate.rendering import gate as gates

        unfolded = explain.explain_gate(what, int(gate), where)
        views = {
            "text": lambda: gates.gate_text(unfolded, color=options.colored(color)),
            "json": lambda: gates.gate_json(unfolded),
            "markdown": lambda: gates.gate_markdown(unfolded),
        }
    else:
        found = explain.explain_gate3(what, where)
        views = {
            "text": lambda: explanation.gate3_text(found, color=options.colored(color)),
            "json": lambda: explanation.gate3_json(found),
            "markdown": lambda: explanation.gate3_markdown(found),
        }
    if missing := [name for name, _ in outputs if name not in views]:
        raise click.BadParameter(
            f"{missing[0]} is for a person's gate; write text or json", param_hint="--format"
        )
    options.emit(outputs, lambda name: views[name]())
    return 0
