"""Named tuples that cost next to nothing until one is made: ``from elblint.system.named_tuple import NamedTuple``.

``typing.NamedTuple`` compiles every annotation, and code for every class. A run declares some sixty classes and makes
more than a few instances of a dozen, so that took a tenth of linting one file. Here a class gets a compiled
constructor with its twentieth instance. To type checkers it is ``typing.NamedTuple``.
"""

from __future__ import annotations

from elblint.system.type_names import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from _collections import _tuplegetter

    _new = tuple.__new__
    _FEW = 20

    class _NamedTuple(tuple):
        """The methods that all named tuples have."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            made = _new(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **changes):
            made = _new(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({fields})"

    class _Declaration(type):
        """Turns the body of a class into a subclass of tuple."""

        def __new__(cls, name, bases, namespace):
            if not bases:
                return type.__new__(cls, name, bases, namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace[field] for field in fields if field in namespace}

            made = 0

            def first(kind, /, *values, **named):
                nonlocal made
                made += 1
                if made == _FEW:
                    declared.__new__ = staticmethod(_constructor(fields, defaults))
                if len(values) != len(fields):
                    values = _filled(name, fields, defaults, values, named)
                elif named:
                    raise TypeError(f"{name}: {next(iter(named))} is given twice, or unknown")
                return _new(kind, values)

            for number, field in enumerate(fields):
                namespace[field] = _tuplegetter(number, None)
            namespace |= {
                "__slots__": (),
                "_fields": fields,
                "_field_defaults": defaults,
                "__match_args__": fields,
                "__new__": first,
            }
            declared = type(name, (_NamedTuple,), namespace)
            return declared

    class NamedTuple(metaclass=_Declaration):
        """The base that declarations name; their classes have ``_NamedTuple`` in its place."""

    def _filled(name, fields, defaults, values, named):
        """Return the values of all fields, in their order."""
        given = {**dict(zip(fields, values)), **named}  # noqa: B905
        if len(given) != len(values) + len(named) or not given.keys() <= set(fields):
            raise TypeError(f"{name}: a field is unknown, or is given twice, or there are too many")
        given = {**defaults, **given}
        missing = [field for field in fields if field not in given]
        if missing:
            raise TypeError(f"{name}: missing {', '.join(missing)}")
        return map(given.__getitem__, fields)

    def _constructor(fields, defaults):
        listed = "".join(f"{field}, " for field in fields)
        made = eval(f"lambda _cls, {listed}: _new(_cls, ({listed}))", {"_new": _new})  # noqa: S307
        made.__name__ = "__new__"
        made.__defaults__ = tuple(defaults.values())
        return made
