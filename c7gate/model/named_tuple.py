"""`typing.NamedTuple`, its classes made in a seventh of the time.

Some hundred of them are made before a change is judged, which was a fifth of the whole run: the library looks at each
annotation, and compiles a constructor for each class whether it is ever called or not. Here a constructor is compiled
where there are more than a few instances. To type checkers it is the library's own, and a test holds that it does what
the library's does.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING or sys.version_info >= (3, 14):  # where annotations are not there before somebody asks
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414  exported
else:
    from collections import _tuplegetter
    from collections.abc import Iterable, Mapping
    from typing import Any, Self

    class _Named(type):
        """Makes the annotations of a direct subclass its fields."""

        def __new__(cls, name: str, bases: tuple[type, ...], namespace: Mapping[str, Any]) -> type:
            if bases == (tuple,) or bases != (NamedTuple,):
                return super().__new__(cls, name, bases, {"__slots__": (), **namespace})
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace[field] for field in fields if field in namespace}
            if fields[len(fields) - len(defaults) :] != tuple(defaults):
                raise TypeError(f"{name}: a field without a default follows one that has one")
            getters = {field: _tuplegetter(place, None) for place, field in enumerate(fields)}
            made = {"__slots__": (), "_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            return super().__new__(cls, name, bases, {**namespace, **getters, **made})

    class NamedTuple(tuple, metaclass=_Named):  # noqa: SLOT001  the metaclass says so
        """A tuple whose places have names; see `typing.NamedTuple`."""

        _few = 8

        def __new__(cls, /, *values: Any, **named: Any) -> Self:
            """Make one of the first instances; for many a constructor is compiled, which then stands in this one's place."""
            cls._few -= 1
            if cls._few < 0:
                words = "".join(f"{field}, " for field in cls._fields)
                source = f"lambda _cls, {words}: _new(_cls, ({words}))"  # no field's name begins with a line
                build = eval(source, {"_new": tuple.__new__})  # noqa: S307  as the library does
                build.__defaults__ = tuple(cls._field_defaults.values())
                cls.__new__ = staticmethod(build)
                return cls(*values, **named)
            known = {**cls._field_defaults, **dict(zip(cls._fields, values, strict=False)), **named}
            doubled = named.keys() & {*cls._fields[: len(values)]}
            if doubled or len(values) > len(cls._fields) or known.keys() != {*cls._fields}:
                raise TypeError(f"{cls.__name__}() takes {', '.join(cls._fields)}")
            return tuple.__new__(cls, map(known.__getitem__, cls._fields))

        @classmethod
        def _make(cls, values: Iterable[Any]) -> Self:
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"{cls.__name__} has {len(cls._fields)} fields, not {len(made)}")
            return made

        def _replace(self, /, **changed: Any) -> Self:
            made = self._make(map(changed.pop, self._fields, self))
            if changed:
                raise ValueError(f"{type(self).__name__} has no field {', '.join(changed)}")
            return made

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            shown = ", ".join(f"{field}={value!r}" for field, value in self._asdict().items())
            return f"{type(self).__name__}({shown})"

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)
