"""The shape of a stretch of history: which commit has which parents, and when it was committed.

Some hundred bytes a commit, and nothing is worked out before it is asked for.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

_OUTSIDE = -1

Head = tuple[bytes, bytes, bytes, bytes]
"""A commit's id, tree, `parent` lines and committer's time in seconds, in ASCII; `sys.maxsize` where it cannot be read."""


class Shape:
    """Commits by their place in the order in which they were added, a parent mostly after its children."""

    def __init__(self, oid_length: int) -> None:
        self._length = oid_length
        self._oids = bytearray()
        self._seconds = array("q")
        self._last = b""
        self._bent = array("q")
        self._parents = bytearray()
        self._ends = array("q")
        self._first = array("q")
        self._others: dict[int, list[int]] = {}
        self._outside: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._seconds)

    def extend(self, heads: Sequence[Head]) -> None:
        """Add commits. Whose only parent follows is the usual case, of which nothing needs to be kept."""
        if not heads:
            return
        oids, _, parents, seconds = zip(*heads, strict=True)
        before = len(self)
        self._oids += b"".join(oids)
        self._seconds.extend(map(int, seconds))
        for place, (told, oid) in enumerate(zip((self._last, *parents), oids, strict=False), before - 1):
            if told != b"parent %b\n" % oid and place >= 0:
                self._bend(place, told)
        self._last = parents[-1]

    def _bend(self, place: int, parents: bytes) -> None:
        self._bent.append(place)
        self._parents += parents
        self._ends.append(len(self._parents))

    def oid(self, place: int) -> str:
        """The id of the commit at a place."""
        return self._oids[place * self._length : (place + 1) * self._length].decode("ascii")

    def seconds(self, place: int) -> int:
        """When the commit at a place was committed."""
        return self._seconds[place]

    def places(self, oids: Collection[str]) -> Mapping[str, int]:
        """Where these commits stand, of those that are here."""
        wanted = {oid.encode("ascii") for oid in oids}
        every = struct.iter_unpack(f"{self._length}s", self._oids)
        return {oid.decode("ascii"): place for place, (oid,) in enumerate(every) if oid in wanted}

    def first_parents(self, place: int) -> tuple[Sequence[int], str]:
        """The first-parent line from a place on, newest first, and the id at which it leaves what is here.

        The id is empty where the line ends with history itself.
        """
        self._settle()
        line: list[int] = []
        while place != _OUTSIDE:
            line.append(place)
            place = self._first[place]
        return line, self._outside.get(line[-1], "")

    def brought(self, line: Sequence[int]) -> Sequence[int]:
        """For each place, where on the line of first parents (newest first) the commit stands that brought it.

        Of all commits on the line that reach it, that is the oldest; -1 where none does.
        """
        self._settle()
        by = array("q", [_OUTSIDE]) * len(self)
        for at, place in enumerate(line):
            by[place] = at
        for at in sorted((by[place] for place in self._others if by[place] != _OUTSIDE), reverse=True):
            following = list(self._others[line[at]])
            while following:
                place = following.pop()
                if by[place] == _OUTSIDE:
                    by[place] = at
                    following += self._others.get(place, ())
                    if self._first[place] != _OUTSIDE:
                        following.append(self._first[place])
        return by

    def _settle(self) -> None:
        """Find each parent's place. Mostly it is the next, so the rest are few enough to be looked up together."""
        if len(self._first) == len(self):
            return
        last = len(self) - 1
        self._first = array("q", range(1, last + 2))
        self._others.clear()
        self._outside.clear()
        elsewhere: dict[str, list[tuple[int, int]]] = {}
        bounds = pairwise((0, *self._ends))
        bent = [
            (place, bytes(self._parents[start:end]))
            for place, (start, end) in zip(self._bent, bounds, strict=True)
        ]
        for place, lines in (*bent, (last, self._last)):
            self._first[place] = _OUTSIDE
            for number, parent in enumerate(lines.decode("ascii").split()[1::2]):
                elsewhere.setdefault(parent, []).append((place, number))
        found = self.places(elsewhere.keys())
        for oid, children in elsewhere.items():
            for child, number in children:
                self._link(child, number, oid, found.get(oid, _OUTSIDE))

    def _link(self, child: int, number: int, parent: str, place: int) -> None:
        if not number:
            self._first[child] = place
            if place == _OUTSIDE:
                self._outside[child] = parent
        elif place != _OUTSIDE:
            self._others.setdefault(child, []).append(place)
