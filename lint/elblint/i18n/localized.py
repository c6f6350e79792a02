"""A text of elblint's own in each language: a fact's value, or what is said of a mistake."""

from __future__ import annotations

from collections.abc import Callable

from elblint.i18n.words import word
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import Any


class Localized(NamedTuple):
    """One text in English and in Chinese; whoever renders a finding, or prints an error, chooses."""

    en: str
    zh: str

    @classmethod
    def of(cls, text: Callable[[str], str]) -> Localized:
        """Return what a function of the language says in each."""
        return cls(text("en"), text("zh"))

    def words(self, lang: str) -> str:
        """Return the text in a language: ``en`` or ``zh``."""
        return self.zh if lang == "zh" else self.en

    def at(self, place: object) -> Localized:
        """Return the text with the place that it is about, or the option, in front of it."""
        return Localized.of(lambda lang: f"{place}: {self.words(lang)}")

    def hinting(self, hint: object) -> Localized:
        """Return the text with what to do about it behind it."""
        return localized("with-hint", text=self, hint=hint)

    def __str__(self) -> str:
        return self.en


def localized(name: str, **values: object) -> Localized:
    """Return a word or phrase of elblint's own, by its name in the tables of words; values may be localized, too."""
    return Localized.of(
        lambda lang: word(name, lang, **{key: worded(value, lang) for key, value in values.items()})
    )


def worded(text: object, lang: str) -> str:
    """Return a text in a language; one that is the same in all of them as it is."""
    return text.words(lang) if isinstance(text, Localized) else str(text)


def description_of(schema: Any, lang: str) -> str:
    """Return the description of a part of a JSON Schema, in English if the language has none, or empty."""
    if not isinstance(schema, dict):
        return ""
    return str(schema.get(f"description-{lang}") or schema.get("description") or "")
