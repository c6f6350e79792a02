"""The rules as SARIF describes them. That is the same in every run: the JSON of the built-in ones is kept."""

from __future__ import annotations

from collections.abc import Iterable

from elblint.engine.rule import CONFIDENCES, Rule
from elblint.engine.rule_store import keep_text, kept_text
from elblint.i18n.words import word
from elblint.report.rule_page import page_of
from elblint.system.own_json import write_own_json
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.triage.result import Result

_MAX_DESCRIPTION = 1024
_PRECISION = dict(zip(CONFIDENCES, ("very-high", "high", "medium"), strict=True))


def descriptors(result: Result) -> str:
    """Return the descriptors of a run's rules, in their order, as JSON without the brackets of a list."""
    ready = _ready(result)
    return ", ".join([ready.get(_key(rule)) or _descriptor(rule, result.lang) for rule in result.rules])


def kept_name(lang: str) -> str:
    """Return the name of the file with the descriptors of the built-in rules."""
    return f"sarif-{lang}.txt"


def lines_to_keep(rules: Iterable[Rule], lang: str) -> str:
    """Return a line for each rule: its id, its severity, which a configuration may change, and its descriptor."""
    return "\n".join(f"{_key(rule)} {_descriptor(rule, lang)}" for rule in rules)


def _ready(result: Result) -> dict[str, str]:
    """Return the descriptors of the built-in rules by the keys of these."""
    library, name = result.library, kept_name(result.lang)
    if library.store is None:
        return {}
    lines = kept_text(name, library.store.key, library.folder)
    if lines is None:
        from elblint.engine.stored_rules import stored_rules

        lines = lines_to_keep(stored_rules(library.store, library), result.lang)
        keep_text(name, library.store.key, lines)
    ready = {}
    for line in lines.split("\n"):
        begin = line.index("{")
        ready[line[: begin - 1]] = line[begin:]
    return ready


def _key(rule: Rule) -> str:
    return f"{rule.id} {rule.severity}"


def _descriptor(rule: Rule, lang: str) -> str:
    about, fix_word, source_word = rule.description(lang), word("fix", lang), word("source", lang)
    listed = [f"- {source.document}: {source.title}, {source.url}" for source in about.sources]
    links = [f"- [{source.title}]({source.url})" for source in about.sources]
    fixes = "\n".join([f"{number}. {fix}" for number, fix in enumerate(about.fixes, 1)])
    text = [about.why, "", f"{fix_word}:", fixes, "", f"{source_word}:", *listed]
    markdown = [
        _in_markdown(f"{about.why}\n\n**{fix_word}**\n\n{fixes}"), "", f"**{source_word}**", "", *links
    ]  # fmt: skip
    descriptor: dict[str, object] = {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": about.title},
        "fullDescription": {"text": about.why[:_MAX_DESCRIPTION]},
        "help": {"text": "\n".join(text), "markdown": "\n".join(markdown)},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {
            "precision": _PRECISION[rule.confidence],
            "problem.severity": "recommendation" if rule.severity == "note" else rule.severity,
            "tags": ["kubernetes", "huawei-cloud-cce", *([rule.cause] if rule.cause else [])],
        },
    }
    page = page_of(rule, lang)
    if page:
        descriptor["helpUri"] = page
    return write_own_json(descriptor, sort_keys=True)


def _in_markdown(text: str) -> str:
    """Text of a rule for Markdown: no link, image or HTML comes from it."""
    for sign in "<[]!":
        text = text.replace(sign, f"\\{sign}")
    return text
