"""The text of one input, and places in it.

Inside elblint a place is a pair of offsets into the decoded text: cheap to keep on every node, and what an
edit needs. Lines and columns are worked out only for the places that are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING, Any
from elblint.text.lines import Lines, lines_of
from elblint.text.spans import Spans

if TYPE_CHECKING:
    from elblint.text.secret_scan import SecretScan
    from elblint.text.text_test import Answers, TextTest


SPEAKS = "elblint:"
"""The beginning of all comments that speak to elblint."""
_LONG_LINE = 1000
"""Characters of a line that is made once, however often it is shown."""


class SourceText:
    """Decoded text of a file (without its byte order mark) and the name under which it is reported."""

    __slots__ = (
        "_again",
        "_hidden",
        "_lines",
        "_long_lines",
        "_scan",
        "answers",
        "comments",
        "has_mark",
        "path",
        "text",
    )

    def __init__(self, path: str, text: str, *, has_mark: bool = False) -> None:
        self.path = path
        self.text = text
        self.has_mark = has_mark
        self.comments: list[Any] | None = None
        """The comments that speak to elblint, once somebody has looked for them."""
        self.answers: Answers | None = None
        """The answers of tests, if they are kept; else None."""
        self._lines: Lines | None = None
        self._hidden: Spans | None = None
        self._long_lines: dict[int, str] | None = None
        self._scan: SecretScan | None = None

    def let_go(self, again: Callable[[], SourceText]) -> None:
        """Hold the text no longer; ``again`` reads it for whoever asks, with its mark, and may raise FileChanged."""
        self._again = again
        self._lines = self._scan = self._long_lines = None
        del self.text, self.has_mark

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Read once more, of a text that was let go."""
            if name not in {"text", "has_mark"}:
                raise AttributeError(name)
            read = self._again()
            self.text, self.has_mark = read.text, read.has_mark
            return getattr(self, name)

    def passes(self, test: TextTest, start: int, end: int) -> bool:
        """Return whether a test holds between two offsets, the end exclusive."""
        if self.answers is None:
            return test.holds(self.text, start, end)
        known = self.answers.known(test, start, end)
        if known is None:
            known = self.answers.keep(test, start, end, holds=test.holds(self.text, start, end))
        return known

    @property
    def lines(self) -> Lines:
        """The offsets of its lines; computed on first use."""
        if self._lines is None:
            self._lines = lines_of(self.text)
        return self._lines

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column (in code points) of a 0-based offset."""
        line, start = self.lines.around(offset)
        return line + 1, offset - start + 1

    def line_around(self, offset: int) -> tuple[int, int]:
        """The offsets of the line that holds an offset: its first character, and past its line break."""
        line, start = self.lines.around(offset)
        return start, self._end(line)

    def _end(self, line: int) -> int:
        return self.lines.start(line + 1) if line + 1 < self.lines.count else len(self.text)

    def offset_of(self, line: int) -> int:
        """The offset at which a 1-based line begins; that of the last one if there are fewer."""
        return self.lines.start(min(max(line, 1), self.lines.count) - 1)

    def located(self, start: int, end: int) -> Location:
        """Return the place of a span in the file that a person edits."""
        return Location(self, start, end)

    def located_roughly(self, start: int, end: int) -> Location:
        """Return the place of a span as far as it is known without much work."""
        return self.located(start, end)

    def hide(self, start: int, end: int) -> None:
        """Show nothing of a span (of a Secret's data) when lines are shown; 0-based, the end exclusive."""
        # What is empty hides nothing.
        if start < end:
            self._hide([(start, end)])

    def _hide(self, spans: Iterable[tuple[int, int]]) -> Spans:
        if self._hidden is None:
            self._hidden = Spans()
        self._hidden.update(spans)
        self._long_lines = None
        return self._hidden

    def hide_all_but(self, spans: Iterable[tuple[int, int]]) -> None:
        """Show nothing but some spans: a plan or a state of Terraform, say, holds passwords and keys."""
        at = 0
        for start, end in sorted(spans):
            self.hide(at, start)
            at = max(at, end)
        self.hide(at, len(self.text))

    @property
    def hidden(self) -> Spans:
        """The spans that are never shown, those of Secrets among them."""
        return self._hidden_in(0, len(self.text))

    def _hidden_in(self, start: int, end: int) -> Spans:
        """Return the spans that are never shown; complete for what is asked about."""
        if self._scan is None:
            from elblint.text.secret_scan import SecretScan

            self._scan = SecretScan(self.text)
        found = self._scan.spans(start, end)
        return self._hide(found) if found or self._hidden is None else self._hidden

    def hides(self, start: int, end: int) -> bool:
        """Return whether something of a span is never shown; 0-based, the end exclusive."""
        end = max(end, start + 1)
        return any(True for _ in self._hidden_in(start, end).meeting(start, end))

    def line(self, number: int) -> str:
        """The text of a 1-based line, without its line break; hidden spans are asterisks."""
        start, end = self.lines.start(number - 1), self._end(number - 1)
        hidden = self._hidden_in(start, end)
        # Many findings may stand in one line, which may be the whole text.
        if self._long_lines is not None and number in self._long_lines:
            return self._long_lines[number]
        line = self.text[start:end].rstrip("\r\n")
        parts, at = [], 0
        for first, last in hidden.meeting(start, start + len(line)):
            left, right = max(first - start, 0), min(last - start, len(line))
            parts += [line[at:left], "*" * (right - left)]
            at = right
        line = "".join(parts) + line[at:] if parts else line
        if len(line) > _LONG_LINE:
            self._long_lines = self._long_lines or {}
            self._long_lines[number] = line
        return line


class Excerpt(SourceText):
    """A text that stands inside a file, or is made of parts of one: values in an object of Argo CD.

    ``locate`` gives the place in the file for a span of the text; 0-based, the end exclusive. ``roughly`` does so
    with less work, where the exact place is hard to find.
    """

    __slots__ = ("_locate", "_roughly")

    def __init__(
        self,
        path: str,
        text: str,
        locate: Callable[[int, int], Location],
        roughly: Callable[[int, int], Location] | None = None,
    ) -> None:
        super().__init__(path, text)
        self._locate = locate
        self._roughly = roughly or locate

    def located(self, start: int, end: int) -> Location:
        """Return the place of a span in the file."""
        return self._locate(start, end)

    def located_roughly(self, start: int, end: int) -> Location:
        """Return the place of a span as far as it is known without much work."""
        return self._roughly(start, end)

    def hide(self, start: int, end: int) -> None:
        """Show nothing of a span, nor of its place in the file."""
        super().hide(start, end)
        if start < end:
            place = self._locate(start, end)
            place.source.hide(place.start, place.end)


class GeneratedLocation(NamedTuple):
    """A field's place in generated text, for a location that was mapped to the file it came from.

    ``proven`` is false if the file that supplied the field is unknown; ``exact`` is false if what stands there
    is not the field itself, so that putting another text in its place would not do. ``is_file`` is true if the
    text is a file of the input itself; ``added`` is the number of lines above that only elblint's own call of
    the tool makes.
    """

    source: SourceText
    start: int
    proven: bool
    exact: bool = True
    is_file: bool = False
    added: int = 0

    @property
    def line(self) -> int:
        """The 1-based line in what the user's own call of the tool prints."""
        return self.source.line_and_column(self.start)[0] - self.added


class Location(NamedTuple):
    """A span of one text: ``start`` inclusive, ``end`` exclusive, both 0-based offsets in code points."""

    source: SourceText
    start: int
    end: int
    generated: GeneratedLocation | None = None

    @property
    def path(self) -> str:
        """The name under which the text is reported."""
        return self.source.path

    @property
    def line(self) -> int:
        """1-based."""
        return self.source.line_and_column(self.start)[0]

    @property
    def column(self) -> int:
        """1-based, in code points."""
        return self.source.line_and_column(self.start)[1]

    @property
    def end_line(self) -> int:
        """1-based; the line that holds the last character."""
        return self.region[2]

    @property
    def end_column(self) -> int:
        """1-based, exclusive, on ``end_line``."""
        return self.region[3]

    @property
    def region(self) -> tuple[int, int, int, int]:
        """Its line, column, end line and end column, as above."""
        line, column = self.source.line_and_column(self.start)
        if self.end <= self.start:
            return line, column, line, column
        end_line, last = self.source.line_and_column(self.end - 1)
        return line, column, end_line, last + 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
