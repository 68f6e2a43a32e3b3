"""Policy files laid over each other, with the origin of every value that comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from c7gate.model.document import Document, Pointer
from c7gate.model.policy import Origin


class Layer(NamedTuple):
    """A document and the name its values are shown to come from."""

    document: Document
    source: str


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
