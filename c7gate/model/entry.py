"""What stands at a path, and what changed there. The commit hook loads this module, and no other of commits."""

from c7gate.model.named_tuple import NamedTuple


class Entry(NamedTuple):
    """A tree entry: octal mode as git prints it (`100644`), object id."""

    mode: str
    oid: str


class PathChange(NamedTuple):
    """A path that differs between two trees; `old` or `new` is None where it does not exist.

    Paths are decoded as UTF-8 with surrogate escapes.
    """

    path: str
    old: Entry | None
    new: Entry | None
