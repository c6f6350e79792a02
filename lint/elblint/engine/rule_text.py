"""Reading rule files strictly: what is wrong is said with its line and the nearest valid word."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from elblint.errors import RuleError
from elblint.i18n.hints import nearest_word
from elblint.syntax.nodes import Mapping, Node, Scalar, Sequence
from elblint.syntax.yaml_parser import parse_yaml
from elblint.system.boundary import is_inside, tree_root
from elblint.system.lazy import LazyDict, lazy_pattern
from elblint.text.diagnostics import Diagnostic, ParseError
from elblint.text.printable import brief
from elblint.text.reader import read_file
from elblint.text.source import Location

LANGUAGES = ("en", "zh")
_PART = lazy_pattern(r"^([A-Za-z][A-Za-z0-9_./-]*):(?=[ \n])", re.M)
# What stands in front of a rule's words is asked for in every run.
_WORDS = ("related", "title")
# What no entry of its own begins with, and an entry that stands for another.
_NO_PART = lazy_pattern(r"^(?:(?![A-Za-z #\n])|[^ #\n]+: [&*])", re.M)


def _parts(content: str) -> dict[str, tuple[int, int]] | None:
    """Return start and end of each entry of a file's mapping; None if the lines do not show them."""
    found = list(_PART.finditer(content))
    names = [match[1] for match in found]
    if not content.endswith("\n") or _NO_PART.search(content[:-1]) or len(set(names)) != len(names):
        return None
    ends = [match.start() for match in found[1:]] + [len(content)]
    return {name: (match.start(), end) for name, match, end in zip(names, found, ends, strict=True)}


class RuleText:
    """The text of one file under ``rules/`` and the accessors that report errors in it."""

    def __init__(
        self,
        path: str,
        *,
        without_tests: bool = False,
        trusted: bool = False,
        stored: Mapping | None = None,
    ) -> None:
        """Read and parse ``path``. Raises RuleError if that fails.

        ``without_tests`` leaves out what follows the line ``tests:``, the last part of every rule file, which
        a run does not need. Of a ``trusted`` file, one of elblint's own, each part is parsed when somebody asks
        for it. ``stored`` is the content of a file that was read, and found to have no fault, before.
        """
        self.path = path
        self.trusted = trusted
        self.is_checked = stored is not None
        if stored is not None:
            self.root = stored
            return
        if not trusted and os.path.islink(path) and not is_inside(path, tree_root(os.path.dirname(path))):
            raise RuleError(f"{path}: it leads out of the repository; put the rule itself there")
        source = read_file(path)
        if isinstance(source, Diagnostic):
            raise RuleError(f"{path}: cannot be read: {source.detail}")
        self.source = source
        content = source.text
        if without_tests and (cut := content.find("\ntests:\n")) >= 0:
            content = content[: cut + 1]
        parts = _parts(content) if trusted else None
        if parts is not None:
            self.root = Mapping(0)
            self.root.entries = LazyDict(parts, lambda name: self._part(content, *parts[name]))
            words = [parts[name][0] for name in _WORDS if name in parts]
            if words:
                self.root.entries.update(self._parsed(content[: min(words)]).entries)
            return
        self.root = self._parsed(content)

    def _parsed(self, content: str) -> Mapping:
        try:
            documents = parse_yaml(content, 0, self._duplicate)
        except ParseError as diagnostic:
            raise self._at(diagnostic.start, diagnostic.end, diagnostic.detail) from None
        if len(documents) != 1 or not isinstance(documents[0], Mapping):
            raise self._at(0, 0, "one YAML document with a mapping is expected")
        return documents[0]

    def _part(self, content: str, start: int, end: int) -> tuple[Scalar, Node]:
        (root,) = parse_yaml(content[start:end], start, self._duplicate)
        assert isinstance(root, Mapping)
        (entry,) = root.entries.values()
        return entry

    def _duplicate(self, first: Scalar, repeated: Scalar) -> None:
        raise self.error(repeated, f"'{first.text}' is given twice")

    def _at(self, start: int, end: int, message: str) -> RuleError:
        if self.is_checked:
            return RuleError(f"{self.path}: {brief(message)}")
        if self.source.hides(start, end):
            message = "this is no part of a rule; it may hold a Secret, so no more is said"
        return RuleError(f"{Location(self.source, start, end)}: {brief(message)}")

    def error(self, node: Node, message: str) -> RuleError:
        """A RuleError that points at ``node``."""
        return self._at(node.start, node.end, message)

    def unknown_word(self, node: Node, word: str, known: Iterable[str]) -> RuleError:
        """A RuleError for a word that is not known, with the nearest one that is."""
        return self.error(node, f"'{word}' is not known here; {nearest_word(word, known)}")

    def keys(self, mapping: Mapping, known: Iterable[str], required: Iterable[str] = ()) -> None:
        """Check that ``mapping`` has no key but the known ones and all the required ones."""
        if self.is_checked:
            return
        known = list(known)
        for name in mapping.entries:
            if name not in known:
                raise self.unknown_word(mapping.entries[name][0], name, known)
        for name in required:
            if name not in mapping.entries:
                raise self.error(mapping, f"'{name}' is missing")

    def mapping(self, node: Node | None, what: str) -> Mapping:
        """``node`` as a mapping."""
        if not isinstance(node, Mapping):
            raise self.error(node or self.root, f"{what} must be a mapping")
        return node

    def sequence(self, node: Node | None, what: str) -> Sequence:
        """``node`` as a list."""
        if not isinstance(node, Sequence):
            raise self.error(node or self.root, f"{what} must be a list")
        return node

    def listed(self, mapping: Mapping, key: str) -> list[Node]:
        """The elements of the list under ``key``; none if the key is left out."""
        return self.sequence(mapping.get(key), f"'{key}'").items if key in mapping.entries else []

    def string(self, node: Node | None, what: str) -> str:
        """``node`` as text, just as written: ``1.30`` stays ``1.30``."""
        if not isinstance(node, Scalar) or not node.text:
            raise self.error(node or self.root, f"{what} must be a text")
        return node.text

    def one_of(self, node: Node | None, what: str, known: Iterable[str]) -> str:
        """``node`` as one of the known words."""
        word = self.string(node, what)
        if self.is_checked:
            return word
        known = list(known)
        if word not in known:
            raise self.unknown_word(node or self.root, word, known)
        return word

    def words(self, node: Node | None) -> dict[str, str]:
        """A text in every language, by language; line breaks inside a paragraph are folded."""
        mapping = self.mapping(node, "a text in several languages")
        for language in LANGUAGES:
            if language not in mapping.entries:
                raise self.error(mapping, f"the text in '{language}' is missing")
        words: dict[str, str] = {}
        for language in mapping.entries:
            written = self.string(mapping.get(language), language).strip()
            words[language] = written if written.isascii() else _without_wide_gaps(written)
        return words


def _without_wide_gaps(text: str) -> str:
    """A text without the spaces with which YAML joins folded lines, where Chinese does not have them."""
    first, *others = text.split(" ")
    joined = first
    for other in others:
        joined += other if _is_wide(joined[-1:]) and _is_wide(other[:1]) else f" {other}"
    return joined


def _is_wide(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
