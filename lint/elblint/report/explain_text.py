"""What ``elblint explain`` prints: a rule, or an annotation of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from elblint.engine.rule import Rule, source_of
from elblint.engine.shared import Document
from elblint.language import word
from elblint.model.catalogue import Entry
from elblint.model.cluster import version_text
from elblint.report.layout import Paint, pad, safe, width, wrap
from elblint.report.text import Style


class Explainer:
    """Writes explanations in one language, for one width."""

    def __init__(self, documents: dict[str, Document], lang: str, style: Style) -> None:
        self.documents = documents
        self.lang = lang
        self.columns = max(style.columns, 40)
        self.paint = Paint(colour=style.colour)

    def rule(self, rule: Rule, examples: Iterable[tuple[str, str]]) -> str:
        """A rule; ``examples`` are manifests with the word for what they are (reported, not-reported)."""
        lang = self.lang
        lines = [self.paint(f"{word(rule.severity, lang)}[{rule.id}]", rule.severity) + f" {rule.name}", ""]
        lines += [self.paint(line, "bold") for line in wrap(rule.title[lang], self.columns, "  ")]
        lines += ["", *wrap(rule.why[lang], self.columns, "  "), ""]
        if rule.cause:
            lines += self._labelled("cause", word(rule.cause, lang))
        lines += [self._label("fix")]
        for number, fix in enumerate(rule.fix, 1):
            lines += wrap(fix.words[lang], self.columns, f"    {number}. ")
        for says, manifest in examples:
            lines += [
                "",
                self._label(says),
                *(f"    {safe(line)}" for line in manifest.rstrip().splitlines()),
            ]
        lines += ["", self._label("source")]
        for reference in rule.sources:
            source = source_of(reference, lang)
            section = f"{word('clause', lang)}{source.section}" if source.section else ""
            lines += wrap(f"{source.title}{section} <{source.url}>", self.columns, "    - ")
        return "\n".join(lines) + "\n"

    def annotation(self, entry: Entry) -> str:
        """An annotation: what it does, what it takes, what it needs, since when, and an example."""
        lang = self.lang
        name = entry.name + ("<Service>" if entry.is_prefix else "")
        lines = [self.paint(name, "bold"), "", *wrap(entry.means[lang], self.columns, "  "), ""]
        comma = word("comma", lang)
        lines += self._labelled("explain-on", comma.join(entry.kinds) or "-")
        lines += self._value(entry)
        if entry.default is not None:
            lines += self._labelled("explain-default", entry.default)
        if entry.elb:
            lines += self._labelled("explain-elb", word(f"elb-{entry.elb}", lang))
        if entry.category:
            lines += self._labelled("explain-category", entry.category)
        for label, needs in (("explain-requires", entry.requires), ("explain-excludes", entry.excludes)):
            if needs:
                lines += self._labelled(label, comma.join(str(need) for need in needs))
        by_versions: dict[str, str] = {}
        for kind, floors in entry.since.items():
            by_versions.setdefault(comma.join(map(version_text, floors)), kind)
        for versions, kind in by_versions.items():
            lines += self._labelled(
                "explain-since", versions if len(by_versions) == 1 else f"{kind}: {versions}"
            )
        for holds, says in (
            (entry.immutable, "explain-immutable"),
            (entry.by_system, "explain-by-system"),
            (bool(entry.dialect), "explain-dialect"),
            (entry.deprecated, "explain-deprecated"),
        ):
            if holds:
                lines += wrap(word(says, lang), self.columns, "  ")
        if entry.instead:
            lines += self._labelled("explain-instead", entry.instead)
        lines += self._labelled("explain-grade", word(f"grade-{entry.grade}", lang))
        if entry.passes:
            lines += ["", self._label("explain-example"), *self._example(name, entry.passes[0])]
        lines += ["", self._label("source")]
        for source in entry.sources:
            document = self.documents[source]
            lines += wrap(f"{document.title[lang]} <{document.url}>", self.columns, "    - ")
        return "\n".join(lines) + "\n"

    def _label(self, name: str) -> str:
        return self.paint(f"  {word(name, self.lang)}{word('colon', self.lang)}".rstrip(), "faint")

    def _labelled(self, name: str, text: str) -> list[str]:
        label = f"  {word(name, self.lang)}{word('colon', self.lang)}"
        lines = wrap(safe(text), self.columns, label, "    ")
        return [self.paint(label.rstrip(), "faint") + lines[0][len(label.rstrip()) :], *lines[1:]]

    def _example(self, name: str, value: str) -> Iterator[str]:
        quoted = "'" + value.replace("'", "''") + "'"
        yield "    metadata:"
        yield "      annotations:"
        yield f"        {name}: {safe(quoted)}"

    def _value(self, entry: Entry) -> list[str]:
        form, lang = entry.form, self.lang
        if form.sort == "one-of":
            return self._labelled("explain-value", " | ".join(f'"{one}"' for one in form.allowed))
        if form.sort == "integer":
            return self._labelled(
                "explain-value", word("explain-integer", lang, low=form.low, high=form.high)
            )
        if form.sort == "matches":
            return self._labelled("explain-value", form.says[lang])
        if form.sort == "text":
            return self._labelled("explain-value", word("explain-text", lang))
        lines = self._labelled("explain-value", word("explain-json", lang))
        lines += self._fields(form.schema, [])
        for conditional in entry.conditional:
            needed = conditional.schema.get("required") if isinstance(conditional.schema, dict) else None
            if needed:
                when = f"{conditional.annotation}={'|'.join(conditional.values)}"
                if conditional.listeners:
                    when += f", {'/'.join(conditional.listeners).upper()}"
                lines += wrap(
                    word("explain-required-if", lang, fields=word("comma", lang).join(needed), when=when),
                    self.columns,
                    "    ",
                )
        return lines

    def _fields(self, schema: Any, prefix: list[str]) -> list[str]:
        """The fields of a JSON Schema, one a line, inner ones under their path."""
        if not isinstance(schema, dict):
            return []
        if isinstance(schema.get("items"), dict):
            return self._fields(schema["items"], [*prefix, "[]"])
        properties = schema.get("properties", {})
        lines: list[str] = []
        wide = max((width(".".join([*prefix, name])) for name in properties), default=0) + 2
        for name, inner in properties.items():
            path = ".".join([*prefix, name])
            required = f"{word('explain-required', self.lang)} " if name in schema.get("required", []) else ""
            says = f"{required}{_shape(inner)}"
            described = inner if isinstance(inner, dict) else {}
            in_zh = described.get("description-zh") if self.lang == "zh" else None
            if in_zh or described.get("description"):
                says += f"{word('colon', self.lang)}{in_zh or described['description']}"
            indent = " " * min(wide + 4, 30)
            lines += wrap(safe(says), self.columns, pad(f"    {path}", min(wide + 4, 30)) + " ", indent + " ")
            lines += self._fields(inner, [*prefix, name])
        return lines


def _shape(schema: Any) -> str:
    """What a field takes, in a few words."""
    if not isinstance(schema, dict):
        return ""
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if {"minimum", "maximum"} <= set(schema):
        return f"{schema['minimum']}-{schema['maximum']}"
    kind = schema.get("type", "")
    return " | ".join(kind) if isinstance(kind, list) else str(kind)
