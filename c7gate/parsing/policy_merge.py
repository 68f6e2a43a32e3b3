"""Policy files laid over each other, with the origin of every value that comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from c7gate.model.document import Document, Pointer
from c7gate.model.named_tuple import NamedTuple
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
        self._values: dict[str, Any] = {}
        self._leaves: dict[str, dict[Pointer, Layer]] = {}

    def __getitem__(self, stem: str) -> Any:
        if stem not in self._stems:
            raise KeyError(stem)
        if stem not in self._values:
            self._values[stem] = merged([layer.document.value for layer in self._layers_of(stem)])
        return self._values[stem]

    def __contains__(self, stem: object) -> bool:
        return stem in self._stems

    def __iter__(self) -> Iterator[str]:
        return iter(self._stems)

    def __len__(self) -> int:
        return len(self._stems)

    def stack(self, stem: str) -> Sequence[Layer]:
        """The layers of one file, weakest first."""
        return self._layers_of(stem)

    def layers(self, stem: str) -> Mapping[Pointer, Layer]:
        """The layer that each leaf of one file comes from."""
        if stem not in self._leaves:
            nodes = [(layer, layer.document.value) for layer in self._layers_of(stem)]
            self._leaves[stem] = dict(_leaves(nodes, (stem,)))
        return self._leaves[stem]


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
        """The source alone of one leaf, which asks for no other."""
        holding = [layer for layer in self._files.stack(pointer[0]) if _holds(layer, pointer[1:])]
        return holding[-1].source

    def _layer(self, pointer: Pointer) -> Layer:
        return self._files.layers(str(pointer[0]))[pointer]


def _holds(layer: Layer, way: Sequence[str]) -> bool:
    value = layer.document.value
    for key in way:
        if not isinstance(value, dict) or key not in value:
            return False
        value = value[key]
    return True


def merged(values: Sequence[Any]) -> Any:
    """The data of several documents merged, the last one strongest.

    Mappings merge key by key, in the order in which keys first appear; a list or a single value replaces what
    lies under it. What stands in one document alone is its own, not to be changed, below the outermost mapping.
    """
    mappings = [value for value in values if isinstance(value, dict)]
    if not isinstance(values[-1], dict):
        return values[-1]
    if len(mappings) == 1:
        return dict(values[-1])
    keys = dict.fromkeys(key for value in mappings for key in value)
    return {key: merged([value[key] for value in mappings if key in value]) for key in keys}


def _leaves(nodes: Sequence[tuple[Layer, Any]], pointer: Pointer) -> Iterator[tuple[Pointer, Layer]]:
    """Each single value, list and empty mapping below one place of the merged document, with where it comes from.

    `nodes` are the layers that hold the place, weakest first, never empty.
    """
    mappings = [(layer, value) for layer, value in nodes if isinstance(value, dict)]
    keys = dict.fromkeys(key for _, value in mappings for key in value)
    layer, strongest = nodes[-1]
    if not isinstance(strongest, dict) or not keys:
        yield pointer, layer
        return
    for key in keys:
        held = [(layer, value[key]) for layer, value in mappings if key in value]
        yield from _leaves(held, (*pointer, key))
