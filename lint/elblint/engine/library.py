"""All that lies under ``rules/``: the rules, and the texts and tables that they share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from elblint.engine.reach import ReachTable
from elblint.engine.rule import Rule, load_rule
from elblint.engine.rule_text import RuleText
from elblint.errors import RuleError, UsageError
from elblint.manifest.nodes import Mapping

# Files and folders beside the rules that hold no rule.
ADVICE, DOCUMENTS, TABLE, SCHEMAS = "advice.yaml", "documents.yaml", "reachability.yaml", "schema"


@dataclass(frozen=True)
class Document:
    """A document that rules rest on."""

    title: dict[str, str]
    url: str


class Library:
    """Texts and tables shared by the rules. Raises RuleError if one of their files is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        documents = RuleText(folder / DOCUMENTS)
        self.documents = {
            name: _document(documents, node) for name, (_, node) in documents.root.entries.items()
        }
        self.advice_text = RuleText(folder / ADVICE)
        self.advice = {
            name: self.advice_text.mapping(node, "a piece of advice")
            for name, (_, node) in self.advice_text.root.entries.items()
        }
        self.table = ReachTable(RuleText(folder / TABLE))


def _document(text: RuleText, node: object) -> Document:
    mapping = text.mapping(node if isinstance(node, Mapping) else None, "a document")
    text.keys(mapping, ("title", "url"), ("title", "url"))
    return Document(text.words(mapping.get("title")), text.string(mapping.get("url"), "'url'"))


def built_in_rules() -> Path:
    """The folder of the rules that come with elblint: inside the installed package, or in the checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "rules", package.parent.parent / "rules"):
        if (folder / TABLE).is_file():
            return folder
    raise RuleError(f"{package / 'rules'}: the built-in rules are missing; install elblint again")


def rule_files(folder: Path) -> list[Path]:
    """The rule files below ``folder`` (or the one file that it is), in a fixed order. Raises UsageError."""
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such file or folder of rules")
    return sorted(
        file
        for file in folder.rglob("*.yaml")
        if file.name not in {ADVICE, DOCUMENTS, TABLE} and SCHEMAS not in file.relative_to(folder).parts
    )


def load_rules(library: Library, more: Iterable[Path] = ()) -> list[Rule]:
    """The built-in rules and those of the folders ``more``, sorted by id. Raises RuleError, UsageError."""
    rules: dict[str, Rule] = {}
    for folder in (library.folder, *more):
        for file in rule_files(folder):
            rule = load_rule(RuleText(file, without_tests=True), library)
            if rule.id in rules:
                raise RuleError(f"{file}: the id {rule.id} is taken by {rules[rule.id].path}")
            rules[rule.id] = rule
    return [rules[identifier] for identifier in sorted(rules)]
