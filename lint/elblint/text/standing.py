"""Texts that stand for those of files: what somebody has typed and not saved."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from types import MappingProxyType

from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeVar

    Given = TypeVar("Given")
    Result = TypeVar("Result")

_NONE: Mapping[str, bytes] = MappingProxyType({})
_standing: ContextVar[Mapping[str, bytes]] = ContextVar("standing", default=_NONE)


@contextmanager
def standing(contents: Mapping[str, bytes]) -> Iterator[None]:
    """Let contents stand for those of files, by their real paths, inside a ``with`` block."""
    before = _standing.set(contents)
    try:
        yield
    finally:
        _standing.reset(before)


def standing_bytes(path: str) -> bytes | None:
    """Return what stands for the content of a file; None for one that is read as it is."""
    contents = _standing.get()
    return contents.get(os.path.realpath(path)) if contents else None


def in_context(call: Callable[[Given], Result]) -> Callable[[Given], Result]:
    """Return the same function for other threads: limits and texts hold there as they do here."""
    context = copy_context()
    return lambda given: context.copy().run(call, given)
