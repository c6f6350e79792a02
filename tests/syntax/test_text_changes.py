"""Changes of a text: one after the other they are one change, and their difference is one that git applies."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elblint.syntax.text_changes import Change, Changes
from elblint.text.source import SourceText

TEXTS = st.text("ab\n", max_size=60)


@st.composite
def changes_of(draw: st.DrawFn, text: str) -> list[Change]:
    """Changes of a text, apart from one another."""
    bounds = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    return [
        Change(start, end, draw(st.text("ab\n", max_size=4)))
        for start, end in zip(bounds[::2], bounds[1::2], strict=False)
    ]


def changed(text: str, changes: list[Change]) -> str:
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def applied(text: str, difference: list[str], folder: Path) -> str:
    """Return the result of applying a difference with git."""
    file = folder / "a.yaml"
    file.write_bytes(text.encode())
    if difference:
        given = "".join(f"{line}\n" for line in difference).encode()
        command = ["git", "apply", "--unidiff-zero", "--whitespace=nowarn", "-"]
        subprocess.run(command, input=given, cwd=folder, check=True)
    return file.read_bytes().decode()


@settings(deadline=None)
@given(TEXTS.flatmap(lambda text: st.tuples(st.just(text), changes_of(text))), st.data())
def test_two_rounds_are_one(given: tuple[str, list[Change]], data: st.DataObject) -> None:
    text, listed = given
    first = Changes(SourceText("a.yaml", text), listed)
    assert first.text() == changed(text, listed)
    later = data.draw(changes_of(first.text()))
    both = first.followed_by(Changes(SourceText("a.yaml", first.text()), later))
    assert both.text() == changed(first.text(), later)
    for one, other in zip(both.listed, both.listed[1:], strict=False):
        assert one.end < other.start


@settings(deadline=None, max_examples=60)
@given(
    st.text("ab\n", min_size=1, max_size=60).flatmap(lambda text: st.tuples(st.just(text), changes_of(text)))
)
def test_git_applies_the_difference(
    tmp_path_factory: pytest.TempPathFactory, before: tuple[str, list[Change]]
) -> None:
    text, listed = before
    wanted = changed(text, listed)
    if not wanted:
        return  # An empty file is another sort of difference to git.
    difference = list(Changes(SourceText("a.yaml", text), listed).difference())
    assert bool(difference) == (wanted != text)
    assert applied(text, difference, tmp_path_factory.mktemp("git")) == wanted


def test_lines_between_changes_are_left_out_if_they_are_many() -> None:
    text = "".join(f"{number}\n" for number in range(30))
    changes = Changes(SourceText("a.yaml", text))
    for line in ("4", "11", "25"):
        at = text.index(f"\n{line}\n") + 1
        changes.add(Change(at, at + len(line), "x\ny" if line == "11" else "x"))
    assert list(changes.difference()) == [
        *("--- a/a.yaml", "+++ b/a.yaml", "@@ -2,14 +2,15 @@"),
        *(" 1", " 2", " 3", "-4", "+x", " 5", " 6", " 7", " 8", " 9", " 10", "-11", "+x", "+y", " 12", " 13", " 14"),
        *("@@ -23,7 +24,7 @@", " 22", " 23", " 24", "-25", "+x", " 26", " 27", " 28"),
    ]  # fmt: skip


def test_what_touches_meets() -> None:
    changes = Changes(SourceText("a.yaml", "abcdefghij"), [Change(2, 4, ""), Change(7, 7, "x")])
    assert [at for at in range(11) if changes.overlaps(Change(at, at, "y"))] == [2, 3, 4, 7]
    assert [at for at in range(10) if changes.overlaps(Change(at, at + 1, "y"))] == [1, 2, 3, 4, 6, 7]


def test_what_is_hidden_stays_hidden() -> None:
    source = SourceText("a.yaml", "a: 1\nsecret: abc\n")
    source.hide(13, 16)
    assert " secret: ***" in list(Changes(source, [Change(3, 4, "2")]).difference())
