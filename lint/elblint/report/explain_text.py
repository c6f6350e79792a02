"""The output of ``elblint explain``: a rule, or an annotation of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from elblint.engine.library import Document
from elblint.engine.rule import Rule
from elblint.engine.rule_words import source_of, without_values
from elblint.i18n.words import word
from elblint.model.annotations.catalogue import Entry
from elblint.model.cluster import version_text
from elblint.report.layout import Paint, width, wrap
from elblint.report.registry import RenderOptions
from elblint.report.schema_text import bound_fields, schema_lines
from elblint.text.printable import Report, printable_lines, report_of_lines


class Explainer:
    """Writes explanations in one language, for one width."""

    def __init__(self, documents: Mapping[str, Document], lang: str, style: RenderOptions) -> None:
        self.documents = documents
        self.lang = lang
        self.columns = max(style.columns, 40)
        self.paint = Paint(colour=style.colour)

    def rule(
        self,
        rule: Rule,
        examples: Iterable[tuple[str, str]],
        verify: Iterable[str] = (),
        symptoms: Iterable[str] = (),
    ) -> Report:
        """A rule; ``examples`` are manifests with the word for what they are, ``verify`` are commands."""
        lang = self.lang
        lines = [self.paint(f"{word(rule.severity, lang)}[{rule.id}]", rule.severity) + f" {rule.name}", ""]
        lines += [
            self.paint(line, "bold")
            for line in wrap(without_values(rule.title[lang], lang), self.columns, "  ")
        ]
        lines += ["", *wrap(without_values(rule.why[lang], lang), self.columns, "  "), ""]
        if rule.cause:
            lines += self._labelled("cause", word(rule.cause, lang))
        seen = [line for one in symptoms for line in wrap(printable_lines(one), self.columns, "    - ")]
        if seen:
            lines += [self._label("symptoms"), *seen]
        lines += [self._label("fix")]
        for number, fix in enumerate(rule.fix, 1):
            lines += wrap(without_values(fix.words[lang], lang), self.columns, f"    {number}. ")
            if fix.snippet:
                shown = without_values(fix.snippet.rstrip(), "en")
                lines += [f"         {line}" for line in shown.splitlines()]
        commands = [f"    {line}" for line in verify]
        if commands:
            lines += ["", self._label("verify"), *commands]
        for description, manifest in examples:
            lines += [
                "",
                self._label(description),
                *(f"    {printable_lines(line)}" for line in manifest.rstrip().splitlines()),
            ]
        lines += ["", self._label("source")]
        for reference in rule.sources:
            source = source_of(reference, lang)
            section = f"{word('clause', lang)}{source.section}" if source.section else ""
            lines += wrap(f"{source.title}{section} <{source.url}>", self.columns, "    - ")
        return report_of_lines(lines, colour=self.paint.colour)

    def annotation(self, entry: Entry) -> Report:
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
            unless = word("explain-unless", lang, other=entry.elb_unless) if entry.elb_unless else ""
            lines += self._labelled("explain-elb", word(f"elb-{entry.elb}", lang) + unless)
        if entry.category:
            lines += self._labelled("explain-category", entry.category)
        for label, needs in (("explain-requires", entry.requires), ("explain-excludes", entry.excludes)):
            if needs:
                lines += self._labelled(label, comma.join(need.words(lang) for need in needs))
        by_versions: dict[str, str] = {}
        for kind, floors in entry.since.items():
            by_versions.setdefault(comma.join(map(version_text, floors)), kind)
        for versions, kind in by_versions.items():
            lines += self._labelled(
                "explain-since", versions if len(by_versions) == 1 else f"{kind}: {versions}"
            )
        for holds, description in (
            (entry.immutable, "explain-immutable"),
            (entry.by_system, "explain-by-system"),
            (bool(entry.dialect), "explain-dialect"),
            (entry.deprecated, "explain-deprecated"),
        ):
            if holds:
                lines += wrap(word(description, lang), self.columns, "  ")
        if entry.instead:
            lines += self._labelled("explain-instead", entry.instead)
        lines += self._labelled("explain-grade", word(f"grade-{entry.grade}", lang))
        if entry.passes:
            lines += ["", self._label("explain-example"), *self._example(entry)]
        lines += ["", self._label("source")]
        for source in entry.sources:
            document = self.documents[source]
            lines += wrap(f"{document.title[lang]} <{document.url}>", self.columns, "    - ")
        return report_of_lines(lines, colour=self.paint.colour)

    def _label(self, name: str) -> str:
        return self.paint(f"  {word(name, self.lang)}{word('colon', self.lang)}".rstrip(), "faint")

    def _labelled(self, name: str, text: str) -> list[str]:
        label = f"  {word(name, self.lang)}{word('colon', self.lang)}"
        lines = wrap(printable_lines(text), self.columns, label, "    ")
        return [self.paint(label.rstrip(), "faint") + lines[0][len(label.rstrip()) :], *lines[1:]]

    def _example(self, entry: Entry) -> Iterator[str]:
        """One that says something, if there is one; JSON that is too long for a line stands in a block."""
        value = next((one for one in entry.passes if one.strip("[]{}")), entry.passes[0])
        name = entry.name + ("web" if entry.is_prefix else "")
        quoted = "'" + value.replace("'", "''") + "'"
        yield "    metadata:"
        yield "      annotations:"
        line = f"        {name}: {printable_lines(quoted)}"
        if entry.form.kind != "json" or width(line) <= self.columns:
            yield line
            return
        import json

        yield f"        {name}: |-"
        for row in json.dumps(json.loads(value), indent=2, ensure_ascii=False).split("\n"):
            yield f"          {printable_lines(row)}"

    def _value(self, entry: Entry) -> list[str]:
        form, lang = entry.form, self.lang
        if form.kind == "one-of":
            return self._labelled("explain-value", " | ".join(f'"{one}"' for one in form.allowed))
        if form.kind == "integer":
            return self._labelled(
                "explain-value", word("explain-integer", lang, low=form.low, high=form.high)
            )
        if form.kind in {"matches", "list-of"}:
            return self._labelled("explain-value", form.description[lang])
        if form.kind == "text":
            return self._labelled("explain-value", word("explain-text", lang))
        lines = self._labelled("explain-value", word("explain-json", lang))
        lines += schema_lines(form.schema, lang, self.columns)
        for conditional in entry.conditional:
            when = f"{conditional.annotation}={'|'.join(conditional.values)}"
            if conditional.listeners:
                when += f", {'/'.join(conditional.listeners).upper()}"
            for description in bound_fields(conditional.schema, when, lang):
                lines += wrap(printable_lines(description), self.columns, "    ", "      ")
        return lines
