"""Reading the files of the annotation catalogue."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from elblint.engine.rule_text import RuleText
from elblint.model.annotations.catalogue import (
    GRADES,
    Catalogue,
    Conditional,
    Entry,
    Need,
    ValueForm,
    Version,
)
from elblint.model.cluster import CATEGORIES, parse_version
from elblint.syntax.nodes import Mapping, Node, items, python_data
from elblint.system.lazy import LazyDict

KINDS = ("Service", "Ingress")
LISTENERS = ("tcp", "udp", "http", "https", "tls", "quic")
_KEYS = (
    "kinds", "grade", "sources", "means", "value", "json-if", "default", "since", "elb", "elb-unless", "category",
    "requires", "excludes", "immutable", "written-by", "deprecated", "dialect", "prefix", "valid", "invalid",
)  # fmt: skip
# The words for the classes of ELB, and how elb.class calls them.
_CLASSES = {"dedicated": "performance", "shared": "union"}
_FORMS = ("one-of", "integer", "matches", "list-of", "json", "text")


def load_catalogue(texts: Iterable[RuleText], documents: Container[str]) -> Catalogue:
    """The catalogue of all ``texts``. Raises RuleError, with the line, for what is wrong in one."""
    where: dict[str, RuleText] = {}
    for text in texts:
        for name in text.root.entries:
            if name in where:
                raise text.error(text.root.entries[name][0], f"'{name}' is in the catalogue already")
            where[name] = text

    def entry(name: str) -> Entry:
        text = where[name]
        return _Reader(text, documents).entry(name, text.root.entries[name][1])

    return Catalogue(LazyDict(where, entry))


class _Reader:
    def __init__(self, text: RuleText, documents: Container[str]) -> None:
        self.text = text
        self.documents = documents

    def entry(self, name: str, node: Node) -> Entry:
        text = self.text
        entry = text.mapping(node, f"the entry of '{name}'")
        text.keys(entry, _KEYS, ("kinds", "grade", "sources", "means", "value"))
        kinds = tuple(text.one_of(item, "a kind", KINDS) for item in text.listed(entry, "kinds"))
        deprecated = entry.get("deprecated")
        instead = deprecated.get("instead") if isinstance(deprecated, Mapping) else None
        return Entry(
            name=name,
            kinds=kinds,
            grade=text.one_of(entry.get("grade"), "'grade'", GRADES),
            sources=tuple(self._source(item) for item in text.listed(entry, "sources")),
            means=text.words(entry.get("means")),
            form=self._form(entry.get("value")),
            conditional=tuple(self._conditional(item) for item in text.listed(entry, "json-if")),
            default=self._optional(entry, "default"),
            since=self._since(entry.get("since"), kinds),
            elb=_CLASSES.get(self._choice(entry, "elb", _CLASSES), ""),
            elb_unless=self._optional(entry, "elb-unless") or "",
            category=self._choice(entry, "category", CATEGORIES),
            requires=tuple(self._need(item) for item in text.listed(entry, "requires")),
            excludes=tuple(self._need(item) for item in text.listed(entry, "excludes")),
            immutable="immutable" in entry.entries,
            by_system="written-by" in entry.entries,
            deprecated=deprecated is not None,
            instead=python_data(instead),  # type: ignore[arg-type]
            dialect=self._optional(entry, "dialect") or "",
            is_prefix="prefix" in entry.entries,
            passes=self._texts(entry, "valid"),
            fails=self._texts(entry, "invalid"),
        )

    def _optional(self, entry: Mapping, key: str) -> str | None:
        return self.text.string(entry.get(key), f"'{key}'") if key in entry.entries else None

    def _choice(self, entry: Mapping, key: str, known: Iterable[str]) -> str:
        """One of the known words; empty if the key is left out."""
        return self.text.one_of(entry.get(key), f"'{key}'", known) if key in entry.entries else ""

    def _texts(self, entry: Mapping, key: str) -> tuple[str, ...]:
        return tuple(str(python_data(item)) for item in self.text.listed(entry, key))

    def _source(self, node: Node) -> str:
        name = self.text.string(node, "a source")
        if name not in self.documents:
            raise self.text.error(node, f"'{name}' is not in documents.yaml")
        return name

    def _form(self, node: Node | None) -> ValueForm:
        text = self.text
        form = text.mapping(node, "'value'")
        kind = next((key for key in _FORMS if key in form.entries), "")
        if not kind:
            raise text.error(form, f"'value' needs one of {', '.join(_FORMS)}")
        further = {"matches": ("as",), "list-of": ("as", "number"), "one-of": ("synonyms",)}
        text.keys(form, (kind, *further.get(kind, ())))
        value = form.get(kind)
        if kind == "one-of":
            allowed = tuple(str(python_data(item)) for item in items(value))
            synonyms = python_data(form.get("synonyms") or Mapping(0))
            assert isinstance(synonyms, dict)
            return ValueForm(kind, allowed=allowed, synonyms=synonyms)
        if kind == "integer":
            low, high = self._bounds(value)
            return ValueForm(kind, low=low, high=high)
        if kind in {"matches", "list-of"}:
            pattern = text.string(value, f"'{kind}'")
            try:
                re.compile(pattern)
            except re.error as error:
                raise text.error(value or form, f"not a regular expression: {error}") from None
            low, high = self._bounds(form.get("number")) if "number" in form.entries else (1, 1000)
            return ValueForm(
                kind, low=low, high=high, pattern=pattern, description=text.words(form.get("as"))
            )
        return ValueForm(kind, schema=python_data(value) if kind == "json" else None)

    def _bounds(self, node: Node | None) -> tuple[int, int]:
        low, high = (int(self.text.string(item, "a bound")) for item in items(node))
        return low, high

    def _conditional(self, node: Node) -> Conditional:
        mapping = self.text.mapping(node, "an entry of 'json-if'")
        self.text.keys(mapping, ("annotation", "is", "listener", "schema"), ("annotation", "is", "schema"))
        name = self.text.string(mapping.get("annotation"), "'annotation'")
        schema = python_data(mapping.get("schema"))
        return Conditional(name, self._texts(mapping, "is"), self._listeners(mapping), schema)

    def _listeners(self, mapping: Mapping) -> tuple[str, ...]:
        listed = self.text.listed(mapping, "listener")
        return tuple(self.text.one_of(item, "a listener", LISTENERS) for item in listed)

    def _since(self, node: Node | None, kinds: tuple[str, ...]) -> dict[str, tuple[Version, ...]]:
        if node is None:
            return {}
        if isinstance(node, Mapping):
            return {kind: self._versions(node.get(kind)) for kind in node.entries}
        return dict.fromkeys(kinds, self._versions(node))

    def _versions(self, node: Node | None) -> tuple[Version, ...]:
        return tuple(self._version(item) for item in self.text.sequence(node, "'since'").items)

    def _version(self, node: Node) -> Version:
        try:
            return parse_version(self.text.string(node, "a version"))
        except ValueError as error:
            raise self.text.error(node, str(error)) from None

    def _need(self, node: Node) -> Need:
        text = self.text
        mapping = text.mapping(node, "an entry of 'requires' or 'excludes'")
        text.keys(mapping, ("annotation", "field", "is", "listener"))
        listeners = self._listeners(mapping)
        annotation = self._optional(mapping, "annotation") or ""
        field = self._optional(mapping, "field")
        if not (listeners or annotation or field):
            raise text.error(mapping, "one of 'annotation', 'field' and 'listener' is expected")
        return Need(
            annotation, tuple(field.split(".")) if field else (), self._texts(mapping, "is"), listeners
        )
