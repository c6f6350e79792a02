"""The input of a build that stands in no files: one text, and kustomizations that change it one after the other."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence

from elblint.inputs.kustomize.kustomization import FILE_NAMES, Kustomization
from elblint.inputs.kustomize.overlay import Changes
from elblint.inputs.read_files import FileContent, FileContents
from elblint.text.source import SourceText

_ROOT = os.path.join(os.sep, "elblint-rendered")
"""Stands for the folder of the texts."""
_RESOURCE = "rendered.yaml"


class TextInputs(FileContents):
    """A rendered text, in the folder of the first of several kustomizations, each the next one's resource."""

    def __init__(self, rendered: SourceText, layers: Sequence[Changes]) -> None:
        """Take the text, and the changes in their order."""
        super().__init__()
        self.rendered = rendered
        self.path = os.path.join(_ROOT, "0", _RESOURCE)
        """The path by which the text is known."""
        self.parts: list[Kustomization] = []
        texts = {self.path: rendered.text}
        for number, changes in enumerate(layers):
            path = os.path.join(_ROOT, str(number), FILE_NAMES[0])
            self.parts.append(Kustomization(path, changes.source, changes.root, is_generated=True))
            below = _RESOURCE if number == 0 else f"../{number - 1}"
            texts[path] = json.dumps({**changes.fields, "resources": [below]}, default=str)
        self.files: set[str] = set()
        self.contents = {
            path: FileContent(text.encode("utf-8", "surrogatepass")) for path, text in texts.items()
        }

    def described(self) -> Iterator[bytes]:
        """Yield all that a builder can see."""
        for path, content in self.contents.items():
            yield os.fsencode(path)
            yield content.digest

    def copy(self, into: str) -> None:
        """Write all of it below the folder ``into``."""
        for path, content in self.contents.items():
            target = self.copied(path, into)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as copy:
                copy.write(content.data)

    def copied(self, path: str, into: str) -> str:
        """Return the path in the copy of a file or folder."""
        return os.path.join(into, os.path.relpath(path, _ROOT))

    def original(self, copied: str, into: str) -> str:
        """Return the path of a file, by its path in the copy."""
        return os.path.normpath(os.path.join(_ROOT, os.path.relpath(copied, into)))
