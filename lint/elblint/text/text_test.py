"""Quick tests of texts, whose answers may be kept: they are asked of many texts that are never parsed."""

from __future__ import annotations

from collections.abc import Iterable

from elblint.system.type_names import Protocol


class TextTest(Protocol):
    """A test of a span of a text."""

    @property
    def name(self) -> str:
        """Tells it from every other test."""
        ...

    def holds(self, text: str, start: int, end: int) -> bool:
        """Return whether it holds between two offsets, the end exclusive."""
        ...


class Occurrence:
    """The test whether one of some words occurs, in their very letters."""

    __slots__ = ("name", "words")

    def __init__(self, *words: str) -> None:
        self.words = words
        self.name = "|".join(words)

    def holds(self, text: str, start: int, end: int) -> bool:
        """Return whether one of the words stands between two offsets, the end exclusive."""
        # A loop of its own costs a third of ``any`` with a generator.
        for word in self.words:  # noqa: SIM110
            if text.find(word, start, end) >= 0:
                return True
        return False


class Answers:
    """Answers of tests about spans of one text.

    ``asked`` takes the names of the tests that were asked, of this text or of another that shares it.
    """

    __slots__ = ("asked", "by_span", "has_new")

    def __init__(self, asked: set[str]) -> None:
        self.by_span: dict[tuple[int, int], dict[str, bool]] = {}
        self.asked = asked
        self.has_new = False
        """True once a test was asked whose answer was not known."""

    def known(self, test: TextTest, start: int, end: int) -> bool | None:
        """Return the answer of a test; None if it is not known."""
        self.asked.add(test.name)
        return self.by_span.get((start, end), _NO_ANSWERS).get(test.name)

    def keep(self, test: TextTest, start: int, end: int, *, holds: bool) -> bool:
        """Keep an answer, and return it."""
        self.by_span.setdefault((start, end), {})[test.name] = holds
        self.has_new = True
        return holds


_NO_ANSWERS: dict[str, bool] = {}


def name_of(what: str, words: Iterable[str]) -> str:
    """Return a name for a test for some words, however many there are."""
    import hashlib

    written = repr(sorted(words)).encode("utf-8", "backslashreplace")
    return f"{what} {hashlib.blake2b(written, digest_size=16).hexdigest()}"
