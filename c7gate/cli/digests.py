"""The reports on a period in one table: each kind's command differs in its period alone."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import options
from c7gate.cli.waiting import waiting
from c7gate.model.version import VERSION

HELP = {
    "daily": "Tell what the last complete day changed; weekly once no cohort is in its first days.",
    "weekly": "Tell what the last complete ISO week changed, who needs somebody, and what comes next.",
    "monthly": "Tell what the last complete month changed, with first attempts and actions from feedback.",
    "quarterly": "Tell what the last complete quarter changed, with judgements and advanced exercises.",
    "annual": "Tell of the last complete year: success, and the return by stated assumptions alone.",
}


def digest_command(kind: str) -> click.Command:
    """The command of one kind."""

    @click.command(kind, help=HELP[kind])
    @options.repository_options
    @options.trusted_option("HEAD")
    @options.as_of_option
    @options.measurements_option
    @click.option(
        "--audience",
        type=click.Choice(["coordinator", "team"]),
        default="coordinator",
        help="Who reads it; a team sees no names and no small groups.  [default: coordinator]",
    )
    @options.output_options("text", "json", "markdown")
    def command(
        *,
        repo: Path,
        program: Path | None,
        trusted: str,
        as_of: datetime | None,
        measurements: Path | None,
        audience: str,
        outputs: tuple[tuple[str, Path | None], ...],
        color: str,
        quiet: bool,  # noqa: ARG001  a page has nothing to leave out
        verbose: bool,  # noqa: ARG001
    ) -> int:
        from c7gate.app.digest import digested
        from c7gate.app.explain import Where
        from c7gate.program.periods import Kind
        from c7gate.rendering import digest as views
        from c7gate.rendering.digest_sections import DigestView
        from c7gate.rendering.status import Audience, StatusView

        where = Where(repo, program, trusted, as_of or options.now(), os.environ)
        with waiting():
            found = digested(where, Kind(kind), measurements)
        seen = found.status.seen
        status = StatusView(
            groups=found.digest.groups,
            blockers=seen.watch.blockers,
            told=seen.told,
            as_of=found.digest.period.ends,
            through=found.status.through,
            audience=Audience(audience),
        )
        view = DigestView(found.digest, status)
        renderers = {
            "text": lambda: views.render_text(view, color=options.colored(color)),
            "json": lambda: views.render_json(view, version=VERSION),
            "markdown": lambda: views.render_markdown(view),
        }
        options.emit(outputs, lambda name: renderers[name]())
        return 0

    return command
