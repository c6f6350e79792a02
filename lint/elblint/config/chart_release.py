"""A chart's release: its name, namespace, values and cluster."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.model.cluster import Cluster
from elblint.syntax.nodes import Scalar
from elblint.syntax.scalars import resolve_plain
from elblint.system.lazy import lazy_pattern
from elblint.system.named_tuple import NamedTuple
from elblint.text.source import Excerpt, SourceText

USUAL_NAME = "release-name"
"""Helm's name for a release that nobody named."""
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}
_NUMBER = lazy_pattern(r"-?\d{1,18}\Z")
_KUBERNETES = lazy_pattern(r"\d+\.\d+(?:\.\d+)?")


class SetValue(NamedTuple):
    """One value set by its path: ``service.type`` and what it is set to.

    ``node`` is the value in the file that says so, ``source``; both are None for an option, whose text Helm reads.
    ``is_typed`` says that Helm finds out the type of a text in a file as well, as of an option.
    """

    path: str
    value: str
    source: SourceText | None = None
    node: Scalar | None = None
    is_typed: bool = False

    @property
    def option(self) -> list[str]:
        """As options of Helm: what is a text in a file stays one."""
        if self.node is None:
            return ["--set", f"{self.path}={self.value}"]
        if self.is_typed:
            value: object = _typed(self.value)
        else:
            value = self.value if isinstance(self.node.value, str) else resolve_plain(self.value)
        import json

        return ["--set-json", f"{self.path}={json.dumps(value)}"]


def _typed(text: str) -> object:
    """Return a text as Helm's ``--set`` takes it: as a boolean, null or whole number if it is written like one."""
    if text in _WORDS:
        return _WORDS[text]
    is_number = _NUMBER.match(text) is not None and (text == "0" or not text.startswith(("0", "-0")))
    return int(text) if is_number else text


class Release(NamedTuple):
    """A chart's release: its name and namespace, its values, and the cluster that it is meant for."""

    name: str = USUAL_NAME
    namespace: str = ""
    values: tuple[SourceText, ...] = ()
    """The texts of its values files; later ones win."""
    sets: tuple[SetValue, ...] = ()
    cluster: Cluster = Cluster()
    label: str = ""
    """Tells several environments of one chart apart in reports."""

    def files(self) -> Iterator[SourceText]:
        """Yield its values that are files of their own."""
        yield from (one for one in self.values if not isinstance(one, Excerpt))

    @property
    def kubernetes(self) -> str | None:
        """The cluster's version as Helm takes it, without CCE's own revision."""
        found = _KUBERNETES.search(self.cluster.version or "")
        return None if found is None else found[0]


class ReleaseOptions(NamedTuple):
    """The release that options describe; ``values`` and ``sets`` as they were given."""

    values: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    name: str = ""
    namespace: str = ""

    def __bool__(self) -> bool:
        return bool(self.values or self.sets or self.name or self.namespace)
