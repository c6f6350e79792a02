"""The built-in rule files, parsed: JSON in one file, which loads sooner than a hundred files of YAML.

It is built into the wheel, beside the rules. In a checkout the first run makes it, in ``__pycache__``: whoever may
write there may change elblint itself, and who wants no byte code kept gets no store. It holds data only, and counts
only for YAML files of the very content that it was made from.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from typing import Any

from elblint.syntax.node_data import entry_of
from elblint.syntax.nodes import Mapping
from elblint.system.lazy import LazyDict
from elblint.system.ownership import is_open_to_others
from elblint.version import __version__

BUILT = "built.json"
"""The name of the store in the rules' folder of a wheel."""
_NOT_READ = "schema"
_MAKERS = ("rule.py", "rule_store_writer.py", "rule_text.py", "rule_words.py", "stored_rules.py")


class RuleStore:
    """A store that was read: the first line, and a line for each file that is parsed when somebody asks for it."""

    def __init__(self, first: dict[str, Any], lines: list[bytes]) -> None:
        self.rules: dict[str, list[Any]] = first["rules"]
        """What every run asks of a rule, by the path of its file below the rules' folder."""
        self.lines: dict[str, int] = first["lines"]
        """The number of the line of each file, by its path below the rules' folder."""
        self._lines = lines

    def root(self, file: str) -> Mapping:
        """Return the mapping of a file, without its tests; each part is made into nodes when it is asked for."""
        parts = json.loads(self._lines[self.lines[file]])
        root = Mapping(0)
        root.entries = LazyDict(parts, lambda name: entry_of(name, parts[name]))
        return root


@cache
def store_of(folder: str) -> RuleStore | None:
    """Return the store for the rules of a folder; None if there is none that was made from their present content."""
    key = content_key(folder)
    cached = cached_store()
    return (
        _loaded(os.path.join(folder, BUILT), key) or (cached and _loaded(cached, key, is_cached=True)) or None
    )


def cached_store() -> str:
    """Return the path of the store that a checkout makes itself; empty if nothing of the kind is to be kept."""
    if sys.dont_write_bytecode or sys.pycache_prefix is not None:
        return ""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "__pycache__", "rules.json")


def _loaded(path: str, key: str, *, is_cached: bool = False) -> RuleStore | None:
    try:
        with open(path, "rb", buffering=0) as file:
            # Beside elblint's modules, a file is as good as they are.
            if is_cached and is_open_to_others(os.fstat(file.fileno())):
                return None
            lines = file.read().split(b"\n")
        first = json.loads(lines[0])
        return RuleStore(first, lines) if first["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def content_key(folder: str) -> str:
    """Return a digest of all files that are stored, names and content, and of the code that stores them."""
    from _blake2 import blake2b

    own = os.path.dirname(os.path.abspath(__file__))
    digest = blake2b(__version__.encode(), digest_size=20)
    for parent, files in ((own, _MAKERS), (folder, stored_files(folder))):
        for file in files:
            with open(os.path.join(parent, file), "rb", buffering=0) as opened:
                content = opened.read()
            digest.update(b"%s %d\n" % (os.fsencode(file), len(content)))
            digest.update(content)
    return digest.hexdigest()


def stored_files(folder: str) -> list[str]:
    """Return the YAML files below a folder of rules, by their paths in it, in a fixed order."""
    found: list[str] = []
    pending = [""]
    while pending:
        inner = pending.pop()
        with os.scandir(os.path.join(folder, inner)) as entries:
            for entry in entries:
                if entry.name.endswith(".yaml"):
                    found.append(os.path.join(inner, entry.name))
                elif entry.name != _NOT_READ and entry.is_dir():
                    pending.append(os.path.join(inner, entry.name))
    return sorted(found)
