"""The JSON Schemas of elblint's own files: its configuration, and rules."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from typing import Any

from elblint.config.settings import FILE_NAMES
from elblint.engine.library import SCHEMAS
from elblint.run import config_schema
from elblint.system.package_data import built_in_rules
from elblint.text.source import SourceText

_RULE_SCHEMA = re.compile(r"# yaml-language-server: \$schema=\S*\brule\.json\s*$", re.M)
_HEAD = 500


def schema_of(source: SourceText) -> Any | None:
    """Return the schema that a text is written by; None for a manifest."""
    if os.path.basename(source.path) in FILE_NAMES:
        return _read(config_schema())
    if _RULE_SCHEMA.search(source.text[:_HEAD]):
        return _read(os.path.join(built_in_rules(), SCHEMAS, "rule.json"))
    return None


@cache
def _read(path: str) -> Any:
    with open(path, encoding="utf-8") as file:
        return json.load(file)
