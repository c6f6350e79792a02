"""A fact's value that is a text of elblint's own, in each language of the reports."""

from __future__ import annotations

from elblint.system.named_tuple import NamedTuple


class Localized(NamedTuple):
    """One text in English and in Chinese; whoever renders a finding chooses."""

    en: str
    zh: str

    def words(self, lang: str) -> str:
        """Return the text in a language: ``en`` or ``zh``."""
        return self.zh if lang == "zh" else self.en
