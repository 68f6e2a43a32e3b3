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
        self._merged: dict[str, tuple[Any, dict[Pointer, Layer]]] = {}

    def __getitem__(self, stem: str) -> Any:
        return self._file(stem)[0]

    def __contains__(self, stem: object) -> bool:
        return stem in self._stems

    def __iter__(self) -> Iterator[str]:
        return iter(self._stems)

    def __len__(self) -> int:
        return len(self._stems)

    def layers(self, stem: str) -> Mapping[Pointer, Layer]:
        """The layer that each leaf of one file comes from."""
        return self._file(stem)[1]

    def _file(self, stem: str) -> tuple[Any, dict[Pointer, Layer]]:
        if stem not in self._stems:
            raise KeyError(stem)
        if stem not in self._merged:
            leaves: dict[Pointer, Layer] = {}
            self._merged[stem] = (merged(self._layers_of(stem), (stem,), leaves), leaves)
        return self._merged[stem]


class Origins(Mapping[Pointer, Origin]):
    """Where each leaf of all files comes from; the pointers begin with the stem.

    Lines are looked for when they are asked for, which takes longer than all the rest.
    """

    def __init__(self, files: MergedFiles) -> None:
        self._files = files

    def __getitem__(self, pointer: Pointer) -> Origin:
        layer = self._layer(pointer)
        return Origin(layer.source, layer.document.key_position(pointer[1:])[0])

    def __iter__(self) -> Iterator[Pointer]:
        for stem in self._files:
            yield from self._files.layers(stem)

    def __len__(self) -> int:
        return sum(len(self._files.layers(stem)) for stem in self._files)

    def source(self, *pointer: str) -> str:
        """The source alone of one leaf."""
        return self._layer(pointer).source

    def _layer(self, pointer: Pointer) -> Layer:
        return self._files.layers(str(pointer[0]))[pointer]


def merged(layers: Sequence[Layer], root: Pointer, leaves: dict[Pointer, Layer]) -> Any:
    """The layers' documents merged, the last one strongest.

    Mappings merge key by key, in the order in which keys first appear; a list or a single value replaces what
    lies under it. `leaves` gains one entry per leaf (single value, list, empty mapping) with the layer it comes from,
    its pointer beginning with `root`.
    """
    return _merged([(layer, layer.document.value) for layer in layers], root, leaves)


def _merged(nodes: Sequence[tuple[Layer, Any]], pointer: Pointer, leaves: dict[Pointer, Layer]) -> Any:
    """One place of the merged document. `nodes` are the layers that hold it, weakest first, never empty."""
    mappings = [(layer, value) for layer, value in nodes if isinstance(value, dict)]
    keys = list(dict.fromkeys(key for _, value in mappings for key in value))
    layer, strongest = nodes[-1]
    if not isinstance(strongest, dict) or not keys:
        leaves[pointer] = layer
        return strongest
    return {
        key: _merged(
            [(layer, value[key]) for layer, value in mappings if key in value],
            (*pointer, key),
            leaves,
        )
        for key in keys
    }
