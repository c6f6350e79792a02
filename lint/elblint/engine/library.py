"""Texts that rules share: documents, advice and the reachability table."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from elblint.engine.reachability import ReachTable
from elblint.engine.rule_text import RuleText
from elblint.model.addresses.roles import ROLES, Role, Roles
from elblint.syntax.nodes import Mapping, items
from elblint.system.lazy import LazyDict

if TYPE_CHECKING:
    from elblint.engine.own_pattern import Searches
    from elblint.model.annotations.catalogue import Catalogue
    from elblint.model.custom_services import CustomServices

# Files and folders beside the rules that hold no rule.
ADVICE, DOCUMENTS, TABLE, SCHEMAS = "advice.yaml", "documents.yaml", "reachability.yaml", "schema"
ANNOTATIONS, VERIFY, SYMPTOMS, CALLERS = "catalogue", "verify.yaml", "symptoms.yaml", "callers.yaml"
SERVICES = "services.yaml"
NO_RULES = frozenset({ADVICE, CALLERS, DOCUMENTS, SERVICES, SYMPTOMS, TABLE, VERIFY})
"""The files beside the rules that hold none."""


class Document:
    """A document that rules rest on."""

    __slots__ = ("title", "url")

    def __init__(self, title: dict[str, str], url: str) -> None:
        self.title = title
        self.url = url


class Library:
    """Texts and tables shared by the rules. Raises RuleError if one of their files is wrong."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        documents = RuleText(os.path.join(folder, DOCUMENTS), trusted=True)
        self.documents: dict[str, Document] = LazyDict(
            documents.root.entries, lambda name: _document(documents, documents.root.get(name))
        )
        self.advice_text = advice = RuleText(os.path.join(folder, ADVICE), trusted=True)
        self.advice: dict[str, Mapping] = LazyDict(
            advice.root.entries, lambda name: advice.mapping(advice.root.get(name), "a piece of advice")
        )
        self._catalogue: Catalogue | None = None
        self.roles = Roles(self._roles_by_end)
        """The roles of addresses in settings, read when somebody asks for one, which may raise RuleError."""
        self.table = ReachTable(RuleText(os.path.join(folder, TABLE)))

    @cached_property
    def searches(self) -> Searches:
        """The time that the patterns of people's own rules have taken."""
        from elblint.engine.own_pattern import Searches

        return Searches()

    def verification(self, cause: str, subject: str, lang: str) -> list[str]:
        """Return commands that show a rule's claim on a live cluster, chosen by its cause, else by its facts.

        The lines of a shell script: commands, each beneath a comment with what it shows.
        """
        text = RuleText(os.path.join(self.folder, VERIFY))
        lines: list[str] = []
        for step in items(text.root.get(cause) or text.root.get(subject)):
            mapping = text.mapping(step, "a step")
            text.keys(mapping, ("run", "shows"), ("run", "shows"))
            lines.append(f"# {text.words(mapping.get('shows'))[lang]}")
            lines += text.string(mapping.get("run"), "'run'").rstrip().split("\n")
        return lines

    def _roles_by_end(self) -> dict[str, Role]:
        text = RuleText(os.path.join(self.folder, CALLERS), trusted=True)
        by_end: dict[str, Role] = {}
        for name, (_, node) in text.root.entries.items():
            mapping = text.mapping(node, f"'{name}'")
            text.keys(mapping, ("source", *ROLES), ("source",))
            for role in ROLES:
                by_end.update((text.string(item, "a name"), role) for item in items(mapping.get(role)))
        return by_end

    @cached_property
    def _custom_services(self) -> CustomServices:
        from elblint.engine.custom_service_loader import load_custom_services

        return load_custom_services(os.path.join(self.folder, SERVICES))

    def custom_services(self) -> CustomServices:
        """Return the Services that operators make, read when somebody first asks. Raises RuleError."""
        return self._custom_services

    def symptoms(self, cause: str, lang: str) -> list[str]:
        """Return the error texts and signs by which people notice a cause."""
        text = RuleText(os.path.join(self.folder, SYMPTOMS))
        return [text.words(item)[lang] for item in items(text.root.get(cause))]

    def annotation_catalogue(self) -> Catalogue:
        """The annotation catalogue, read when somebody asks for it. Raises RuleError."""
        if self._catalogue is None:
            from elblint.engine.catalogue_loader import load_catalogue

            self._catalogue = load_catalogue(os.path.join(self.folder, ANNOTATIONS), self.documents)
        return self._catalogue


def _document(text: RuleText, node: object) -> Document:
    mapping = text.mapping(node if isinstance(node, Mapping) else None, "a document")
    text.keys(mapping, ("title", "url"), ("title", "url"))
    return Document(text.words(mapping.get("title")), text.string(mapping.get("url"), "'url'"))
