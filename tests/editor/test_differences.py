"""A place of a text once something was typed in it."""

from __future__ import annotations

import pytest

from elblint.editor.differences import Difference
from elblint.text.source import Location, SourceText

TEXT = "a: one\nb: two\nc: one\n"


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        ("x\n" + TEXT, "two"),
        (TEXT + "x\n", "two"),
        ("x\n" + TEXT + "y\n", "two"),
        (TEXT.replace("b: two", "b: twenty"), "twenty"),
        (TEXT.replace("b: two\n", ""), ""),
        ("", ""),
    ],
)
def test_a_place_stays_at_its_words(after: str, shown: str) -> None:
    start = TEXT.index("two")
    found = Difference(TEXT, after).moved(Location(SourceText("a.yaml", TEXT), start, start + 3))
    assert after[found.start : found.end] == shown


def test_a_difference_is_one_replacement() -> None:
    change = Difference("abcd", "abxycd")
    assert (change.start, change.end, change.text) == (2, 2, "xy")
    change = Difference("aaa", "aa")
    assert (change.start, change.end, change.text) == (2, 3, "")
