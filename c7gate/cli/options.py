"""Options that several commands share, and what they mean."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from c7gate.model.errors import C7gateError
from c7gate.model.version import VERSION

if TYPE_CHECKING:
    from c7gate.rendering.screen import Screen

_FOR_MACHINES = frozenset({"json", "github"})  # each escapes for its own reader
_F = TypeVar("_F", bound=Callable[..., object])
_YEARS = range(1970, 3000)  # as policy and commits count; arithmetic on days ends at year 9999


def repo_option(words: str = "Repository to read") -> Callable[[_F], _F]:
    """`-C/--repo`; `words` say what it names."""
    return click.option(
        "-C",
        "--repo",
        metavar="PATH",
        type=click.Path(path_type=Path),
        default=".",
        help=f"{words}  [default: this folder]",
    )


def repository_options(command: _F) -> _F:
    """`-C/--repo` and `--program`."""
    program = click.option(
        "--program",
        metavar="PATH",
        type=click.Path(path_type=Path),
        help="Repository that holds policy and records  [default: the judged one]",
    )
    return repo_option()(program(command))


def revision_option(name: str, words: str) -> Callable[[_F], _F]:
    """An option that names a revision, empty where it is not given; `words` are its help.

    An empty value is a wrong call: a variable that a CI job lost must not become what stands in for the option.
    """
    return click.option(name, metavar="REV", callback=_revision, help=words)


def trusted_option(default: str) -> Callable[[_F], _F]:
    """`--trusted`; `default` says in words what stands in for it."""
    return revision_option("--trusted", f"Commit whose policy and people decide  [default: {default}]")


def as_of_option(command: _F) -> _F:
    """`--as-of`, as an aware datetime in UTC, or None."""
    return click.option(
        "--as-of",
        metavar="INSTANT",
        callback=_as_of,
        help="Judge as of this RFC 3339 instant or date (its end, UTC)  [default: the event's time, else now]",
    )(command)


def measurements_option(command: _F) -> _F:
    """`--measurements`, an export on disk or None."""
    return click.option(
        "--measurements",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="What git does not hold: merged changes, bugs, timed look-ups (schemas/measurements.schema.json)",
    )(command)


def check_option(words: str) -> Callable[[_F], _F]:
    """`--check`; `words` say what must hold."""
    return click.option("--check", is_flag=True, help=f"Exit 1 unless {words}.")


def output_options(*formats: str) -> Callable[[_F], _F]:
    """`--format` (repeatable, each with an optional `=FILE`), `--color`, `-q` and `-v`.

    An error of the command that leaves it is also said where JSON was asked for, in the form of `check`.
    """

    def decorate(command: _F) -> _F:
        command = _answering(command)
        for option in (
            click.option(
                "-v", "--verbose", is_flag=True, help="Add what was counted and why rules asked nothing."
            ),
            click.option("-q", "--quiet", is_flag=True, help="Only errors, warnings and the verdict."),
            click.option(
                "--color",
                type=click.Choice(["auto", "always", "never"]),
                default="auto",
                help="Colour the text.  [default: on a terminal]",
            ),
            click.option(
                "--format",
                "outputs",
                metavar="FORMAT[=FILE]",
                multiple=True,
                callback=_outputs(formats),
                help=f"{', '.join(formats)}; may be repeated  [default: {_default(formats)}]",
            ),
        ):
            command = option(command)
        return command

    return decorate


def _answering(command: _F) -> _F:
    """The command, whose machine readers learn of an error as well; it goes on to be said to people."""

    @wraps(command)
    def answering(**values: Any) -> object:
        try:
            return command(**values)
        except C7gateError as error:
            show_error(error, values["outputs"], values.get("as_of"))
            raise

    return cast("_F", answering)


def show_error(
    error: C7gateError, outputs: tuple[tuple[str, Path | None], ...], as_of: datetime | None = None
) -> None:
    """Write the document that says why there is no report, where JSON was asked for."""
    from c7gate.rendering.json import render_error

    asked = tuple(output for output in outputs if output[0] == "json")
    document = render_error(error, version=VERSION, as_of=as_of or now(), what="the program")
    emit(asked, lambda _: document)


def _default(formats: tuple[str, ...]) -> str:
    return "github in GitHub Actions, else text" if "github" in formats else "text"


def _outputs(
    formats: tuple[str, ...],
) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], tuple[tuple[str, Path | None], ...]]:
    def read(
        _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
    ) -> tuple[tuple[str, Path | None], ...]:
        in_actions = os.environ.get("GITHUB_ACTIONS") == "true" and "github" in formats
        found = []
        for value in values or (["github"] if in_actions else ["text"]):
            name, given, file = value.partition("=")
            if name not in formats:
                raise click.BadParameter(f"{name!r} is not one of {', '.join(formats)}")
            if given and not file:
                raise click.BadParameter(f"{value!r} names no file; write {name}=FILE")
            found.append((name, Path(file) if file else None))
        if sum(file is None for _, file in found) > 1:
            raise click.BadParameter(
                "only one format can go to standard output; give the others a file: FORMAT=FILE"
            )
        return tuple(found)

    return read


def _revision(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    if value == "":
        raise click.BadParameter("it is empty; name a branch or a commit, or leave the option out")
    return value or ""


def _as_of(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        if len(value) == len("2025-08-22"):
            instant: datetime | None = datetime.combine(date.fromisoformat(value), time(23, 59, 59), UTC)
        else:
            instant = datetime.fromisoformat(value)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise click.BadParameter(
            f"{value!r} is no date or RFC 3339 instant; write 2025-09-01 or 2025-09-01T09:00:00Z"
        )
    if instant.year not in _YEARS:
        raise click.BadParameter(f"{value!r} is out of range; write an instant between 1970 and 2999")
    return instant.astimezone(UTC)


def now() -> datetime:
    """The clock, read once a run, in whole seconds UTC."""
    return datetime.now(UTC).replace(microsecond=0)


def colored(choice: str) -> bool:
    """Whether to colour standard output: the flag, then NO_COLOR, FORCE_COLOR, then the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def screen(choice: str) -> Screen | None:
    """The terminal that standard output is, to lay a view out for, by `--color` of the call.

    None where it is none that does more than print lines, or where rich, the extra `terminal`, is not installed.
    """
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return None
    from importlib.util import find_spec

    if find_spec("rich") is None:
        return None
    import shutil

    from c7gate.rendering.screen import Screen

    return Screen(shutil.get_terminal_size().columns, colored(choice), unicode=_shows_unicode())


def _shows_unicode() -> bool:
    """Whether the locale has more than ASCII. What is written is UTF-8 either way, which another terminal garbles."""
    named = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    if not named:
        settings = (os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
        locale = next(filter(None, settings), "")
        if locale in {"C", "POSIX"}:
            return False
        named = locale.partition(".")[2]
    return not named or named.lower().startswith("utf")


def for_log(report: str) -> str:
    """The report as it may go into the log of a workflow run, where some lines are commands; elsewhere unchanged.

    What c7gate itself writes for the runner is `--format github`, which escapes for itself.
    """
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return report
    from c7gate.rendering.escape import inert_lines

    return inert_lines(report)


def emit(
    outputs: tuple[tuple[str, Path | None], ...],
    render: Callable[[str], str],
    lay_out: Callable[[], str] | None = None,
) -> None:
    """Write each format where it was asked for; the text that goes to a terminal as `lay_out` gives it, if it is given."""
    for name, file in outputs:
        report = lay_out() if lay_out and name == "text" and file is None else render(name)
        if file is None:
            # Colour is decided by the options above, not stripped again by click.
            shown = report if name in _FOR_MACHINES else for_log(report)
            click.echo(shown, nl=False, color=True)
        else:
            try:
                file.write_text(report, encoding="utf-8", newline="\n")
            except OSError as error:
                raise click.FileError(str(file), error.strerror or "cannot be written") from None
