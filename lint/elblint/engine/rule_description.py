"""A rule as lists of rules describe it: without an object, in one language."""

from __future__ import annotations

from elblint.engine.finding import Source
from elblint.engine.rule import Rule
from elblint.engine.rule_words import source_of, without_values
from elblint.system.named_tuple import NamedTuple


class Description(NamedTuple):
    """The words of a rule."""

    title: str
    why: str
    """Without line breaks."""
    fixes: tuple[str, ...]
    sources: tuple[Source, ...]


def described(rule: Rule, lang: str) -> Description:
    """Return the description of a rule."""
    if rule.described is not None:
        return rule.described(lang)
    return Description(
        rule.title[lang],
        " ".join(rule.why[lang].split()),
        tuple(without_values(fix.words[lang], lang) for fix in rule.fix),
        tuple(source_of(reference, lang) for reference in rule.sources),
    )
