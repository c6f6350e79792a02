"""Hints at what somebody may have meant who wrote a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable

from elblint.errors import nearest
from elblint.i18n.localized import Localized, localized


def did_you_mean(near: str) -> Localized:
    """Return the question whether a word was meant."""
    return localized("did-you-mean", near=near)


def nearest_word(word: str, known: Iterable[str]) -> Localized:
    """Return the end of an error about a word that is not known: the nearest one that is, or all of them."""
    candidates = list(dict.fromkeys(known))
    near = nearest(word, candidates, 0.5)
    return did_you_mean(near) if near else localized("known-are", known=", ".join(sorted(candidates)))
