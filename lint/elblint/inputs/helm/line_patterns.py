"""The patterns of a template's lines: all lines with the same words around their actions have the same one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from elblint.inputs.helm.template_lines import TemplateLine


class LinePatterns:
    """Patterns by what a text begins or ends with. ``of_line`` are those of the lines, None for a bare action."""

    def __init__(self, lines: Iterable[TemplateLine]) -> None:
        self.of_line: list[int | None] = []
        self._numbers: dict[tuple[str | None, ...], int] = {}
        self._lines: list[TemplateLine] = []
        self._known: dict[str, frozenset[int]] = {}
        self._whole: dict[str, int] = {}
        self._by_start: dict[str, list[int]] = {}
        self._by_end: dict[str, list[int]] = {}
        for line in lines:
            if not line.literal:
                self.of_line.append(None)
                continue
            key = line.parts
            if key not in self._numbers:
                self._numbers[key] = len(self._lines)
                self._add(len(self._lines), key)
                self._lines.append(line)
            self.of_line.append(self._numbers[key])
        self._start_lengths = sorted({len(start) for start in self._by_start})
        self._end_lengths = sorted({len(end) for end in self._by_end})

    def _add(self, number: int, parts: tuple[str | None, ...]) -> None:
        first, last = parts[0] or "", parts[-1] or ""
        if None not in parts:
            self._whole["".join(part or "" for part in parts)] = number
        elif len(first) >= len(last):
            self._by_start.setdefault(first, []).append(number)
        else:
            self._by_end.setdefault(last, []).append(number)

    def giving(self, text: str) -> frozenset[int]:
        """Return the patterns that can give a line of text."""
        text = text.strip()
        if text not in self._known:
            self._known[text] = frozenset(
                number for number in self._likely(text) if self._lines[number].gives(text)
            )
        return self._known[text]

    def _likely(self, text: str) -> Iterator[int]:
        if text in self._whole:
            yield self._whole[text]
        for length in self._start_lengths:
            if length > len(text):
                break
            yield from self._by_start.get(text[:length], ())
        for length in self._end_lengths:
            if length > len(text):
                break
            yield from self._by_end.get(text[len(text) - length :], ())
