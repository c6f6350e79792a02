"""A subject of rules: an object of the input, or a part of one, such as an annotation or an address in it."""

from __future__ import annotations

from elblint.model.cluster import Cluster
from elblint.syntax.nodes import Node
from elblint.system.named_tuple import NamedTuple
from elblint.system.type_names import TYPE_CHECKING, ClassVar
from elblint.text.source import Location, SourceText

FieldPath = tuple["str | int", ...]


class Field(NamedTuple):
    """A field in a text: the place to show, its node, and how many steps of the path led there.

    ``node`` is None if the text that is shown does not hold the field itself.
    """

    location: Location
    node: Node | None
    depth: int


class Subject:
    """The questions that the engine asks of whatever a rule is about."""

    kind: ClassVar[str] = ""
    """The name under which rules know subjects of this class."""
    at_most: str = "error"
    """The severity that the evidence for what is known of it allows."""
    is_lowered: bool = False
    """True if what is found counts one severity less."""
    is_patch: bool = False
    """True if it is a patch of a kustomization that could not be built: other parts of it stand elsewhere."""
    cluster: Cluster
    """The cluster that its file is meant for."""
    manifest_kind: str
    source: SourceText
    memo: dict[str, object]
    """The values of facts that were asked for."""
    span: tuple[int, int] | None = None
    """The document's offsets for an object whose text was released; None for all others."""
    _order: tuple[str, str, str, str, str, int] | None = None

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Cluster, kind, namespace, name: what tells it apart."""
        raise NotImplementedError

    @property
    def order(self) -> tuple[str, str, str, str, str, int]:
        """A total order that does not depend on the order in which files were read."""
        raise NotImplementedError

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that this very subject is known from, by their names in ``rules/documents.yaml``."""
        return ()

    def under(self: _Self, cluster: Cluster) -> _Self:
        """The same subject as if it were meant for ``cluster``; nothing worked out so far is carried over."""
        import copy

        other = copy.copy(self)
        other.cluster = cluster
        other.memo = {}
        other._order = None
        other.__dict__.pop("uses_elb", None)
        return other

    def may_hold(self, test: TextTest) -> bool:
        """Return whether a test of text holds for an object that was released; true for all others."""
        return True

    def location(self, path: FieldPath) -> Location:
        """Return the location for a field of the object: its value, or its key if the value is no one-line scalar."""
        return self.field(path).location

    def key_location(self, path: FieldPath) -> Location:
        """Return the location of an entry's key in a mapping; of the mapping's own key if it has no such entry."""
        raise NotImplementedError

    def field(self, path: FieldPath) -> Field:
        """Return a field of the object, or its nearest parent that is there."""
        raise NotImplementedError

    def moved(self, target: FieldPath) -> tuple[tuple[Location, str], ...]:
        """Return the replacements that move this entry of a mapping to ``target``; none if that is not certain."""
        return ()


if TYPE_CHECKING:
    from typing import TypeVar

    from elblint.text.text_test import TextTest

    _Self = TypeVar("_Self", bound=Subject)
