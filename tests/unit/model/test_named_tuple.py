"""Ours does what `typing.NamedTuple` does; only the making of the class is quicker."""

from __future__ import annotations

import copy
import pickle
import types
import typing
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c7gate.model import named_tuple
from c7gate.model.finding import Location

NAMES = ("new", "cls", "self", "tuple", "values", "x", "count", "index")
Use = Callable[[Any], Any]


def made(base: Any, fields: list[str], defaults: list[int]) -> Any:
    """The class that a statement with these fields, the last of them with defaults, would make."""
    plain = len(fields) - len(defaults)
    namespace = {
        "__module__": __name__,
        "__qualname__": "Made",
        "__annotations__": dict.fromkeys(fields, int),
        **dict(zip(fields[plain:], defaults, strict=True)),
        "total": lambda self: sum(tuple(self)),
        "first": property(lambda self: self[0]),
    }
    return types.new_class("Made", (base,), exec_body=lambda space: space.update(namespace))


def outcome(use: Use, of: Any) -> Any:
    """What comes of it, or the kind of its error."""
    try:
        return use(of)
    except Exception as error:  # noqa: BLE001  whatever it is, both must raise it
        return type(error)


@settings(max_examples=300)
@given(data=st.data())
def test_it_is_like_the_librarys(data: st.DataObject) -> None:
    fields = data.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
    defaults = data.draw(st.lists(st.integers(), max_size=len(fields)))
    values = data.draw(st.lists(st.integers(), max_size=6))
    named = data.draw(st.dictionaries(st.sampled_from((*NAMES, "other")), st.integers(), max_size=3))
    ours, theirs = (made(base, fields, defaults) for base in (named_tuple.NamedTuple, typing.NamedTuple))
    uses: tuple[Use, ...] = (
        lambda made: made(*values, **named),
        lambda made: repr(made(*values)),
        lambda made: hash(made(*values)),
        lambda made: made(*values)._replace(**named),
        lambda made: made._make(values),
        lambda made: made(*values)._asdict(),
        lambda made: made(*values).total(),
        lambda made: made(*values).first,
        lambda made: [getattr(made(*values), field) for field in fields],
        lambda made: copy.deepcopy(made(*values)),
        lambda made: (made._fields, made._field_defaults, made.__match_args__, made.__slots__, made.__name__),
        lambda made: hasattr(made(*values), "__dict__"),
        lambda made: setattr(made(*values), fields[0], 1),
        lambda made: made(*values) == tuple(made(*values)),
    )
    for use in uses + uses:  # with the constructor of the first instances, then with the one that is compiled
        assert outcome(use, ours) == outcome(use, theirs)


def test_no_field_without_a_default_follows_one_with_one() -> None:
    for base in (named_tuple.NamedTuple, typing.NamedTuple):
        with pytest.raises(TypeError, match="default"):
            types.new_class(
                "Made",
                (base,),
                exec_body=lambda space: space.update(__annotations__={"x": int, "y": int}, x=1),
            )


class Nearer(Location):
    """A class of a class."""

    def shout(self) -> str:
        """Its own."""
        return self.commit.upper()


def test_it_can_be_pickled_and_subclassed() -> None:
    location = Location.in_commit("a" * 40, 3)
    nearer = Nearer(*location)
    assert pickle.loads(pickle.dumps([location, nearer])) == [location, nearer]  # noqa: S301  our own bytes
    assert nearer.shout() == "A" * 40
    assert type(nearer._replace(line=4)) is Nearer
    assert nearer == location
