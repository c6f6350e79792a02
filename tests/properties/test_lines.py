"""Lines of a text are found by offsets and by numbers, in whatever order somebody asks."""

from __future__ import annotations

from bisect import bisect_right

from hypothesis import given
from hypothesis import strategies as st

from elblint.text.lines import lines_of

_PIECES = st.sampled_from(["\n", "b\n", "é", "c" * 900, "d" * 2500])


@given(st.lists(_PIECES, max_size=30).map("".join), st.lists(st.tuples(st.booleans(), st.integers(0, 10**5))))
def test_lines_are_found_in_any_order(text: str, asked: list[tuple[bool, int]]) -> None:
    starts = [0, *(number + 1 for number, one in enumerate(text) if one == "\n")]
    lines = lines_of(text)
    assert lines.count == len(starts)
    for by_offset, number in asked:
        if by_offset:
            offset = number % (len(text) + 1)
            assert lines.at(offset) == bisect_right(starts, offset) - 1
        else:
            line = number % len(starts)
            assert lines.start(line) == starts[line]
