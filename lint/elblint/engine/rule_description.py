"""A rule as lists of rules describe it: without an object, in one language."""

from __future__ import annotations

from elblint.engine.finding import Source
from elblint.system.named_tuple import NamedTuple


class Description(NamedTuple):
    """The words of a rule."""

    title: str
    why: str
    """Without line breaks."""
    fixes: tuple[str, ...]
    sources: tuple[Source, ...]
