"""``elblint rules``."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from elblint.cli import completion
from elblint.cli import options as opt
from elblint.cli.output import encoded, style, typed, write
from elblint.cli.run_settings import When
from elblint.errors import UsageError, nearest
from elblint.i18n.hints import did_you_mean, nearest_word
from elblint.i18n.localized import Localized, localized

if TYPE_CHECKING:
    from elblint.engine.rule import Rule


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
            autocompletion=completion.rule_words,
        ),
    ] = None,
    folders: opt.RuleFolders = None,
    severity: Annotated[
        str,
        typer.Option(
            metavar="WORD",
            help="Only this one: error, warning or note.",
            autocompletion=completion.severities,
        ),
    ] = "",
    subject: Annotated[
        str,
        typer.Option(
            metavar="KIND",
            help="Only rules about this kind, such as Ingress.",
            autocompletion=completion.subjects,
        ),
    ] = "",
    listing: Annotated[Listing, typer.Option("-f", "--format", help="text or json.")] = Listing.text,
    lang: opt.Lang = None,
    color: opt.Colour = When.auto,
) -> None:
    """List the rules."""
    from elblint.engine.finding import SEVERITIES
    from elblint.engine.library import Library
    from elblint.engine.rule_loader import load_rules
    from elblint.i18n.words import choose_language
    from elblint.report.rule_list import rules_as_json, rules_as_text
    from elblint.system.package_data import built_in_rules

    language = choose_language(lang.value if lang else None)
    if severity and severity not in SEVERITIES:
        message = localized("no-such-severity").at(f"--severity {severity}")
        raise UsageError(message.hinting(nearest_word(severity, SEVERITIES)))
    words = [typed(one) for one in words or ()]
    library = Library(built_in_rules())
    every_rule = load_rules(library, folders or ())
    chosen = [
        rule
        for rule in every_rule
        if (not severity or rule.severity == severity)
        and (not subject or subject.lower() in {kind.lower() for kind in rule.subjects})
        and all(word.lower() in " ".join(_texts(rule)).lower() for word in words)
    ]
    if listing is Listing.json:
        write(encoded(rules_as_json(chosen)), "-")
    elif not chosen:
        raise UsageError(_nothing_fits(words, severity, subject, every_rule))
    else:
        write(encoded(rules_as_text(chosen, language, style(color, "-")), "-"), "-")


def _texts(rule: Rule) -> list[str]:
    """Return the texts of a rule that words are looked for in."""
    return [rule.id, rule.name, rule.cause, *rule.subjects, *rule.title.values()]


def _nothing_fits(words: list[str], severity: str, subject: str, every_rule: list[Rule]) -> Localized:
    """Return the message for filters that no rule fits, with a hint at the first one that fits none by itself."""
    asked = [*words, *filter(None, [severity, subject])]
    subjects = {kind for rule in every_rule for kind in rule.subjects}
    if subject and subject.lower() not in {kind.lower() for kind in subjects}:
        return localized("no-rule-about", subject=subject).hinting(nearest_word(subject, subjects))
    texts = [" ".join(_texts(rule)) for rule in every_rule]
    strange = next((one for one in words if not any(one.lower() in text.lower() for text in texts)), "")
    known = {part for text in texts for part in text.replace("-", " ").split()} | {
        rule.name for rule in every_rule
    }
    near = nearest(strange, known) if strange else ""
    if not asked:
        return localized("no-rules")
    message = localized(
        "no-rule-fits" if len(asked) == 1 else "no-rule-fits-all", words=", ".join(map(repr, asked))
    )
    return message.hinting(did_you_mean(near) if near else localized("rules-lists-all"))
