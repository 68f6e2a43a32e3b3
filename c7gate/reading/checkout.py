"""A checkout as the set-up commands see it: files on disk, and what git's configuration says of its user and origin.

No verdict about a change is made from here: a check reads git objects (T02).
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from c7gate.model.errors import CannotLookError, UsageError
from c7gate.model.named_tuple import NamedTuple
from c7gate.reading.discovery import Place, discover
from c7gate.reading.process import Git

LIMIT = 3 << 20  # bytes; GitHub reads no larger CODEOWNERS file, and everything else is smaller


class Checkout(NamedTuple):
    """A repository with a work tree, whose top folder is `root`."""

    git: Git
    place: Place
    root: Path

    @classmethod
    def find(cls, path: Path, environment: Mapping[str, str]) -> Checkout:
        """The checkout that `path` lies in.

        Raises:
            UsageError: there is none, or it is a bare repository.
            CannotLookError: git is missing, too old, or distrusts its owner.
        """
        git = Git.find(environment)
        place = discover(git, path)
        answer = git.run("rev-parse", "--path-format=absolute", "--show-toplevel", where=path.resolve())
        if answer.code:
            raise UsageError(f"{path} has no work tree", help="name a checkout with -C PATH")
        root = Path(answer.output.decode("utf-8", "surrogateescape").removesuffix("\n"))
        return cls(git.inside(place.directory), place, root)

    def setting(self, name: str) -> str:
        """A setting of git's as it holds here, the user's own included; empty where there is none."""
        answer = self.git.run("config", "--get", name)
        return answer.output.decode("utf-8", "surrogateescape").strip()

    def holds(self, path: str) -> bool:
        """Whether anything stands at `path`, a link to nowhere included."""
        try:
            (self.root / path).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def read(self, path: str) -> bytes | None:
        """A file's bytes; None where there is none. A link counts as none: what is behind it is another file.

        Raises:
            CannotLookError: it cannot be read, or is larger than `LIMIT`.
        """
        file = self.root / path
        try:
            if not stat.S_ISREG(file.lstat().st_mode):
                return None
            with file.open("rb") as stream:
                data = stream.read(LIMIT + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise CannotLookError(f"{path}: {error.strerror}", help="make it readable") from None
        if len(data) > LIMIT:
            raise CannotLookError(f"{path} is larger than {LIMIT >> 20} MiB", help="no file of this kind is")
        return data

    def list_files(self, folder: str, suffixes: tuple[str, ...]) -> tuple[str, ...]:
        """The paths of a folder's files with these suffixes, sorted; those of its folders are left out."""
        try:
            names = sorted(item.name for item in (self.root / folder).iterdir())
        except OSError:
            return ()
        return tuple(f"{folder}/{name}" for name in names if name.endswith(suffixes))

    def named(self, place: str) -> str | None:
        """The path that stands at `place` with any case, as the forges look for templates; None where none does."""
        folder, _, wanted = place.rpartition("/")
        found = [item.name for item in (self.root / folder).glob("*") if item.name.lower() == wanted.lower()]
        return f"{folder}/{min(found)}".removeprefix("/") if found else None

    @property
    def forge(self) -> str:
        """`github` or `gitlab`: by the host of `origin`, else by a `.gitlab-ci.yml`, else GitHub."""
        url = self.setting("remote.origin.url").lower()
        host = (url.partition("://")[2] or url).rpartition("@")[2].replace(":", "/").partition("/")[0]
        if "github" in host or "gitlab" in host:
            return "github" if "github" in host else "gitlab"
        return "gitlab" if self.holds(".gitlab-ci.yml") and not self.holds(".github/workflows") else "github"
