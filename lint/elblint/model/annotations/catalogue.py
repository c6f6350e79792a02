"""The catalogue of annotations under ``rules/catalogue/``, as rules and facts read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType

from elblint.i18n.words import word
from elblint.model.elb_users import ELB_PREFIX
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import Any

# As near as two letters in a name of ten.
_NEAR = 0.8

Version = tuple[int, ...]
GRADES = ("doc", "excerpt", "field", "inferred", "unverified")
"""Grades of the evidence for an entry, best first."""


class Need(NamedTuple):
    """One thing that an annotation requires or excludes: an annotation, a field, or a listener's protocol."""

    annotation: str = ""
    field: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    listeners: tuple[str, ...] = ()

    def names(self, annotation: str) -> bool:
        """Return whether it means an annotation of this name; its own may end in ``*``."""
        if "*" not in self.annotation:
            return bool(self.annotation) and annotation == self.annotation
        import fnmatch

        return fnmatch.fnmatchcase(annotation, self.annotation)

    def words(self, lang: str) -> str:
        """As a reader sees it."""
        if self.listeners:
            protocols = "/".join(self.listeners).upper()
            article = "an" if protocols.startswith("HTTP") else "a"
            return word("a-listener", lang, article=article, protocols=protocols)
        name = self.annotation or ".".join(self.field)
        return f"{name}={'|'.join(self.values)}" if self.values else name


class ValueForm(NamedTuple):
    """The form of a value; ``kind`` is one-of, integer, matches, list-of, json or text.

    Of a list-of, ``pattern`` is for what stands between two commas, and ``low`` and ``high`` for their number.
    """

    kind: str = "text"
    allowed: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    pattern: str = ""
    description: Mapping[str, str] = MappingProxyType({})
    schema: Any = None
    synonyms: Mapping[str, str] = MappingProxyType({})
    """Words that people write for one of ``allowed``."""


class Conditional(NamedTuple):
    """A further JSON Schema, for objects with one of some values in another annotation, or with some listener."""

    annotation: str
    values: tuple[str, ...]
    listeners: tuple[str, ...]
    schema: Any


class Entry(NamedTuple):
    """One annotation. ``since`` holds the first version of each minor version that has it, by kind."""

    name: str
    kinds: tuple[str, ...]
    grade: str
    sources: tuple[str, ...]
    means: dict[str, str]
    form: ValueForm
    conditional: tuple[Conditional, ...] = ()
    default: str | None = None
    since: Mapping[str, tuple[Version, ...]] = MappingProxyType({})
    elb: str = ""
    """union or performance, for an annotation that only such an ELB knows."""
    elb_unless: str = ""
    """An annotation beside which ``elb`` does not count."""
    category: str = ""
    requires: tuple[Need, ...] = ()
    excludes: tuple[Need, ...] = ()
    immutable: bool = False
    by_system: bool = False
    deprecated: bool = False
    instead: str | None = None
    dialect: str = ""
    is_prefix: bool = False
    passes: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()

    # There is one of each name, and what is worked out for it is kept by it.
    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def supported_by(self, kind: str, version: Version | None) -> bool | None:
        """Return whether a cluster version has it for objects of ``kind``; None if that is unknown.

        Each minor version has a floor of its own; a minor version above all of them has it, one below does not.
        """
        floors = self.since.get(kind, ())
        if not floors:
            return True
        if version is None:
            return None
        minor = version[:2]
        own = [floor for floor in floors if floor[:2] == minor]
        if own:
            floor = own[0]
            if version >= floor:
                return True
            return None if floor[: len(version)] == version else False
        if minor > max(floor[:2] for floor in floors):
            return True
        return False if minor < min(floor[:2] for floor in floors) else None


class Catalogue:
    """All entries by full name."""

    def __init__(self, entries: dict[str, Entry] | None = None) -> None:
        self.entries = entries or {}
        self._meant: dict[str, str | None] = {}

    @cached_property
    def _prefixes(self) -> list[Entry]:
        return [entry for entry in self.entries.values() if entry.is_prefix]

    def find(self, name: str) -> Entry | None:
        """The entry for an annotation's name, or None."""
        found = self.entries.get(name)
        if found is not None and not found.is_prefix:
            return found
        return next(
            (entry for entry in self._prefixes if name.startswith(entry.name) and name != entry.name), None
        )

    @cached_property
    def _by_words(self) -> dict[frozenset[str], str]:
        """The names that are of use today, by their words; of several with the same words the first."""
        return {_words(name): name for name in sorted(self._current, reverse=True)}

    @cached_property
    def _current(self) -> list[str]:
        return [
            entry.name
            for entry in self.entries.values()
            if not (entry.deprecated or entry.dialect or entry.is_prefix)
        ]

    def nearest(self, name: str) -> str | None:
        """The name that was probably meant: by letters, or the same words in another order."""
        if name not in self._meant:
            self._meant[name] = self._by_words.get(_words(name)) or self._nearest(name)
        return self._meant[name]

    def _nearest(self, name: str) -> str | None:
        found = _near(name, self._current)
        if found is None and not name.endswith("."):
            # Of a family, the Service that it names at its end is not for comparing.
            family, _, service = name.rpartition(".")
            near = _near(family + ".", [entry.name for entry in self._prefixes])
            found = None if near is None else near + service
        return found


def _near(name: str, known: Iterable[str]) -> str | None:
    import difflib

    short = {one.removeprefix(ELB_PREFIX): one for one in known}
    near = difflib.get_close_matches(name.removeprefix(ELB_PREFIX).lower(), sorted(short), n=1, cutoff=_NEAR)
    return short[near[0]] if near else None


def _words(name: str) -> frozenset[str]:
    """The words of a name, in lower case and without a plural's s."""
    return frozenset(word.rstrip("s") for word in re.split(r"[^a-z0-9]+", name.lower()))
