"""`c7gate report`: views of a running program, each kind in a file of its own."""

from __future__ import annotations

from importlib import import_module

import click

from c7gate.cli.groups import LateGroup

KINDS = (
    "alerts",
    "daily",
    "weekly",
    "monthly",
    "quarterly",
    "annual",
    "plan",
    "success",
    "metrics",
    "readiness",
    "privacy",
    "dashboard",
)


class _Kinds(LateGroup):
    """Kinds in the order of their list, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in KINDS:
            return None
        command = import_module(f"c7gate.cli.report_{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101  a kind's file that holds none is a bug
        return command


@click.group("report", cls=_Kinds)
def command() -> None:
    """Report on the running program."""
