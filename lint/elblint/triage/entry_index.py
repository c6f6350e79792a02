"""The ``suppress`` entries of the configuration, so indexed that a finding meets only those that may be for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from elblint.config.settings import Config, SuppressEntry, relative_to
from elblint.engine.finding import Finding
from elblint.syntax.nodes import Mapping as MappingNode
from elblint.syntax.nodes import child, text_at
from elblint.text.globs.path_index import PathIndex

_WILDCARDS = frozenset("*?[")


class SuppressEntries:
    """The entries by rule, and by one thing that they ask for: an object, a namespace or a label."""

    def __init__(self, config: Config, ids: Mapping[str, str]) -> None:
        """``ids`` are the ids of all rules by what they are called."""
        self.root = config.root
        self._index: dict[tuple[str, ...], list[SuppressEntry]] = {}
        # With the object itself, so that its id means no other.
        self._hidden: dict[tuple[object, ...], tuple[object, bool]] = {}
        self._is_empty = not config.suppress
        self._by_path = PathIndex(
            (entry.paths, "suppress.paths", entry) for entry in config.suppress if entry.paths
        )
        self._in_paths: dict[str, tuple[dict[str, list[SuppressEntry]], set[int]]] = {}
        self._ids = ids
        for entry in config.suppress:
            for rule in self._rules(entry):
                for key in _keys(entry):
                    self._index.setdefault((rule, *key), []).append(entry)

    def _rules(self, entry: SuppressEntry) -> set[str]:
        return {self._ids[name] for name in entry.rules if name in self._ids}

    def hide(self, rule: str | None, finding: Finding) -> bool:
        """Return whether an entry is for a finding; ``rule`` is the rule's id."""
        if self._is_empty or rule is None:
            return False
        # All that an entry looks at: what is alike is asked about once.
        key = rule, id(finding.kube_object), finding.identity[-1:], finding.location.path
        if key not in self._hidden:
            is_hidden = any(self._is_for(entry, finding) for entry in self._likely(rule, finding))
            self._hidden[key] = finding.kube_object, is_hidden
        return self._hidden[key][1]

    def _likely(self, rule: str, finding: Finding) -> Iterator[SuppressEntry]:
        yield from self._index.get((rule,), ())
        if self._by_path:
            yield from self._for_path(finding.location.path)[0].get(rule, ())
        about = finding.kube_object
        if about is None:
            return
        yield from self._index.get((rule, "object", _name(finding)), ())
        yield from self._index.get((rule, "namespace", about.namespace or "default"), ())
        labels = child(about.node, "metadata", "labels")
        for label in labels.keys() if isinstance(labels, MappingNode) else ():
            yield from self._index.get((rule, "label", label, text_at(labels, label) or ""), ())

    def _for_path(self, path: str) -> tuple[dict[str, list[SuppressEntry]], set[int]]:
        """Return the entries whose patterns fit a path: those that ask for no more by rule, and the ids of all."""
        if path not in self._in_paths:
            fitting = self._by_path.fitting(relative_to(path, self.root))
            by_rule: dict[str, list[SuppressEntry]] = {}
            for entry in fitting:
                for rule in self._rules(entry) if _asks_for_paths_only(entry) else ():
                    by_rule.setdefault(rule, []).append(entry)
            self._in_paths[path] = by_rule, set(map(id, fitting))
        return self._in_paths[path]

    def _is_for(self, entry: SuppressEntry, finding: Finding) -> bool:
        if entry.paths and id(entry) not in self._for_path(finding.location.path)[1]:
            return False
        if _asks_for_paths_only(entry):
            return True
        about = finding.kube_object
        if about is None:
            return False
        name = _name(finding)
        labels = {key: text_at(about.node, "metadata", "labels", key) for key, _ in entry.labels}
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
    return set() if entry.paths and _asks_for_paths_only(entry) else {()}


def _asks_for_paths_only(entry: SuppressEntry) -> bool:
    return not (entry.objects or entry.namespaces or entry.labels)


def _name(finding: Finding) -> str:
    """Return kind, namespace and name of a finding's object, as ``objects`` has them."""
    about = finding.kube_object
    assert about is not None
    return f"{about.manifest_kind}/{about.namespace or 'default'}/{finding.identity[-1].partition(' ')[0]}"
