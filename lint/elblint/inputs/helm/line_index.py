"""The lines of templates, so indexed that those that can give a line of text are found at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from elblint.inputs.helm.line_patterns import LinePatterns
from elblint.inputs.helm.template_lines import TemplateLine
from elblint.system.named_tuple import NamedTuple


class Written(NamedTuple):
    """A line of text as a template sees it; lines that the same can give, below the same, are one and the same.

    ``patterns`` are those that can give it.
    """

    number: int
    patterns: frozenset[int]
    is_blank: bool
    indent: int
    above: Written | None
    """The line that it stands below."""


class LineIndex:
    """The lines of a template, or of several files with definitions."""

    def __init__(self, lines: list[TemplateLine]) -> None:
        self.lines = lines
        self._patterns = LinePatterns(lines)
        self._written: dict[tuple[frozenset[int], bool, int, int], Written] = {}
        self._candidates: dict[tuple[int, int], int] = {}
        self._groups: dict[tuple[int, ...], int] = {}
        self._listed: list[list[TemplateLine]] = []
        self._documents: dict[frozenset[int], int] = {}
        # The lines of each document, and of each definition, by their patterns; None is that of a bare action.
        self._in_document: dict[tuple[int, int | None], list[int]] = {}
        self._in_definition: dict[tuple[str, int], list[int]] = {}
        self._worded: dict[int, dict[int, int]] = {}
        for number, line in enumerate(lines):
            pattern = self._patterns.of_line[number]
            if not line.define:
                self._in_document.setdefault((line.document, pattern), []).append(number)
            if pattern is None or not line.has_words:
                continue
            self._in_definition.setdefault((line.define, pattern), []).append(number)
            counts = self._worded.setdefault(pattern, {})
            counts[line.document] = counts.get(line.document, 0) + 1

    def in_definition(self, define: str, text: str) -> list[TemplateLine]:
        """Return the lines of a definition that have words of their own and can give a text."""
        fitting = self._patterns.giving(text)
        numbers = sorted(number for one in fitting for number in self._in_definition.get((define, one), ()))
        return [self.lines[number] for number in numbers]

    def written(self, text: str, indent: int, above: Written | None) -> Written:
        """Return a line of text with an indentation, below another one."""
        patterns, is_blank = self._patterns.giving(text), not text.strip()
        key = patterns, is_blank, indent, -1 if above is None else above.number
        if key not in self._written:
            self._written[key] = Written(len(self._written), patterns, is_blank, indent, above)
        return self._written[key]

    def group(self, number: int) -> list[TemplateLine]:
        """Return the lines of one group of candidates."""
        return self._listed[number]

    def candidates(self, written: Written, document: int) -> int:
        """Return the group of the lines in a document of the template that can give a line, by its number."""
        key = written.number, document
        if key not in self._candidates:
            numbers = tuple(self._candidates_for(written, document))
            if numbers not in self._groups:
                self._groups[numbers] = len(self._listed)
                self._listed.append([self.lines[number] for number in numbers])
            self._candidates[key] = self._groups[numbers]
        return self._candidates[key]

    def _candidates_for(self, written: Written, document: int) -> list[int]:
        every: list[int] = []
        for pattern in (*written.patterns, *(() if written.is_blank else (None,))):
            every += self._in_document.get((document, pattern), ())
        fitting = [number for number in sorted(every) if self._stands(number, written)]
        certain = [number for number in fitting if self.lines[number].has_words]
        if len(certain) < len(fitting) and all(self.lines[number].is_conditional for number in certain):
            return fitting  # Each of them may have been left out, and the text come from elsewhere.
        return certain or fitting

    def _stands(self, number: int, written: Written) -> bool:
        """Return whether a line stands below such as can give the lines above the text, up to its left edge."""
        line = self.lines[number]
        if not line.literal and written.indent < line.indent:
            return False
        at = number
        above = written.above
        while above is not None:
            if not line.literal and above.indent >= line.indent:
                above = above.above
                continue  # That it gives as well.
            # What gives lines of any kind gives no head for another one.
            at = self._parents[at]
            if at < 0 or self._patterns.of_line[at] not in above.patterns:
                return False
            above = above.above
        return True

    @cached_property
    def _parents(self) -> list[int]:
        """For each line the nearest one above it with words and less indentation; -1 if there is none."""
        parents: list[int] = []
        stack: list[int] = []
        for number, line in enumerate(self.lines):
            below = len(stack)
            while below and self.lines[stack[below - 1]].indent >= line.indent:
                below -= 1
            parents.append(stack[below - 1] if below else -1)
            if line.literal:
                stack[below:] = [number]
        return parents

    def document_of(self, texts: Iterable[str]) -> int:
        """Return the document that can give most of some lines of text by words of its own; -1 for several."""
        fitting = frozenset(
            pattern
            for text in dict.fromkeys(texts)
            for pattern in self._patterns.giving(text)
            if pattern in self._worded
        )
        if fitting not in self._documents:
            self._documents[fitting] = self._search(fitting)
        return self._documents[fitting]

    def _search(self, fitting: frozenset[int]) -> int:
        """Look through the documents, by the rarest pattern first, until no other can have as many lines."""
        if not fitting:
            every = {line.document for line in self.lines}
            return every.pop() if len(every) == 1 else -1
        listed = sorted((self._worded[pattern] for pattern in fitting), key=len)
        left = sum(max(counts.values()) for counts in listed)
        scores: dict[int, int] = {}
        most = 0
        for counts in listed:
            if most > left:
                break
            for document in counts:
                if document not in scores:
                    scores[document] = sum(other.get(document, 0) for other in listed)
                    most = max(most, scores[document])
            left -= max(counts.values())
        best = [document for document, score in scores.items() if score == most]
        return best[0] if len(best) == 1 else -1
