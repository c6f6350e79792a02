"""The one way for text from outside to a terminal, a log or a report.

Names, values and paths of the input, of rule files and of the configuration may hold anything. ``Printable`` is text
that has been made harmless, and ``Report`` is output that may be written: only the functions in here make either.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from elblint.system.type_names import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    import re

Printable = NewType("Printable", str)
"""Text that cannot steer a terminal or a log. It has line breaks only where elblint put them."""
Report = NewType("Report", str)
"""Output as it is written: no line of it is a command to whoever collects logs."""

# The longest name that Kubernetes knows has 253 characters, and a namespace 63.
_LONGEST = 400
# Commands of GitHub, Azure and TeamCity stand anywhere in a line: ##[error], ##vso[task...], ##teamcity[...].
_COMMAND = r"##(?=\w*\[)"
_STYLE = "(\x1b\\[[0-9;]*m)"
_UNSEEN = (
    "[\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Characters that show nothing: Unicode's Default_Ignorable_Code_Point, and Braille's empty pattern."""


@cache
def _pattern(written: str) -> re.Pattern[str]:
    """Compile a pattern when it is first needed: most runs need none."""
    import re

    return re.compile(written)


def printable(text: str) -> Printable:
    """Return ``text`` on one line, with every character that does not print spelt out as ``\\uXXXX``.

    That takes in line breaks, control characters, marks that turn the direction of text around, and lone surrogates.
    """
    if not text.isprintable():
        text = "".join(map(_shown, text))
    if not text.isascii():
        text = _pattern(_UNSEEN).sub(lambda found: _spelt(found[0]), text)
    return Printable(_pattern(_COMMAND).sub(r"#\\u0023", text) if "##" in text else text)


def printable_lines(text: str) -> Printable:
    """Return ``text`` as ``printable`` does, but with its line breaks, and with spaces for tabs."""
    if "\n" not in text:
        return printable(text.replace("\t", " "))
    return Printable("\n".join(printable(line.replace("\t", " ")) for line in text.split("\n")))


def _shown(char: str) -> str:
    import unicodedata

    if char.isprintable() or unicodedata.category(char) == "Zs":
        return char
    return _spelt(char)


def _spelt(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def brief(text: str, longest: int = _LONGEST) -> str:
    """Return ``text`` with at most so many characters: whoever wrote a value of a megabyte knows it."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    # Not inside a word, if there are words.
    return (kept.rpartition(" ")[0] or kept if not text[longest - 1].isspace() else kept).rstrip() + "…"


def report_of_lines(lines: Iterable[str], *, colour: bool = False, is_difference: bool = False) -> Report:
    """Return lines as output; a line break inside one is spelt out.

    With ``colour`` the codes that set colours are kept, and nothing else that begins like them. A difference
    keeps its tabs, and the CR of a line that ends in CRLF.
    """
    return Report("".join(f"{_line(line, colour, is_difference)}\n" for line in lines))


def _line(line: str, colour: bool, is_difference: bool) -> str:
    end = ""
    if is_difference and line.endswith("\r"):
        line, end = line[:-1], "\r"
    if colour and "\x1b" in line:
        parts = _pattern(_STYLE).split(line)
        line = "".join(part if number % 2 else printable(part) for number, part in enumerate(parts))
        plain = "".join(parts[::2])
    elif is_difference and "\t" in line:
        line = plain = "\t".join(map(printable, line.split("\t")))
    else:
        line = plain = printable(line)
    # A runner of jobs takes a line that begins with two colons for a command, blanks in front or not.
    if plain.lstrip().startswith("::"):
        line = line.replace("::", "\\u003a:", 1)
    return line + end


def report_of_markup(parts: Iterable[str]) -> Report:
    """Return parts of a page or an XML text as output, each on lines of its own."""
    return report_of_lines(line for part in parts for line in part.split("\n"))


def report_of_commands(lines: Iterable[str]) -> Report:
    """Return commands for GitHub, one a line, as output: their two colons at the beginning are meant."""
    return Report("".join(f"{printable(line)}\n" for line in lines))


def report_of_json(data: object) -> Report:
    """Return ``data`` as JSON that people can read as well."""
    import json

    return report_of_written_json(json.dumps(data, ensure_ascii=False, indent=2))


def report_of_written_json(text: str) -> Report:
    """Return JSON as output; what is not seen, or is a command, is written as an escape that means the same."""
    if text.isascii() and "\x7f" not in text and "##" not in text:
        return Report(text + "\n")
    return Report(_pattern(f"{_UNSEEN}|{_COMMAND}").sub(_escaped, text) + "\n")


def _escaped(found: re.Match[str]) -> str:
    if found[0] == "##":
        return "#\\u0023"
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def printable_data(data: str) -> Report:
    """Return JSON or YAML text that goes into a file of the repository, with nothing in it that is not seen."""
    return Report(_pattern(f"{_UNSEEN}|{_COMMAND}").sub(_escaped, data))
