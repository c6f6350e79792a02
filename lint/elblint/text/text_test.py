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


class AskedTests:
    """The tests that the texts of a run were asked, or those of an earlier run, by name, each with its number."""

    __slots__ = ("asked", "numbers")

    def __init__(self, names: Iterable[str]) -> None:
        self.numbers = {name: number for number, name in enumerate(names)}
        self.asked: set[str] = set()
        """Those of this run."""


class Answers:
    """Answers of tests about spans of one text: of each test its number, doubled, and 1 more if it holds."""

    __slots__ = ("by_span", "has_new", "tests")

    def __init__(self, tests: AskedTests) -> None:
        self.by_span: dict[tuple[int, int], list[int]] = {}
        self.tests = tests
        self.has_new = False
        """True once a test was asked whose answer was not known."""

    def known(self, test: TextTest, start: int, end: int) -> bool | None:
        """Return the answer of a test; None if it is not known."""
        name = test.name
        self.tests.asked.add(name)
        number = self.tests.numbers.get(name)
        answers = self.by_span.get((start, end))
        if number is None or answers is None:
            return None
        number *= 2
        return False if number in answers else True if number + 1 in answers else None

    def keep(self, test: TextTest, start: int, end: int, *, holds: bool) -> bool:
        """Keep an answer, and return it."""
        numbers = self.tests.numbers
        self.by_span.setdefault((start, end), []).append(
            2 * numbers.setdefault(test.name, len(numbers)) + holds
        )
        self.has_new = True
        return holds


def name_of(what: str, words: Iterable[str]) -> str:
    """Return a name for a test for some words, however many there are."""
    import hashlib

    written = repr(sorted(words)).encode("utf-8", "backslashreplace")
    return f"{what} {hashlib.blake2b(written, digest_size=16).hexdigest()}"
