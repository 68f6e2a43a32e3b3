"""`c7gate collect`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from c7gate.cli import events, options


@click.command("collect")
@click.argument("span", metavar="[RANGE]", default="")
@click.option(
    "--event-path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Event file of GitHub  [default: $GITHUB_EVENT_PATH; in GitLab its variables]",
)
@options.repository_options
@click.option(
    "--push", "remote", metavar="REMOTE", default="", help="Push the branch to this remote, never by force."
)
@click.option("--dry-run", is_flag=True, help="Show the lines and write nothing.")
@options.as_of_option
def command(
    *,
    span: str,
    event_path: Path | None,
    repo: Path,
    program: Path | None,
    remote: str,
    dry_run: bool,
    as_of: datetime | None,
) -> int:
    """Keep what git would lose of merged changes, on the branch c7gate-evidence.

    RANGE is BEFORE..AFTER on the default branch; in CI a push to it says so itself, and proves when it was seen.
    Commits, descriptions and reviews of enrolled people are kept as (person, date, library, topic): no message, no
    e-mail address.
    """
    from c7gate.app.collect import Request, collect
    from c7gate.rendering.collected import collection_text

    event = events.event_of(os.environ, event_path)
    instant = as_of or (event.at if event else None) or options.now()
    found = collect(
        Request(
            repo=repo,
            program=program,
            environment=os.environ,
            span=span,
            event=event,
            pulls_of=events.pulls_of(os.environ, event),
            as_of=instant,
            first_seen=instant if event and not span else None,
            push=remote,
            access=access(os.environ),
            dry_run=dry_run,
        )
    )
    report = collection_text(
        found.repository,
        zip(found.gathered, found.added, strict=True),
        tip=found.tip,
        pushed=found.pushed,
        dry_run=dry_run,
    )
    click.echo(options.for_log(report), nl=False)
    return 0


def access(environment: Mapping[str, str]) -> dict[str, str]:
    """How a job of GitHub Actions shows its token to its own server: on no command line, in no file (T86)."""
    token, server = environment.get("GITHUB_TOKEN", "").strip(), environment.get("GITHUB_SERVER_URL", "")
    if environment.get("GITHUB_ACTIONS") != "true" or not token or not server:
        return {}
    from base64 import b64encode

    from c7gate.reading.forges.http import trusted_base

    basic = b64encode(f"x-access-token:{token}".encode()).decode("ascii")
    header = f"http.{trusted_base(server)}.extraheader"
    said = environment.get("GIT_CONFIG_COUNT", "")
    count = int(said) if said.isascii() and said.isdecimal() else 0
    return {
        "GIT_CONFIG_COUNT": str(count + 2),
        f"GIT_CONFIG_KEY_{count}": header,  # the empty one drops whatever else the checkout left
        f"GIT_CONFIG_VALUE_{count}": "",
        f"GIT_CONFIG_KEY_{count + 1}": header,
        f"GIT_CONFIG_VALUE_{count + 1}": f"AUTHORIZATION: basic {basic}",
    }
