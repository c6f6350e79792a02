"""Settings that Ingresses on one listener must agree in, and the Services that an Ingress sends to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from elblint.model.elb_users import ELB_PREFIX
from elblint.model.ingresses import Ingress, certificates_by_host, listener_settings
from elblint.model.objects import KubeObject
from elblint.model.placeholder import is_template
from elblint.model.subject import Subject
from elblint.system.type_names import TypeAlias

ConflictIndex: TypeAlias = "dict[str, dict[object, KubeObject]]"


def conflict_index(point: str, others: Sequence[KubeObject]) -> ConflictIndex:
    """Return an index of one of POINTS for the Ingresses of one listener: the first with each key and value."""
    index: ConflictIndex = {}
    for other in others:
        for key, value in _values_of(other, point):
            index.setdefault(key, {}).setdefault(value, other)
    return index


def earlier_conflict(ingress: Subject, point: str, index: ConflictIndex) -> KubeObject | None:
    """The first Ingress before this one on a listener that disagrees with it in one of POINTS.

    Two disagree if they have one key with different values. The listener's index keeps that linear.
    """
    for key, value in _values_of(ingress, point):
        for other_value, first in index.get(key, {}).items():
            if first.order >= ingress.order:
                break
            if other_value != value and not first.may_be(ingress):
                return first
    return None


def _values_of(ingress: Subject, point: str) -> list[tuple[str, object]]:
    """Return one Ingress's values in a point, kept on the Ingress: it may stand on several listeners."""
    key = f"says of {point}"
    if key not in ingress.memo:
        ingress.memo[key] = list(POINTS[point](ingress)) if isinstance(ingress, Ingress) else []
    return ingress.memo[key]  # type: ignore[return-value]


def _settings(ingress: Ingress) -> Iterator[tuple[str, object]]:
    yield from listener_settings(ingress).items()


def _certificates(ingress: Ingress) -> Iterator[tuple[str, object]]:
    for host, certificate in certificates_by_host(ingress).items():
        # Secrets of two namespaces are often copies of one certificate, and ids say nothing of a Secret.
        yield f"{host} {certificate[:-1]}", certificate


def _orders(ingress: Ingress) -> Iterator[tuple[str, object]]:
    written = ingress.annotation(ELB_PREFIX + "ingress-order")
    if written is not None and not is_template(written):
        yield written, ingress.identity


POINTS: dict[str, Callable[[Ingress], Iterable[tuple[str, object]]]] = {
    "settings": _settings,
    "certificate": _certificates,
    "order": _orders,
}
"""Settings in which Ingresses on one listener may conflict, by key: each gives an Ingress's values."""
