"""Outlines of files: what an earlier run found in each, so that one which is the same still is hardly read again.

An outline follows from the text of its file, the rules and the options of the run alone, and never from another file.
Documents of which objects are kept are parsed in each run; all others are known by their outline, and so are the
answers of quick tests of their text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from elblint.inputs.emptiness import holds_something
from elblint.inputs.helm import SOURCE_COMMENT
from elblint.inputs.loaded import LoadedInputs, Outline, ReadText, add_nodes
from elblint.model.ingresses import Ingress
from elblint.model.objects import KubeObject
from elblint.model.services import Service
from elblint.model.workloads import Workload
from elblint.syntax.documents import read_document
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import Any, TypeAlias
from elblint.text.known_source import known_source
from elblint.text.source import SPEAKS, SourceText
from elblint.text.text_test import Answers, AskedTests

_FEW = 100
"""Of so many files, a new one is read again next time sooner than the outlines of all are kept anew."""
_CLASSES: dict[str, type[KubeObject]] = {one.kind: one for one in (Service, Ingress, Workload)}

Entry: TypeAlias = "list[Any]"
"""An outline as data for JSON: the file's state, Marks as a number, spans left unparsed, and all other documents.

A span left unparsed is followed by answers. Another document is its span, if its objects are kept, or else the kind
of the object that was released, its remains, and answers.
"""


class Marks(NamedTuple):
    """The content of a file at a first look: GitOps objects perhaps, something to lint, comments of Helm."""

    deploys: bool
    holds_something: bool
    is_rendered: bool


class Outlines:
    """The outlines of a run: those of files that are as they were, and those that the run makes."""

    def __init__(self, entries: Mapping[str, Entry], tests: list[str]) -> None:
        """``entries`` are by path, of files that have not changed; ``tests`` are the names of the tests in them."""
        self._entries = entries
        self._tests = AskedTests(tests)
        self._made: dict[str, tuple[ReadText, Marks]] = {}
        self.deploying: set[str] = set()
        """The files of the run that may hold GitOps objects."""

    def marks(self, path: str) -> Marks | None:
        """Return what a file holds; None if it has to be read."""
        entry = self._entries.get(path)
        return None if entry is None else Marks(bool(entry[1] & 1), bool(entry[1] & 2), bool(entry[1] & 4))

    def deploys(self, path: str) -> bool | None:
        """Return whether a file may hold GitOps objects; None if it has to be read."""
        entry = self._entries.get(path)
        return None if entry is None else bool(entry[1] & 1)

    def source(self, path: str) -> SourceText:
        """Return the text of a file that has an outline."""
        state, _, skipped, others = self._entries[path]
        source = known_source(path, state.partition(" ")[0])
        source.comments = []
        source.answers = Answers(self._tests)
        by_span = source.answers.by_span
        for start, end, *answers in skipped:
            by_span[start, end] = answers
        for one in others:
            if _is_released(one):
                _, (start, end, *_), *answers = one
                by_span[start, end] = answers
        return source

    def add(self, loaded: LoadedInputs, read: ReadText, marks: Marks) -> None:
        """Add the objects of a file by its outline."""
        self._made[read.source.path] = read, marks
        _, _, skipped, others = self._entries[read.source.path]
        loaded.read.append(read)
        read.documents.skipped = [(start, end) for start, end, *_ in skipped]
        read.outline = Outline([*read.documents.skipped], [])
        for one in others:
            if not _is_released(one):
                start, end = one
                add_nodes(loaded, read_document(read.source, read.documents, start, end), read)
                read.outline.others.append((start, end))
                continue
            made = _CLASSES[one[0]].of_remains(one[1], read.source, read.cluster)
            if read.origin is not None:
                read.origin.adopt(made)
            loaded.counts.objects[made.kind] += 1
            loaded.objects.append(made)
            read.outline.others.append(made)

    def begin(self, read: ReadText) -> None:
        """Make an outline of a text that is about to be parsed."""
        text, path = read.source.text, read.source.path
        if SPEAKS in text:
            return
        read.outline = Outline([], [])
        read.source.answers = Answers(self._tests)
        self._made[path] = read, Marks(path in self.deploying, holds_something(text), SOURCE_COMMENT in text)

    def has_much_new(self) -> bool:
        """Return whether more than a few files have outlines that were not kept yet, or answers in them."""
        new = sum(_is_kept(read) and not self._has_all(path, read) for path, (read, _) in self._made.items())
        return new * _FEW > len(self._made)

    def _has_all(self, path: str, read: ReadText) -> bool:
        """Return whether the entry of an earlier run has all that this one has found."""
        return path in self._entries and (read.source.answers is None or not read.source.answers.has_new)

    def content(self, states: Mapping[str, str]) -> tuple[dict[str, Entry], list[str]]:
        """Return the entries of all files that were read, by their states, and the names of the tests in them."""
        # Answers that nobody has asked for are let go, those about former addresses, say.
        numbers, asked = self._tests.numbers, self._tests.asked
        can_stay = asked.issuperset(numbers)
        names = [*numbers] if can_stay else sorted(asked)
        moved = {numbers[name]: number for number, name in enumerate(names)}
        entries: dict[str, Entry] = {}
        for path, (read, marks) in self._made.items():
            if path not in states or not _is_kept(read):
                continue
            if can_stay and self._has_all(path, read):
                entries[path] = self._entries[path]
            else:
                answers = read.source.answers
                assert answers is not None
                assert read.outline is not None
                number = marks.deploys + 2 * marks.holds_something + 4 * marks.is_rendered
                entries[path] = [states[path], number, *_written(answers, read.outline, moved)]
        return entries, names


def _is_kept(read: ReadText) -> bool:
    """Return whether the outline of a text is kept: one with faults is read again, to name them."""
    return read.outline is not None and not read.documents.diagnostics


def _is_released(document: list[Any]) -> bool:
    return isinstance(document[0], str)


def _written(known: Answers, outline: Outline, moved: dict[int, int]) -> Iterator[list[Any]]:
    """Yield the lists of an entry; ``moved`` gives the tests that were asked their new numbers, by the old ones."""

    def numbers(span: tuple[int, int]) -> Iterator[int]:
        for answer in known.by_span.get(span, ()):
            if answer >> 1 in moved:
                yield 2 * moved[answer >> 1] + (answer & 1)

    yield [[*span, *numbers(span)] for span in outline.skipped]
    others: list[list[Any]] = []
    for one in outline.others:
        if isinstance(one, tuple):
            others.append([*one])
            continue
        assert one.span is not None
        remains = one.remains()
        others.append([*one.span] if remains is None else [one.kind, remains, *numbers(one.span)])
    yield others
