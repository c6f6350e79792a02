"""What rules share: documents, advice and the reachability table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from elblint.engine.reach import ReachTable
from elblint.engine.rule_text import RuleText
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
