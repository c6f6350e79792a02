"""The page of the facts that rules may ask, and of the names for fields that they may point at."""

from __future__ import annotations

from elblint._dev.page_words import page_word
from elblint.i18n.words import translated, word
from elblint.model.facts import FACTS
from elblint.model.pointers import POINTERS

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
    table = f"{columns}\n| --- | --- | --- | --- |\n{''.join(rows)}"
    return f"# {head}\n\n{lead}\n\n{table}\n{_pointers(lang)}"


def _pointers(lang: str) -> str:
    """Return the table of names for fields."""
    rows = []
    for name, finders in sorted(POINTERS.items()):
        for find in dict.fromkeys(finders.values()):
            kinds = [kind for kind, other in finders.items() if other is find]
            key = f"pointer.{name}" + ("" if find is next(iter(finders.values())) else f".{kinds[0]}")
            meaning = translated(key, find.__doc__ or "", lang)
            rows.append(f"| `{name}` | {word('comma', lang).join(kinds)} | {meaning} |\n")
    lead, columns = page_word("pointers-lead", lang), page_word("pointers-columns", lang)
    return f"## {page_word('pointers', lang)}\n\n{lead}\n\n{columns}\n| --- | --- | --- |\n{''.join(rows)}"


def _values(written: str, lang: str) -> str:
    """Return the words for values; what is written with bars between lists the values themselves."""
    shown = written.removesuffix(_OR_NULL)
    words = shown if "|" in shown else translated(f"values.{shown}", shown, lang)
    return word("or-null", lang, values=words) if shown != written else words
