"""Dictionaries whose values, and patterns whose code, are made when somebody asks for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from elblint.system.type_names import Any, TypeVar, cast

_K = TypeVar("_K")
_V = TypeVar("_V")
_UNMADE: Any = object()


class LazyDict(dict[_K, _V]):
    """A dictionary of known keys; a value is made, once, by ``make`` when it is first looked up.

    Look up by ``[]``, ``get``, ``items`` and ``values``; what copies a dictionary in one go would copy the gaps.
    """

    def __init__(self, keys: Iterable[_K], make: Callable[[_K], _V]) -> None:
        super().__init__(dict.fromkeys(keys, _UNMADE))
        self._make = make

    def __getitem__(self, key: _K) -> _V:
        value = super().__getitem__(key)
        if value is _UNMADE:
            value = self[key] = self._make(key)
        return value

    def get(self, key: _K, default: Any = None) -> Any:
        """The value, or ``default`` for a key that is not there."""
        return self[key] if key in self else default  # noqa: SIM401

    def items(self) -> Any:
        """All keys with their values, which are all made."""
        return [(key, self[key]) for key in self]

    def values(self) -> Any:
        """All values, which are all made."""
        return [self[key] for key in self]


class _LazyPattern:
    """The methods of a pattern; compiling takes longer than most texts that it is used on."""

    __slots__ = ("_flags", "_written", "findall", "finditer", "fullmatch", "match", "search", "split", "sub")

    def __init__(self, written: str, flags: int) -> None:
        self._written = written
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._written, self._flags)
        for method in self.__slots__[2:]:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy_pattern(written: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled when it is first used; else as ``re.compile``."""
    return cast("re.Pattern[str]", _LazyPattern(written, flags))
