"""The ``suppress`` entries of the configuration, so indexed that a finding meets only those that may be for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from elblint.config import Config, SuppressEntry, relative_to
from elblint.engine.finding import Finding
from elblint.manifest.nodes import Mapping as MappingNode
from elblint.manifest.nodes import child, text
from elblint.source.patterns import PathPatterns

_WILDCARDS = frozenset("*?[")
_Entry = tuple[SuppressEntry, "PathPatterns | None"]


class SuppressEntries:
    """The entries by rule, and by one thing that they ask for: an object, a namespace or a label."""

    def __init__(self, config: Config, ids: Mapping[str, str]) -> None:
        """``ids`` are the ids of all rules by what they are called."""
        self.root = config.root
        self._index: dict[tuple[str, ...], list[_Entry]] = {}
        # With the object itself, so that its id means no other.
        self._hidden: dict[tuple[object, ...], tuple[object, bool]] = {}
        self._fits: dict[tuple[int, str], bool] = {}
        self._is_empty = not config.suppress
        for entry in config.suppress:
            patterns = PathPatterns(entry.paths, "suppress.paths") if entry.paths else None
            for rule in {ids[name] for name in entry.rules if name in ids}:
                for key in _keys(entry):
                    self._index.setdefault((rule, *key), []).append((entry, patterns))

    def hide(self, rule: str | None, finding: Finding) -> bool:
        """Return whether an entry is for a finding; ``rule`` is the rule's id."""
        if self._is_empty or rule is None:
            return False
        # All that an entry looks at: what is alike is asked about once.
        key = rule, id(finding.about), finding.identity[-1:], finding.place.path
        if key not in self._hidden:
            is_hidden = any(self._is_for(entry, finding) for entry in self._likely(rule, finding))
            self._hidden[key] = finding.about, is_hidden
        return self._hidden[key][1]

    def _likely(self, rule: str, finding: Finding) -> Iterator[_Entry]:
        yield from self._index.get((rule,), ())
        about = finding.about
        if about is None:
            return
        yield from self._index.get((rule, "object", _name(finding)), ())
        yield from self._index.get((rule, "namespace", about.namespace or "default"), ())
        labels = child(about.node, "metadata", "labels")
        for label in labels.keys() if isinstance(labels, MappingNode) else ():
            yield from self._index.get((rule, "label", label, text(child(labels, label)) or ""), ())

    def _is_for(self, found: _Entry, finding: Finding) -> bool:
        entry, patterns = found
        if patterns is not None:
            key = id(entry), finding.place.path
            if key not in self._fits:
                self._fits[key] = bool(patterns.match(relative_to(finding.place.path, self.root)))
            if not self._fits[key]:
                return False
        if not (entry.objects or entry.namespaces or entry.labels):
            return True
        about = finding.about
        if about is None:
            return False
        name = _name(finding)
        labels = {key: text(child(about.node, "metadata", "labels", key)) for key, _ in entry.labels}
        return (
            (not entry.objects or any(fnmatchcase(name, pattern) for pattern in entry.objects))
            and (not entry.namespaces or (about.namespace or "default") in entry.namespaces)
            and all(labels[key] == value for key, value in entry.labels)
        )


def _keys(entry: SuppressEntry) -> set[tuple[str, ...]]:
    """Return what an entry is listed under: any finding that it is for is looked up under one of these."""
    if entry.objects and not any(_WILDCARDS & set(pattern) for pattern in entry.objects):
        return {("object", name) for name in entry.objects}
    if entry.namespaces:
        return {("namespace", name) for name in entry.namespaces}
    if entry.labels:
        return {("label", *entry.labels[0])}
    return {()}


def _name(finding: Finding) -> str:
    """Return kind, namespace and name of a finding's object, as ``objects`` has them."""
    about = finding.about
    assert about is not None
    return f"{about.manifest_kind}/{about.namespace or 'default'}/{finding.identity[-1].partition(' ')[0]}"
