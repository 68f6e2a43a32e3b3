"""`c7gate report privacy`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.model.version import VERSION


@click.command("privacy")
@options.repository_options
@options.trusted_option("HEAD")
@options.as_of_option
@options.check_option("the notice says all that it must, and whom to ask")
@options.output_options("text", "json", "markdown")
def command(
    *,
    repo: Path,
    program: Path | None,
    trusted: str,
    as_of: datetime | None,
    check: bool,
    outputs: tuple[tuple[str, Path | None], ...],
    color: str,  # noqa: ARG001  a notice has no colours
    quiet: bool,  # noqa: ARG001  nor anything to leave out
    verbose: bool,  # noqa: ARG001
) -> int:
    """Show the privacy notice: what is stored, why, which gates and alerts use it, who sees it, how long.

    `--format markdown=docs/PRIVACY.md` writes it as a document.
    """
    from c7gate.app.explain import Where
    from c7gate.app.privacy import privacy
    from c7gate.rendering import privacy as views

    instant = as_of or options.now()
    told = privacy(Where(repo, program, trusted, instant, os.environ))
    notice = views.Notice(told.policy, told.trusted, instant, told.stored, told.lacks)
    code = int(check and bool(told.lacks))
    renderers = {
        "text": lambda: views.render_text(notice),
        "json": lambda: views.render_json(notice, version=VERSION, exit_code=code),
        "markdown": lambda: views.render_markdown(notice),
    }
    options.emit(outputs, lambda name: renderers[name]())
    return code
