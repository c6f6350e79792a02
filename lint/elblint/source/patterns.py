"""Path patterns in ``.gitignore``'s syntax, from people and from repositories."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from elblint.errors import UsageError
from elblint.text.printable import brief

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


_LONGEST = 4096
"""The longest path of Linux; a pattern of a megabyte would take minutes."""


def path_patterns(lines: Iterable[str], what: str) -> GitIgnoreSpec:
    """Patterns that a user gave; ``what`` names them in the message. Raises UsageError for a bad one."""
    from pathspec import GitIgnoreSpec

    lines = list(lines)
    for line in lines:
        if not _is_good(line):
            raise UsageError(f"{what}: '{brief(line)}' is no pattern as in .gitignore")
    return GitIgnoreSpec.from_lines(lines)


def ignore_patterns(lines: Iterable[str]) -> GitIgnoreSpec:
    """The patterns of a ``.gitignore`` file; bad ones are left out, as Git does."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(line for line in lines if _is_good(line))


def _is_good(line: str) -> bool:
    import re

    from pathspec import GitIgnoreSpec

    if len(line) > _LONGEST:
        return False
    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True
