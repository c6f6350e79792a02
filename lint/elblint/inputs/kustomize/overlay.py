"""Settings that stand outside of a kustomization and are put into it, as Argo CD and Flux do."""

from __future__ import annotations

from typing import NamedTuple

from elblint.inputs.kustomize.kustomization import Kustomization
from elblint.inputs.kustomize.variables import Variables
from elblint.model.cluster import Cluster
from elblint.syntax.nodes import Mapping, python_data
from elblint.text.source import Location, SourceText

_MOST_VALUES = 200_000
_VERSION_FIELDS = ("newTag", "digest")


class Changes(NamedTuple):
    """Fields of a kustomization that an object asks for: as data, and as nodes in the object's text."""

    fields: dict[str, object]
    source: SourceText
    root: Mapping

    def beside(self, own: Kustomization) -> Kustomization:
        """Return the fields as a kustomization in the folder of another."""
        return own._replace(source=self.source, root=self.root)

    def put_into(self, own: Mapping) -> dict[str, object]:
        """Return the fields of a kustomization with these put into them. Raises ValueError for too many values.

        Lists grow, images and replicas of one name become one entry, and all else is replaced. So do Flux and Argo CD
        before they call kustomize.
        """
        data = python_data(own, budget=_MOST_VALUES)
        made: dict[str, object] = dict(data) if isinstance(data, dict) else {}
        written = {name.casefold(): name for name in made}
        for field, value in self.fields.items():
            name = written.get(field.casefold(), field)
            made[name] = _merged(field, made.get(name), value)
        return made


def _merged(field: str, own: object, new: object) -> object:
    if isinstance(new, list):
        before = own if isinstance(own, list) else []
        return _by_name(before, new) if field in {"images", "replicas"} else [*before, *new]
    if isinstance(new, dict):
        return {**(own if isinstance(own, dict) else {}), **new}
    return new


def _by_name(own: list[object], new: list[object]) -> list[object]:
    """Return entries with one name each: the new ones, and of an image what they leave out."""
    made = {one.get("name"): one for one in own if isinstance(one, dict)}
    for one in new:
        if not isinstance(one, dict):
            continue
        before = made.get(one.get("name"), {})
        if any(field in one for field in _VERSION_FIELDS):
            before = {field: value for field, value in before.items() if field not in _VERSION_FIELDS}
        made[one.get("name")] = {**before, **one}
    return list(made.values())


class Overlay(NamedTuple):
    """One deployment of a kustomization: its cluster, the namespace of what names none, and what changes it."""

    cluster: Cluster
    namespace: str = ""
    changes: Changes | None = None
    variables: Variables | None = None
    """The values that replace ``${name}`` in all that is built."""
    label: str = ""
    place: Location | None = None
    """The entry that names the folder."""

    def digest(self) -> str:
        """Return what tells one that makes other objects, or for another cluster, from this one."""
        import hashlib

        fields = sorted(self.changes.fields.items()) if self.changes is not None else []
        values = self.variables.content() if self.variables is not None else None
        written = repr((self.cluster, self.namespace, fields, values))
        return hashlib.sha256(written.encode("utf-8", "backslashreplace")).hexdigest()
