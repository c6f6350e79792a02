"""A verdict as a finding: its words, its places and its edits."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.engine.condition import Env, FactReference
from elblint.engine.finding import Edit, Finding, Related, Severity, Source, at_most, lower
from elblint.engine.library import Library
from elblint.engine.pointed_fields import field_of, location_of
from elblint.engine.rule import THE_CALL, Rule
from elblint.engine.rule_words import (
    Reference,
    RelatedLocation,
    fill,
    placeholders,
    source_of,
)
from elblint.engine.verdict import Verdict, env_of
from elblint.i18n.localized import Localized
from elblint.i18n.words import word
from elblint.model.addresses.references import AddressReference
from elblint.model.context import LintContext
from elblint.model.facts import FACTS
from elblint.model.part import owner_of
from elblint.model.subject import Subject
from elblint.model.unknown import Unknown
from elblint.text.diagnostics import Diagnostic
from elblint.text.printable import Printable, brief, printable, printable_lines

_MOST_REPEATED = 20
_LONGEST_ANCHOR = 300
_LONGEST_SHOWN = 80


class FindingBuilder:
    """Puts verdicts into words, in one language."""

    def __init__(self, library: Library, context: LintContext, lang: str) -> None:
        self.library = library
        self.context = context
        self.lang = lang

    def finding(self, verdict: Verdict) -> Finding | None:
        """The finding that a verdict gives, or None if it is not to be reported."""
        if not verdict.is_reported:
            return None
        rule, truth = verdict.rule, verdict.truth
        severity: Severity = rule.severity
        needs: tuple[str, ...] = ()
        reasons: tuple[str, ...] = ()
        if isinstance(truth, Unknown):
            severity = "note" if rule.when_unknown == "note" else lower(severity)
            needs, reasons = tuple(sorted(truth.needs)), truth.reasons
        severity = at_most(severity, verdict.subject.at_most)
        if verdict.subject.is_lowered:
            severity = lower(severity)
        lang = self.lang
        env = env_of(self.context, self.lang, rule, verdict.subject, verdict.partner)
        values = self._lookup(rule, env)
        lookup = {name: _brief(name, value) for name, value in values.items()}
        given = [fix for fix in rule.fix if fix.when.test(env) is not False]
        return Finding(
            rule=rule.id,
            name=rule.name,
            severity=severity,
            certainty="possible" if isinstance(truth, Unknown) else "certain",
            location=location_of(rule.at, env),
            title=fill(rule.title[lang], lookup),
            message=fill(rule.message[lang], lookup),
            subject=printable(str(verdict.subject)),
            identity=verdict.subject.identity,
            field_path=field_of(rule.at, env),
            kube_object=owner_of(verdict.subject),
            cause=rule.cause or self._call_cause(rule, env),
            related=(
                *(
                    self._related(other, env, lookup)
                    for other in rule.related
                    if other.when.test(env) is True
                ),
                *self._repeated(verdict.subject),
            ),
            unknown_facts=tuple((name, printable_lines(FACTS[name].hint_in(lang))) for name in needs),
            reasons=tuple(map(printable_lines, reasons)),
            fixes=tuple(fill(fix.words[lang], lookup) for fix in given),
            snippets=tuple(fill(fix.snippet.rstrip("\n"), values) for fix in given),
            edits=self._edits(rule, env, values),
            sources=self._sources(rule, verdict.subject),
        )

    def _edits(self, rule: Rule, env: Env, lookup: dict[str, Printable]) -> tuple[Edit, ...]:
        if not rule.edits:
            return ()
        from elblint.engine.edit_builder import EditBuilder

        return tuple(EditBuilder(self.lang).edits(rule, env, lookup))

    def _sources(self, rule: Rule, subject: Subject) -> tuple[Source, ...]:
        if rule.source_of_subject and subject.documents:
            known = self.library.documents
            references = [Reference(name, known[name], {}) for name in subject.documents]
        else:
            references = list(rule.sources)
        return tuple(source_of(reference, self.lang) for reference in references)

    def _repeated(self, subject: Subject) -> Iterator[Related]:
        """Yield the chain by which a called name leads to the ELB, and where one text repeats an address."""
        if isinstance(subject, AddressReference):
            for location, label, found in subject.chain:
                yield Related(location, printable(word(label, self.lang, publisher=found)))
            for again in subject.repeated[:_MOST_REPEATED]:
                yield Related(again.location(again.text_field.path), printable(word("again", self.lang)))

    def _related(self, other: RelatedLocation, env: Env, lookup: dict[str, Printable]) -> Related:
        location, label = location_of(other.pointer, env), fill(other.label[self.lang], lookup)
        if location.generated is not None and not location.generated.proven:
            label = Printable(label + word("not-proven", self.lang))
        return Related(location, label)

    def _lookup(self, rule: Rule, env: Env) -> dict[str, Printable]:
        """The values of all placeholders that the rule's texts use."""
        texts = [
            rule.title,
            rule.message,
            *(other.label for other in rule.related),
            *(fix.words for fix in rule.fix),
            *({self.lang: fix.snippet} for fix in rule.fix),
        ]
        lookup = {name: printable(str(found)) for name, found in env.objects.items()}
        wanted = set().union(*(placeholders(words[self.lang]) for words in texts))
        wanted.update(*(placeholders(edit.words) for edit in rule.edits))
        wanted.update(*(placeholders(edit.choice.get(self.lang, "")) for edit in rule.edits))
        for name in wanted - set(lookup):
            if name == "unreachable":
                lookup[name] = printable_lines(self._unreachable(rule, env))
                continue
            binding, _, rest = name.partition(".")
            kind = "cluster" if binding == "cluster" else env.objects[binding].kind.lower()
            value = env.fact(FactReference(binding, f"{kind}.{rest}"))
            if isinstance(value, list):
                listed = [one.words(self.lang) if isinstance(one, Localized) else one for one in value]
                lookup[name] = printable(word("comma", self.lang).join(listed))
            elif isinstance(value, Localized):
                lookup[name] = printable(value.words(self.lang))
            elif value is None or isinstance(value, Unknown):
                lookup[name] = printable(word("unknown", self.lang))
            else:
                lookup[name] = printable(str(value))
        return lookup

    def _call_cause(self, rule: Rule, env: Env) -> str:
        """The cause of the first cell that a call fails in."""
        if rule.unreachable != THE_CALL:
            return ""
        from elblint.engine.reference_reach import failing_cells

        causes = [cause for cell in failing_cells(self.library.table, env) for cause in cell.answer.causes]
        return causes[0] if causes else ""

    def _call_rows(self, env: Env) -> str:
        """The failing cells of a call, a line for each caller."""
        from elblint.engine.reference_reach import failing_cells

        table, lang = self.library.table, self.lang
        by_caller: dict[str, list[str]] = {}
        for cell in failing_cells(table, env):
            by_caller.setdefault(cell.caller, []).append(table.addresses[cell.address].words[lang])
        return "\n".join(
            f"- {table.callers[caller][lang]}{word('colon', lang)}{word('comma', lang).join(addresses)}"
            for caller, addresses in by_caller.items()
        )

    def _unreachable(self, rule: Rule, env: Env) -> str:
        """The failing cells of the rule's section of the reachability table, a line for each caller."""
        if rule.unreachable == THE_CALL:
            return self._call_rows(env)
        table, lang = self.library.table, self.lang
        separator, clause = word("comma", lang), word("semicolon", lang)
        lines = []
        for caller, certain, partly in table.failures(env, table.sections[rule.unreachable]):
            parts = (
                [separator.join(table.addresses[address].words[lang] for address in certain)]
                if certain
                else []
            )
            for address, columns in partly:
                where = separator.join(column.words[lang] for column in columns)
                only = word("only-in", lang, where=where)
                parts.append(f"{table.addresses[address].words[lang]} ({only})")
            lines.append(f"- {table.callers[caller][lang]}{word('colon', lang)}{clause.join(parts)}")
        return "\n".join(lines)


def _brief(name: str, value: Printable) -> Printable:
    """Return a value cut to a length that a reader bears; the rows of a table stay whole."""
    return value if name == "unreachable" else Printable(brief(value))


def diagnostic_finding(diagnostic: Diagnostic, rules: dict[str, Rule], lang: str) -> Finding:
    """The finding for what is wrong with a text itself; ``rules`` are by what they are raised by."""
    rule = rules[diagnostic.kind]
    lookup = {
        "detail": Printable(brief(printable(_detail(diagnostic, lang)))),
        "path": printable(diagnostic.location.path),
    }
    several = {**lookup, "detail": Printable(brief(printable(diagnostic.cause)))}
    label = printable_lines(rule.related[0].label[lang] if rule.related else "")
    return Finding(
        rule=rule.id,
        name=rule.name,
        severity=rule.severity,
        certainty="certain",
        location=diagnostic.location,
        title=fill(rule.title[lang], lookup),
        message=fill(rule.message[lang], lookup),
        related=tuple(Related(location, label) for location in diagnostic.related),
        fixes=tuple(fill(_advice(fix.words[lang]), lookup) for fix in rule.fix),
        sources=tuple(source_of(reference, lang) for reference in rule.sources),
        unreadable=diagnostic.unreadable,
        is_acceptable=diagnostic.is_acceptable,
        detail=lookup["detail"],
        for_several=fill(rule.message[lang], several if diagnostic.cause else lookup),
    )


def _detail(diagnostic: Diagnostic, lang: str) -> str:
    reason = diagnostic.reason
    return diagnostic.shown_detail if reason is None else word(reason.name, lang, **dict(reason.values))


def _advice(words: str) -> str:
    """Return advice in which an extra is installed as elblint was."""
    if "elblint[" not in words:
        return words
    from elblint.system.installation import as_installed

    return as_installed(words)
