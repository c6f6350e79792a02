"""Facts that are kept from one run to the next, and those that are not."""

from __future__ import annotations

import pytest

from elblint.engine.counted_context import CountedMemo, Looks


def memo_with(looks: Looks, *scopes: tuple[str, str], elsewhere: bool = False) -> CountedMemo:
    """A memo with a fact that was worked out by looks at some namespaces."""
    memo = CountedMemo(looks)
    assert "fact" not in memo
    for scope in scopes:
        looks.at(scope)
    looks.count += elsewhere
    memo["fact"] = 1
    return memo


@pytest.mark.parametrize(
    ("scopes", "elsewhere", "changed", "is_kept"),
    [
        ([], False, {("", "a")}, True),
        ([("", "a")], False, {("", "b")}, True),
        ([("", "a"), ("", "b")], False, {("", "b")}, False),
        ([], True, set(), False),
    ],
)
def test_a_fact_is_kept_while_nothing_changes_that_it_follows_from(
    scopes: list[tuple[str, str]], elsewhere: bool, changed: set[tuple[str, str]], is_kept: bool
) -> None:
    looks = Looks()
    looks.are_noted = True
    memo = memo_with(looks, *scopes, elsewhere=elsewhere)
    memo.forget(changed)
    assert ("fact" in memo) is is_kept


def test_to_read_a_fact_is_to_look_at_what_it_follows_from() -> None:
    looks = Looks()
    looks.are_noted = True
    memo = memo_with(looks, ("", "a"))
    mark = looks.mark()
    assert memo["fact"] == 1
    assert looks.since(mark) == frozenset({("", "a")})


def test_what_is_worked_out_between_two_runs_is_not_kept() -> None:
    memo = memo_with(Looks())
    memo.forget(set())
    assert "fact" not in memo
