"""The page of the reachability table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from elblint._dev.page_words import page_word
from elblint.engine.library import Library
from elblint.engine.reachability import Section
from elblint.i18n.words import word
from elblint.syntax.nodes import Mapping, python_data


class ReachPage:
    """The table in one language."""

    def __init__(self, library: Library, lang: str) -> None:
        self.table = library.table
        self.lang = lang

    def page(self) -> str:
        """Return the page, in Markdown."""
        lang = self.lang
        lines = [f"# {page_word('table', lang)}", "", page_word("table-lead", lang), ""]
        lines += [page_word("table-legend", lang), ""]
        sections = self.table.text.mapping(self.table.text.root.get("sections"), "'sections'")
        for name, section in self.table.sections.items():
            node = sections.get(name)
            assert isinstance(node, Mapping)
            lines += [f"## {self._title(section)}: `{name}`", "", f"{page_word('table-when', lang)}:", ""]
            lines += [
                f"- {line}"
                for line in self._conditions(python_data(self.table.text.mapping(node.get("when"), "'when'")))
            ]
            lines.append("")
            if section.unknown is not None:
                lines += [section.unknown[lang].capitalize() + word("full-stop", lang), ""]
            if section.cells or section.unlisted:
                lines += [*self._rows(section), ""]
        return "\n".join(lines).rstrip("\n") + "\n"

    def _title(self, section: Section) -> str:
        if section.cause:
            return word(section.cause, self.lang)
        return page_word("table-unknown" if section.unknown is not None else "table-unlisted", self.lang)

    def _rows(self, section: Section) -> Iterator[str]:
        cells = section.cells.keys() | section.unlisted.keys()
        used = {address for _, address in cells}
        addresses = [one for one in self.table.addresses.values() if one.name in used]
        head = [page_word("caller", self.lang), *(one.words[self.lang] for one in addresses)]
        yield f"| {' | '.join(head)} |"
        yield "| --- " * len(head) + "|"
        for caller, words in self.table.callers.items():
            marks = [
                self._mark(section, caller, one.name) if caller in one.callers else "-" for one in addresses
            ]
            yield f"| {' | '.join([words[self.lang], *marks])} |"

    def _mark(self, section: Section, caller: str, address: str) -> str:
        parts = []
        for mark, columns in (
            ("**x**", section.cells.get((caller, address), ())),
            ("·", section.unlisted.get((caller, address), ())),
        ):
            if columns:
                where = word("comma", self.lang).join(
                    self.table.columns[one].words[self.lang] for one in columns
                )
                parts.append(mark if len(columns) == len(self.table.columns) else f"{mark} ({where})")
        return "; ".join(parts) or "+"

    def _conditions(self, when: Any) -> Iterator[str]:
        for fact, wanted in when.items():
            if fact == "any":
                parts = [part for one in wanted for part in self._conditions(one)]
                yield page_word("any", self.lang, parts="; ".join(parts))
            elif fact == "undocumented":
                yield page_word("undocumented", self.lang, words=wanted[self.lang])
            elif isinstance(wanted, dict):
                yield f"`{fact}` " + page_word(
                    "or-unknown", self.lang, values=self._values(wanted["not-known-to-be"])
                )
            else:
                yield f"`{fact}` " + page_word("is", self.lang, values=self._values(wanted))

    def _values(self, wanted: Any) -> str:
        listed = wanted if isinstance(wanted, list) else [wanted]
        return page_word("or", self.lang).join(
            f"`{str(one).lower() if isinstance(one, bool) else one}`" for one in listed
        )
