"""Policy files laid over each other, with the origin of every value that comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from c7gate.model.document import Document, Pointer
from c7gate.model.policy import Origin


class Layer(NamedTuple):
    """A document and the name its values are shown to come from."""

    document: Document
    source: str


class MergedFiles(Mapping[str, Any]):
    """The merged data of each policy file by stem, merged when it is first asked for: a change needs half of them.

    Args:
        stems: the files there are, in their order.
        layers_of: the layers of one stem, weakest first.
    """

    def __init__(self, stems: Sequence[str], layers_of: Callable[[str], Sequence[Layer]]) -> None:
        self._stems = stems
        self._layers_of = layers_of
        self._merged: dict[str, tuple[Any, dict[Pointer, Origin]]] = {}

    def __getitem__(self, stem: str) -> Any:
        return self._file(stem)[0]

    def __contains__(self, stem: object) -> bool:
        return stem in self._stems

    def __iter__(self) -> Iterator[str]:
        return iter(self._stems)

    def __len__(self) -> int:
        return len(self._stems)

    def origins(self, stem: str) -> Mapping[Pointer, Origin]:
        """Where each leaf of one file comes from."""
        return self._file(stem)[1]

    def _file(self, stem: str) -> tuple[Any, dict[Pointer, Origin]]:
        if stem not in self._stems:
            raise KeyError(stem)
        if stem not in self._merged:
            origins: dict[Pointer, Origin] = {}
            self._merged[stem] = (merged(self._layers_of(stem), (stem,), origins), origins)
        return self._merged[stem]


class Origins(Mapping[Pointer, Origin]):
    """Where each leaf of all files comes from; the pointers begin with the stem."""

    def __init__(self, files: MergedFiles) -> None:
        self._files = files

    def __getitem__(self, pointer: Pointer) -> Origin:
        return self._files.origins(str(pointer[0]))[pointer]

    def __iter__(self) -> Iterator[Pointer]:
        for stem in self._files:
            yield from self._files.origins(stem)

    def __len__(self) -> int:
        return sum(len(self._files.origins(stem)) for stem in self._files)


def merged(layers: Sequence[Layer], root: Pointer, origins: dict[Pointer, Origin]) -> Any:
    """The layers' documents merged, the last one strongest.

    Mappings merge key by key, in the order in which keys first appear; a list or a single value replaces what
    lies under it. `origins` gains one entry per leaf (single value, list, empty mapping), its pointer
    beginning with `root`.
    """
    return _merged([(layer, layer.document.value) for layer in layers], root, len(root), origins)


def _merged(
    nodes: Sequence[tuple[Layer, Any]], pointer: Pointer, root: int, origins: dict[Pointer, Origin]
) -> Any:
    """One place of the merged document. `nodes` are the layers that hold it, weakest first, never empty."""
    mappings = [(layer, value) for layer, value in nodes if isinstance(value, dict)]
    keys = list(dict.fromkeys(key for _, value in mappings for key in value))
    layer, strongest = nodes[-1]
    if not isinstance(strongest, dict) or not keys:
        origins[pointer] = Origin(layer.source, layer.document.key_position(pointer[root:])[0])
        return strongest
    return {
        key: _merged(
            [(layer, value[key]) for layer, value in mappings if key in value],
            (*pointer, key),
            root,
            origins,
        )
        for key in keys
    }
