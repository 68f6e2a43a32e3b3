"""`c7gate add`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from c7gate.cli import options, prompts
from c7gate.cli.baseline import command as baseline
from c7gate.cli.edits import show_edits, show_vouchers
from c7gate.cli.enrolment import command as enrolment
from c7gate.cli.survey import command as survey
from c7gate.model.facts import FACTS, Fact, Field, Form, Value
from c7gate.model.record import RecordKind
from c7gate.parsing.fact_values import value_of
from c7gate.parsing.record import record_login

if TYPE_CHECKING:
    from c7gate.app.add import Entering
    from c7gate.app.entries import Added, AddRequest

_MANY = frozenset({Form.LIST, Form.SCORES, Form.RUBRIC})
_METAVARS = {
    Form.DATE: "DATE",
    Form.INSTANT: "INSTANT",
    Form.MOMENT: "DATE|INSTANT",
    Form.LIBRARY: "ID",
    Form.GATE: "N",
}
_LOGIN = {
    RecordKind.DEVELOPER: "Whose record  [default: the one with git's user.email]",
    RecordKind.ASSESSMENT: "Whom it is about.",
}


@click.group("add", invoke_without_command=True)
@click.option("--login", metavar="LOGIN", default="", help="Whose open facts  [default: by git's user.email]")
@options.repo_option("Repository of the records")
@click.pass_context
def command(context: click.Context, login: str, repo: Path) -> int:
    """Add a fact; without KIND, list what is open for you."""
    if context.invoked_subcommand is None:
        _show_open(login, repo)
    return 0


def _show_open(login: str, repo: Path) -> None:
    from c7gate.app.add import open_for
    from c7gate.app.entries import AddRequest
    from c7gate.model.errors import UsageError
    from c7gate.rendering.open_facts import add_call

    try:
        found = open_for(AddRequest(repo, os.environ, options.now(), login))
    except UsageError as error:
        if login:
            raise
        click.echo(options.for_log(f"note: {error.message}"), err=True)
        found = None
    if found and found.login:
        click.echo(f"Open for {found.login}:" if found.facts else f"Nothing is open for {found.login}.")
        width = max((len(item.what) for item in found.facts), default=0)
        for item in found.facts:
            click.echo(options.for_log(f"  gate {item.gate}  {item.what:<{width}}  {add_call(item)}"))
        click.echo()
    elif found:
        click.echo("No record is known to be yours: c7gate add enrolment writes it.\n")
    click.echo("You can add:")
    width = max(map(len, command.commands))
    for name, kind in command.commands.items():
        click.echo(f"  {name:<{width}}  {kind.get_short_help_str(90)}")


def _command(fact: Fact) -> click.Command:
    """The command that adds one kind of line, an option for each of its keys."""

    def callback(
        *, login: str, dry_run: bool, commit: bool, repo: Path, sheet: Path | None = None, **texts: Any
    ) -> int:
        from c7gate.app.add import Entering
        from c7gate.app.entries import AddRequest

        given = {key: value for key, value in texts.items() if value not in (None, ())}
        request = AddRequest(repo, os.environ, options.now(), login, dry_run=dry_run, commit=commit)
        entering = Entering(request, fact)
        if sheet is not None:
            added = _from_sheet(request, entering, sheet, given)
        else:
            added = entering.add(prompts.completed(entering, given) if prompts.asks() else given)
        show_edits(added.edits, dry_run=dry_run, commit=added.commit)
        show_vouchers(entering.vouchers({record_login(edit.path) or "" for edit in added.edits}))
        return 0

    parameters: list[click.Parameter] = [_option(fact, field) for field in fact.fields if not field.fixed]
    if fact.name == "attempt":
        parameters.insert(0, _sheet_option())
    made = click.Command(fact.name, callback=callback, params=parameters, help=fact.help)
    for decorate in (
        click.option("--login", metavar="LOGIN", default="", help=_LOGIN[fact.where]),
        click.option("--dry-run", is_flag=True, help="Only print what would change."),
        click.option("--commit", is_flag=True, help="Commit what was written, and nothing else."),
        options.repo_option("Repository of the records"),
    ):
        made = decorate(made)
    return made


def _option(fact: Fact, field: Field) -> click.Option:
    stated = f"  [default: {field.default}]" if field.default else ""
    return click.Option(
        [field.flag, field.key],
        metavar=None if field.choices else _METAVARS.get(field.form, "TEXT"),
        type=click.Choice(field.choices) if field.choices else str,
        multiple=field.form in _MANY,
        help=f"{field.help}{stated}",
        callback=lambda _context, _parameter, value: _typed(field, value),
        shell_complete=_offering(fact, field) if field.known else None,
    )


def _sheet_option() -> click.Option:
    return click.Option(
        ["--from", "sheet"],
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="A CSV file with many attempts: columns login, gate, date, assessor and the criteria. All are entered or none.",
    )


def _typed(field: Field, value: Any) -> Value | None:
    if value in (None, ()):
        return None
    try:
        return value_of(field, value if isinstance(value, tuple) else [value])
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _offering(fact: Fact, field: Field) -> Any:
    """Complete a name that policy or records know, in the shell."""

    def complete(context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        from c7gate.app.add import Entering
        from c7gate.app.entries import AddRequest
        from c7gate.model.errors import C7gateError

        repo, login = context.params.get("repo") or Path(), context.params.get("login") or ""
        try:
            entering = Entering(AddRequest(repo, os.environ, options.now(), login), fact)
            names = entering.names(field, {key: value for key, value in context.params.items() if value})
        except C7gateError:
            return []
        return [CompletionItem(name) for name in names if name.startswith(begun)]

    return complete


def _from_sheet(request: AddRequest, entering: Entering, sheet: Path, given: dict[str, Value]) -> Added:
    from c7gate.app.score_sheet import add_sheet

    row_by_row = [name for name in ("id", "scores", "rubric", "supersedes", "note") if name in given]
    if request.login or row_by_row:
        name = "login" if request.login else row_by_row[0]
        raise click.UsageError(f"--from takes the {name} of each attempt from its row")
    if entering.you:
        given = {"assessor": entering.you, **given}
    return add_sheet(request, entering.files, sheet, given)


command.add_command(enrolment)
for _fact in FACTS:
    command.add_command(_command(_fact))
command.add_command(survey)
command.add_command(baseline)
