"""The built-in rule files, parsed: JSON in one file, which loads sooner than a hundred files of YAML.

It is built into the wheel, beside the rules. In a checkout the first run makes it, in ``__pycache__``: whoever may
write there may change elblint itself, and who wants no byte code kept gets no store. It holds data only, and counts
only for YAML files of the very content that it was made from. As Git does, a run looks at sizes and times, and at the
content where these are in doubt. A report may keep a text beside it that follows from the same files.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
from collections.abc import Iterator
from functools import cache

from elblint.errors import OutputError
from elblint.syntax.node_data import entry_of
from elblint.syntax.nodes import Mapping
from elblint.system.lazy import LazyDict
from elblint.system.own_json import read_own_json
from elblint.system.ownership import is_open_to_others
from elblint.system.type_names import Any
from elblint.version import __version__

BUILT = "built.json"
"""The name of the store in the rules' folder of a wheel."""
_NOT_READ = "schema"
_ENGINE = os.path.dirname(os.path.abspath(__file__))
_MOMENT = 2 * 10**9
"""The longest time, in nanoseconds, in which a system gives files the same time."""
_MAKERS = (
    "condition.py", "retention.py", "rule.py", "rule_description.py", "rule_keys.py", "rule_store_writer.py",
    "rule_text.py", "rule_words.py", "stored_rules.py", "../model/retention.py", "../model/facts/cluster.py",
    "../report/rule_page.py", "../report/sarif_rules.py", "../i18n/english.py", "../i18n/chinese.py",
)  # fmt: skip


class RuleStore:
    """A store that was read: the first line, and a part for each file that is parsed when somebody asks for it."""

    def __init__(self, first: dict[str, Any], parts: bytes) -> None:
        self.key = first["key"]
        """Of the content that it was made from."""
        self.rules: dict[str, list[Any]] = first["rules"]
        """The part of a rule that every run asks for, by the path of its file below the rules' folder."""
        self.files: dict[str, list[int]] = first["files"]
        """Begin and end of the part of each file, by its path below the rules' folder."""
        self._described: dict[str, list[int]] = first["described"]
        self._parts = parts
        self._descriptions: dict[str, dict[str, list[Any]]] = {}

    def description(self, file: str, lang: str) -> list[Any]:
        """Return the description of a rule, by the path of its file."""
        if lang not in self._descriptions:
            self._descriptions[lang] = self._part(self._described[lang])
        return self._descriptions[lang][file]

    def root(self, file: str) -> Mapping:
        """Return the mapping of a file, without its tests; each part is made into nodes when it is asked for."""
        parts = self._part(self.files[file])
        root = Mapping(0)
        root.entries = LazyDict(parts, lambda name: entry_of(name, parts[name]))
        return root

    def _part(self, place: list[int]) -> dict[str, Any]:
        start, end = place
        part: dict[str, Any] = read_own_json(self._parts[start:end].decode())
        return part


@cache
def store_of(folder: str) -> RuleStore | None:
    """Return the store for the rules of a folder; None if there is none that was made from their present content."""
    state = _state(folder)
    cached = _cached(cached_file())
    if cached is not None and cached[0] == state:
        return _parsed(cached[1])
    key = content_key(folder)
    for found in (cached, _read(os.path.join(folder, BUILT))):
        store = None if found is None else _parsed(found[1])
        if found is not None and store is not None and store.key == key:
            keep_store(found[1], folder)
            return store
    return None


def kept_text(name: str, key: str, folder: str) -> str | None:
    """Return a text that was made from the rules of a folder with the key of a store; None if there is none."""
    for found in (_cached(cached_file(name)), _read(os.path.join(folder, built_name(name)))):
        if found is not None and found[0] == key.encode():
            return found[1].decode()
    return None


def keep_text(name: str, key: str, text: str) -> None:
    """Keep such a text for the next run, if that is possible."""
    _keep(cached_file(name), as_file(text.encode(), key.encode()))


def built_name(name: str) -> str:
    """Return the name that a text has in the rules' folder of a wheel."""
    return f"built-{name}"


def cached_file(name: str = "rules.json") -> str:
    """Return the path of a file that elblint keeps itself, the store's; empty if nothing is to be kept."""
    if sys.dont_write_bytecode or sys.pycache_prefix is not None:
        return ""
    return os.path.join(_ENGINE, "__pycache__", name)


def can_keep_store() -> bool:
    """Return whether there is a place for the store."""
    path = cached_file()
    return bool(path) and os.access(os.path.dirname(path), os.W_OK)


def keep_store(content: bytes, folder: str) -> None:
    """Keep a store that was made from the rules of a folder for the next run, if that is possible.

    What was changed a moment ago may be changed again without another time: then it is held against the content.
    """
    if can_keep_store():
        import time

        _keep(cached_file(), as_file(content, _state(folder, before=time.time_ns() - _MOMENT)))


def _keep(path: str, content: bytes) -> None:
    if can_keep_store():
        with contextlib.suppress(OSError, OutputError):
            from elblint.system.writer import write_file

            write_file(path, content)
            os.chmod(path, 0o644)


def as_file(content: bytes, state: bytes = b"") -> bytes:
    """Return the file of a store or a text; ``state`` tells the files, or the store, that it was made from."""
    return b"%d %d\n%b%b" % (len(state), len(content), state, content)


def _cached(path: str) -> tuple[bytes, bytes] | None:
    return _read(path, is_cached=True) if path else None


def _read(path: str, *, is_cached: bool = False) -> tuple[bytes, bytes] | None:
    """Return state and content of a file, if it is whole."""
    try:
        with open(path, "rb", buffering=0) as file:
            # Beside elblint's modules, a file is as good as they are.
            if is_cached and is_open_to_others(os.fstat(file.fileno())):
                return None
            first, _, rest = file.read().partition(b"\n")
        length, whole = map(int, first.split(b" "))
    except (OSError, ValueError):
        return None
    return (rest[:length], rest[length:]) if len(rest) == length + whole else None


def _parsed(content: bytes) -> RuleStore | None:
    try:
        first, _, parts = content.partition(b"\n")
        return RuleStore(read_own_json(first.decode()), parts)
    except (ValueError, KeyError, TypeError):
        return None


def _sources(folder: str) -> Iterator[tuple[str, str]]:
    """Yield the files that a store is made from, and with: names, and paths."""
    for name in _MAKERS:
        yield name, f"{_ENGINE}{os.sep}{name}"
    for name in stored_files(folder):
        yield name, f"{folder}{os.sep}{name}"


def _state(folder: str, before: int | None = None) -> bytes:
    """Return sizes, times and numbers of all files; nothing if one is not from ``before`` a time in nanoseconds."""
    found: list[str | int] = [__version__]
    for name, path in _sources(folder):
        one = os.stat(path)
        if before is not None and max(one.st_mtime_ns, one.st_ctime_ns) > before:
            return b""
        found += (name, one.st_size, one.st_mtime_ns, one.st_ctime_ns, one.st_ino)
    return marshal.dumps(found, 2)


def content_key(folder: str) -> str:
    """Return a digest of the names and the content of all files that a store is made from, and with."""
    from hashlib import blake2b

    digest = blake2b(__version__.encode(), digest_size=20)
    for name, path in _sources(folder):
        with open(path, "rb", buffering=0) as file:
            content = file.read()
        digest.update(b"%s %d\n" % (os.fsencode(name), len(content)))
        digest.update(content)
    return digest.hexdigest()


def stored_files(folder: str) -> list[str]:
    """Return the YAML files below a folder of rules, by their paths in it, with ``/`` between, in a fixed order."""
    found: list[str] = []
    pending = [""]
    while pending:
        inner = pending.pop()
        with os.scandir(os.path.join(folder, inner)) as entries:
            for entry in entries:
                if entry.name.endswith(".yaml"):
                    found.append(inner + entry.name)
                elif entry.name != _NOT_READ and entry.is_dir():
                    pending.append(f"{inner}{entry.name}/")
    return sorted(found)
