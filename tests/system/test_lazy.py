"""Values that are made when somebody asks for them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from elblint.system.lazy import LazyDict, lazy_pattern

WRITTEN = r"([a-z]+)=(\d+)"
ASKED: dict[str, Callable[[re.Pattern[str]], object]] = {
    "match": lambda pattern: pattern.match("a=1 b=2", 4),
    "search": lambda pattern: pattern.search("- A=1 B=2"),
    "fullmatch": lambda pattern: pattern.fullmatch("a=1"),
    "finditer": lambda pattern: [found.span() for found in pattern.finditer("a=1 b=2")],
    "findall": lambda pattern: pattern.findall("a=1 b=2"),
    "sub": lambda pattern: pattern.sub(r"\2", "a=1 b=2"),
    "split": lambda pattern: pattern.split("x a=1 y"),
    "pattern": lambda pattern: (pattern.pattern, pattern.flags, pattern.groups),
}


@pytest.mark.parametrize("asked", ASKED)
def test_a_lazy_pattern_answers_as_a_compiled_one(asked: str) -> None:
    lazy, usual = lazy_pattern(WRITTEN, re.IGNORECASE), re.compile(WRITTEN, re.IGNORECASE)
    for _ in range(2):
        assert str(ASKED[asked](lazy)) == str(ASKED[asked](usual))


def test_a_pattern_is_not_compiled_before_it_is_used() -> None:
    broken = lazy_pattern("(")
    with pytest.raises(re.error):
        broken.match("")


def test_a_value_of_a_lazy_dictionary_is_made_once() -> None:
    made: list[str] = []

    def make(key: str) -> int:
        made.append(key)
        return len(key)

    lengths = LazyDict(["a", "bb"], make)
    assert (list(lengths), "bb" in lengths, made) == (["a", "bb"], True, [])
    assert (lengths["bb"], lengths.get("bb"), lengths.get("c", 0)) == (2, 2, 0)
    assert made == ["bb"]
