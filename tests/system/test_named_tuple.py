"""Named tuples of elblint's own: in all that they can do, those of ``typing``."""

from __future__ import annotations

import copy
import typing
from collections.abc import Callable

import pytest

from elblint.system import named_tuple


class Usual(typing.NamedTuple):
    """A place."""

    name: str
    line: int = 1
    """Counted from 1."""
    column: int = 1

    @property
    def shown(self) -> str:
        """As people write it."""
        return f"{self.name}:{self.line}:{self.column}"


def own() -> type[typing.Any]:
    """A new class: the first instances are made in another way than the others."""

    class Usual(named_tuple.NamedTuple):
        """A place."""

        name: str
        line: int = 1
        """Counted from 1."""
        column: int = 1

        @property
        def shown(self) -> str:
            """As people write it."""
            return f"{self.name}:{self.line}:{self.column}"

    return Usual


def own_child() -> type[typing.Any]:
    class Child(own()):  # type: ignore[misc]
        """A place."""

        def __hash__(self) -> int:
            return 1

    return Child


DECLARED = [lambda: Usual, own, own_child]
MADE_BEFORE = [0, 50]
ASKED: dict[str, Callable[[typing.Any], object]] = {
    "is a tuple": lambda made: made("a", 2) == ("a", 2, 1) and isinstance(made("a"), tuple),
    "fields": lambda made: (made._fields, made._field_defaults, made.__match_args__),
    "by name": lambda made: made(column=3, name="a"),
    "read": lambda made: (made("a").name, made("a", 2).line, made("a", 2, 3).shown),
    "unpacked": lambda made: [*made("a", 2)],
    "replaced": lambda made: made("a")._replace(line=9),
    "as a dictionary": lambda made: made("a")._asdict(),
    "made of a list": lambda made: made._make(["a", 1, 2]),
    "copied": lambda made: copy.deepcopy(made("a", 4)),
    "shown": lambda made: repr(made("a")).removeprefix(made.__name__),
    "annotations": typing.get_type_hints,
    "documented": lambda made: made.__doc__,
    "ordered": lambda made: sorted([made("b"), made("a")]),
}
REFUSED: dict[str, Callable[[typing.Any], object]] = {
    "too few": lambda made: made(),
    "too many": lambda made: made("a", 1, 2, 3),
    "unknown name": lambda made: made("a", size=1),
    "name given twice": lambda made: made("a", name="b"),
    "unknown name replaced": lambda made: made("a")._replace(size=1),
    "made of a short list": lambda made: made._make(["a"]),
    "changed": lambda made: setattr(made("a"), "name", "b"),
}


@pytest.mark.parametrize("instances", MADE_BEFORE)
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("declared", DECLARED)
def test_it_answers_as_the_usual_one(
    declared: Callable[[], type[typing.Any]], asked: str, instances: int
) -> None:
    made = declared()
    for _ in range(instances):
        made("a")
    assert ASKED[asked](made) == ASKED[asked](Usual)


@pytest.mark.parametrize("instances", MADE_BEFORE)
@pytest.mark.parametrize("asked", REFUSED)
@pytest.mark.parametrize("declared", DECLARED)
def test_it_refuses_what_the_usual_one_refuses(
    declared: Callable[[], type[typing.Any]], asked: str, instances: int
) -> None:
    made = declared()
    for _ in range(instances):
        made("a")
    with pytest.raises((TypeError, ValueError, AttributeError)) as usual:
        REFUSED[asked](Usual)
    with pytest.raises(type(usual.value)):
        REFUSED[asked](made)


def test_an_instance_has_no_dictionary() -> None:
    assert not hasattr(own()("a"), "__dict__")


def test_a_match_statement_takes_it_apart() -> None:
    place = own()
    match place("a", 2):
        case place(name, line):
            assert (name, line) == ("a", 2)
