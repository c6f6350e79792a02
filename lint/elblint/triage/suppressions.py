"""Suppressions: comments, annotations and entries of the configuration that say which findings are not wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from elblint.config.settings import Config
from elblint.engine.finding import Finding
from elblint.engine.rule import Rule
from elblint.i18n.hints import nearest_word
from elblint.model.objects import KubeObject
from elblint.system.lazy import lazy_pattern
from elblint.text.diagnostics import Diagnostic
from elblint.text.printable import brief
from elblint.text.source import SPEAKS, Location, SourceText
from elblint.triage.comment_index import CommentLines, Suppression
from elblint.triage.entry_index import SuppressEntries

ANNOTATION = "elblint.io/ignore"
_LONGEST = 200
# More than anybody writes.
_MOST_HINTS = 100
_MOST_FAULTS = 1_000
_MOST_PARTS = 1_000
_DIRECTIVE = lazy_pattern(r"ignore\s*\[([^\]]*)\]\s*(.*)\Z", re.S)
_NAMES = lazy_pattern(r"[A-Za-z0-9, \t-]+")


class Suppressions:
    """All suppressions of a run, by what they are for."""

    def __init__(
        self, config: Config, sources: Iterable[SourceText], objects: Iterable[KubeObject], rules: list[Rule]
    ) -> None:
        """``rules`` are all that there are, chosen or not."""
        self.config = config
        self.ids = {name: rule.id for rule in rules for name in (rule.id, rule.name)}
        self.malformed: list[Diagnostic] = []
        # What to say of names that no rule has: looking for the nearest takes a while.
        self.hints: dict[str, str] = {}
        self.lines = CommentLines()
        self.all: list[Suppression] = []
        self.entries = SuppressEntries(config, self.ids)
        # A part of a file is a text of its own: what is a comment in it is none in the file.
        by_path = {
            source.path if type(source) is SourceText else id(source): source
            for source in sources
            # Of some it is known that they have none, and these need not be read.
            if source.comments != []
        }
        seen: set[tuple[str, int]] = set()
        for source in by_path.values():
            if SPEAKS not in source.text:
                continue
            from elblint.syntax.comments import comments_of

            for comment in comments_of(source):
                location = source.located(comment.start, comment.end)
                if (location.path, location.start) in seen:
                    continue
                seen.add((location.path, location.start))
                found = self._from_comment(location, comment.directive)
                if found is not None:
                    self.all.append(found)
                    self.lines.add_line(location.path, location.line, found)
        for one in objects:
            written = None if one.span is not None else one.annotation(ANNOTATION)
            for found in () if written is None else self._from_annotation(one, written):
                self.all.append(found)
                self.lines.add_object(one, found)

    def hide(self, finding: Finding) -> bool:
        """Return whether something says not to report this finding; what could not be read is always reported."""
        if finding.unreadable and not finding.is_acceptable:
            return False
        return self.lines.hide(finding) or self.entries.hide(self.ids.get(finding.rule), finding)

    def diagnostics(self, active: set[str]) -> Iterator[Diagnostic]:
        """Yield diagnostics of the suppressions themselves, once all findings have been checked against them.

        ``active`` are the ids of the rules of this run: of others it is not known whether they would report.
        """
        yield from self.malformed
        self.lines.settle()
        for one in self.all:
            unused = [rule for rule in one.rules if rule in active and rule not in one.used]
            if unused:
                yield Diagnostic("unused-suppression", one.location, ", ".join(unused))
            if self.config.require_reason and not one.reason:
                yield Diagnostic("suppression-without-reason", one.location, ", ".join(one.rules))

    def _from_comment(self, location: Location, message: str) -> Suppression | None:
        parts = _DIRECTIVE.match(message)
        if parts is None:
            hint = "it is written: elblint: ignore[ELB102] reason"
            self._report(location, f"'{brief(message, _LONGEST)}' is not known; {hint}")
            return None
        return Suppression(location, self._known(parts[1], location), parts[2].strip(" \t\r\n-–—:"))

    def _from_annotation(self, one: KubeObject, written: str) -> Iterator[Suppression]:
        path = ("metadata", "annotations", ANNOTATION)
        for number, match in enumerate(re.finditer(r"[^\s;][^;\n]*", written)):
            part = match[0].rstrip()
            location = one.location_in_value(path, written, match.start(), match.start() + len(part))
            if number == _MOST_PARTS:
                self._report(
                    location, f"this and what follows is not looked at: {_MOST_PARTS} stand before it"
                )
                return
            names, _, reason = part.partition(":")
            if _NAMES.fullmatch(names.strip()) is None:
                hint = 'it is written: "ELB102: reason"'
                self._report(location, f"'{brief(part, _LONGEST)}' is not known; {hint}")
                continue
            yield Suppression(location, self._known(names, location), reason.strip(), one)

    def _known(self, listed: str, location: Location) -> tuple[str, ...]:
        known = []
        for name in dict.fromkeys(filter(None, re.split(r"[,\s]+", listed))):
            if name in self.ids:
                known.append(self.ids[name])
            else:
                self._report(location, self._hint(name))
        return tuple(known)

    def _hint(self, name: str) -> str:
        if name not in self.hints:
            # Looking for the nearest name takes a while, and whoever has so many wrong ones needs no more hints.
            near = f"; {nearest_word(name, self.ids)}" if len(self.hints) < _MOST_HINTS else ""
            self.hints[name] = brief(f"no rule is called '{name}'{near}", _LONGEST)
        return self.hints[name]

    def _report(self, location: Location, message: str) -> None:
        """Take down what is wrong with a suppression, as long as somebody may still read it."""
        if len(self.malformed) == _MOST_FAULTS:
            message = f"this and further ones are not looked at: {_MOST_FAULTS} are wrong already"
        if len(self.malformed) <= _MOST_FAULTS:
            self.malformed.append(Diagnostic("unknown-suppression", location, message))
