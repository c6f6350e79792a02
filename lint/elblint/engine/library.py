"""Texts that rules share: documents, advice and the reachability table."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property

from elblint.engine.rule_store import store_of
from elblint.engine.rule_text import RuleText
from elblint.model.addresses.roles import ROLES, Role, Roles, RoleTable
from elblint.syntax.nodes import Mapping as MappingNode
from elblint.syntax.nodes import items
from elblint.system.lazy import LazyDict
from elblint.system.package_data import CONTROLLERS, TABLE
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.engine.reachability import ReachTable
    from elblint.model.annotations.catalogue import Catalogue
    from elblint.model.custom_services import CustomServices
    from elblint.text.own_pattern import Searches

# Files and folders beside the rules that hold no rule.
ADVICE, DOCUMENTS, SCHEMAS = "advice.yaml", "documents.yaml", "schema"
ANNOTATIONS, VERIFY, SYMPTOMS, CALLERS = "catalogue", "verify.yaml", "symptoms.yaml", "callers.yaml"
SERVICES = "services.yaml"
NO_RULES = frozenset({ADVICE, CALLERS, CONTROLLERS, DOCUMENTS, SERVICES, TABLE, VERIFY, SYMPTOMS})
"""The files beside the rules that hold none."""


def is_rule(file: str) -> bool:
    """Return whether one of elblint's own files, by its path below their folder, is a rule."""
    return file not in NO_RULES and not file.startswith(f"{ANNOTATIONS}/")


class Document:
    """A document that rules rest on."""

    __slots__ = ("title", "url")

    def __init__(self, title: dict[str, str], url: str) -> None:
        self.title = title
        self.url = url


class Library:
    """Texts and tables shared by the rules. Raises RuleError if one of their files is wrong."""

    def __init__(self, folder: str, *, stored: bool = True) -> None:
        """Take the folder of the rules. Only YAML is read unless ``stored``, and if there is no store."""
        self.folder = folder
        self.store = store_of(folder) if stored else None
        self._catalogue: Catalogue | None = None
        self.roles = Roles(self._role_tables)
        """The roles of addresses in settings, read when somebody asks for one, which may raise RuleError."""

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The documents that rules rest on, by the names that rules have for them. Raises RuleError."""
        text = self.text(DOCUMENTS)
        return LazyDict(text.root.entries, lambda name: _document(text, text.root.get(name)))

    @cached_property
    def advice_text(self) -> RuleText:
        """The file of the advice that rules share. Raises RuleError."""
        return self.text(ADVICE)

    @cached_property
    def advice(self) -> Mapping[str, MappingNode]:
        """The pieces of advice that rules share, by name. Raises RuleError."""
        text = self.advice_text
        return LazyDict(
            text.root.entries, lambda name: text.mapping(text.root.get(name), "a piece of advice")
        )

    @cached_property
    def table(self) -> ReachTable:
        """The reachability table. Raises RuleError."""
        from elblint.engine.reachability import ReachTable

        return ReachTable(self.text(TABLE))

    def text(self, file: str) -> RuleText:
        """Return one of elblint's own files, by its path below the folder, without tests. Raises RuleError."""
        path = os.path.join(self.folder, file)
        if self.store is not None and file in self.store.files:
            return RuleText(path, trusted=True, stored=self.store.root(file))
        return RuleText(path, without_tests=True, trusted=True)

    @cached_property
    def searches(self) -> Searches:
        """The time that the patterns of people's own rules have taken."""
        from elblint.text.own_pattern import Searches

        return Searches()

    def verification(self, cause: str, subject: str, lang: str) -> list[str]:
        """Return commands that show a rule's claim on a live cluster, chosen by its cause, else by its facts.

        The lines of a shell script: commands, each beneath a comment with what it shows.
        """
        text = self.text(VERIFY)
        lines: list[str] = []
        for step in items(text.root.get(cause) or text.root.get(subject)):
            mapping = text.mapping(step, "a step")
            text.keys(mapping, ("run", "shows"), ("run", "shows"))
            lines.append(f"# {text.words(mapping.get('shows'))[lang]}")
            lines += text.string(mapping.get("run"), "'run'").rstrip().split("\n")
        return lines

    def _role_tables(self) -> list[RoleTable]:
        """The roles that hold for all software in one table, and one for each kind of software that has its own."""
        text = self.text(CALLERS)
        everywhere: dict[str, Role] = {}
        tables = [RoleTable((), everywhere)]
        for name, (_, node) in text.root.entries.items():
            mapping = text.mapping(node, f"'{name}'")
            text.keys(mapping, ("source", "images", "objects", *ROLES), ("source",))
            software = [text.string(item, "an image") for item in items(mapping.get("images"))]
            software += [f"object/{text.string(item, 'an object')}" for item in items(mapping.get("objects"))]
            by_end: dict[str, Role] = {} if software else everywhere
            for role in ROLES:
                by_end.update((text.string(item, "a name"), role) for item in items(mapping.get(role)))
            if software:
                tables.append(RoleTable(tuple(software), by_end))
        return tables

    @cached_property
    def _custom_services(self) -> CustomServices:
        from elblint.engine.custom_service_loader import load_custom_services

        return load_custom_services(os.path.join(self.folder, SERVICES))

    def custom_services(self) -> CustomServices:
        """Return the Services that operators make, read when somebody first asks. Raises RuleError."""
        return self._custom_services

    def symptoms(self, cause: str, lang: str) -> list[str]:
        """Return the error texts and signs by which people notice a cause."""
        text = self.text(SYMPTOMS)
        found = []
        for item in items(text.root.get("symptoms")):
            mapping = text.mapping(item, "a symptom")
            text.keys(mapping, ("causes", "seen"), ("causes", "seen"))
            if cause in [text.string(one, "a cause") for one in items(mapping.get("causes"))]:
                found.append(text.words(mapping.get("seen"))[lang])
        return found

    def annotation_catalogue(self) -> Catalogue:
        """The annotation catalogue, read when somebody asks for it. Raises RuleError."""
        if self._catalogue is None:
            from elblint.engine.catalogue_loader import load_catalogue

            files = sorted(os.listdir(os.path.join(self.folder, ANNOTATIONS)))
            texts = [self.text(f"{ANNOTATIONS}/{file}") for file in files if file.endswith(".yaml")]
            self._catalogue = load_catalogue(texts, self.documents)
        return self._catalogue


def _document(text: RuleText, node: object) -> Document:
    mapping = text.mapping(node if isinstance(node, MappingNode) else None, "a document")
    text.keys(mapping, ("title", "url"), ("title", "url"))
    return Document(text.words(mapping.get("title")), text.string(mapping.get("url"), "'url'"))
