"""The patches and settings of one kustomization, by the objects and the fields that they may be for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from elblint.inputs.kustomize.field_origins import SuppliedText
from elblint.inputs.kustomize.kustomization import Kustomization, Patch
from elblint.model.subject import FieldPath
from elblint.syntax.nodes import Mapping, Node, Sequence, child, items, text_at

_ANY = ""
_INDEX = "#"


class PatchIndex:
    """The patches of a kustomization; the last one applied comes first."""

    def __init__(self, part: Kustomization, text_of: Callable[[Patch], SuppliedText]) -> None:
        """Take the kustomization, and where the text of a patch is read."""
        self._text_of = text_of
        self._listed: list[tuple[Patch, Node | None]] = []
        self._by_name: dict[tuple[str | None, str], list[int]] = {}
        self._by_target: dict[tuple[str, str], list[int]] = {}
        self._operations: dict[int, _Operations] = {}
        self._counts: dict[str | None, tuple[int, Node]] = {}
        for patch in reversed(list(part.patches())):
            if patch.target is not None:
                key = _plain(patch.target, "kind"), _plain(patch.target, "name")
                self._by_target.setdefault(key, []).append(len(self._listed))
                self._listed.append((patch, None))
                continue
            for root in text_of(patch).roots:
                if isinstance(root, Sequence):
                    self._by_target.setdefault((_ANY, _ANY), []).append(len(self._listed))
                else:
                    name = text_at(root, "kind"), text_at(root, "metadata", "name") or ""
                    self._by_name.setdefault(name, []).append(len(self._listed))
                self._listed.append((patch, root))
        for number, entry in enumerate(items(part.get("replicas"))):
            count = child(entry, "count")
            if count is not None:
                self._counts[text_at(entry, "name")] = number, count

    def patches(self, kind: str, names: list[str]) -> Iterator[tuple[Patch, SuppliedText, Node]]:
        """Yield the patches that may be for an object of a kind that had some names, with each of their roots."""
        found = {number for name in names for number in self._by_name.get((kind, name), ())}
        for name in (_ANY, *names):
            found.update(self._by_target.get((kind, name), ()), self._by_target.get((_ANY, name), ()))
        for number in sorted(found):
            patch, only = self._listed[number]
            supplied = self._text_of(patch)
            for root in supplied.roots if only is None else (only,):
                yield patch, supplied, root

    def operations(self, root: Sequence, path: FieldPath) -> Iterator[Node]:
        """Yield the operations of a JSON patch that may be about a field, the last one first."""
        if id(root) not in self._operations:
            self._operations[id(root)] = _Operations(root)
        return self._operations[id(root)].about(path)

    def replicas(self, names: set[str | None]) -> Node | None:
        """Return how many replicas the last entry for one of some names asks for."""
        found = [self._counts[name] for name in names if name in self._counts]
        return max(found, key=lambda one: one[0])[1] if found else None


class _Operations:
    """The operations of a JSON patch by the fields that they are about."""

    def __init__(self, root: Sequence) -> None:
        self.root = root
        self._by_path: dict[FieldPath | None, list[int]] = {}
        for number, operation in enumerate(root.items):
            is_one = isinstance(operation, Mapping) and {"op", "path"} <= operation.entries.keys()
            key = _steps(text_at(operation, "path") or "") if is_one else None
            self._by_path.setdefault(key, []).append(number)

    def about(self, path: FieldPath) -> Iterator[Node]:
        own = tuple(map(_step, path))
        keys = [None, *(own[:length] for length in range(1, len(own) + 1))]
        numbers = [number for key in keys for number in self._by_path.get(key, ())]
        return (self.root.items[number] for number in sorted(numbers, reverse=True))


def _steps(pointer: str) -> FieldPath:
    written = pointer.removeprefix("/").split("/")
    return tuple(_step(step.replace("~1", "/").replace("~0", "~")) for step in written)


def _step(step: str | int) -> str:
    """Return a step of a path; all places in lists are alike, as what was put at the end has no number."""
    return _INDEX if isinstance(step, int) or step == "-" or step.isdigit() else step


def _plain(target: Node, field: str) -> str:
    """Return the kind or name that a target asks for; empty if that may be several."""
    wanted = (text_at(target, field) or "").strip("^$")
    return wanted if all(character.isalnum() or character in "-." for character in wanted) else _ANY
