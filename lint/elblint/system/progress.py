"""Progress events of a long run, for a listener."""

from __future__ import annotations

from collections.abc import Callable

from elblint.system.type_names import TypeAlias

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with the name of the work in ``language``, how many parts are done, and how many there are."""


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""
