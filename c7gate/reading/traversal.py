"""A walk over a whole history that looks beside what it finds: at parents, at times, at the shape of it all.

One git process walks and says what each commit says; only the few commits that may hold a reference are read again,
as they are. What would take a question to git for each commit found is seen in passing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

from c7gate.model.commit import Commit
from c7gate.model.errors import CannotLookError
from c7gate.reading.history import COMMIT_LIMIT, chunks, widen
from c7gate.reading.process import Git, Running, full_ids
from c7gate.reading.shape import Head, Shape

REFERENCE_WORDS = re.compile(
    rb"7(?<=[tTxX_ -]7)(?i:(?<=context7)|(?<=context[ _-]7)|(?<=contex7)|(?<=ctx7)|(?<=ctx[ _-]7))"
)
"""What a commit holds if its message may speak of the practice, look-alikes included.

Starting from the digit lets the search run at the speed of memchr: 65 MB of commits in 0.05 s.
"""

STRAYS = 500
"""Commits in a row that are older than is wanted before a walk ends.

git hands out the newest of what it has reached, so once an old one comes, only a commit below old ones can still be
newer. Dates lie: stopping at the first old one, as git's own `--since` does, would lose all that one commit with a
wrong clock hides (T31); git's own walks reckon with five such.
"""

_HEADS = re.compile(
    rb"\0([0-9a-f]{40,64})\ntree ([0-9a-f]{40,64})\n((?:parent [0-9a-f]{40,64}\n)*+)author [^\n\0]*+\n"
    rb"committer [^<>\n\0]*+<[^<>\n\0]*+> (0|[1-9][0-9]{0,10}+) [+-](?:0[0-9]|1[0-3])[0-5][0-9]\n"
)
"""How nearly every record begins: id, tree, parents, committer's time."""

_WRITTEN = re.compile(rb"\nauthor [^\n\0]*> ([0-9]{1,11}) ")


class Traversal(Iterator[Commit]):
    """The commits reachable from `include` and not from `exclude` that may hold a reference, in git's default order.

    `read` gives whole commits by their ids. `examined` counts the commits walked over so far, found or not.
    `shape` is who is whose parent, of all of them; it is whole once the walk was read to its end, unless `is_cut`.
    `seen` are tree and committer's time of the commits asked for by `watch`, as far as the walk passes them
    afterwards. As long as nothing is read, two things may be set. With `since` (seconds, a committer's time), the walk
    ends when `STRAYS` commits in a row are older, and what is older on top of what is older is passed over. With `names` (in lower case), a commit that holds none of them, ASCII
    case aside, is passed over, unless it is written in another encoding than UTF-8.
    """

    def __init__(
        self,
        git: Git,
        include: Sequence[str],
        exclude: Sequence[str],
        *,
        read: Callable[[Sequence[str]], Iterator[Commit]],
        explain: Callable[[str, str], CannotLookError],
        since: int | None = None,
    ) -> None:
        wanted = [*full_ids(include), *(f"^{oid}" for oid in full_ids(exclude))]
        self._wanted = "".join(f"{line}\n" for line in wanted) if include else ""
        self._oid_length = len(include[0]) if include else 0
        self.shape = Shape(self._oid_length)
        self.seen: dict[str, tuple[str, int | None]] = {}
        self.is_cut = False
        self._git = git
        self._read_commits = read
        self._explain = explain
        self._watched: set[bytes] = set()
        self.since = since
        self.names: tuple[bytes, ...] = ()
        self._strays = 0
        self._running: Running | None = None
        self._commits = self._read()

    def __next__(self) -> Commit:
        return next(self._commits)

    @property
    def examined(self) -> int:
        """How many commits were walked over so far."""
        return len(self.shape)

    def watch(self, oid: str) -> None:
        """Keep this commit when the walk passes it."""
        self._watched.add(oid.encode("ascii"))

    def start(self) -> None:
        """Start walking now, ahead of the first commit asked for. Then it must be read to its end, or closed."""
        if self._running is None and self._wanted:
            # Without a conversion no message can come to hold a NUL, which ends a record (T36).
            self._running = self._git.start("rev-list", "--stdin", "--header", "--encoding=none")
            widen(self._running.output.fileno())
            self._running.input.write(self._wanted.encode("ascii"))
            self._running.input.close()

    def close(self) -> None:
        """Stop walking."""
        self._commits.close()
        if self._running is not None:
            self._running.close()

    def _read(self) -> Generator[Commit]:
        """Walk and find. An unclean end of the process raises: it is never a short history."""
        self.start()
        if self._running is None:
            return
        try:
            for block in self._blocks(self._running.output.fileno()):
                heads, block_end = self._kept(self._heads(block), block)
                self.shape.extend(heads)
                yield from self._found(block, block_end)
                self._see(heads)
                if self.is_cut:
                    return
            ended = self._running.finish()
            if ended.code:
                raise self._explain("", ended.errors)
        finally:
            self._running.close()

    def _blocks(self, pipe: int) -> Iterator[bytes]:
        """What git writes, as blocks of whole records, each of which begins with the NUL that ends the one before.

        Of a huge commit a piece of the middle is lost, so that memory stays flat; whoever needs it reads it again.
        """
        rest = b"\0"
        for chunk in chunks(pipe):
            data = rest + chunk
            end = data.rfind(b"\0")
            if end:
                yield data[:end]
            rest = data[end:]
            if len(rest) > 2 * COMMIT_LIMIT:
                rest = rest[:COMMIT_LIMIT]
        if rest != b"\0":
            ended = self._running.finish() if self._running else None
            raise self._explain("", ended.errors if ended else "")

    def _heads(self, block: bytes) -> Sequence[Head]:
        heads = _HEADS.findall(block)
        if len(heads) == block.count(b"\0"):
            return heads
        return [self._head(b"\0" + record) for record in block.split(b"\0")[1:]]

    def _head(self, record: bytes) -> Head:
        """The head of one record, of which the commit itself is asked where it is not as git writes them."""
        usual = _HEADS.match(record)
        if usual:
            return usual[1], usual[2], usual[3], usual[4]
        oid = record[1 : self._oid_length + 1]
        (commit,) = self._read_commits([oid.decode("ascii")])
        parents = "".join(f"parent {parent}\n" for parent in commit.parents)
        made = commit.committer.seconds if commit.committer else sys.maxsize
        return oid, commit.tree.encode(), parents.encode(), str(made).encode()

    def _kept(self, heads: Sequence[Head], block: bytes) -> tuple[Sequence[Head], int]:
        """The heads up to where the walk ends, if it ends here, and the end of their records."""
        times = [int(made) for _, _, _, made in heads]
        if self.since is None or min(times) >= self.since:
            self._strays = 0
            return heads, len(block)
        for number, made in enumerate(times, 1):
            self._strays = self._strays + 1 if made < self.since else 0
            if self._strays >= STRAYS:
                self.is_cut = True
                after = b"\0" + heads[number][0] if number < len(heads) else b""
                return heads[:number], block.find(after) if after else len(block)
        return heads, len(block)

    def _found(self, block: bytes, end: int) -> Iterator[Commit]:
        """The commits of a block that may hold a reference. Huge ones are read one at a time."""
        oids: list[str] = []
        at = 0
        while (hit := REFERENCE_WORDS.search(block, at, end)) is not None:
            start = block.rfind(b"\0", 0, hit.start()) + 1
            at = block.find(b"\0", hit.end())
            at = at if at >= 0 else len(block)
            if (self.names and not self._speaks(block[start:at])) or self._is_past(block, start - 1, at):
                continue
            oid = block[start : start + self._oid_length].decode("ascii")
            if at - start > COMMIT_LIMIT:
                yield from self._read_commits(oids)
                yield from self._read_commits([oid])
                oids = []
            else:
                oids.append(oid)
        yield from self._read_commits(oids)

    def _is_past(self, block: bytes, start: int, after: int) -> bool:
        """Whether a commit surely was written and committed before `since`, on top of the next one, which was, too."""
        if self.since is None:
            return False
        own, below, written = (
            _HEADS.match(block, start),
            _HEADS.match(block, after),
            _WRITTEN.search(block, start, after),
        )
        if own is None or below is None or written is None or own[3] != b"parent %b\n" % below[1]:
            return False
        return max(map(int, (own[4], below[4], written[1]))) < self.since

    def _speaks(self, record: bytes) -> bool:
        """Whether one of the names stands in a record. Of a line that could be a header's, git indents the message's."""
        text = record.lower()
        return b"\nencoding " in text or any(name in text for name in self.names)

    def _see(self, heads: Iterable[Head]) -> None:
        passed = {oid: (tree, made) for oid, tree, _, made in heads}
        for oid in self._watched & passed.keys():
            tree, made = passed[oid][0].decode("ascii"), int(passed[oid][1])
            self.seen[oid.decode("ascii")] = tree, made if made < sys.maxsize else None
        self._watched.difference_update(passed)
