"""An index of duplicates: one object of one cluster that is written twice, in two versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from elblint.model.objects import KubeObject
from elblint.model.placeholder import is_template
from elblint.model.subject import Subject
from elblint.syntax.nodes import Mapping, python_data
from elblint.system.named_tuple import NamedTuple

_MOST_VALUES = 20_000


class _Version(NamedTuple):
    number: int
    data: str | None
    written: KubeObject


class DuplicateObjects:
    """For each of some objects of one cluster and kind, in their order, the first version of it that is another.

    An unwritten namespace may be any. Where the cluster is not named, two folders may be two environments, so only
    what stands in one is compared; and a chart's own output that is checked in beside it is not a second version.
    """

    def __init__(self, objects: Sequence[KubeObject]) -> None:
        self._before: dict[int, KubeObject] = {}
        often = Counter((one.manifest_kind, one.name) for one in objects)
        # By name and namespace. Of the versions in one, the first two do: one of them is another than any third.
        seen: dict[tuple[str, str, Hashable], dict[str, list[_Version]]] = {}
        for number, one in enumerate(objects):
            # A variable in a name may stand for two names.
            if often[one.manifest_kind, one.name] == 1 or is_template(one.name):
                continue
            is_named = bool(one.cluster.name) and not one.cluster.is_assumed
            where: Hashable = one.origin is None if is_named else one.place
            by_namespace = seen.setdefault((one.manifest_kind, one.name, where), {})
            data = _data(one.node)
            fitting = (
                [by_namespace.get(one.namespace, []), by_namespace.get("", [])]
                if one.namespace
                else by_namespace.values()
            )
            others = [
                version
                for versions in fitting
                for version in versions
                if data is None or version.data != data
            ]
            if others:
                self._before[id(one)] = min(others).written
            mine = by_namespace.setdefault(one.namespace, [])
            if len(mine) < 2 and all(version.data != data for version in mine):
                mine.append(_Version(number, data, one))

    def of(self, one: Subject) -> KubeObject | None:
        """Return the first object before this one that may be the same object and differs from it."""
        return self._before.get(id(one))


def _data(node: Mapping) -> str | None:
    """Return an object's data in a form that ignores layout; None if it is too large."""
    import json

    try:
        return json.dumps(python_data(node, _MOST_VALUES), sort_keys=True)
    except ValueError:
        return None
