"""The parts of objects that rules ask about by themselves."""

from __future__ import annotations

from elblint.model.objects import KubeObject
from elblint.model.subject import Field, FieldPath, Subject
from elblint.text.source import Location


class Part(Subject):
    """A part of an object that rules ask about by itself."""

    def __init__(self, owner: KubeObject) -> None:
        self.owner = owner
        self.cluster = owner.cluster
        self.manifest_kind = owner.manifest_kind
        self.source = owner.source
        self.memo = {}

    @property
    def order(self) -> tuple[str, str, str, str, str, int]:
        """By what it is, then by the place of its object."""
        return *self.identity, self.source.path, self.owner.start

    def __str__(self) -> str:
        return str(self.owner)

    def key_location(self, path: FieldPath) -> Location:
        """Return the location of an entry's key in the object."""
        return self.owner.key_location(path)

    def field(self, path: FieldPath) -> Field:
        """Return a field of the object."""
        return self.owner.field(path)


def owner_of(subject: Subject) -> KubeObject:
    """Return the object that a subject is, or is a part of."""
    if isinstance(subject, Part):
        return subject.owner
    assert isinstance(subject, KubeObject)
    return subject
