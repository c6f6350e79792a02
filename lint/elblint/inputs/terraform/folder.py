"""The files of Terraform's code in a folder, read and parsed once."""

from __future__ import annotations

import os

from elblint.inputs.discovery import CODE
from elblint.inputs.terraform.hcl import Body, parse_hcl
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.reader import read_source
from elblint.text.source import Location, SourceText

_VALUES = ".tfvars"


class CodeFolder:
    """The code of one folder: blocks by file, and the values of variables that are set beside it."""

    def __init__(self, path: str, sources: list[SourceText]) -> None:
        """``sources`` are the files of code and of values, in the order in which they count."""
        self.path = path
        self.bodies: list[Body] = []
        self.values: list[Body] = []
        self.diagnostics: list[Diagnostic] = []
        self.unread: dict[Diagnostic, None] = {}
        """The diagnostics about parts that are not read."""
        for source in sources:
            try:
                body = parse_hcl(source)
            except ParseError as error:
                here = Location(source, error.start, error.end)
                self.diagnostics.append(Diagnostic(error.kind, here, error.detail, unreadable=True))
                continue
            if source.path.endswith(_VALUES):
                self.values.append(body)
                source.hide(0, len(source.text))
            else:
                self.bodies.append(body)
                _hide_secrets(body)


class CodeReader:
    """Reads folders; ``known`` are texts that were read already, by their paths."""

    def __init__(self, known: dict[str, SourceText] | None = None, *, is_in_memory: bool = False) -> None:
        self.known = known or {}
        self.is_in_memory = is_in_memory
        self._read: dict[str, CodeFolder] = {}

    def folder(self, path: str) -> CodeFolder:
        """Return the code of a folder; without files if there is no such folder."""
        if path not in self._read:
            self._read[path] = self._folder(path)
        return self._read[path]

    def _folder(self, path: str) -> CodeFolder:
        sources: list[SourceText] = []
        diagnostics: list[Diagnostic] = []
        for file in self._files(path):
            source = self.known.get(file) or read_source(file)
            if isinstance(source, Diagnostic):
                diagnostics.append(source)
            else:
                sources.append(source)
        found = CodeFolder(path, sources)
        found.diagnostics += diagnostics
        return found

    def _files(self, path: str) -> list[str]:
        if self.is_in_memory:
            return [file for file in self.known if os.path.dirname(file) == path]
        try:
            names = sorted(os.listdir(path or "."))
        except OSError:
            return []
        chosen = [name for name in names if name.endswith(CODE)]
        chosen += [name for name in names if name == f"terraform{_VALUES}"]
        chosen += [name for name in names if name.endswith(f".auto{_VALUES}")]
        return [os.path.join(path, name) for name in chosen]


def _hide_secrets(body: Body) -> None:
    """Never show the data of a Secret, or the default of a variable that is said to be sensitive."""
    for block in body.blocks:
        kind = block.labels[0].text if block.labels else ""
        is_sensitive = block.type.text == "variable" and "sensitive" in block.body.attributes
        if kind.startswith("kubernetes_secret") or is_sensitive:
            body.source.hide(block.start, block.end)
