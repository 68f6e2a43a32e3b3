"""What a schema would have somebody write, as an example in one line of YAML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

MAX_SAMPLE = 120
_DEEPEST = 4

Schema = Mapping[str, Any]


def sample(schema: Any, root: Schema, depth: int = 0) -> str:
    """Something that may stand where `schema` is asked for; `…` where the schema of `root` gives no example."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return "…"
    for value in (*schema.get("examples", ()), *schema.get("enum", ())):
        return flow(value)
    if "$ref" in schema:
        return sample(_referred(schema["$ref"], root), root, depth + 1)
    if "items" in schema:
        return f"[{sample(schema['items'], root, depth + 1)}]"
    if "required" in schema:
        keys = ((key, schema.get("properties", {}).get(key)) for key in schema["required"])
        return "{" + ", ".join(f"{key}: {sample(part, root, depth + 1)}" for key, part in keys) + "}"
    return "…"


def sample_at(path: Iterable[str | int], root: Schema) -> str:
    """An example of what belongs at the place of an error; empty where there is none that fits one line.

    Args:
        path: the way through the schema to the keyword that failed.
        root: the whole schema.
    """
    schema: Any = root
    place: Any = root
    named = False  # the step before was `properties`, so this one is a name
    for step in list(path)[:-1]:
        if isinstance(schema, Mapping) and step not in schema and "$ref" in schema:
            schema = _referred(schema["$ref"], root)  # jsonschema leaves the step through a reference out
        schema = schema[step]
        if named or step == "items":
            place = schema
        named = step == "properties" and not named
    found = sample(place, root)
    return "" if "…" in found or len(found) > MAX_SAMPLE else found


def flow(value: Any) -> str:
    """A value as one would write it in YAML; JSON is YAML."""
    if isinstance(value, str) and value and all(char.isalnum() or char in "-_./@" for char in value):
        return value if value[0] not in "-@" else json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    return (
        str(value)
        if not isinstance(value, str | bool) and value is not None
        else json.dumps(value, ensure_ascii=False)
    )


def _referred(reference: str, root: Schema) -> Any:
    return root.get("$defs", {}).get(reference.rpartition("/")[2], {})
