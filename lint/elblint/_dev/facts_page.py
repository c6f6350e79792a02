"""The page of the facts that rules may ask."""

from __future__ import annotations

from elblint._dev.page_words import page_word
from elblint.i18n.words import translated, word
from elblint.model.facts import FACTS

_OR_NULL = ", or null"


def facts_page(lang: str) -> str:
    """Return the table of all facts, in Markdown."""
    rows = []
    for name, fact in sorted(FACTS.items()):
        values = _values(fact.values, lang).replace("|", "\\|")
        unknown = fact.hint_in(lang) or page_word("fact-known", lang)
        rows.append(
            f"| `{name}` | {values} | {translated(f'fact.{name}', fact.meaning, lang)} | {unknown} |\n"
        )
    head, lead = page_word("facts", lang), page_word("facts-lead", lang)
    columns = page_word("facts-columns", lang)
    return f"# {head}\n\n{lead}\n\n{columns}\n| --- | --- | --- | --- |\n{''.join(rows)}"


def _values(written: str, lang: str) -> str:
    """Return the words for values; what is written with bars between lists the values themselves."""
    shown = written.removesuffix(_OR_NULL)
    words = shown if "|" in shown else translated(f"values.{shown}", shown, lang)
    return word("or-null", lang, values=words) if shown != written else words
