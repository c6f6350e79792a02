"""Completions at a place: annotations, their values and the JSON inside them, rules, elblint's own files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from elblint.editor.json_prefix import json_prefix
from elblint.editor.lines import LineContext, line_context
from elblint.editor.schema_walk import properties_at, schemas_at
from elblint.editor.schemas import schema_of
from elblint.engine.rule_words import without_values
from elblint.i18n.localized import description_of
from elblint.i18n.words import word
from elblint.model.annotations.catalogue import Entry
from elblint.model.cluster import Cluster, parse_version
from elblint.model.elb_users import ELB_PREFIX
from elblint.model.objects import CCE_FAMILIES
from elblint.report.explain_markdown import MarkdownExplainer, allowed, quoted, since
from elblint.syntax.scalars import resolve_plain
from elblint.text.markdown import escaped
from elblint.text.source import SourceText
from elblint.triage.result import Result
from elblint.triage.suppressions import ANNOTATION

_COMMENT = re.compile(r"#[ \t]*elblint:[ \t]*(?:(?P<word>[a-z]*)|ignore[ \t]*\[(?P<ids>[^\]\r\n]*))\Z")
_IGNORE_VALUE = re.compile(r"(?:\A|[;,\s\"'])(?P<id>[A-Za-z0-9-]*)\Z")
_MOST_BEFORE = 100_000
# Values of fields that reachability depends on.
_FIELDS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("spec", "type"): ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
    ("spec", "externalTrafficPolicy"): ("Cluster", "Local"),
    ("spec", "internalTrafficPolicy"): ("Cluster", "Local"),
    ("spec", "sessionAffinity"): ("None", "ClientIP"),
}
_RULE_LISTS = frozenset({"select", "ignore", "severity", "rules", "per-path-ignores"})
_CLASSES = {"union": "union", "shared": "union", "performance": "performance", "dedicated": "performance"}


class Completion(NamedTuple):
    """A text to put in place of ``start`` to ``end``. ``kind`` is property, value, or rule."""

    label: str
    insert: str
    start: int
    end: int
    kind: str
    detail: str = ""
    documentation: str = ""
    rank: int = 0
    """Lower ones come first."""


def complete_at(source: SourceText, offset: int, result: Result, cluster: Cluster) -> list[Completion]:
    """Return what can stand at an offset of a text that need not be whole; nothing where nothing is known."""
    return list(_Completer(source, offset, result, cluster).completions())


class _Completer:
    def __init__(self, source: SourceText, offset: int, result: Result, cluster: Cluster) -> None:
        self.source = source
        self.text = source.text
        self.offset = offset
        self.result = result
        self.lang = result.lang
        self.cluster = cluster
        self.explainer = MarkdownExplainer(result.library, result.lang)

    def completions(self) -> Iterator[Completion]:
        begin = max(self.text.rfind("\n", 0, self.offset), self.text.rfind("\r", 0, self.offset)) + 1
        comment = _COMMENT.search(self.text, begin, self.offset)
        if comment is not None:
            yield from self._in_comment(comment)
            return
        here = line_context(self.text, self.offset)
        schema = schema_of(self.source)
        if schema is not None:
            yield from self._of_schema(here, schema)
            return
        annotation = self._annotation_around(here)
        if annotation is not None:
            yield from self._in_annotation(here, *annotation)
        elif here.path and here.path[-1].lower().endswith("annotations") and here.key is None:
            yield from self._names(here)
        elif here.key is not None:
            values = _FIELDS.get((*here.path, here.key), ())
            for value in values if here.kind == "Service" else ():
                yield self._item(value, value, here.start, here.end, "value")

    def _item(
        self, label: str, insert: str, start: int, end: int, kind: str, **more: str | int
    ) -> Completion:
        return Completion(label, insert, start, end, kind, **more)  # type: ignore[arg-type]

    def _in_comment(self, comment: re.Match[str]) -> Iterator[Completion]:
        if comment["ids"] is None:
            start = comment.start("word")
            yield self._item("ignore[...]", "ignore[", start, self.offset, "value")
            return
        typed = re.split(r"[,\s]+", comment["ids"])[-1]
        yield from self._rules(self.offset - len(typed), self.offset)

    def _rules(self, start: int, end: int) -> Iterator[Completion]:
        for rule in self.result.rules:
            title = without_values(rule.title[self.lang], self.lang)
            documentation = escaped(without_values(rule.message[self.lang], self.lang))
            yield self._item(rule.id, rule.id, start, end, "rule", detail=title, documentation=documentation)

    def _names(self, here: LineContext) -> Iterator[Completion]:
        """The annotations that an object of this kind can have, those that fit its cluster and its ELB."""
        written = _CLASSES.get(here.siblings.get(ELB_PREFIX + "class", ""), "")
        rest = self.text[here.end : here.end + 1]
        for entry in self.result.context.catalogue.entries.values():
            if entry.name in here.siblings and not here.typed.startswith(entry.name):
                continue
            if not self._fits(entry, here.kind, written, here.siblings):
                continue
            name = entry.name
            insert = name if entry.is_prefix or rest == ":" else f"{name}: "
            floor = since(entry, self.lang)
            yield self._item(
                name,
                insert,
                here.start,
                here.end,
                "property",
                detail=f"{word('explain-since', self.lang)} {floor}" if floor else "",
                documentation=self.explainer.annotation(entry),
                rank=0 if name.startswith(ELB_PREFIX) else 1,
            )
        if ANNOTATION not in here.siblings:
            yield self._item(ANNOTATION, f"{ANNOTATION}: ", here.start, here.end, "property", rank=2)

    def _fits(self, entry: Entry, kind: str, written: str, siblings: dict[str, str]) -> bool:
        """Return whether an annotation is for this place, as far as that is known."""
        if entry.deprecated or entry.by_system or entry.dialect or entry.grade == "unverified":
            return False
        if kind in {"Service", "Ingress", "Gateway"} and kind not in entry.kinds:
            return False
        is_other_class = bool(entry.elb and written) and entry.elb != written
        if is_other_class and entry.elb_unless not in siblings:
            return False
        category = self.cluster.category
        if entry.category and category and entry.category != category:
            return False
        kinds = [kind] if kind in entry.kinds else entry.kinds
        version = parse_version(self.cluster.version) if self.cluster.version else None
        return any(entry.supported_by(one, version) is not False for one in kinds)

    def _annotation_around(self, here: LineContext) -> tuple[str, int] | None:
        """Return the annotation in whose value the offset lies, and where that value begins; None if in none."""
        if here.key is not None and here.key.startswith((*CCE_FAMILIES, ANNOTATION)):
            return here.key, here.start
        begin = max(self.offset - _MOST_BEFORE, 0)
        names = "|".join(map(re.escape, CCE_FAMILIES))
        pattern = re.compile(
            rf"""^([ \t]*)["']?((?:{names})[\w./-]+)["']?[ \t]*:[ \t]+(?=[|>'"{{\[])""", re.M
        )
        every = [*pattern.finditer(self.text, begin, self.offset)]
        if not every:
            return None
        found = every[-1]
        value = self.text[found.end() : self.offset]
        opening = value[:1]
        if opening in {"'", '"'}:
            closed = len(re.findall(r"(?<!\\)" + opening, value)) % 2 == 0
            return None if closed else (found[2], found.end())
        # In a block, all lines are further in than the key.
        lines = value.split("\n")[1:]
        inside = all(not line.strip() or len(line) - len(line.lstrip(" ")) > len(found[1]) for line in lines)
        return (found[2], found.end()) if inside and lines else None

    def _in_annotation(self, here: LineContext, name: str, start: int) -> Iterator[Completion]:
        if name == ANNOTATION:
            found = _IGNORE_VALUE.search(self.text, start, self.offset)
            if found is not None:
                yield from self._rules(found.start("id"), self.offset)
            return
        entry = self.result.context.catalogue.find(name)
        if entry is None:
            return
        if entry.form.kind != "json":
            yield from self._values(here, entry)
            return
        raw = self.text[start : self.offset]
        if not raw.strip():
            for example in entry.passes:
                yield self._item(example, quoted(example), here.start, here.end, "value")
            return
        yield from self._in_json(entry, raw)

    def _values(self, here: LineContext, entry: Entry) -> Iterator[Completion]:
        for rank, value in enumerate(
            entry.form.allowed or (entry.passes if entry.form.kind != "text" else ())
        ):
            opening = here.typed[:1]
            if opening in {"'", '"'}:
                closing = "" if self.text[self.offset : self.offset + 1] == opening else opening
                start, insert = here.start + 1, value + closing
                yield self._item(value, insert, start, self.offset, "value", rank=rank)
                continue
            is_text = isinstance(resolve_plain(value), str) and re.fullmatch(r"[A-Za-z][\w./-]*", value)
            insert = value if is_text else json.dumps(value, ensure_ascii=False)
            yield self._item(value, insert, here.start, here.end, "value", rank=rank)

    def _in_json(self, entry: Entry, raw: str) -> Iterator[Completion]:
        """Keys and values of the JSON; quoted as the scalar that holds it needs."""
        opening = raw[:1]
        quote = '"'
        if opening == "'":
            raw = raw[1:].replace("''", "'")
        elif opening == '"':
            raw, quote = raw[1:].replace('\\"', '"'), '\\"'
        elif opening in {"|", ">"}:
            raw = raw.partition("\n")[2]
        prefix = json_prefix(raw)
        if prefix is None:
            return
        start = self.offset - len(prefix.typed)
        after = self.text[self.offset : self.offset + len(quote)]
        before = "" if prefix.in_string else quote
        closing = "" if after == quote else quote
        if prefix.is_key:
            follows = re.compile(r'\w*(?:\\?")?\s*:').match(self.text, self.offset) is not None
            for name, schema in properties_at(entry.form.schema, prefix.path).items():
                if name in prefix.keys:
                    continue
                insert = f"{before}{name}{closing}{': ' if closing and not follows else ''}"
                words = description_of(schema, self.lang)
                yield self._item(name, insert, start, self.offset, "property", documentation=escaped(words))
            return
        schemas = schemas_at(entry.form.schema, prefix.path)
        for value in dict.fromkeys(value for schema in schemas for value in allowed(schema)):
            is_text = any(value in schema.get("enum", [schema.get("const")]) for schema in schemas)
            insert = f"{before}{value}{closing}" if is_text else value
            if is_text or not prefix.in_string:
                yield self._item(value, insert, start, self.offset, "value")

    def _of_schema(self, here: LineContext, schema: object) -> Iterator[Completion]:
        """Keys and values of elblint's own files."""
        if here.key is None:
            names = properties_at(schema, here.path)
            rest = self.text[here.end : here.end + 1]
            for name, inner in names.items():
                if name not in here.siblings or here.typed.startswith(name):
                    insert = name if rest == ":" else f"{name}: "
                    words = description_of(inner, self.lang)
                    yield self._item(
                        name, insert, here.start, here.end, "property", documentation=escaped(words)
                    )
            if not names and _RULE_LISTS & set(here.path):
                yield from self._rules(here.start, here.end)
                return
        path = here.path if here.key is None else (*here.path, here.key)
        values = [value for part in schemas_at(schema, path) for value in allowed(part)]
        start = here.start
        for value in dict.fromkeys(values):
            yield self._item(value, value, start, here.end, "value")
        if here.key in _RULE_LISTS or (here.path and here.path[-1] in _RULE_LISTS and here.key is not None):
            typed = re.split(r"[\[,\s]+", here.typed)[-1]
            if not values:
                yield from self._rules(self.offset - len(typed), self.offset)
