"""`c7gate init`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from c7gate.cli import options

if TYPE_CHECKING:
    from c7gate.app.init import Plan

_ASSISTANTS = ("claude-code", "codex", "gemini", "cursor")
_FORGES = {"github": "GitHub", "gitlab": "GitLab"}
_BY_HAND = {"keep": "is yours and stays as it is; add", "skip": "needs somebody to name; write"}
_MODES = {
    "github": """\
How hard it holds is yours to choose:
  advisory  the files alone. The check runs and fails in sight of all, and can be merged over; a pull request can edit
            the workflow that judges it.
  guarded   Settings, Rules: on {default} require the status check "c7gate" and a review from code owners. Who edits
            workflow or policy needs a coordinator.
  enforced  the organisation's rulesets: require the workflow from a repository that its developers cannot write to.
            Nothing in a pull request can change it.
""",
    "gitlab": """\
How hard it holds is yours to choose:
  advisory  the files alone. The job runs and fails in sight of all; a merge request can edit the pipeline that judges it.
  guarded   Settings: pipelines must succeed, and {default} is protected with code owner approval. Who edits pipeline
            or policy needs a coordinator.
  enforced  a pipeline execution policy of the group, in a project that its developers cannot write to.
            Nothing in a merge request can change it.
""",
}


@click.command("init")
@options.repo_option("Repository to set up")
@click.option("--yes", is_flag=True, help="Ask nothing: write what is missing.")
@click.option("--dry-run", is_flag=True, help="Only print what would be written.")
@click.option(
    "--coordinator", "coordinators", metavar="LOGIN", multiple=True,
    help="Who may change policy and cohorts; may be repeated  [default: asked; with --yes, git's user]",
)  # fmt: skip
@click.option(
    "--action-ref", metavar="COMMIT", default="", help="Commit id of the release that the workflows pin."
)
@click.option(
    "--forge", type=click.Choice(["github", "gitlab"]), help="Where it is hosted  [default: as origin says]"
)
@click.option(
    "--pages", is_flag=True, help="Also publish the team's dashboard, without names, on GitHub Pages."
)
@click.option(
    "--assistant",
    type=click.Choice(_ASSISTANTS),
    help="Also have this coding assistant tell what it looked up.",
)
def command(
    *,
    repo: Path,
    yes: bool,
    dry_run: bool,
    coordinators: tuple[str, ...],
    action_ref: str,
    forge: str | None,
    pages: bool,
    assistant: str | None,
) -> int:
    """Write the files a repository needs; what is there stays as it is."""
    from c7gate.app.init import POLICY, InitRequest, carry_out, plan

    asks = not (yes or dry_run)
    if asks and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("this is no terminal to ask on; add --yes, or --dry-run to look first")
    request = InitRequest(
        repo=repo,
        environment=os.environ,
        now=options.now(),
        coordinators=coordinators,
        action_ref=action_ref,
        forge=forge or "",
        pages=pages,
    )
    planned = plan(request)
    if asks and not coordinators and any(file.path == POLICY for file in planned.new):
        planned = plan(request._replace(coordinators=_coordinator(repo)))
    _show(planned, contents=dry_run)
    if dry_run:
        return 0
    if asks and planned.new and not click.confirm(f"\nWrite {_files(len(planned.new))}?", default=True):
        click.echo("nothing was written")
        return 0
    asks = asks and bool(planned.new)
    written = carry_out(planned)
    _hook_assistant(planned.root, assistant or (_ask_assistant() if asks else None))
    _close(planned, written)
    return 0


def _coordinator(repo: Path) -> tuple[str, ...]:
    from c7gate.app.init import guess_coordinator

    guess = guess_coordinator(repo, os.environ)
    click.echo("Who may change the policy and cohorts? A login as on the forge; several with commas between.")
    answer = click.prompt("Coordinator", default=guess.login or None)
    return tuple(name.strip() for name in str(answer).split(",") if name.strip())


def _ask_assistant() -> str | None:
    click.echo(
        "\nA coding assistant can tell c7gate which libraries it looked up, so that commits name them."
    )
    answer = str(click.prompt("Assistant", type=click.Choice(["none", *_ASSISTANTS]), default="none"))
    return None if answer == "none" else answer


def _hook_assistant(root: Path, assistant: str | None) -> None:
    from c7gate.rendering.escape import terminal

    if assistant:
        from c7gate.writing.assistants import install_assistant

        file = install_assistant(assistant, root)
        click.echo(f"{assistant} calls c7gate hook capture  ({terminal(str(file))})")


def _show(planned: Plan, *, contents: bool) -> None:
    from c7gate.rendering.escape import terminal

    click.echo(
        f"{terminal(str(planned.root))}, for {_FORGES[planned.forge]}, default branch {terminal(planned.default)}:"
    )
    width = max(len(file.path) for file in planned.files)
    for file in planned.files:
        click.echo(f"  {file.standing:<5}  {terminal(file.path):<{width}}  {file.purpose}")
    for file in planned.files:
        if contents and file.content:
            click.echo(f"\n--- {file.path}\n{file.content.decode('utf-8')}", nl=False)
        if file.add:
            click.echo(f"\n{terminal(file.path)} {_BY_HAND[file.standing]}:")
            click.echo(
                "".join(f"    {terminal(line)}".rstrip() + "\n" for line in file.add.splitlines()), nl=False
            )


def _close(planned: Plan, written: tuple[str, ...]) -> None:
    click.echo(f"\n{_files(len(written))} written" if written else "\nnothing to write: all files are there")
    if planned.unpinned:
        click.echo(
            f"pin it: in {', '.join(planned.unpinned)} replace COMMIT by the commit id of the release you chose"
        )
    click.echo("""
Next:
  c7gate check                          what it says about the current branch, now
  c7gate add enrolment                  your own training record
  c7gate add enrolment --from-history   proposes everybody's, from the last year's commits
  c7gate hook install                   a reminder when you commit
  c7gate doctor                         whether all this is in force and without holes
policies/program.yaml and one workflow are all it needs; it counts once they are on the default branch.
""")
    click.echo(_MODES[planned.forge].format(default=planned.default), nl=False)


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
