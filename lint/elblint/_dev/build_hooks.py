"""The hooks of hatchling: what is made of the rules goes into the wheel, and the README into its description."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_RELATIVE = re.compile(r"(?<=\]\()(?![a-z]+:|#)")


class StoredRules(BuildHookInterface[Any]):
    """Makes the store of the rules for a wheel; an editable installation makes its own.

    ``elblint.engine.rule_store`` reads it, and the texts that reports keep beside it.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the store to a folder of its own, and add it to the wheel."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "lint"))
        from elblint._dev.built_files import built_files

        self.made = tempfile.TemporaryDirectory(prefix="elblint-")
        for name, content in built_files(str(root / "rules")).items():
            file = Path(self.made.name, name)
            file.write_bytes(content)
            os.chmod(file, 0o644)
            build_data["force_include"][str(file)] = f"elblint/rules/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the folder."""
        if version != "editable":
            self.made.cleanup()


class Description(MetadataHookInterface):
    """Makes the description of the package: the README, whose links lead to the files of this version."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the description."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        files = f"{metadata['urls']['Repository']}/blob/v{metadata['version']}/"
        metadata["readme"] = {"content-type": "text/markdown", "text": _RELATIVE.sub(files, text)}
