"""The texts of objects in which addresses stand, each with its addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from elblint.model.addresses.inside_names import is_dns_configuration
from elblint.model.addresses.literals import Literal, literals_in
from elblint.model.addresses.sources import TextField, text_fields
from elblint.model.objects import KubeObject
from elblint.system.type_names import TypeAlias

AddressedText: TypeAlias = "tuple[TextField, list[Literal]]"


def addressed(fields: Iterable[TextField]) -> Iterator[AddressedText]:
    """Yield the texts with an address in them, but those that say how names are resolved."""
    for field in fields:
        if "." not in field.value and ":" not in field.value:
            continue
        if not is_dns_configuration(field):
            literals = [*literals_in(field.value)]
            if literals:
                yield field, literals


class KeptTexts:
    """Texts found in objects that are still there in the next run."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[KubeObject, list[AddressedText]]] = {}
        self._asked: dict[int, tuple[KubeObject, list[AddressedText]]] = {}

    def begin(self) -> None:
        """Begin a run: drop what the one before did not ask for."""
        self._known, self._asked = self._asked, {}

    def of(self, owner: KubeObject) -> list[AddressedText]:
        """Return the texts of an object with an address in them."""
        key = id(owner)
        found = self._asked.get(key) or self._known.get(key) or (owner, [*addressed(text_fields(owner))])
        self._asked[key] = found
        return found[1]
