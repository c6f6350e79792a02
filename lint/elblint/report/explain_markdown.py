"""Explanations as Markdown, for editors: a rule, an annotation of the catalogue, a field of the JSON inside one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from elblint.engine.finding import Finding
from elblint.engine.library import Library
from elblint.engine.rule import Rule
from elblint.engine.rule_words import source_of, without_values
from elblint.i18n.localized import description_of
from elblint.i18n.words import word
from elblint.model.annotations.catalogue import Entry
from elblint.model.cluster import version_text
from elblint.text.markdown import block, code, escaped, link


class MarkdownExplainer:
    """Writes explanations in one language."""

    def __init__(self, library: Library, lang: str) -> None:
        self.library = library
        self.lang = lang

    def rule(self, rule: Rule) -> str:
        """A rule: what is wrong, why, what to do, and the documents that it rests on."""
        lang = self.lang
        lines = [f"**{rule.id}** {escaped(rule.name)} ({word(rule.severity, lang)})", ""]
        lines += [f"**{escaped(without_values(rule.title[lang], lang))}**", ""]
        lines += [escaped(without_values(rule.why[lang], lang)), ""]
        lines += self._fixes(without_values(fix.words[lang], lang) for fix in rule.fix)
        return _joined([*lines, *self._sources(source_of(one, lang) for one in rule.sources)])

    def finding(self, finding: Finding, rule: Rule | None) -> str:
        """One finding with its own words, and the explanation of its rule."""
        lang = self.lang
        head = f"**{finding.rule}** {escaped(finding.title)}"
        lines = [head, "", *map(escaped, finding.message.split("\n")), ""]
        if finding.unknown_facts or finding.reasons:
            facts = [
                f"{code(name)}{word('colon', lang)}{escaped(hint)}" for name, hint in finding.unknown_facts
            ]
            lines += [f"{word('possible', lang)}{word('colon', lang).rstrip()}", ""]
            lines += [f"- {one}" for one in [*facts, *map(escaped, finding.reasons)]] + [""]
        if rule is not None:
            lines += [escaped(without_values(rule.why[lang], lang)), ""]
        return _joined([*lines, *self._fixes(finding.fixes), *self._sources(finding.sources)])

    def annotation(self, entry: Entry) -> str:
        """An annotation: what it does, what it takes, what it needs, and since when."""
        lang, comma = self.lang, word("comma", self.lang)
        name = entry.name + ("<Service>" if entry.is_prefix else "")
        lines = [f"**{escaped(name)}**", "", escaped(entry.means[lang]), ""]
        lines += self._labelled("explain-on", comma.join(entry.kinds))
        lines += self._value(entry)
        lines += self._labelled("explain-default", "" if entry.default is None else code(entry.default))
        if entry.elb:
            unless = word("explain-unless", lang, other=entry.elb_unless) if entry.elb_unless else ""
            lines += self._labelled("explain-elb", escaped(word(f"elb-{entry.elb}", lang) + unless))
        lines += self._labelled("explain-category", entry.category)
        for label, needs in (("explain-requires", entry.requires), ("explain-excludes", entry.excludes)):
            lines += self._labelled(label, comma.join(code(need.words(lang)) for need in needs))
        lines += self._labelled("explain-since", since(entry, lang))
        for holds, description in (
            (entry.immutable, "explain-immutable"),
            (entry.by_system, "explain-by-system"),
            (bool(entry.dialect), "explain-dialect"),
            (entry.deprecated, "explain-deprecated"),
        ):
            lines += [f"- {escaped(word(description, lang))}"] if holds else []
        lines += self._labelled("explain-instead", code(entry.instead) if entry.instead else "")
        lines += self._labelled("explain-grade", word(f"grade-{entry.grade}", lang))
        if entry.passes:
            example = next((one for one in entry.passes if one.strip("[]{}")), entry.passes[0])
            lines += ["", block(f"{entry.name}{'web' if entry.is_prefix else ''}: {quoted(example)}", "yaml")]
        documents = (self.library.documents[one] for one in entry.sources)
        links = [link(one.title[lang], one.url) for one in documents]
        return _joined([*lines, "", *(f"- {one}" for one in links)])

    def field(self, entry: Entry, path: tuple[str, ...], schema: Any) -> str:
        """A field of the JSON in an annotation's value."""
        shown = ".".join(one for one in path if one != "[]")
        shape = description_of(schema, self.lang)
        values = allowed(schema)
        lines = [f"**{escaped(shown)}** ({escaped(entry.name)})", "", escaped(shape), ""]
        comma = word("comma", self.lang)
        lines += self._labelled("explain-value", comma.join(map(code, values)))
        return _joined(lines)

    def _value(self, entry: Entry) -> list[str]:
        form, lang = entry.form, self.lang
        if form.kind == "one-of":
            return self._labelled("explain-value", word("comma", lang).join(map(code, form.allowed)))
        if form.kind == "integer":
            return self._labelled(
                "explain-value", word("explain-integer", lang, low=form.low, high=form.high)
            )
        if form.kind in {"matches", "list-of"}:
            return self._labelled("explain-value", escaped(form.description[lang]))
        lines = self._labelled("explain-value", word(f"explain-{form.kind}", lang))
        if form.kind == "json":
            lines += _fields(form.schema, lang, "  ")
        return lines

    def _labelled(self, name: str, text: str) -> list[str]:
        return [f"- {word(name, self.lang)}{word('colon', self.lang)}{text}"] if text else []

    def _fixes(self, fixes: Iterable[str]) -> list[str]:
        listed = [f"{number}. {escaped(text)}" for number, text in enumerate(fixes, 1)]
        head = word("fix", self.lang) + word("colon", self.lang).rstrip()
        return [head, "", *listed, ""] if listed else []

    def _sources(self, sources: Iterable[Any]) -> list[str]:
        found = []
        for source in sources:
            section = f"{word('clause', self.lang)}{source.section}" if source.section else ""
            found.append(f"- {link(source.title + section, source.url)}")
        return found


def since(entry: Entry, lang: str) -> str:
    """Return the versions that have an annotation, for each kind if they differ."""
    comma = word("comma", lang)
    by_versions: dict[str, list[str]] = {}
    for kind, floors in entry.since.items():
        if floors:
            by_versions.setdefault(comma.join(map(version_text, floors)), []).append(kind)
    if len(by_versions) == 1:
        return next(iter(by_versions))
    return "; ".join(f"{comma.join(kinds)}: {versions}" for versions, kinds in by_versions.items())


def quoted(value: str) -> str:
    """Return a text in YAML's single quotes."""
    return "'" + value.replace("'", "''") + "'"


def allowed(schema: Any) -> list[str]:
    """Return the values that a part of a schema lists, as they are written in JSON."""
    if not isinstance(schema, dict):
        return []
    if "const" in schema:
        return [_written(schema["const"])]
    if "enum" in schema:
        return [_written(one) for one in schema["enum"]]
    return ["true", "false"] if schema.get("type") == "boolean" else []


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def _fields(schema: Any, lang: str, indent: str) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    yield from _fields(schema.get("items"), lang, indent)
    for name, inner in schema.get("properties", {}).items():
        required = word("explain-required", lang) if name in schema.get("required", ()) else ""
        text = escaped(required + description_of(inner, lang))
        values = ", ".join(map(code, allowed(inner)))
        yield f"{indent}- {code(name)}{word('colon', lang)}{text}{f' ({values})' if values else ''}"
        yield from _fields(inner, lang, indent + "  ")


def _joined(lines: Iterable[str]) -> str:
    """Return lines as one text, with no more than one blank line between two others."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).rstrip() + "\n"
