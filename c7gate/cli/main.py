"""The command group, and the one place where errors become exit codes."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import click

from c7gate.cli.groups import LateGroup
from c7gate.cli.start import ISSUES
from c7gate.model.errors import C7gateError
from c7gate.model.version import VERSION

BUG = 70
_INTERRUPTED = 130
_BROKEN_PIPE = 141
_WRONG_CALL = 2
_DOCUMENTS = frozenset({"check", "me", "explain", "status", "report"})
_UNWRITABLE = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})

HEADINGS: dict[str, tuple[str, ...]] = {
    "Every day": ("check", "me", "explain", "scan"),
    "Your record": ("validate", "add", "sign"),
    "Coordinators": ("status", "report"),
    "Set up": ("init", "doctor", "policy", "hook", "collect", "demo"),
}


class _Commands(LateGroup):
    """Commands by heading, each imported when it is asked for: start-up is on the commit hook's path."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return [name for names in HEADINGS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"c7gate.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101  a command's file that holds none is a bug
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, names in HEADINGS.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(heading):
                formatter.write_dl(
                    [(name, command.get_short_help_str(90)) for name, command in commands if command]
                )


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, message="c7gate %(version)s")
def cli() -> None:
    """Prove from the repository alone who adopted the practice.

    Exit codes: 0 nothing that applies failed, 1 a finding of severity error, 2 wrong call or broken trusted
    policy, 3 could not look, 70 a bug.
    """


def main() -> None:
    """The console script: run, and end with an exit code of the contract."""
    _fill_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody is left to tell
            stream.flush()
    # All is said and closed. Taking the interpreter apart would be a twentieth of a check.
    os._exit(code)


def run(arguments: list[str]) -> int:  # noqa: PLR0911  a code of the contract each
    """Run one command line and give its exit code."""
    try:
        code = cli.main(arguments, prog_name="c7gate", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        _show(error, arguments)
        return _WRONG_CALL  # click says 1 where a file cannot be opened, which would read as a verdict
    except SystemExit:  # what click makes of a pipe whose reader went away; its 1 would read as a verdict
        return _BROKEN_PIPE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return _INTERRUPTED
    except OSError as error:
        return _unwritten(error)
    except C7gateError as error:
        from c7gate.cli.options import for_log
        from c7gate.rendering.text import render_error

        report = render_error(error, color=sys.stderr.isatty() and "NO_COLOR" not in os.environ)
        click.echo(for_log(report), err=True, nl=False)
        return error.exit_code
    except Exception:  # noqa: BLE001  the last handler: a bug never looks like a verdict
        return _bug()
    return code if isinstance(code, int) else 0


def _show(error: click.ClickException, arguments: list[str]) -> None:
    """Say what is wrong with the call; in JSON, too, where a document of that form was asked for."""
    error.show()
    asked = " ".join(arguments).replace("--format=", "--format ")
    if {*arguments[:1]} & _DOCUMENTS and "--format json" in asked and "--format json=" not in asked:
        from c7gate.cli.options import now
        from c7gate.model.errors import UsageError
        from c7gate.rendering.json import render_error

        context = error.ctx if isinstance(error, click.UsageError) else None
        named = context.command_path if context else f"c7gate {arguments[0]}"
        what = "the change" if arguments[0] == "check" else "the program"
        wrong = UsageError(error.format_message(), help=f"see {named} --help")
        click.echo(render_error(wrong, version=VERSION, as_of=now(), what=what), nl=False)


def _fill_closed_streams() -> None:
    """A stream the caller closed reads as empty and swallows what is written; the exit code still speaks."""
    nothing = Path(os.devnull)
    sys.stdin = sys.stdin or nothing.open(encoding="utf-8")
    sys.stdout = sys.stdout or nothing.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nothing.open("w", encoding="utf-8")


def _unwritten(error: OSError) -> int:
    """The report could not be written: its reader went away, or the disk is full."""
    if error.errno not in _UNWRITABLE:
        return _bug()
    # Nothing more can be said, and the interpreter must not say so either when it flushes at the end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == errno.EPIPE:
        return _BROKEN_PIPE
    click.echo(f"error    the report cannot be written: {error.strerror}", err=True)
    return _WRONG_CALL


def _bug() -> int:
    import traceback

    click.echo(traceback.format_exc(), err=True, nl=False)
    versions = f"c7gate {VERSION}, Python {sys.version.split()[0]}, {sys.platform}"
    click.echo(f"bug  this is a fault of c7gate ({versions}); please report it at {ISSUES}", err=True)
    return BUG
