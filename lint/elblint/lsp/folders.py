"""The workspaces that a client has open: a folder each, and one for a file outside of them all."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence

from lsprotocol.types import Diagnostic

from elblint.api import ConfigError, ElblintError, Finding, Language, Workspace

_PLACE = re.compile(r"\A(?P<path>.*?):(?P<line>\d+):(?P<column>\d+): (?P<words>.*)\Z", re.S)


class Problem:
    """A mistake that keeps a folder from being linted: its file, 1-based line and column, and the words."""

    def __init__(self, error: ElblintError, folder: str, lang: Language) -> None:
        said = "\n".join(error.messages(lang))
        found = _PLACE.match(said)
        self.is_of_configuration = isinstance(error, ConfigError)
        self.path = os.path.join(folder, ".elblint.yaml") if found is None else os.path.abspath(found["path"])
        self.line = 1 if found is None else int(found["line"])
        self.column = 1 if found is None else int(found["column"])
        self.words = said if found is None else found["words"]


class Folder:
    """One workspace with the versions of its open files, and what keeps it from being linted."""

    def __init__(self, path: str, lang: Language) -> None:
        self.path = path
        self.lang = lang
        self.workspace: Workspace | None = None
        self.problem: Problem | None = None
        self.reported: set[str] = set()
        """The URIs of the files for which findings were sent."""
        self.converted: dict[int, tuple[Finding, str, Diagnostic]] = {}
        """The diagnostics that were made of findings, with their paths, by the findings' ids."""
        self.is_rendering = False
        self.reload({})

    def reload(self, texts: dict[str, str]) -> None:
        """Read the configuration and all files anew; if that fails, what was known stays.

        ``texts`` are those that are not saved.
        """
        try:
            if self.workspace is None:
                self.workspace = Workspace(self.path, lang=self.lang)
                for path, text in texts.items():
                    if self.holds(path):
                        self.workspace.set_text(path, text)
            else:
                self.workspace.reload()
            self.problem = None
        except ElblintError as error:
            self.problem = Problem(error, self._folder, self.lang)

    def changed_on_disk(self, path: str, texts: dict[str, str]) -> None:
        """Take note of a file that was made, written or removed."""
        if self.workspace is None or self.problem is not None:
            self.reload(texts)
            return
        try:
            self.workspace.changed_on_disk(path)
        except ElblintError as error:
            self.problem = Problem(error, self._folder, self.lang)

    def findings(self, only: str | None = None) -> Sequence[Finding]:
        """Return what is found in the folder, or in one file of it; none if something keeps it from being linted."""
        if self.workspace is None:
            return ()
        try:
            every = self.workspace.lint(with_tools=False).findings
        except ElblintError as error:
            self.problem = Problem(error, self._folder, self.lang)
            return ()
        return every if only is None else self.workspace.findings_of(only)

    def holds(self, path: str) -> bool:
        """Return whether a file lies in the folder."""
        if "\0" in path:
            return False
        root = os.path.realpath(self.path)
        real = os.path.realpath(path)
        return real == root or real.startswith(root.rstrip(os.sep) + os.sep)

    @property
    def _folder(self) -> str:
        return self.path if os.path.isdir(self.path) else os.path.dirname(self.path)


def log(words: str) -> None:
    """Write a line to standard error, the only place for a log: standard output is the protocol's."""
    print(f"elblint: {words}", file=sys.stderr, flush=True)  # noqa: T201
