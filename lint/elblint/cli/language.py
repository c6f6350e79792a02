"""The language that a command line asks for, before its options are read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from elblint.i18n.words import choose_language


def asked_language(arguments: Sequence[str]) -> str:
    """Return the language that ``--lang`` names, else the locale's; that of help and of errors."""
    asked = next((word for before, word in pairwise(arguments) if before == "--lang"), None)
    asked = next((word[7:] for word in arguments if word.startswith("--lang=")), asked)
    return choose_language(asked)
