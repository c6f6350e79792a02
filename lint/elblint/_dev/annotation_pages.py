"""The pages of the annotation catalogue: one for each annotation, and an index by topic."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator

from elblint._dev.page_words import CATALOGUES, anchor, page_word
from elblint.engine.catalogue_loader import load_catalogue
from elblint.engine.library import ANNOTATIONS, Library
from elblint.engine.rule import Rule
from elblint.i18n.words import word
from elblint.model.annotations.catalogue import Entry
from elblint.model.cluster import version_text
from elblint.report.layout import wrap
from elblint.report.schema_text import bound_fields, schema_lines

_PREFIX = "kubernetes.io/"
_COLUMNS = 88


class AnnotationPages:
    """The pages of the catalogue in one language."""

    def __init__(self, library: Library, rules: Iterable[Rule], lang: str) -> None:
        self.documents = library.documents
        self.lang = lang
        self.comma = word("comma", lang)
        self.colon = word("colon", lang)
        self.topics: dict[str, list[Entry]] = {
            topic: list(
                load_catalogue(
                    [library.text(os.path.join(ANNOTATIONS, f"{topic}.yaml"))], self.documents
                ).entries.values()
            )
            for topic in CATALOGUES
        }
        self.rules = list(rules)

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield the name of each page's file, and the page in Markdown; the index comes last."""
        for entries in self.topics.values():
            for entry in entries:
                yield file_name(entry), self._page(entry)
        yield "README.md", self._index()

    def _index(self) -> str:
        lang = self.lang
        topic = word("topic-annotations", lang)
        judges = f"../rules/README.md#{anchor(topic)}"
        lines = [f"# {page_word('annotations', lang)}", "", page_word("annotations-lead", lang)]
        lines += [page_word("judged-by", lang, link=judges), ""]
        for topic, entries in self.topics.items():
            lines += [f"## {word(f'catalogue-{topic}', lang)}", ""]
            lines += [
                f"| {page_word('annotation', lang)} | {page_word('kinds', lang)} | {page_word('meaning', lang)} |"
            ]
            lines += ["| --- | --- | --- |"]
            for entry in entries:
                kinds = self.comma.join(entry.kinds) or "-"
                lines.append(f"| [`{_shown(entry)}`]({file_name(entry)}) | {kinds} | {self._first(entry)} |")
            lines.append("")
        return "\n".join(lines).rstrip("\n") + "\n"

    def _first(self, entry: Entry) -> str:
        """Return the first sentence of an annotation's meaning."""
        end = word("sentence-end", self.lang)
        first, found, more = entry.means[self.lang].partition(end)
        return _escaped(first + found.rstrip() if more else entry.means[self.lang])

    def _page(self, entry: Entry) -> str:
        lang = self.lang
        lines = [f"# `{_shown(entry)}`", "", _escaped(entry.means[lang]), ""]
        lines += [f"- **{label}**{self.colon}{text}" for label, text in self._properties(entry)]
        lines += [f"- {word(name, lang)}" for holds, name in _marks(entry) if holds]
        lines.append("")
        if entry.form.kind == "json":
            fields = list(schema_lines(entry.form.schema, lang, _COLUMNS, 0))
            fields += self._conditional(entry)
            if fields:
                lines += ["```text", *fields, "```", ""]
        if entry.passes:
            lines += [f"## {word('explain-example', lang)}", "", "```yaml", *_example(entry), "```", ""]
        asked = [rule for rule in self.rules if _asks(rule, entry)]
        if asked:
            lines += [f"## {page_word('asked-by', lang)}", ""]
            lines += [f"- {_link(rule.id)} {_escaped(_title(rule, lang))}" for rule in asked]
            lines.append("")
        lines += [f"## {word('source', lang)}", ""]
        documents = [self.documents[source] for source in entry.sources]
        lines += [f"- [{document.title[lang]}]({document.url})" for document in documents]
        return "\n".join(lines).rstrip("\n") + "\n"

    def _properties(self, entry: Entry) -> Iterator[tuple[str, str]]:
        lang = self.lang
        yield word("explain-on", lang), self.comma.join(entry.kinds) or "-"
        yield word("explain-value", lang), self._value(entry)
        if entry.default is not None:
            yield word("explain-default", lang), f"`{entry.default}`"
        if entry.elb:
            unless = word("explain-unless", lang, other=f"`{entry.elb_unless}`") if entry.elb_unless else ""
            yield word("explain-elb", lang), word(f"elb-{entry.elb}", lang) + unless
        if entry.category:
            yield word("explain-category", lang), entry.category
        for label, needs in (("explain-requires", entry.requires), ("explain-excludes", entry.excludes)):
            if needs:
                yield word(label, lang), self.comma.join(_escaped(need.words(lang)) for need in needs)
        by_versions: dict[str, str] = {}
        for kind, floors in entry.since.items():
            by_versions.setdefault(self.comma.join(map(version_text, floors)), kind)
        for versions, kind in by_versions.items():
            of_kind = f"{kind}{self.colon}" if len(by_versions) > 1 else ""
            yield word("explain-since", lang), of_kind + versions
        if entry.instead:
            yield word("explain-instead", lang), f"`{entry.instead}`"
        yield word("explain-grade", lang), word(f"grade-{entry.grade}", lang)

    def _value(self, entry: Entry) -> str:
        form, lang = entry.form, self.lang
        if form.kind == "one-of":
            return self.comma.join(f'`"{one}"`' for one in form.allowed)
        if form.kind == "integer":
            return word("explain-integer", lang, low=form.low, high=form.high)
        if form.kind in {"matches", "list-of"}:
            return _escaped(form.description[lang])
        return word("explain-text" if form.kind == "text" else "explain-json", lang)

    def _conditional(self, entry: Entry) -> Iterator[str]:
        for conditional in entry.conditional:
            when = f"{conditional.annotation}={'|'.join(conditional.values)}"
            if conditional.listeners:
                when += f", {'/'.join(conditional.listeners).upper()}"
            for line in bound_fields(conditional.schema, when, self.lang):
                yield from wrap(line, _COLUMNS, "", "  ")


def file_name(entry: Entry) -> str:
    """Return the name of an annotation's page."""
    return entry.name.removeprefix(_PREFIX).replace("/", "-").rstrip(".") + ".md"


def _shown(entry: Entry) -> str:
    return entry.name + ("<Service>" if entry.is_prefix else "")


def _escaped(words: str) -> str:
    return words.replace("<", "\\<").replace("*", "\\*").replace("|", "\\|")


def _title(rule: Rule, lang: str) -> str:
    from elblint.engine.rule_words import without_values

    return without_values(rule.title[lang], lang)


def _link(rule: str) -> str:
    return f"[{rule}](../rules/{rule}.md)"


def _asks(rule: Rule, entry: Entry) -> bool:
    """Return whether a rule's condition asks for the text of an annotation."""
    fact = f"annotation.{entry.name.removeprefix(_PREFIX)}"
    return any(one.fact.endswith("." + fact) for one in rule.when.facts)


def _marks(entry: Entry) -> tuple[tuple[bool, str], ...]:
    return (
        (entry.immutable, "explain-immutable"),
        (entry.by_system, "explain-by-system"),
        (bool(entry.dialect), "explain-dialect"),
        (entry.deprecated, "explain-deprecated"),
    )


def _example(entry: Entry) -> Iterator[str]:
    value = next((one for one in entry.passes if one.strip("[]{}")), entry.passes[0])
    name = entry.name + ("web" if entry.is_prefix else "")
    yield from ("metadata:", "  annotations:")
    if entry.form.kind != "json":
        quoted = value.replace("'", "''")
        yield f"    {name}: '{quoted}'"
        return
    yield f"    {name}: |-"
    yield from (
        f"      {row}" for row in json.dumps(json.loads(value), indent=2, ensure_ascii=False).split("\n")
    )
