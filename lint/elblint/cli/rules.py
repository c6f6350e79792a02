"""``elblint rules``."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Optional

import typer

from elblint.cli import options as opt
from elblint.cli.output import encoded, style, typed, write
from elblint.cli.run_settings import When


class Listing(str, Enum):
    """The form of the list of rules."""

    text = "text"
    json = "json"


def rules(
    words: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(
            metavar="[WORD]...",
            help="Only rules with all these words in id, name, title or kind.",
            show_default=False,
        ),
    ] = None,
    folders: opt.RuleFolders = None,
    severity: Annotated[
        str, typer.Option(metavar="WORD", help="Only this one: error, warning or note.")
    ] = "",
    subject: Annotated[
        str, typer.Option(metavar="KIND", help="Only rules about this kind, such as Ingress.")
    ] = "",
    listing: Annotated[Listing, typer.Option("-f", "--format", help="text or json.")] = Listing.text,
    lang: opt.Lang = None,
    color: opt.Colour = When.auto,
) -> None:
    """List the rules."""
    from elblint.engine.library import Library
    from elblint.engine.rule_loader import load_rules
    from elblint.i18n.words import choose_language
    from elblint.report.rule_list import rules_as_json, rules_as_text
    from elblint.system.package_data import built_in_rules

    language = choose_language(lang.value if lang else None)
    words = [typed(one) for one in words or ()]
    library = Library(built_in_rules())
    chosen = [
        rule
        for rule in load_rules(library, folders or ())
        if (not severity or rule.severity == severity)
        and (not subject or subject.lower() in {kind.lower() for kind in rule.subjects})
        and all(
            word.lower()
            in " ".join([rule.id, rule.name, rule.cause, *rule.subjects, *rule.title.values()]).lower()
            for word in words
        )
    ]
    if listing is Listing.json:
        write(encoded(rules_as_json(chosen)), "-")
    else:
        write(encoded(rules_as_text(chosen, language, style(color, "-")), "-"), "-")
