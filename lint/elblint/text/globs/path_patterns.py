"""Path patterns that people give, in ``.gitignore``'s syntax."""

from __future__ import annotations

from collections.abc import Iterable

from elblint.errors import UsageError
from elblint.i18n.localized import localized
from elblint.system.type_names import TYPE_CHECKING
from elblint.text.printable import brief

if TYPE_CHECKING:
    from elblint.text.globs.gitignore import Folder


_LONGEST = 4096
"""The longest path of Linux."""


class PathPatterns:
    """Patterns about paths below one folder, given with slashes; later ones have the last word."""

    def __init__(self, lines: Iterable[str], what: str) -> None:
        """``what`` names the patterns in the message. Raises UsageError for one that fits nothing."""
        from elblint.text.globs.gitignore import Folder, pattern_of

        found = []
        for number, line in enumerate(lines):
            if len(line) > _LONGEST:
                raise UsageError(localized("pattern-too-long", pattern=brief(line)).at(what))
            try:
                pattern = pattern_of(line, 0, number, strict=True)
            except ValueError:
                raise UsageError(localized("no-pattern", pattern=brief(line)).at(what)) from None
            if pattern is not None:
                found.append(pattern)
        self.top = Folder.top(found)

    def match(self, path: str, *, is_folder: bool = False) -> bool | None:
        """Return whether a path, or a folder that it lies in, is meant; None if no pattern fits.

        As in Git, no pattern can take back what lies in a folder that is meant.
        """
        from elblint.text.globs.wildcards import octets

        above, _, name = octets(path).rpartition("/")
        folder = self._entered(above)
        return True if folder is None else folder.verdict(name, is_folder=is_folder)

    def inside(self, path: str) -> Folder:
        """The patterns as seen from a folder; everything is meant in one that is meant itself."""
        from elblint.text.globs.gitignore import EVERYTHING, Folder
        from elblint.text.globs.wildcards import octets

        return self._entered(octets(path)) or Folder.top([EVERYTHING])

    def _entered(self, path: str) -> Folder | None:
        """A folder by its path; None if it, or one that it lies in, is meant."""
        folder = self.top
        for name in path.split("/") if path not in {"", "."} else ():
            if folder.verdict(name, is_folder=True):
                return None
            folder = folder.inside(name)
        return folder
