"""The explanation of what stands at a place: findings, annotations and fields inside them, who reaches a Service."""

from __future__ import annotations

import re
from typing import NamedTuple

from elblint.editor.places import Place, json_place_at, place_at
from elblint.editor.reach import matrix_of, users_in
from elblint.editor.schema_walk import schemas_at
from elblint.editor.schemas import schema_of
from elblint.editor.symbols import owner_at
from elblint.engine.finding import Finding
from elblint.i18n.localized import description_of
from elblint.i18n.words import word
from elblint.model.elb_users import ElbUser
from elblint.report.explain_markdown import MarkdownExplainer, allowed
from elblint.syntax.nodes import Scalar
from elblint.text.markdown import block, code, escaped
from elblint.text.source import SourceText
from elblint.triage.result import Result

_RULE = re.compile(r"\b[A-Z]{2,10}[0-9]{3,4}\b")
_WITH_TABLE = frozenset({"externalTrafficPolicy", "type", "loadBalancerIP", "loadBalancerClass", "kind"})
_LONGEST_LINE = 2_000


class Explanation(NamedTuple):
    """Markdown on what stands from ``start`` to ``end``; 0-based offsets, the end exclusive."""

    start: int
    end: int
    markdown: str


def explain_at(
    source: SourceText, offset: int, result: Result, findings: list[Finding]
) -> Explanation | None:
    """Return what is known of what stands at an offset; ``findings`` are those of the file. Secrets are left out."""
    explainer = MarkdownExplainer(result.library, result.lang)
    rules = {rule.id: rule for rule in result.rules}
    here = [one for one in findings if one.location.start <= offset <= one.location.end]
    parts = [explainer.finding(one, rules.get(one.rule)) for one in here]
    spans = [(one.location.start, one.location.end) for one in here]
    named = _rule_at(source, offset)
    if named is not None and named[2] in rules and not here:
        return Explanation(named[0], named[1], explainer.rule(rules[named[2]]))
    place = place_at(source, offset)
    if place is not None and not source.hides(place.node.start, place.node.end):
        found = _of_place(source, offset, place, result, explainer)
        if found is not None:
            parts.append(found.markdown)
            spans.append((found.start, found.end))
    if not parts:
        return None
    start, end = min(spans, key=lambda span: span[1] - span[0])
    return Explanation(start, end, "\n---\n\n".join(parts))


def _rule_at(source: SourceText, offset: int) -> tuple[int, int, str] | None:
    start, end = source.line_around(offset)
    if end - start > _LONGEST_LINE:
        return None
    for match in _RULE.finditer(source.text, start, end):
        if match.start() <= offset <= match.end():
            return *match.span(), match[0]
    return None


def _of_place(
    source: SourceText, offset: int, place: Place, result: Result, explainer: MarkdownExplainer
) -> Explanation | None:
    lang = explainer.lang
    schema = schema_of(source)
    if schema is not None:
        path = ["[]" if isinstance(step, int) else step for step in place.path]
        words = [text for part in schemas_at(schema, path) if (text := description_of(part, lang))]
        values = [value for part in schemas_at(schema, path) for value in allowed(part)]
        if not words and not values:
            return None
        listed = f"\n{', '.join(map(code, values))}\n" if values else ""
        return Explanation(
            place.node.start,
            place.node.end,
            f"**{escaped(path[-1])}**\n\n{escaped(' '.join(words[:1]))}\n{listed}",
        )
    name = str(place.path[-1])
    entry = result.context.catalogue.find(name)
    if (
        entry is not None
        and len(place.path) > 1
        and str(place.path[-2]).lower().endswith(("annotations", "labels"))
    ):
        if not place.is_key and entry.form.kind == "json" and isinstance(place.value, Scalar):
            inner = json_place_at(source, place.value, offset)
            schemas = [] if inner is None else schemas_at(entry.form.schema, inner.path)
            if inner is not None and schemas:
                text = explainer.field(entry, inner.path, schemas[0])
                return Explanation(inner.start, inner.end, text)
        return Explanation(place.node.start, place.node.end, explainer.annotation(entry))
    if name in _WITH_TABLE and (place.path[0] == "spec" or name == "kind"):
        owner = owner_at(source, offset, result.context)
        if isinstance(owner, ElbUser) and owner in users_in(source.path, result.context):
            table = matrix_of(owner, result.library, result.context, lang)
            about = word(f"field-{name}", lang) if name == "externalTrafficPolicy" else ""
            text = f"**{escaped(name)}**\n\n{escaped(about)}\n\n{block(table.rstrip())}\n"
            return Explanation(place.node.start, place.node.end, text)
    return None
