"""`add`: write into the own record what no commit shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from c7gate.judging.identity import Identities
from c7gate.model.errors import UsageError
from c7gate.parsing.assistant import library_of
from c7gate.parsing.record import lenient_identities, record_login
from c7gate.parsing.yaml import parse_document
from c7gate.parsing.yaml_text import MAX_BYTES
from c7gate.reading.discovery import discover
from c7gate.reading.process import Git
from c7gate.writing.records import Edit, append_to_record

_FOLDER = "training-records/developers"


class UsageRequest(NamedTuple):
    """One call of `add usage`.

    `repo` is a path in the repository of records. `library` and `topic` are as typed; `outcome` is helpful,
    partial, not, or empty. `at` is when the look-up was, aware, not after `now`. `login` is empty where git's
    `user.email` says whose record it is.
    """

    repo: Path
    environment: Mapping[str, str]
    library: str
    at: datetime
    now: datetime
    topic: str = ""
    outcome: str = ""
    login: str = ""
    dry_run: bool = False


def add_usage(request: UsageRequest) -> Edit:
    """Add a look-up that no commit shows to the person's own record on disk.

    Raises:
        UsageError: the library is no id, the instant lies ahead, nobody's record is meant, or the record cannot
            take the line.
        CannotLookError: the record cannot be read or written; it is unchanged.
    """
    library = library_of(request.library)
    if not library:
        raise UsageError(
            f"{request.library!r} is no library id", help="write it as /owner/name, such as /websockets/ws"
        )
    if request.at > request.now:
        raise UsageError(
            f"{request.at.isoformat()} lies ahead", help="name the time of the look-up with --at"
        )
    item = {"at": _written(request.at), "kind": "log", "library": library}
    item |= {key: text for key, text in (("topic", request.topic), ("outcome", request.outcome)) if text}
    git = Git.find(request.environment)
    place = discover(git, request.repo)
    root = _top(git, request.repo)
    login = request.login or _own_login(git, request.repo, root)
    if record_login(f"{login}.yaml") is None:
        raise UsageError(f"{login!r} is no login", help="name it as its record is named")
    lock = place.directory / "c7gate" / f"{login}.lock"
    path = f"{_FOLDER}/{login}.yaml"
    return append_to_record(root, path, "usage", item, lock=lock, dry_run=request.dry_run)


def _written(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _top(git: Git, folder: Path) -> Path:
    answer = git.run("rev-parse", "--path-format=absolute", "--show-toplevel", where=folder.resolve())
    if answer.code:
        raise UsageError(f"{folder} has no work tree to write in", help="name a checkout with -C PATH")
    return Path(answer.output.decode("utf-8", "surrogateescape").removesuffix("\n"))


def _own_login(git: Git, folder: Path, root: Path) -> str:
    """The login whose record names git's user.email."""
    answer = git.run("config", "--get", "user.email", where=folder.resolve())
    email = answer.output.decode("utf-8", "surrogateescape").strip()
    if not email:
        raise UsageError("git knows no user.email", help="name your record with --login LOGIN")
    login = Identities(_identities(root / _FOLDER)).by_email(email)
    if not login:
        raise UsageError(f"no record in {_FOLDER}/ names {email}", help="name your record with --login LOGIN")
    return login


def _identities(folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    for file in sorted(folder.glob("*.yaml")):
        login = record_login(file.name)
        if login and file.is_file() and not file.is_symlink():
            with file.open("rb") as stream:
                yield login, lenient_identities(parse_document(stream.read(MAX_BYTES + 1), file.name))
