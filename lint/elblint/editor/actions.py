"""Edits that an editor offers for findings: fixes, suppressions with a reason, facts for the configuration."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from elblint.config.settings import FILE_NAME, Config
from elblint.engine.finding import Edit, Finding
from elblint.i18n.words import word
from elblint.model.cluster import CATEGORIES, NETWORKS, PROXIES
from elblint.syntax.comments import comments_of
from elblint.text.printable import brief
from elblint.text.source import SourceText

_VALUES = {
    "cluster.category": ("category", CATEGORIES),
    "cluster.network": ("network", NETWORKS),
    "cluster.proxy": ("proxy", PROXIES),
}


class TextEdit(NamedTuple):
    """A text in place of ``start`` to ``end`` of a file; 0-based offsets, the end exclusive."""

    path: str
    start: int
    end: int
    text: str


class Action(NamedTuple):
    """Edits that belong together. ``kind`` is fix, choice, suppress or configure; ``finding`` is what it is for.

    ``is_safe`` says that it changes nothing else that counts.
    """

    title: str
    kind: str
    edits: tuple[TextEdit, ...]
    finding: Finding
    is_safe: bool = False


def actions_for(
    findings: Iterable[Finding],
    source: SourceText,
    config: Config,
    root: str,
    texts: dict[str, str],
    lang: str,
) -> list[Action]:
    """Return what can be done about findings of one text. ``texts`` are those of all files as they are edited."""
    found: list[Action] = []
    for finding in findings:
        found += _fixes(finding, texts, lang)
        found += _suppressions(finding, source, lang)
        found += _facts(finding, config, root, texts, lang)
    return found


def _fixes(finding: Finding, texts: dict[str, str], lang: str) -> Iterator[Action]:
    for edit in finding.edits:
        if not _is_current(edit, texts):
            continue
        advice = finding.fixes[edit.fix - 1] if 0 < edit.fix <= len(finding.fixes) else ""
        words = edit.choice or advice or finding.title
        edits = tuple(TextEdit(at.path, at.start, at.end, new) for at, new in edit.replacements)
        kind = "choice" if edit.choice else "fix"
        yield Action(f"{finding.rule}{word('colon', lang)}{brief(words)}", kind, edits, finding, edit.safe)


def _is_current(edit: Edit, texts: dict[str, str]) -> bool:
    """Return whether the edit is for the texts as they are now."""
    return all(
        texts.get(os.path.abspath(at.path), at.source.text) == at.source.text for at, _ in edit.replacements
    )


def _suppressions(finding: Finding, source: SourceText, lang: str) -> Iterator[Action]:
    if finding.unreadable or source.path.endswith(".json"):
        return
    directive = f"# elblint: ignore[{finding.rule}] "
    about = finding.kube_object
    places = [finding.location.start]
    if about is not None:
        head = about.location(())
        if head.source is finding.location.source:
            places.append(head.start)
    for at in places:
        start, _ = source.line_around(at)
        indent = re.compile(r"[ \t]*").match(source.text, start)
        comment = f"{indent[0] if indent else ''}{directive}{word('reason-here', lang)}\n"
        with_it = SourceText(source.path, source.text[:start] + comment + source.text[start:])
        # In the middle of a text of several lines it would be a part of that text.
        if any(start <= one.start < start + len(comment) for one in comments_of(with_it)):
            title = word("suppress-here", lang, rule=finding.rule)
            yield Action(title, "suppress", (TextEdit(source.path, start, start, comment),), finding)
            return


def _facts(finding: Finding, config: Config, root: str, texts: dict[str, str], lang: str) -> Iterator[Action]:
    """Yield an action for each value of a fact of the cluster that would decide a finding."""
    own = finding.kube_object.cluster.name if finding.kube_object is not None else ""
    path = os.path.abspath(config.path) if config.path else os.path.join(root, FILE_NAME)
    text = texts.get(path, "")
    for name, _ in finding.unknown_facts:
        key, values = _VALUES.get(name, ("", ()))
        for value in values if not own else ():
            edit = _entry(text, key, value)
            if edit is not None:
                title = word("add-fact", lang, entry=f"{key}: {value}", file=FILE_NAME)
                yield Action(title, "configure", (TextEdit(path, *edit),), finding)


def _entry(text: str, key: str, value: str) -> tuple[int, int, str] | None:
    """Return the edit that adds an entry to the ``cluster`` of a configuration; None if that is not certain."""
    head = re.compile(r"^cluster[ \t]*:[ \t]*(?:#[^\r\n]*)?(\r?\n|\Z)", re.M).search(text)
    if head is None:
        if re.search(r"^[\"']?cluster\b", text, re.M):
            return None
        start = "" if not text or text.endswith("\n") else "\n"
        return len(text), len(text), f"{start}cluster:\n  {key}: {value}\n"
    inner = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*([ \t]+)").match(text, head.end())
    line = "" if head[1] else "\n"
    return head.end(), head.end(), f"{line}{inner[1] if inner else '  '}{key}: {value}\n"
