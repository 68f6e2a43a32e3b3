"""`c7gate hook capture`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from c7gate.cli import options

_CHUNK = 64 * 1024


@click.command("capture")
@click.option(
    "--assistant",
    metavar="NAME",
    help="claude-code, codex, gemini or cursor  [default: by the event's shape]",
)
def command(*, assistant: str | None) -> int:
    """Note a look-up that an assistant's tool event on standard input tells of.

    Started by the assistant itself, it never fails: what is wrong is one line on standard error.
    """
    from c7gate.app.capture import Captured, capture

    try:
        captured = capture(_event(), assistant, here=Path(), at=options.now(), environment=os.environ)
    except Exception as error:  # noqa: BLE001  not even a bug of ours may break the assistant
        captured = Captured(assistant or "", problem=f"{type(error).__name__}: {error}")
    if captured.problem:
        from c7gate.rendering.escape import terminal

        click.echo(f"c7gate hook capture: {terminal(captured.problem)}", err=True)
    if captured.assistant == "gemini":
        click.echo("{}")  # it reads standard output as JSON
    return 0


def _event() -> bytes:
    """The event, one byte more than is read if it is too large; the rest is taken and dropped."""
    from c7gate.app.capture import EVENT_LIMIT

    stream = sys.stdin.buffer
    data = stream.read(EVENT_LIMIT + 1)
    while len(data) > EVENT_LIMIT and stream.read(_CHUNK):
        pass  # an assistant that is still writing must not find its pipe closed
    return data
