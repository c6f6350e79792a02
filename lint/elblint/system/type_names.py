"""The names of ``typing`` that elblint uses, without importing it, which takes as long as linting a small file.

To type checkers they are what they are called. At run time nobody looks at them, and one object stands for all.
"""

from __future__ import annotations

__all__ = [
    "TYPE_CHECKING", "Any", "ClassVar", "Generic", "Literal", "NewType", "NoReturn", "Protocol", "TypeAlias",
    "TypeGuard", "TypeVar", "cast",
]  # fmt: skip

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import (
        Any,
        ClassVar,
        Generic,
        Literal,
        NewType,
        NoReturn,
        Protocol,
        TypeAlias,
        TypeGuard,
        TypeVar,
        cast,
    )
else:

    class _Type:
        """Whatever is asked of a type while modules are imported: to be subscripted, called, or a base."""

        def __getitem__(self, key):
            return self

        def __call__(self, *values, **named):
            return self

        def __mro_entries__(self, bases):
            return ()

        def __or__(self, other):
            return self

        __ror__ = __or__

    Any = ClassVar = Generic = Literal = NoReturn = Protocol = TypeAlias = TypeGuard = TypeVar = _Type()

    def NewType(name, base):  # noqa: N802
        """Return the type itself."""
        return base

    def cast(kind, value):
        """Return the value."""
        return value
