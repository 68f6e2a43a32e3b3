"""The library registry: which library a name means, and what the lines of a file say about libraries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from c7gate.model.library import Library
from c7gate.parsing.imports import Syntax, is_source, syntax_of

_SEPARATOR = re.compile(r"[/.:\\]+")


class Registry:
    """The libraries of a policy, found by any of their names; ASCII case is ignored in ids and aliases.

    Where two libraries claim a name, the later one has it: a team's own entry stands after the preset's.
    """

    def __init__(self, libraries: Iterable[Library]) -> None:
        self._libraries = {library.name: library for library in libraries}
        self._named = dict(self._aliases())
        self._named |= {name.lower(): name for name in self._libraries}
        self._uses = dict(self._used_names())

    def named(self, name: str) -> Library | None:
        """The library that an id or an alias means; `/a/b` covers `/a/b/v1` and `/a/b@v1`."""
        key = name.strip().lower()
        if key.startswith("/"):
            key = "/".join(key.partition("@")[0].split("/")[:3])
        return self._libraries.get(self._named.get(key, ""))

    def mentions(self, path: str, text: str) -> Counter[tuple[str, str]]:
        """How often each (library, line) that names a library stands in the file `text` at `path`.

        Empty for a file that is neither source of a known language nor a manifest. Lines are stripped, so that
        indenting an import anew changes nothing.
        """
        found: Counter[tuple[str, str]] = Counter()
        syntax = syntax_of(path)
        if syntax is not None:
            for line in map(str.strip, text.splitlines()):
                found.update((library, line) for library in self._on_line(syntax, line))
        return found

    def libraries(self, names: Iterable[str]) -> tuple[Library, ...]:
        """The libraries of these names, in their order, each once."""
        return tuple(self._libraries[name] for name in dict.fromkeys(names))

    def _on_line(self, syntax: Syntax, line: str) -> Iterator[str]:
        for name in syntax.names(line):
            library = self._meant(syntax, name)
            if library:
                yield library

    def _meant(self, syntax: Syntax, name: str) -> str | None:
        """The library that imports under `name`: the longest registered name that `name` is, or lies below."""
        known = self._uses.get((syntax.kind, syntax.is_manifest), {})
        if name in known:
            return known[name]
        ends = [] if syntax.is_manifest else [found.start() for found in _SEPARATOR.finditer(name)]
        for end in reversed(ends[:_DEEPEST]):
            if name[:end] in known:
                return known[name[:end]]
        starts = [key for key in known if key.endswith("*") and name.startswith(key[:-1])]
        return known[max(starts, key=len)] if starts else None

    def _aliases(self) -> Iterator[tuple[str, str]]:
        for library in self._libraries.values():
            for alias in library.aliases:
                yield alias.lower(), library.name

    def _used_names(self) -> Iterator[tuple[tuple[str, bool], Mapping[str, str]]]:
        for is_manifest in (False, True):
            claims: dict[str, dict[str, str]] = {}
            for library in self._libraries.values():
                for kind, names in (library.manifests if is_manifest else library.imports).items():
                    claims.setdefault(kind, {}).update(dict.fromkeys(names, library.name))
            for kind, known in claims.items():
                yield (kind, is_manifest), known


_DEEPEST = 16  # parts of a module's name that can be a registered one


def touched(registry: Registry, files: Iterable[tuple[str, str, str]]) -> tuple[Library, ...]:
    """The libraries that changed files touch.

    Args:
        registry: the known libraries.
        files: (path, text before, text after) of every changed file.

    Returns:
        Those whose imports or manifest entries were added or changed, most frequent first (then in order of
        appearance); then those that a changed source file imports as it did before.
    """
    added: Counter[str] = Counter()
    held: list[str] = []
    for path, before, after in files:
        now = registry.mentions(path, after)
        for (library, _), count in (now - registry.mentions(path, before)).items():
            added[library] += count
        if is_source(path):
            held += [library for library, _ in now]
    return registry.libraries([*(name for name, _ in added.most_common()), *held])
