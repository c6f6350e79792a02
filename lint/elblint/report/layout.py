"""Text on a terminal: widths, wrapping and colour."""

from __future__ import annotations

from elblint.i18n.words import word
from elblint.text.printable import printable_lines
from elblint.text.source import GeneratedLocation

# No line starts with one of these.
_CLOSING = "\uff0c\u3002\uff1b\uff1a\u3001\uff09\u300d\u300b\uff01\uff1f,.;:)!?"

_COLOURS = {
    "error": "31;1",
    "warning": "33;1",
    "note": "36;1",
    "faint": "2",
    "bold": "1",
    "place": "34;1",
    "good": "32",
}


def width(text: str) -> int:
    """The columns that ``text`` takes on a terminal: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def cut_before(line: str, at: int, room: int) -> int:
    """Return the offset from which a line is shown in so many columns, so that what stands at ``at`` is in view."""
    if len(line) <= room and width(printable_lines(line)) <= room:
        return 0
    cut = max(at - 1, 0)
    while cut and width(printable_lines(line[cut - 1 : at])) <= room // 3:
        cut -= 1
    return cut


def pad(text: str, columns: int) -> str:
    """``text`` filled up with spaces to a width."""
    return text + " " * max(columns - width(text), 0)


def _units(text: str) -> list[str]:
    """The pieces between which a line may break: after spaces, and around wide characters."""
    if text.isascii():
        *words, last = text.split(" ")
        return [*(f"{word} " for word in words), *([last] if last else [])]
    import unicodedata

    units: list[str] = []
    word = ""
    for char in text:
        if unicodedata.east_asian_width(char) in "WF":
            if char in _CLOSING and (word or units):
                # A line may break behind it, not in front of it.
                if word:
                    units.append(word + char)
                    word = ""
                else:
                    units[-1] += char
                continue
            if word:
                units.append(word)
                word = ""
            units.append(char)
        else:
            word += char
            if char == " ":
                units.append(word)
                word = ""
    if word:
        units.append(word)
    return units


def wrap(text: str, columns: int, first: str = "", rest: str | None = None) -> list[str]:
    """``text`` in lines of at most ``columns``, the first behind ``first``, the others behind ``rest``.

    Line breaks in ``text`` are kept. A single word that is too long is not torn apart.
    """
    rest = " " * width(first) if rest is None else rest
    lines: list[str] = []
    for number, paragraph in enumerate(text.split("\n")):
        # The points of a list are indented below their dash.
        hang = "  " if paragraph.startswith("- ") else ""
        line = first if number == 0 else rest
        taken, empty = width(line), True
        measure = len if paragraph.isascii() else width
        for unit in _units(paragraph):
            bare = unit.rstrip()
            if not empty and taken + measure(bare) > columns:
                lines.append(line.rstrip())
                line, empty = rest + hang, True
                taken = width(line)
            if empty and not bare:
                continue
            line += unit
            taken += measure(unit)
            empty = False
        lines.append(line.rstrip())
    return lines


class Paint:
    """Colours, or none."""

    def __init__(self, *, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, style: str) -> str:
        """``text`` in a style: error, warning, note, faint, bold, place, good."""
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if self.colour and text else text


def built_words(built: GeneratedLocation, lang: str) -> str:
    """Return a field's line in built text, and a remark if the file that it came from is not proven."""
    name = "built-at" if built.proven else "built-unproven"
    return word(name, lang, line=built.line, path=built.source.path)
