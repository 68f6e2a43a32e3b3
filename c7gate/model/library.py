"""A library of the registry."""

from collections.abc import Mapping

from c7gate.model.named_tuple import NamedTuple


class Library(NamedTuple):
    """A library the program knows (`libraries:` in references.yaml; S-018, S-034).

    `name` is its id (`/websockets/ws`), or a plain word for a library without one, whose documentation is read
    at `fallback`. `aliases` are other names and ids of it. `imports` maps a language (`javascript`, `python`, …)
    to the module names by which its source imports the library, `manifests` a package registry (`npm`, `pypi`,
    …) to the package names by which a manifest lists it; a trailing `*` stands for anything.
    """

    name: str
    title: str
    aliases: tuple[str, ...]
    focus: str
    fallback: tuple[str, ...]
    imports: Mapping[str, tuple[str, ...]]
    manifests: Mapping[str, tuple[str, ...]]

    @property
    def has_entry(self) -> bool:
        """Whether there is an id to write in a reference."""
        return self.name.startswith("/")
