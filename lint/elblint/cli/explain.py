"""``elblint explain``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from elblint.cli import completion
from elblint.cli import options as opt
from elblint.cli.output import encoded, style, typed, write
from elblint.cli.run_settings import When
from elblint.errors import UsageError, nearest
from elblint.i18n.hints import did_you_mean
from elblint.i18n.localized import localized
from elblint.i18n.words import LANGUAGES, word
from elblint.system.lazy import lazy_pattern

if TYPE_CHECKING:
    from elblint.engine.library import Library
    from elblint.engine.rule import Rule

_SHORTEST = 3
_VALUE = lazy_pattern(r"<[^>]*>")
"""A value in an error text, such as an address, which differs each time."""


def explain(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="A rule's id or name, an annotation, a cause, or an error text.",
            autocompletion=completion.explained,
        ),
    ],
    rules: Annotated[
        list[str] | None,
        typer.Option(metavar="DIR", help="A folder with rules of your own.", show_default=False),
    ] = None,
    lang: opt.Lang = None,
    color: opt.Colour = When.auto,
) -> None:
    """Explain a rule (ELB102) or an annotation (elb.autocreate), or find the rules for a cause or an error text."""
    from elblint.engine.library import Library
    from elblint.engine.rule_loader import load_rules
    from elblint.engine.rule_tests import examples_of
    from elblint.i18n.words import choose_language
    from elblint.report.explain_text import Explainer
    from elblint.report.rule_list import rules_as_text
    from elblint.system.package_data import built_in_rules

    what = typed(what).strip()
    library = Library(built_in_rules())
    language = choose_language(lang.value if lang else None)
    explainer = Explainer(library.documents, language, style(color, "-"))
    found = load_rules(library, rules or ())
    rule = next((one for one in found if what.upper() == one.id or what == one.name), None)
    if rule is not None:
        verify = library.verification(rule.cause, rule.subjects[0], language)
        symptoms = library.symptoms(rule.cause, language)
        write(encoded(explainer.rule(rule, examples_of(rule.path), verify, symptoms), "-"), "-")
        return
    catalogue = library.annotation_catalogue()
    entry = catalogue.find(what) or catalogue.find(f"kubernetes.io/{what}") or catalogue.entries.get(what)
    if entry is None:
        if not what.strip():
            raise UsageError(localized("explain-nothing"))
        fitting = [one for one in found if _speaks_of(one, library, what)]
        if fitting:
            write(encoded(rules_as_text(fitting, language, style(color, "-")), "-"), "-")
            return
        near = catalogue.nearest(what if "/" in what else f"kubernetes.io/{what}")
        known = [one.id for one in found] + [one.name for one in found] + list(catalogue.entries)
        begun = [name for name in catalogue.entries if what.removeprefix("kubernetes.io/") in name][:8]
        near = near or nearest(what, known, 0.5)
        if near:
            hint = did_you_mean(near)
        else:
            hint = localized("there-are", names=", ".join(begun)) if begun else localized("rules-lists")
        raise UsageError(localized("explain-unknown", what=what).hinting(hint))
    write(encoded(explainer.annotation(entry), "-"), "-")


def _speaks_of(rule: Rule, library: Library, what: str) -> bool:
    """Return whether a rule is about some words: part of its name, title or cause, or an error text of its cause."""
    asked = " ".join(what.lower().split())
    is_annotation = asked.startswith("elb.") or ("/" in asked and " " not in asked)
    if len(asked.encode()) < _SHORTEST or is_annotation:
        return False
    texts = [rule.name.replace("-", " "), rule.cause, rule.cause.replace("-", " "), *rule.title.values()]
    if rule.cause:
        texts += [word(rule.cause, lang) for lang in LANGUAGES]
    symptoms = [one.lower() for lang in LANGUAGES for one in library.symptoms(rule.cause, lang)]
    pieces = [[piece.strip() for piece in _VALUE.split(one) if piece.strip()] for one in symptoms]
    return any(asked in text.lower() for text in [*texts, *symptoms]) or any(
        all(piece in asked for piece in parts) for parts in pieces
    )
