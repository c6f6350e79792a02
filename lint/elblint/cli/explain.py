"""``elblint explain``."""

from __future__ import annotations

from typing import Annotated

import typer

from elblint.cli import options as opt
from elblint.cli.output import encoded, style, write
from elblint.cli.run_settings import When
from elblint.errors import UsageError, nearest_word


def explain(
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="A rule's id or name, or an annotation's name.")
    ],
    rules: Annotated[
        list[str] | None,
        typer.Option(metavar="DIR", help="A folder with rules of your own.", show_default=False),
    ] = None,
    lang: opt.Lang = None,
    color: opt.Colour = When.auto,
) -> None:
    """Explain a rule (ELB102) or an annotation (kubernetes.io/elb.autocreate)."""
    from elblint.engine.library import Library
    from elblint.engine.rule_loader import built_in_rules, load_rules
    from elblint.engine.rule_tests import examples_of
    from elblint.i18n.words import choose_language
    from elblint.report.explain_text import Explainer

    library = Library(built_in_rules())
    language = choose_language(lang.value if lang else None)
    explainer = Explainer(library.documents, language, style(color, "-"))
    found = load_rules(library, rules or ())
    rule = next((one for one in found if what.upper() == one.id or what == one.name), None)
    if rule is not None:
        verify = library.verification(rule.cause, rule.subjects[0], language)
        write(encoded(explainer.rule(rule, examples_of(rule.path), verify)), "-")
        return
    catalogue = library.annotation_catalogue()
    entry = catalogue.find(what) or catalogue.find(f"kubernetes.io/{what}") or catalogue.entries.get(what)
    if entry is None:
        if not what.strip():
            raise UsageError("name a rule, such as ELB102, or an annotation, such as elb.autocreate")
        near = catalogue.nearest(what if "/" in what else f"kubernetes.io/{what}")
        known = [one.id for one in found] + [one.name for one in found] + list(catalogue.entries)
        begun = [name for name in catalogue.entries if what.removeprefix("kubernetes.io/") in name][:8]
        hint = f"did you mean {near}?" if near else nearest_word(what, known)
        if not near and "did you mean" not in hint:
            hint = f"there are {', '.join(begun)}" if begun else "elblint rules lists what there is"
        raise UsageError(f"'{what}' is no rule and no annotation; {hint}")
    write(encoded(explainer.annotation(entry)), "-")
