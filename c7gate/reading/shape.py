"""The shape of a stretch of history: which commit has which parents, and when it was committed.

Some hundred bytes a commit, and nothing is worked out before it is asked for.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence

_OUTSIDE = -1
_WORD = len(b"parent ")


class Shape:
    """Commits by their place in the order in which they were added, a parent mostly after its children."""

    def __init__(self, oid_length: int) -> None:
        self._length = oid_length
        self._oids = bytearray()
        self._seconds = array("q")
        self._parents = bytearray()
        self._ends = array("q")
        self._first = array("q")
        self._others: dict[int, list[int]] = {}
        self._outside: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._seconds)

    def add(self, oid: bytes, parents: bytes, seconds: int) -> None:
        """Add a commit of this id (in hexadecimal digits), with the `parent` lines of its object and its time."""
        self._oids += oid
        self._parents += parents
        self._ends.append(len(self._parents))
        self._seconds.append(seconds)

    def oid(self, place: int) -> str:
        """The id of the commit at a place."""
        return self._oids[place * self._length : (place + 1) * self._length].decode("ascii")

    def seconds(self, place: int) -> int:
        """When the commit at a place was committed."""
        return self._seconds[place]

    def places(self, oids: Collection[str]) -> Mapping[str, int]:
        """Where these commits stand, of those that are here."""
        wanted = {oid.encode("ascii") for oid in oids}
        length, held = self._length, bytes(self._oids)
        every = (held[at : at + length] for at in range(0, len(held), length))
        return {oid.decode("ascii"): place for place, oid in enumerate(every) if oid in wanted}

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
        for at in range(len(line) - 1, -1, -1):
            following = list(self._others.get(line[at], ()))
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
        self._first = array("q", [_OUTSIDE]) * len(self)
        length, oids, parents = self._length, bytes(self._oids), bytes(self._parents)
        elsewhere: dict[str, list[tuple[int, int]]] = {}
        start = 0
        for place, end in enumerate(self._ends):
            for number, at in enumerate(range(start + _WORD, end, _WORD + length + 1)):
                parent = parents[at : at + length]
                if not number and oids.startswith(parent, (place + 1) * length):
                    self._first[place] = place + 1
                else:
                    elsewhere.setdefault(parent.decode("ascii"), []).append((place, number))
            start = end
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
