"""The pages of the rules: one for each, and an index by topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from elblint._dev.page_words import TOPICS, page_word
from elblint.engine.condition import fact_name
from elblint.engine.library import Library
from elblint.engine.rule import Rule
from elblint.engine.rule_tests import examples_of, titles_of
from elblint.engine.rule_words import source_of, without_values
from elblint.i18n.words import word
from elblint.model.facts import FACTS


class RulePages:
    """The pages of some rules in one language."""

    def __init__(self, rules: Iterable[Rule], library: Library, lang: str) -> None:
        self.rules = list(rules)
        self.library = library
        self.lang = lang
        self.docs = ".." if lang == "en" else "../.."
        """The folder of the English pages, seen from a rule's page."""

    def page(self, rule: Rule) -> str:
        """Return the page of one rule, in Markdown."""
        lang = self.lang
        colon = word("colon", lang)
        facts = [f"`{rule.name}`", word(rule.severity, lang), word(f"confidence-{rule.confidence}", lang)]
        if rule.cause:
            facts.append(f"{word('cause', lang)}{colon}[{word(rule.cause, lang)}](../causes.md)")
        lines = [f"# {rule.id}{colon}{self._prose(rule.title[lang])}", "", " · ".join(facts), ""]
        lines += [self._prose(rule.why[lang]), ""]
        for part in (
            self._symptoms(rule),
            self._fixes(rule),
            self._verification(rule),
            self._examples(rule),
            self._tests(rule),
            self._needs(rule),
            self._suppression(rule),
            self._related(rule),
            self._sources(rule),
        ):
            lines += part
        return "\n".join(lines).rstrip("\n") + "\n"

    def index(self) -> str:
        """Return the page that lists all rules, in Markdown."""
        lang = self.lang
        lines = [f"# {word('rules', lang)}", "", page_word("rules-lead", lang), ""]
        for topic in TOPICS:
            lines += [f"## {word(f'topic-{topic}', lang)}", ""]
            lines += [
                f"| {word('html-rule', lang)} | {page_word('severity', lang)} | {page_word('title', lang)} |"
            ]
            lines += ["| --- | --- | --- |"]
            for rule in self._of(topic):
                title = self._prose(rule.title[lang])
                lines.append(f"| [{rule.id}]({rule.id}.md) | {word(rule.severity, lang)} | {title} |")
            lines.append("")
        return "\n".join(lines).rstrip("\n") + "\n"

    def _of(self, topic: str) -> list[Rule]:
        return [rule for rule in self.rules if _topic(rule) == topic]

    def _prose(self, words: str) -> str:
        return without_values(words, self.lang).replace("<", "\\<").strip()

    def _heading(self, text: str) -> list[str]:
        return [f"## {text}", ""]

    def _symptoms(self, rule: Rule) -> Iterator[str]:
        seen = self.library.symptoms(rule.cause, self.lang)
        if seen:
            yield from self._heading(word("symptoms", self.lang))
            yield from (f"- {one}".replace("<", "\\<") for one in seen)
            yield ""

    def _fixes(self, rule: Rule) -> Iterator[str]:
        yield from self._heading(word("fix", self.lang))
        for number, fix in enumerate(rule.fix, 1):
            yield f"{number}. {self._prose(fix.words[self.lang])}"
            if fix.snippet:
                shown = without_values(fix.snippet.rstrip(), "en")
                yield ""
                yield from (f"   {line}".rstrip() for line in ("```", *shown.splitlines(), "```"))
                yield ""
        yield ""

    def _verification(self, rule: Rule) -> Iterator[str]:
        commands = self.library.verification(rule.cause, rule.subjects[0], self.lang)
        if commands:
            yield from self._heading(word("verify", self.lang))
            yield from ("```sh", *commands, "```", "")

    def _examples(self, rule: Rule) -> Iterator[str]:
        for says, manifest in examples_of(rule.path):
            yield from self._heading(word(says, self.lang))
            yield from ("```yaml", manifest.rstrip(), "```", "")

    def _tests(self, rule: Rule) -> Iterator[str]:
        """Yield the titles of the rule's tests, which are in English."""
        by_case = titles_of(rule.path)
        if not by_case:
            return
        yield from self._heading(page_word("tests", self.lang))
        if self.lang != "en":
            yield page_word("tests-elsewhere", self.lang, link=f"{self.docs}/rules/{rule.id}.md")
            yield ""
            return
        for case, titles in by_case.items():
            yield from (f"{page_word(f'case-{case}', self.lang)}:", "")
            yield from ("- " + title.replace("<", "\\<").replace("*", "\\*") for title in titles)
            yield ""

    def _needs(self, rule: Rule) -> Iterator[str]:
        kinds = {rule.binding: rule.subjects[0], rule.partner: rule.partner_kind}
        names = {fact_name(one, kinds.get(one.binding, "")) for one in rule.when.facts}
        hints = {name: FACTS[name].hint_in(self.lang) for name in sorted(names) if name in FACTS}
        hints = {name: hint for name, hint in hints.items() if hint}
        if hints:
            yield from self._heading(page_word("needs", self.lang))
            yield from (page_word("needs-lead", self.lang), "")
            yield from (f"- `{name}`{word('colon', self.lang)}{hint}" for name, hint in hints.items())
            yield ""

    def _suppression(self, rule: Rule) -> Iterator[str]:
        yield from self._heading(page_word("suppress", self.lang))
        if rule.diagnostic:
            yield from (page_word("no-suppress", self.lang, link="../adopting.md"), "")
            return
        reason = "why" if self.lang == "en" else "原因"
        yield from (page_word("suppress-lead", self.lang), "")
        yield from ("```yaml", f"# elblint: ignore[{rule.id}] {reason}", "```", "")
        yield from (page_word("suppress-more", self.lang, link="../adopting.md"), "")

    def _related(self, rule: Rule) -> Iterator[str]:
        others = [one for one in self._of(_topic(rule)) if one.id != rule.id]
        if others:
            yield from self._heading(page_word("related", self.lang))
            yield from (f"- [{one.id}]({one.id}.md) {self._prose(one.title[self.lang])}" for one in others)
            yield ""

    def _sources(self, rule: Rule) -> Iterator[str]:
        yield from self._heading(word("source", self.lang))
        for reference in rule.sources:
            source = source_of(reference, self.lang)
            section = f"{word('clause', self.lang)}{source.section}" if source.section else ""
            yield f"- [{source.title}]({source.url}){section}"


def _topic(rule: Rule) -> str:
    return Path(rule.path).parent.name
