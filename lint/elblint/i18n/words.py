"""The language of a run, and every word of elblint's own: one table of texts for each language."""

from __future__ import annotations

import os
from collections.abc import Mapping

LANGUAGES = ("en", "zh")


def choose_language(asked: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """``asked`` if given, else Chinese where the locale is Chinese, else English."""
    if asked is not None:
        return asked
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        locale = environment.get(variable, "")
        if locale:
            return "zh" if locale.lower().startswith("zh") else "en"
    return "en"


def word(name: str, lang: str, **values: object) -> str:
    """Return a word or phrase of the user interface, with values put in for its ``{names}``.

    ``name`` is a key of the tables in ``english.py`` and ``chinese.py``; raises KeyError for any other.
    """
    text = _table(lang)[name]
    return text.format(**values) if values else text


def translated(name: str, english: str, lang: str) -> str:
    """Return the text of an option, a command or a fact, whose English stands where the thing is declared."""
    return _table(lang)[name] if lang != "en" and english else english


def has_words(name: str, lang: str) -> bool:
    """Return whether the table of a language has a text of this name."""
    return name in _table(lang)


def count(number: int, noun: str, lang: str) -> str:
    """``3 Services``, ``1 error``; Chinese has no plural and wants a measure word."""
    if lang == "zh":
        return f"{number} 个{_table(lang).get(noun, ' ' + noun)}"
    if number == 1:
        return f"1 {noun}"
    plural = noun + ("es" if noun.endswith("s") else "s")
    return f"{number} {plural}"


def _table(lang: str) -> Mapping[str, str]:
    """Return the texts of a language; only the table that a run needs is loaded."""
    if lang == "zh":
        from elblint.i18n.chinese import WORDS
    else:
        from elblint.i18n.english import WORDS
    return WORDS
