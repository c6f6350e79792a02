"""The generated files of a checkout: schema, tables and pages that follow from rules, facts and imports."""

from __future__ import annotations

import json
import re
from pathlib import Path

from elblint._dev.annotation_pages import AnnotationPages
from elblint._dev.command_page import command_page
from elblint._dev.facts_page import facts_page
from elblint._dev.imports import Imports
from elblint._dev.layers_picture import layers_picture
from elblint._dev.man_page import man_page
from elblint._dev.reach_page import ReachPage
from elblint._dev.rule_pages import RulePages
from elblint.engine.library import Library
from elblint.engine.rule_loader import load_rules
from elblint.engine.rule_schema import rule_schema
from elblint.i18n.words import LANGUAGES
from elblint.system.package_data import built_in_rules

DOCS = {"en": "docs", "zh": "docs/zh"}
"""The folders of the pages, by language."""
_ID = re.compile(r'(\A\{\n  "\$schema": "[^"]+",)(?:\n  "\$id": "[^"]*",)?')
_VERSION = '''\
"""The version and the address of elblint, as pyproject.toml has them: ``python -m elblint._dev`` writes this file."""

__version__ = "{version}"
REPOSITORY = "{address}"
'''


def generated_files(root: Path) -> dict[str, str]:
    """Return the generated files of the checkout at ``root``: contents by paths relative to it."""
    rule = json.dumps(rule_schema(), indent=2, ensure_ascii=False) + "\n"
    version, address = project_of(root)
    arrows = Imports(root / "lint/elblint").between_layers()
    return {
        "lint/elblint/version.py": _VERSION.format(version=version, address=address),
        **schemas(root, rule, address),
        "docs/elblint.1": man_page(),
        **{f"{DOCS[lang]}/layers.svg": layers_picture(arrows, lang) for lang in LANGUAGES},
        **pages(),
    }


def project_of(root: Path) -> tuple[str, str]:
    """Return the version, and the address of the repository, that the checkout's pyproject.toml has."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    # Python 3.10 reads no TOML.
    found = [re.search(rf'^{name} = "([^"]+)"$', text, re.M) for name in ("version", "Repository")]
    if None in found:
        raise SystemExit(f"{root / 'pyproject.toml'}: it has no version, or no Repository in project.urls")
    version, address = (one[1] for one in found if one is not None)
    return version, address


def schemas(root: Path, rule: str, address: str) -> dict[str, str]:
    """Return the JSON Schemas of the checkout, each with its address; ``rule`` is that of rules."""
    raw = address.replace("https://github.com/", "https://raw.githubusercontent.com/")
    found = {}
    for file in sorted((root / "rules/schema").glob("*.json")):
        text = rule if file.name == "rule.json" else file.read_text(encoding="utf-8")
        identity = f'\n  "$id": "{raw}/main/rules/schema/{file.name}",'
        found[f"rules/schema/{file.name}"] = _ID.sub(r"\g<1>" + identity, text, count=1)
    return found


def pages() -> dict[str, str]:
    """Return the pages of rules, annotations, commands and the reachability table, by their paths."""
    library = Library(built_in_rules())
    rules = load_rules(library)
    found: dict[str, str] = {}
    for lang in LANGUAGES:
        docs = DOCS[lang]
        of_rules = RulePages(rules, library, lang)
        found |= {f"{docs}/rules/{rule.id}.md": of_rules.page(rule) for rule in rules}
        found[f"{docs}/rules/README.md"] = of_rules.index()
        of_annotations = AnnotationPages(library, rules, lang)
        found |= {f"{docs}/annotations/{name}": page for name, page in of_annotations.pages()}
        found[f"{docs}/commands.md"] = command_page(lang)
        found[f"{docs}/facts.md"] = facts_page(lang)
        found[f"{docs}/reachability.md"] = ReachPage(library, lang).page()
    return found
