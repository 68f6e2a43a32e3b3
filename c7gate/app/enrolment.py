"""`add enrolment`: a person's first training record, one's own or, proposed from history, everybody's (S-038)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from c7gate.app.person import Guess, as_login, guess_login, is_login
from c7gate.judging.identity import Identities, is_bot_login, noreply_login
from c7gate.judging.setup.authors import Author, authors_of
from c7gate.model.commit import Entry, Stamp
from c7gate.model.errors import UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.model.policy import Policy
from c7gate.parsing.policy_gates import exercise_policies, role_policy
from c7gate.reading import resources
from c7gate.reading.checkout import Checkout
from c7gate.reading.git import Repository
from c7gate.reading.program_files import ProgramFiles
from c7gate.reading.recent import recent_commits
from c7gate.reading.records import read_file
from c7gate.rendering.escape import terminal
from c7gate.rendering.scaffold import scaffold
from c7gate.rendering.scalar import scalar
from c7gate.scoring.timeline import planned_days
from c7gate.writing.init import write_new

_FOLDER = "training-records/developers"
_NAMES_SHOWN = 3


class EnrolmentRequest(NamedTuple):
    """One call of `add enrolment`.

    `login` and `identities` are empty where git's configuration says them. `role` and `cohort` may be empty.
    `enrolled_at` None: today, or where there is a cohort what the cohort says. `today` is a local date.
    """

    repo: Path
    environment: Mapping[str, str]
    today: date
    login: str = ""
    identities: tuple[str, ...] = ()
    role: str = ""
    cohort: str = ""
    enrolled_at: date | None = None


class Enrolment(NamedTuple):
    """A record that can be written: its login, its path in the repository, its content; commits it stands on."""

    root: Path
    login: str
    path: str
    content: bytes
    commits: int = 0


class Addition(NamedTuple):
    """Addresses in history that seem to belong to people who have a record already; `logins` may be several."""

    logins: tuple[str, ...]
    identities: tuple[str, ...]


class Proposals(NamedTuple):
    """What history suggests; `passed_over` counts the authors with too few commits, `enrolled` those with a record."""

    enrolments: tuple[Enrolment, ...]
    additions: tuple[Addition, ...]
    passed_over: int
    enrolled: int


def own_enrolment(request: EnrolmentRequest) -> Enrolment:
    """The record of the person at the keyboard, or of `request.login`; nothing is written.

    Below its keys comments say which days are planned and which exercises the role demands (S-040, S-041).

    Raises:
        PolicyError: the policy on disk is broken.
        UsageError: no login or address is known, there is a record already, or one that says the same of somebody
            else; or the record would not be valid.
    """
    files = ProgramFiles(Checkout.find(request.repo, request.environment))
    checkout = files.checkout
    guess = guess_login(checkout)
    login = request.login or guess.login
    if not is_login(login):
        what = f"{login!r} is no login" if login else "git knows neither a user.email nor a user.name"
        raise UsageError(what, help="name a login with --login LOGIN, in lower case")
    path = f"{_FOLDER}/{login}.yaml"
    if checkout.holds(path):
        raise UsageError(f"{path} is there already", help="edit it, or name another login with --login")
    identities = request.identities or _own_identities(checkout, guess)
    if not identities:
        raise UsageError("git knows no user.email", help="name the addresses of your commits with --identity")
    for identity in identities:
        if holder := files.identities.claimed_by(identity):
            raise UsageError(
                f"{identity} stands in the record of {holder} already",
                help=f"--login {holder}, if that is you",
            )
    made = _enrolment(checkout, login, identities, "", _lines(request))
    return made._replace(content=made.content + _scaffold(files, made).encode())


def proposed_enrolments(request: EnrolmentRequest, *, now: datetime, days: int, least: int) -> Proposals:
    """Propose a record for everybody with at least `least` commits in the last `days` days who has none.

    Raises:
        PolicyError: the policy on disk is broken.
        UsageError, CannotLookError: there is no work tree, or history cannot be read.
    """
    files = ProgramFiles(Checkout.find(request.repo, request.environment))
    checkout, policy, known = files.checkout, files.policy, files.identities
    with Repository.open(request.repo, request.environment) as repository:
        commits = recent_commits(repository, repository.resolve("HEAD"), now - timedelta(days=days))
        found = authors_of(commits, known.by_email, lambda login: is_bot_login(login, policy.bots))
    new = [author for author in found if not author.enrolled and len(author.stamps) >= least]
    return Proposals(
        enrolments=tuple(_Proposer(request, checkout, policy, set()).all_of(new)),
        additions=tuple(filter(None, (_addition(author, known) for author in found))),
        passed_over=sum(not author.enrolled for author in found) - len(new),
        enrolled=sum(bool(author.enrolled) for author in found),
    )


def roles(request: EnrolmentRequest) -> tuple[str, ...]:
    """The roles that the policy on disk knows, the one that a record may leave out first.

    Raises:
        PolicyError: it is broken.
        UsageError: there is no checkout.
    """
    values = ProgramFiles(Checkout.find(request.repo, request.environment)).policy.values
    default = values["program"]["people"]["role"]
    return tuple(dict.fromkeys((default, *values["exercises"]["roles"])))


def write(enrolment: Enrolment) -> bool:
    """Write a record that is not there yet; False where one has come to stand there.

    Raises:
        CannotLookError: it cannot be written.
    """
    return write_new(enrolment.root, enrolment.path, enrolment.content)


def commit(request: EnrolmentRequest, written: Sequence[Enrolment]) -> str:
    """Commit records that were written, and nothing else; the commit's id.

    Raises:
        CannotLookError: git refuses; the records stay as written.
    """
    from c7gate.writing.commits import Commits

    checkout = Checkout.find(request.repo, request.environment)
    commits = Commits(checkout.root, checkout.place.directory)
    names = ", ".join(made.login for made in written)
    return commits.commit([made.path for made in written], f"Enrol {names}")


class _Proposer(NamedTuple):
    request: EnrolmentRequest
    checkout: Checkout
    policy: Policy
    taken: set[str]

    def all_of(self, authors: list[Author]) -> Iterator[Enrolment]:
        for author in authors:
            identities = tuple(filter(self._is_valid, _identities_of(author)))
            login = self._login(author)
            if identities and login:
                self.taken.add(login)
                yield self._enrolment(author, login, identities)

    def _enrolment(self, author: Author, login: str, identities: tuple[str, ...]) -> Enrolment:
        names = ", ".join(terminal(name) for name in author.names[:_NAMES_SHOWN])
        sure = "" if login in author.forge_logins else "; the login is made from an address"
        notes = f"# proposed from history: check{sure}\n# author: {names}\n"
        lines = _lines(self.request) + self._zone(author)
        made = _enrolment(self.checkout, login, identities, notes, lines)
        return made._replace(commits=len(author.stamps))

    def _login(self, author: Author) -> str:
        wanted = [*author.forge_logins, *(as_login(email.partition("@")[0]) for email in author.emails)]
        free = (name for name in filter(is_login, wanted) if self._is_free(name))
        numbered = (f"{name}-{number}" for name in filter(is_login, wanted) for number in range(2, 10))
        return next(free, "") or next(filter(self._is_free, numbered), "")

    def _is_free(self, login: str) -> bool:
        return login not in self.taken and not self.checkout.holds(f"{_FOLDER}/{login}.yaml")

    def _is_valid(self, identity: str) -> bool:
        """Whether a record may say so: addresses in commits can be anything."""
        content = f"login: a\nidentities: [{scalar(identity)}]\n".encode("utf-8", "replace")
        record = read_file(f"{_FOLDER}/a.yaml", Entry("100644", ""), content)
        return record is not None and not record.problems

    def _zone(self, author: Author) -> str:
        zone = self.policy.zones[-1].name
        if all(_agrees(stamp, ZoneInfo(zone)) for stamp in author.stamps):
            return f"timezone: {zone} # the policy's; every commit agrees with it\n"
        hours, minutes = divmod(abs(author.offset_minutes), 60)
        sign = "-" if author.offset_minutes < 0 else "+"
        return (
            f"# timezone: AREA/CITY, if it is not {zone}; most commits carry {sign}{hours:02}:{minutes:02}\n"
        )


def _agrees(stamp: Stamp, zone: ZoneInfo) -> bool:
    try:
        offset = stamp.instant.astimezone(zone).utcoffset()
    except (OverflowError, OSError, ValueError):
        return False
    return offset == timedelta(minutes=stamp.offset_minutes)


def _identities_of(author: Author) -> tuple[str, ...]:
    """What a record would hold: addresses, and the forge's login for its noreply addresses."""
    emails = (email for email in author.emails if not noreply_login(email))
    return (*emails, *(f"github:{login}" for login in author.forge_logins))


def _addition(author: Author, known: Identities) -> Addition | None:
    if not author.enrolled:
        return None
    missing = tuple(item for item in _identities_of(author) if not known.claimed_by(item))
    return Addition(author.enrolled, missing) if missing else None


def _own_identities(checkout: Checkout, guess: Guess) -> tuple[str, ...]:
    email = checkout.setting("user.email")
    found = [email] if email and not noreply_login(email) else []
    return (*found, *([f"{guess.forge}:{guess.login}"] if guess.forge else []))


def _lines(request: EnrolmentRequest) -> str:
    since = request.enrolled_at or (None if request.cohort else request.today)
    lines = {"role": request.role, "cohort": request.cohort}
    text = "".join(f"{key}: {scalar(value)}\n" for key, value in lines.items() if value)
    return text + (f"enrolled_at: {since.isoformat()}\n" if since else "")


def _enrolment(
    checkout: Checkout, login: str, identities: tuple[str, ...], notes: str, lines: str
) -> Enrolment:
    path = f"{_FOLDER}/{login}.yaml"
    text = resources.template("developer.yaml").decode("utf-8")
    values = {
        "SCHEMA": resources.schema("developer")["$id"],
        "NOTES": notes,
        "LOGIN": scalar(login),
        "IDENTITIES": ", ".join(map(scalar, identities)),
        "LINES\n": lines,
    }
    for key, value in values.items():
        text = text.replace(f"{{{{{key.strip()}}}}}" + key[len(key.strip()) :], value)
    content = text.encode("utf-8", "replace")
    record = read_file(path, Entry("100644", ""), content)
    if record is None or record.problems:
        problem = record.problems[0] if record else None
        raise UsageError(
            f"the record would not be valid: {problem.message if problem else path}",
            help=problem.help if problem else "",
        )
    return Enrolment(checkout.root, login, path, content)


def _scaffold(files: ProgramFiles, made: Enrolment) -> str:
    """The record's comments: the person's days, and the exercises of their role."""
    record = read_file(made.path, Entry("100644", ""), made.content)
    if record is None or record.developer is None:
        return ""
    days = planned_days(files.person(record.developer, None), files.policy)
    role = role_policy(files.policy, record.developer.role)
    return scaffold(days, role, exercise_policies(files.policy))
