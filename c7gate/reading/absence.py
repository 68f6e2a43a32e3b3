"""Whether a path ever stood in a history, which is looked through once: where it never did is kept in the git directory.

The file can be deleted at any time. It is believed as much as the rest of the git directory is, and one that is odd, or
not the owner's own, is as good as deleted.
"""

from __future__ import annotations

from c7gate.reading.git import Repository
from c7gate.reading.own_files import may_keep, own_content, own_file, replace_own
from c7gate.reading.process import is_full_id

WORTH_KEEPING_BYTES = 1 << 20
"""Bytes of packs from which on looking through them takes long enough to be worth a file."""


def ever_stood(repository: Repository, commit: str, path: str) -> bool:
    """Whether `path` stands at `commit` (a full id) or stood at any ancestor, as far as the clone reaches."""
    file = own_file(repository, "absent")
    kept = own_content(file).decode("ascii", "replace")
    known, _, absent = kept.removesuffix("\n").partition(" ")
    is_known = absent == path and is_full_id(known) and repository.exists(known) and may_keep(repository)
    if is_known and known == commit:
        return False
    if repository.path_ever_existed(commit, path, [known] if is_known else []):
        return True
    if may_keep(repository) and _packed_bytes(repository) >= WORTH_KEEPING_BYTES:
        replace_own(file, f"{commit} {path}\n".encode())
    return False


def _packed_bytes(repository: Repository) -> int:
    packs = (repository.common_directory / "objects" / "pack").glob("*.pack")
    return sum(pack.stat().st_size for pack in packs)
