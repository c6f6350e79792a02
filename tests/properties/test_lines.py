"""Lines of a text are found by offsets and by numbers, in whatever order somebody asks."""

from __future__ import annotations

from bisect import bisect_right

from hypothesis import given
from hypothesis import strategies as st

from elblint.report.fingerprint import LineHashes
from elblint.text.lines import lines_of
from elblint.text.source import SourceText

_PIECES = st.sampled_from(["\n", "b\n", "é", "c" * 900, "d" * 2500])


@given(st.lists(_PIECES, max_size=30).map("".join), st.lists(st.tuples(st.booleans(), st.integers(0, 10**5))))
def test_lines_are_found_in_any_order(text: str, asked: list[tuple[bool, int]]) -> None:
    starts = [0, *(number + 1 for number, one in enumerate(text) if one == "\n")]
    lines = lines_of(text)
    assert lines.count == len(starts)
    for by_offset, number in asked:
        if by_offset:
            offset = number % (len(text) + 1)
            line = bisect_right(starts, offset) - 1
            assert lines.at(offset) == line
            assert lines.around(offset) == (line, starts[line])
        else:
            line = number % len(starts)
            assert lines.start(line) == starts[line]


_WORDS = st.sampled_from(["\n", "\r\n", "\r", "a", " b", "\t", "é", "c" * 99, "d" * 101, "e" * 70_000])


@given(st.lists(_WORDS, max_size=40).map("".join), st.sets(st.integers(1, 40)))
def test_hashes_of_some_lines_are_numbered_among_all(text: str, wanted: set[int]) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    lines = plain.split("\n")
    windows = ["\n".join(lines[number:])[:100] for number in range(len(lines))]
    windows = [one if len(one) == 100 else one + "\uffff" for one in windows]
    wanted = {line for line in wanted if line <= len(lines)}
    found = LineHashes(SourceText("a.yaml", text), wanted)
    for line in wanted:
        value = 0
        for unit in windows[line - 1].ljust(100, "\0"):
            value = (value * 37 + ord(unit)) % 2**64
        assert found[line] == f"{value:x}:{windows[:line].count(windows[line - 1])}"
