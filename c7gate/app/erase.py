"""`me --erase`: take what may be taken out of a person's record, and say what stays, why, and what more it would take."""

from __future__ import annotations

from c7gate.app.explain import Where
from c7gate.app.person import author_email, is_login
from c7gate.model.errors import UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.personal import Authored, FileHistory, PersonalFact
from c7gate.program.erasure import KeptFact, erased, kept, takes_part
from c7gate.reading.checkout import Checkout
from c7gate.reading.git import Repository
from c7gate.reading.personal import (
    authored_by,
    collected_lines,
    cut_off,
    facts_in,
    file_history,
    unread_files,
)
from c7gate.reading.program_files import ASSESSMENTS, OWN, ProgramFiles
from c7gate.writing.erasure import erase_record
from c7gate.writing.records import Edit


class Erasure(NamedTuple):
    """What was taken out, or would be; what stays in files, and what in history.

    `history` are the files about the person alone, `authored` the commits by an address of their record. `unread` pairs
    what could not be read, in which more may stand, with why.
    """

    login: str
    edit: Edit
    erased: tuple[PersonalFact, ...]
    kept: tuple[KeptFact, ...]
    history: tuple[FileHistory, ...]
    authored: Authored
    unread: tuple[tuple[str, str], ...] = ()


def erase(where: Where, login: str = "", *, dry_run: bool = False) -> Erasure:
    """Blank the record of `login`, else of whose record names the address that git writes into commits here.

    Only the work tree is changed; who may merge that is decided like for any other change.

    Raises:
        UsageError: nobody is meant, there is no valid record, or the person still takes part.
        PolicyError: the policy on disk is broken.
        CannotLookError: something cannot be read or written; the record is unchanged.
    """
    files = ProgramFiles(Checkout.find(where.program or where.repo, where.environment))
    login = login or files.identities.by_email(author_email(where.environment, where.repo))
    path = f"{OWN}/{login}.yaml"
    _demand_exit(files, login, path, where)
    with (
        Repository.open(where.repo, where.environment) as code,
        Repository.open(where.program or where.repo, where.environment) as program,
    ):
        records = tuple(files.records)
        unread = (*unread_files(records), *cut_off(program))
        facts = (
            *facts_in(records, files.policy_documents, login),
            *collected_lines(program, login),
        )
        tip = program.resolve("HEAD")
        history = (file_history(program, tip, place) for place in (path, f"{ASSESSMENTS}/{login}.yaml"))
        authored = authored_by(code, [code.resolve("HEAD")], files.identities, login)
        written = tuple(line for line in history if line.commits)
    root, locks = files.checkout.root, files.checkout.place.directory / "c7gate"
    edit = erase_record(root, path, locks=locks, dry_run=dry_run)
    changed = tuple(erased(facts)) if edit.after != edit.before else ()
    return Erasure(login, edit, changed, tuple(kept(facts)), written, authored, unread)


def _demand_exit(files: ProgramFiles, login: str, path: str, where: Where) -> None:
    """Refuse what would take evidence from under gates and alerts that are still open."""
    if not is_login(login):
        words = f"{login!r} is no login" if login else "no record names the address that git has for you"
        raise UsageError(words, help="name a login with --login")
    developer = files.developer(login)
    if developer is None:
        raise UsageError(f"{path} is missing or not valid", help="c7gate validate says what is wrong")
    person = files.person(developer, files.assessment(login))
    if takes_part(person, files.cohorts.values(), where.as_of):
        raise UsageError(
            f"{login} still takes part: gates, days and alerts rest on these facts; nothing was written",
            help=f"first a coordinator ends the line in the roster: {{login: {login}, to: DATE, exit: withdrawn}}; the day after, it can be done",
        )
