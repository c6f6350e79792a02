"""The baseline: findings that were there when elblint was adopted, by what they are about and not by line."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator

from elblint.config.settings import relative_to
from elblint.engine.finding import Finding
from elblint.errors import ConfigError, OutputError
from elblint.i18n.localized import localized
from elblint.model.objects import KubeObject
from elblint.syntax.json_parser import parse_json
from elblint.syntax.nodes import Mapping, Node, child, items, text_at
from elblint.system.boundary import is_inside, tree_root
from elblint.system.named_tuple import NamedTuple
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.reader import read_file
from elblint.text.source import Location

FILE_NAME = ".elblint-baseline.json"
VERSION = 1
_MOST_DIGITS = 10


class Key(NamedTuple):
    """The identity of a finding between runs: its rule, and its object with the field, or its file."""

    rule: str
    cluster: str
    object: str
    field: str
    path: str


class Baseline:
    """The findings that a file lists; each entry covers as many as it counts."""

    def __init__(self, path: str, root: str) -> None:
        """Raises ConfigError, with the place, for a file that is no baseline."""
        self.root = root
        source = read_file(path)
        if isinstance(source, Diagnostic):
            raise ConfigError(localized("baseline-unreadable", detail=source.detail).at(path))
        self.source = source
        try:
            roots = parse_json(self.source.text, 0, lambda first, again: None)
        except (ParseError, ValueError):
            # The words of the parser may quote the text, and the text may be anything.
            raise _no_baseline(path, "baseline-no-json") from None
        top = roots[0] if len(roots) == 1 else None
        if text_at(top, "version") != str(VERSION):
            raise _no_baseline(path, "baseline-other-version")
        self.is_whole = isinstance(top, Mapping) and {*top.entries} == {"version", "findings"}
        """True if it has the fields of a baseline and no other ones."""
        self.entries: dict[Key, tuple[Node, int]] = {}
        for entry in items(child(top, "findings")):
            count = text_at(entry, "count") or "1"
            key = Key(*(text_at(entry, name) or "" for name in Key._fields))
            self.entries[key] = entry, int(count) if count.isdecimal() and len(count) < _MOST_DIGITS else 1
        self.left = {key: count for key, (_, count) in self.entries.items()}

    def covers(self, finding: Finding) -> bool:
        """Return whether the finding was there already; what could not be read is never covered."""
        key = key_of(finding, self.root)
        if (finding.unreadable and not finding.is_acceptable) or not self.left.get(key):
            return False
        self.left[key] -= 1
        return True

    def stale(
        self, objects: Iterable[KubeObject], paths: Iterable[str], active: set[str]
    ) -> Iterator[Diagnostic]:
        """The entries that cover nothing any more, of rules of this run and of objects and files in its input."""
        seen = {_object(one.identity) for one in objects}
        files = {relative_to(path, self.root) for path in paths}
        for key, left in self.left.items():
            entry, count = self.entries[key]
            is_here = (key.cluster, key.object) in seen if key.object else key.path in files
            if left == count and key.rule in active and is_here:
                location = Location(self.source, entry.start, max(entry.end, entry.start + 1))
                if isinstance(entry, Mapping):
                    location = location._replace(end=entry.start + 1)
                yield Diagnostic("stale-baseline", location, f"{key.rule} {key.object or key.path}")


def check_baseline_file(path: str, root: str) -> None:
    """Check that a path which a configuration names may be written as a baseline.

    It must end in ``.json``, lie in the repository of the folder ``root``, and be new or a baseline already.
    Raises OutputError.
    """
    hint = "name the file that is meant with -o"
    if not path.endswith(".json"):
        raise OutputError(f"{path}: the file of a baseline ends in .json; {hint}")
    if not is_inside(path, tree_root(root)):
        raise OutputError(f"{path}: it leads out of the repository; {hint}")
    if os.path.islink(path):
        raise OutputError(f"{path}: it is a link; {hint}")
    if os.path.lexists(path):
        try:
            is_baseline = Baseline(path, root).is_whole
        except ConfigError:
            is_baseline = False
        if not is_baseline:
            raise OutputError(f"{path}: it is there and is no baseline; {hint}")


def key_of(finding: Finding, root: str) -> Key:
    """Return a finding's identity in a baseline."""
    if not finding.identity:
        return Key(finding.rule, "", "", "", relative_to(finding.location.path, root))
    cluster, name = _object(finding.identity)
    return Key(finding.rule, cluster, name, finding.field_path, "")


def _object(identity: tuple[str, ...]) -> tuple[str, str]:
    cluster, kind, namespace, name = identity
    return cluster, f"{kind}/{namespace}/{name.partition(' ')[0]}"


def baseline_text(findings: Iterable[Finding], root: str) -> str:
    """The baseline of some findings: sorted, an entry on each line, so that it can be merged and compared."""
    counted = Counter(
        key_of(finding, root) for finding in findings if not finding.unreadable or finding.is_acceptable
    )
    lines = []
    for key in sorted(counted):
        entry: dict[str, object] = {name: value for name, value in key._asdict().items() if value}
        if counted[key] > 1:
            entry["count"] = counted[key]
        lines.append("    " + json.dumps(entry, ensure_ascii=False))
    inner = "\n" + ",\n".join(lines) + "\n  " if lines else ""
    return f'{{\n  "version": {VERSION},\n  "findings": [{inner}]\n}}\n'


def _no_baseline(path: str, kind: str) -> ConfigError:
    message = localized(kind, version=VERSION).at(path)
    return ConfigError(message.hinting(localized("baseline-again")))
