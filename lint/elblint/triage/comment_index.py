"""The suppressions of lines and objects, so indexed that a finding costs the same however many there are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.engine.finding import Finding
    from elblint.model.objects import KubeObject
    from elblint.text.source import Location, SourceText

# What may stand between an object's beginning and the comment that is about all of it.
_HEAD_LINE = lazy_pattern(r"\s*(?:#|//|\{\{|apiVersion\s*:|kind\s*:|\Z)")


class Suppression:
    """One place that says not to report some rules, of a line or of an object.

    ``about`` is the object whose annotation it is; None for a comment. ``used`` are the rules that it has hidden.
    """

    def __init__(
        self, location: Location, rules: tuple[str, ...], reason: str, about: KubeObject | None = None
    ) -> None:
        self.location = location
        self.rules = rules
        self.reason = reason
        self.about = about
        self.used: set[str] = set()


class CommentLines:
    """Suppressions by the rule that they name, and by their line or their object.

    Which of them were of use is noted in spans of lines and worked out once, by ``settle``: a comment may hide
    any number of findings, and a finding may have any number of comments.
    """

    def __init__(self) -> None:
        self._listed: dict[tuple[str, str], list[tuple[int, Suppression]]] = {}
        self._lines: dict[tuple[str, str], list[int]] = {}
        self._asked: dict[tuple[str, str], set[tuple[int, int]]] = {}
        self._of_object: dict[tuple[int, str], list[Suppression]] = {}
        self._used: set[tuple[int, str]] = set()
        self._heads: dict[int, tuple[KubeObject, tuple[str, int, int]]] = {}
        self._tops: dict[str, dict[int, int]] = {}

    def add_line(self, path: str, line: int, one: Suppression) -> None:
        """Take in a comment on a 1-based line."""
        for rule in one.rules:
            self._listed.setdefault((path, rule), []).append((line, one))

    def add_object(self, about: KubeObject, one: Suppression) -> None:
        """Take in what an annotation of an object says."""
        for rule in one.rules:
            self._of_object.setdefault((id(about.node), rule), []).append(one)

    def hide(self, finding: Finding) -> bool:
        """Return whether one stands on the lines of a finding, above them, at the head of its object, or in it."""
        hidden = False
        about = finding.kube_object
        if about is not None and self._of_object and (id(about.node), finding.rule) in self._of_object:
            self._used.add((id(about.node), finding.rule))
            hidden = True
        if not self._listed:
            return hidden
        for location in (finding.location, *(related.location for related in finding.related)):
            hidden |= self._stands(location.path, finding.rule, location.line - 1, location.end_line)
        if about is not None:
            path, first, last = self._head(about)
            hidden |= self._stands(path, finding.rule, first, last)
        return hidden

    def settle(self) -> None:
        """Note at each suppression the rules that it has hidden."""
        for key in self._used:
            for one in self._of_object[key]:
                one.used.add(key[1])
        for (path, rule), spans in self._asked.items():
            listed = self._listed[path, rule]
            at = 0
            for first, last in sorted(spans):
                at = max(at, bisect_left(self._lines[path, rule], first))
                while at < len(listed) and listed[at][0] <= last:
                    listed[at][1].used.add(rule)
                    at += 1

    def _stands(self, path: str, rule: str, first: int, last: int) -> bool:
        """Return whether a comment for a rule stands on the lines from ``first`` to ``last``."""
        key = path, rule
        if key not in self._listed:
            return False
        if key not in self._lines:
            self._listed[key].sort(key=lambda entry: entry[0])
            self._lines[key] = [line for line, _ in self._listed[key]]
        lines = self._lines[key]
        if bisect_left(lines, first) == bisect_right(lines, last):
            return False
        self._asked.setdefault(key, set()).add((first, last))
        return True

    def _head(self, about: KubeObject) -> tuple[str, int, int]:
        """Return the lines of an object's head: of its first fields, and of the comments above them."""
        if id(about) not in self._heads:
            location = about.location(())
            line = location.line
            self._heads[id(about)] = about, (location.path, self._top(location.source, line), line)
        return self._heads[id(about)][1]

    def _top(self, source: SourceText, line: int) -> int:
        """Return the uppermost line of the head that a line belongs to; each line is looked at once."""
        tops = self._tops.setdefault(source.path, {})
        passed = []
        while line not in tops:
            passed.append(line)
            if line <= 1 or not _HEAD_LINE.match(source.line(line - 1)):
                tops[line] = line
                break
            line -= 1
        top = tops[line]
        tops.update(dict.fromkeys(passed, top))
        return top
