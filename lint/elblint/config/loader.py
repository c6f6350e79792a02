"""Reading ``.elblint.yaml``: held against its JSON Schema, and what is wrong said with its place."""

from __future__ import annotations

import os

from elblint.config.chart_release import SetValue
from elblint.config.settings import ChartEntry, ClusterPaths, Config, SuppressEntry, Written
from elblint.config.validation import Faults, refuse_nul, validate
from elblint.errors import ConfigError, UsageError
from elblint.i18n.hints import nearest_word
from elblint.i18n.localized import localized
from elblint.model.cluster import FACTS, Cluster, FactSource, KnownElb
from elblint.syntax.nodes import Mapping, Node, Scalar, child, items, text, text_at
from elblint.syntax.nodes import Sequence as SequenceNode
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.boundary import is_inside, relative_path, tree_root
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.reader import read_file
from elblint.text.source import SourceText


def load_config(path: str, schema: str) -> Config:
    """Read a configuration file and hold it against its JSON Schema.

    Raises ConfigError with all that is wrong with it, each with the place and the nearest valid word.
    """
    read = read_file(path)
    if isinstance(read, Diagnostic):
        raise ConfigError(localized("cannot-be-read", detail=read.detail).at(_shown(path)))
    source = SourceText(_shown(path), read.text)
    faults = Faults(source)

    def duplicate(first: Scalar, repeated: Scalar) -> None:
        faults.add(repeated, localized("config-twice", given=first.text))

    try:
        documents = parse_yaml(source.text, 0, duplicate)
    except ParseError as diagnostic:
        faults.add(Scalar("", diagnostic.start, diagnostic.end, plain=True), diagnostic.detail)
        documents = []
    root = documents[0] if documents else Mapping(0)
    if isinstance(root, Scalar) and root.value is None:
        root = Mapping(0)
    if len(documents) > 1:
        faults.add(documents[1], localized("config-several"))
    refuse_nul(faults, root)
    validate(faults, root, schema)
    if not isinstance(root, Mapping):
        faults.check()
    assert isinstance(root, Mapping)
    config = _ConfigReader(faults, root, path).config()
    faults.check()
    return config


def _shown(path: str) -> str:
    relative = relative_path(path)
    return path if relative.startswith("..") else relative


class _ConfigReader:
    """Reads a file that is held against its schema, as far as it can be understood; what cannot is noted."""

    def __init__(self, faults: Faults, root: Mapping, path: str) -> None:
        self.faults = faults
        self.source = faults.source
        self.root = root
        self.path = path
        self.folder = os.path.dirname(path) or "."
        self.tree = tree_root(self.folder)
        self.clusters = [name for name, _ in self._entries("clusters")]

    def config(self) -> Config:
        """Return what the file says."""
        self._refuse_paths_outside()
        return Config(
            root=relative_path(self.folder),
            path=_shown(self.path),
            cluster=self._cluster(self.root.get("cluster")),
            clusters=tuple(self._cluster_paths(name, node) for name, node in self._entries("clusters")),
            elbs=tuple(map(self._elb, items(self.root.get("elbs")))),
            charts=tuple(self._chart(node) for node in items(self.root.get("charts"))),
            paths=self._strings(self.root.get("paths")),
            exclude=self._patterns(self.root.get("exclude"), "exclude"),
            select=self._strings(self.root.get("select")),
            ignore=self._strings(self.root.get("ignore")),
            severity=tuple((name, text(node) or "") for name, node in self._named("severity")),
            per_path_ignores=tuple(
                (pattern, self._strings(node)) for pattern, node in self._named("per-path-ignores")
            ),
            suppress=tuple(self._suppress(node) for node in items(self.root.get("suppress"))),
            baseline=text(self.root.get("baseline")) or "",
            require_reason=text(self.root.get("require-reason")) == "true",
            rules=self._strings(self.root.get("rules")),
            fail_on=text(self.root.get("fail-on")),
            lang=text(self.root.get("lang")),
            facts_from=self._strings(self.root.get("facts-from")),
            limits=tuple((name, text(node) or "") for name, node in self._entries("limits")),
        )

    def _refuse_paths_outside(self) -> None:
        self._inside(*(self.root.get(key) for key in ("paths", "rules", "baseline", "facts-from")))
        for _, node in self._entries("clusters"):
            self._inside(child(node, "facts-from"))
        for one in items(self.root.get("charts")):
            self._inside(child(one, "path"), child(one, "values"))

    def _cluster_paths(self, name: str, node: Node) -> ClusterPaths:
        return ClusterPaths(
            self._cluster(node, name),
            self._patterns(child(node, "paths"), f"clusters.{name}.paths"),
            self._strings(child(node, "facts-from")),
            self._strings(child(node, "servers")),
        )

    def _elb(self, node: Node) -> KnownElb:
        return KnownElb(
            text_at(node, "id"),
            text_at(node, "class"),
            self._strings(child(node, "addresses")),
            source=self._source_of("elb", node),
        )

    def _strings(self, node: Node | None) -> tuple[Written, ...]:
        listed = node.items if isinstance(node, SequenceNode) else ([] if node is None else [node])
        return tuple(Written.at(self.faults.location(item), text(item) or "") for item in listed)

    def _patterns(self, node: Node | None, what: str) -> tuple[Written, ...]:
        """Return what ``_strings`` does, for patterns about paths; what is none is noted."""
        for item in node.items if isinstance(node, SequenceNode) else ():
            self.faults.check_pattern(item, text(item) or "", what)
        return self._strings(node)

    def _cluster(self, node: Node | None, name: str = "") -> Cluster:
        facts = {fact: text_at(node, fact) for fact in FACTS}
        sources = tuple(self._source_of(fact, child(node, fact)) for fact in FACTS if facts[fact] is not None)
        try:
            return Cluster.of(name, **facts)._replace(sources=sources)
        except UsageError as error:
            # The schema knows the words: what is left is a version that is none, or a network of another category.
            of_version = str(error).startswith("cluster version")
            wrong = child(node, "version" if of_version else "network")
            if node is not None and wrong is not None and not self.faults.within(node):
                self.faults.add(wrong, error.args[0])
            return Cluster()

    def _source_of(self, fact: str, node: Node | None) -> FactSource:
        return FactSource(
            fact, self.source.path, self.source.line_and_column(node.start)[0] if node is not None else 0
        )

    def _entries(self, key: str) -> list[tuple[str, Node]]:
        node = self.root.get(key)
        names = list(node.keys()) if isinstance(node, Mapping) else []
        return [(name, value) for name in names if (value := child(node, name)) is not None]

    def _named(self, key: str) -> list[tuple[Written, Node]]:
        """Return what ``_entries`` does; the names know their places."""
        mapping = self.root.get(key)
        found: list[tuple[Written, Node]] = []
        for name, (key_node, value) in (mapping.entries if isinstance(mapping, Mapping) else {}).items():
            if key == "per-path-ignores":
                self.faults.check_pattern(key_node, name, key)
            found.append((Written.at(self.faults.location(key_node), name), value))
        return found

    def _suppress(self, node: Node) -> SuppressEntry:
        labels = child(node, "labels")
        return SuppressEntry(
            rules=self._strings(child(node, "rules")),
            paths=self._patterns(child(node, "paths"), "suppress.paths"),
            objects=self._strings(child(node, "objects")),
            namespaces=self._strings(child(node, "namespaces")),
            labels=tuple(
                (key, text(value) or "")
                for key, (_, value) in (labels.entries.items() if isinstance(labels, Mapping) else ())
            ),
            reason=text_at(node, "reason") or "",
        )

    def _inside(self, *nodes: Node | None) -> None:
        """Note paths that lead out: whoever wrote the file may not have others' files shown in a report."""
        for node in nodes:
            listed = node.items if isinstance(node, SequenceNode) else [node]
            for item in listed:
                written = text(item)
                if (
                    item is not None
                    and written
                    and not is_inside(os.path.join(self.folder, written), self.tree)
                ):
                    self.faults.add(item, localized("config-path-leads-out", path=written))

    def _chart(self, node: Node) -> ChartEntry:
        name = child(node, "cluster")
        if name is not None and text(name) not in self.clusters:
            hint = (
                nearest_word(text(name) or "", self.clusters)
                if self.clusters
                else localized("config-no-clusters")
            )
            self.faults.add(name, localized("config-no-cluster", given=text(name) or "").hinting(hint))
        sets = child(node, "set")
        return ChartEntry(
            path=Written.at(self.faults.location(child(node, "path") or node), text_at(node, "path") or ""),
            name=text_at(node, "name") or "",
            values=self._strings(child(node, "values")),
            sets=tuple(
                SetValue(key, value.text, self.source, value)
                for key, (_, value) in (sets.entries.items() if isinstance(sets, Mapping) else ())
                if isinstance(value, Scalar)
            ),
            release=text_at(node, "release") or "",
            namespace=text_at(node, "namespace") or "",
            cluster=text(name) or "",
        )
