"""Edits that an editor offers for findings: fixes, suppressions with a reason, facts for the configuration."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from elblint.config.settings import FILE_NAME, Config
from elblint.engine.finding import Edit, Finding
from elblint.i18n.words import word
from elblint.model.cluster import VALUES
from elblint.syntax.comments import comments_of
from elblint.syntax.nodes import Mapping
from elblint.text.printable import brief
from elblint.text.source import SourceText
from elblint.triage.suppressions import ANNOTATION

_INDENT = re.compile(r"[ \t]*")


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
    """Yield a suppression by a comment, and one by an annotation of the object, as far as there is room for them."""
    if finding.unreadable:
        return
    reason = word("reason-here", lang)
    title = word("suppress-here", lang, rule=finding.rule)
    at = None if source.path.endswith(".json") else _room_for_comment(finding, source)
    if at is not None:
        indent = _INDENT.match(source.text, at)
        comment = f"{indent[0] if indent else ''}# elblint: ignore[{finding.rule}] {reason}{_line_break(source.text)}"
        yield Action(title, "suppress", (TextEdit(source.path, at, at, comment),), finding)
    line = _room_for_annotation(finding, source)
    if line is not None:
        indent = _INDENT.match(source.text, line)
        entry = (
            f'{indent[0] if indent else ""}{ANNOTATION}: "{finding.rule}: {reason}"{_line_break(source.text)}'
        )
        title = word("suppress-object", lang, rule=finding.rule)
        yield Action(title, "suppress", (TextEdit(source.path, line, line, entry),), finding)


def _room_for_comment(finding: Finding, source: SourceText) -> int | None:
    """Return the beginning of the line above which a comment hides a finding; None if there is none."""
    places = [finding.location.start]
    if finding.kube_object is not None:
        head = finding.kube_object.location(())
        places += [head.start] if head.source is finding.location.source else []
    for place in places:
        start, _ = source.line_around(place)
        comment = f"# elblint: ignore[{finding.rule}]\n"
        with_it = SourceText(source.path, source.text[:start] + comment + source.text[start:])
        # In the middle of a text of several lines it would be a part of that text.
        if any(one.start == start for one in comments_of(with_it)):
            return start
    return None


def _room_for_annotation(finding: Finding, source: SourceText) -> int | None:
    """Return the beginning of the first annotation's line, if the object has some in block style and no such one."""
    about = finding.kube_object
    annotations = None if about is None or about.origin is not None else about.at("metadata", "annotations")
    if about is None or about.source is not source or not isinstance(annotations, Mapping):
        return None
    first = next((key for key, _ in annotations.entries.values()), None)
    if first is None or ANNOTATION in annotations.entries or annotations.merged:
        return None
    start, _ = source.line_around(first.start)
    return start if _INDENT.fullmatch(source.text, start, first.start) and first.start > start else None


def _facts(finding: Finding, config: Config, root: str, texts: dict[str, str], lang: str) -> Iterator[Action]:
    """Yield an action for each value of a fact of the cluster that would decide a finding."""
    own = finding.kube_object.cluster.name if finding.kube_object is not None else ""
    path = os.path.abspath(config.path) if config.path else os.path.join(root, FILE_NAME)
    text = texts.get(path, "")
    for name, _ in finding.unknown_facts:
        prefix, _, key = name.partition(".")
        for value in VALUES.get(key, ()) if prefix == "cluster" and not own else ():
            edit = _entry(text, key, value)
            if edit is not None:
                title = word("add-fact", lang, entry=f"{key}: {value}", file=FILE_NAME)
                start, end, new = edit
                new = new.replace("\n", _line_break(text))
                yield Action(title, "configure", (TextEdit(path, start, end, new),), finding)


def _line_break(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


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
