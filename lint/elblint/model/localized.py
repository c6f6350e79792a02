"""A fact's value that is a text of elblint's own, in each language of the reports."""

from __future__ import annotations

from collections.abc import Callable

from elblint.i18n.words import word
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import Any


class Localized(NamedTuple):
    """One text in English and in Chinese; whoever renders a finding chooses."""

    en: str
    zh: str

    @classmethod
    def of(cls, text: Callable[[str], str]) -> Localized:
        """Return what a function of the language says in each."""
        return cls(text("en"), text("zh"))

    def words(self, lang: str) -> str:
        """Return the text in a language: ``en`` or ``zh``."""
        return self.zh if lang == "zh" else self.en


def localized(name: str, **values: object) -> Localized:
    """Return a word or phrase of elblint's own, by its name in the tables of words."""
    return Localized.of(lambda lang: word(name, lang, **values))


def description_of(schema: Any, lang: str) -> str:
    """Return the description of a part of a JSON Schema, in English if the language has none, or empty."""
    if not isinstance(schema, dict):
        return ""
    return str(schema.get(f"description-{lang}") or schema.get("description") or "")
