"""The hooks of hatchling: the parsed rules go into the wheel, and the README into the description of the package."""

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

    ``elblint.engine.rule_store`` reads it.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the store to a folder of its own, and add it to the wheel."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "lint"))
        from elblint.engine.rule_store import BUILT, as_file
        from elblint.engine.rule_store_writer import store_content

        self.made = tempfile.TemporaryDirectory(prefix="elblint-")
        file = Path(self.made.name, BUILT)
        file.write_bytes(as_file(store_content(str(root / "rules"))))
        os.chmod(file, 0o644)
        build_data["force_include"][str(file)] = f"elblint/rules/{BUILT}"

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
