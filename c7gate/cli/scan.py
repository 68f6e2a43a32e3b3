"""`c7gate scan`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from c7gate.cli import options


@click.command("scan")
@click.argument("revisions", metavar="[RANGE]", default="", required=False)
@click.option(
    "--jsonl",
    metavar="FILE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Read one JSON object a line: id, channel, text.",
)
@click.option("--stdin", "from_stdin", is_flag=True, help="Read one text from standard input.")
@click.option(
    "--channel",
    type=click.Choice(["commit", "pr", "review", "file"]),
    help="What the text on standard input is  [default: commit]",
)
@options.repo_option()
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default=None,
    help="How to print  [default: text; json for --jsonl]",
)
def command(
    *,
    revisions: str,
    jsonl: Path | None,
    from_stdin: bool,
    channel: str | None,
    repo: Path,
    output: str | None,
) -> int:
    """List references, in a range of history or in texts given."""
    if sum((bool(revisions), jsonl is not None, from_stdin)) > 1:
        raise click.UsageError("give one of RANGE, --jsonl and --stdin")
    if channel and not from_stdin:
        raise click.UsageError("--channel goes with --stdin")
    if jsonl is not None:
        lines = _texts(jsonl, output or "json")
    elif from_stdin:
        lines = _stdin(channel or "commit", output or "text")
    else:
        lines = _commits(repo, revisions or "HEAD", output or "text")
    write = sys.stdout.write
    for line in lines:
        write(line if output == "json" else options.for_log(line))
    return 0


def _commits(repo: Path, revisions: str, output: str) -> Iterator[str]:
    from c7gate.app.scan import scan_range

    for item in scan_range(repo, revisions, os.environ):
        # Only a hit needs these, and by then git is walking already.
        from c7gate.rendering.scan import json_commit, text_commit

        yield (json_commit if output == "json" else text_commit)(item.commit, item.reading)


def _texts(file: Path, output: str) -> Iterator[str]:
    from c7gate.app.scan import scan_lines
    from c7gate.rendering.scan import json_line, text_line

    render = json_line if output == "json" else text_line
    try:
        stream = click.open_file(str(file), "rb")
    except OSError as error:
        raise click.FileError(str(file), error.strerror or "cannot be read") from None
    with stream:
        for item in scan_lines(stream, str(file)):
            yield render(item.reading, id=item.id)


def _stdin(channel: str, output: str) -> Iterator[str]:
    from c7gate.app.scan import scan_text
    from c7gate.model.reference import Channel
    from c7gate.rendering.scan import json_line, text_line

    text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    item = scan_text(text, Channel(channel))
    yield json_line(item.reading, id="") if output == "json" else text_line(item.reading, id="")
